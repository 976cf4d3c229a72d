"""Readers of public corpora and of the user's own files: a published layout in, articles of one schema out."""

from clf.corpora.registry import Card, cards, load_card, load_corpus, read_corpus

__all__ = ["Card", "cards", "load_card", "load_corpus", "read_corpus"]
