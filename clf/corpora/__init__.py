"""Readers of public corpora and of the user's own files: a published layout in, articles of one schema out.

The names below are imported when they are first used: who reads a file of his own needs no card of a corpus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clf.corpora.registry import Card, cards, load_card, load_corpus, read_corpus

__all__ = ["Card", "cards", "load_card", "load_corpus", "read_corpus"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'clf.corpora' has no attribute {name!r}")
    from clf.corpora import registry

    return getattr(registry, name)
