"""Which texts must not stand on both sides of a split: those of one document, and of copies of it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["document_groups", "text_hash"]


def text_hash(text: str) -> str:
    """Return a hash that is equal for texts that differ in case and white space alone."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def document_groups(documents: Sequence[str], texts: Sequence[str]) -> NDArray[Any]:
    """Return one code per text: equal within a document, and for documents that share most of their text.

    Two documents belong together when more than half of the characters of the shorter one stand, as whole rows, in
    the other. A line that many documents share ("Share this article") joins nothing: on English paragraphs of
    SemEval-2023 it would put 150 of 446 articles into one group, and a fold would be a third of the corpus.

    Parameters
    ----------
    documents : sequence of n str
        The document of each text.
    texts : sequence of n str
    """
    lengths = {text_hash(text): len(text) for text in texts}
    found: dict[str, set[str]] = defaultdict(set)  # text → its documents
    for document, text in zip(documents, texts, strict=True):
        found[text_hash(text)].add(document)
    size: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for text, where in found.items():
        size.update(dict.fromkeys(where, lengths[text]))
        shared.update(dict.fromkeys(combinations(sorted(where), 2), lengths[text]))
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for (one, other), characters in shared.items():
        if 2 * characters > min(size[one], size[other]):
            parent[root(one)] = root(other)
    return np.unique([root(document) for document in documents], return_inverse=True)[1]
