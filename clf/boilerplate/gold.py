"""Passages of the gold standard's development part, as examples to learn from.

The gold standard (``data/gold/CARD.md``) holds offsets and checksums; the texts come from the corpora. Only documents
of the development part are read here: outlets of the test part are never learned from.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clf.boilerplate.passages import Candidate, candidates
from clf.corpora.registry import read_corpus
from clf.resources import data_dir
from clf.schema import Article

__all__ = ["GoldPassage", "gold_passages"]

_VIEWS = {"cctv": "items"}
_WITHIN = 0.8
_APART = 0.1
"""A candidate is boilerplate when this share of its characters is marked, news when at most that; between, neither."""


@dataclass(frozen=True, slots=True)
class GoldPassage:
    """A candidate of a document that was read, and its kind of boilerplate; None for news."""

    corpus: str
    document: str
    family: str
    candidate: Candidate
    kind: str | None


def gold_passages(corpora: Sequence[str], data: Path | None) -> Iterator[GoldPassage]:
    """Yield the candidates of every development document of `corpora` that are wholly boilerplate or wholly news."""
    families = {row["sha256"]: row["family"] for row in _rows("sample.jsonl")}
    wanted: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in _rows("boilerplate.jsonl"):
        if row["part"] == "dev":
            wanted[row["corpus"]][row["sha256"]] = row
    for corpus in sorted(set(corpora) & set(wanted)):
        found = wanted[corpus]
        for article in read_corpus(corpus, data, _VIEWS.get(corpus)):
            if not isinstance(article, Article):
                continue
            digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
            if digest in found:  # popped: a text that stands in the corpus twice was read once
                yield from _labelled(article, found.pop(digest), families[digest])


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (data_dir("gold") / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _labelled(article: Article, row: dict[str, Any], family: str) -> Iterator[GoldPassage]:
    kinds: list[str | None] = [None] * len(article.text)
    for span in row["spans"]:
        kinds[span["start"] : span["end"]] = [span["kind"]] * (span["end"] - span["start"])
    for candidate in candidates(article.text, row["lang"]):
        here = [kinds[i] for i in range(candidate.start, candidate.end) if not article.text[i].isspace()]
        marked = [kind for kind in here if kind]
        if here and (len(marked) >= _WITHIN * len(here) or len(marked) <= _APART * len(here)):
            kind = max(set(marked), key=marked.count) if len(marked) >= _WITHIN * len(here) else None
            yield GoldPassage(row["corpus"], row["id"], family, candidate, kind)
