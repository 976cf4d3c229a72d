"""Texts that a large language model labelled, or wrote with their labels: to learn from, never to measure with.

A silver standard (Rebholz-Schuhmann et al., The CALBC silver standard corpus, 2010): many labels of lower quality
beside few of annotators. ``data/silver`` (its ``CARD.md`` says how they were made) has one file per label scheme. A
row names a stretch of a corpus by offsets and checksum, or holds a text that was written for it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clf.corpora.joined import joined
from clf.framing.groups import text_hash
from clf.resources import data_dir, json_lines
from clf.schema import Article

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grades = dict[str, float]

__all__ = ["Silver", "silver_corpora", "silver_rows", "silver_size"]


@dataclass(frozen=True, slots=True)
class Silver:
    """Silver texts of one language.

    Attributes
    ----------
    texts : list of m str
    grades : array of shape (m, L)
        1 for a label that a text has, 0 for one it has not, 0.5 where that can be argued about.
    documents : list of m str
        The article each is a stretch of: an n-gram of one article alone is not used, however many stretches have it.
    """

    texts: list[str]
    grades: NDArray[np.float64]
    documents: list[str]


def silver_corpora(scheme: str) -> set[str]:
    """Return the corpora that texts of a label scheme stand in."""
    return {row["corpus"] for row in _rows(scheme) if "corpus" in row}


def silver_size(scheme: str, langs: Sequence[str]) -> int:
    """Return how many silver texts of a label scheme there are in some languages."""
    return sum(row["lang"] in langs for row in _rows(scheme))


@cache
def silver_rows(scheme: str, data: Path | None, barred: frozenset[str]) -> dict[str, list[tuple[Article, Grades]]]:
    """Return, per language, the silver texts of a label scheme and their grades by label; a label left out is 0.

    Parameters
    ----------
    scheme : str
    data : Path or None
        The corpora; None for ``CLF_DATA``.
    barred : frozenset of str
        `text_hash` of texts that must not be learned from, whole or as a stretch.

    Raises
    ------
    UsageError
        Where a corpus is missing.
    """
    found: dict[str, list[tuple[Article, Grades]]] = defaultdict(list)
    rows = _rows(scheme)
    for article, row in joined((row for row in rows if "corpus" in row), data):
        stretch = dataclasses.replace(article, text=article.text[row["start"] : row["end"]])
        if not barred & {text_hash(article.text), text_hash(stretch.text)}:
            found[row["lang"]].append((stretch, row["labels"]))
    for number, row in enumerate((row for row in rows if "text" in row), 1):
        found[row["lang"]].append((Article(f"written {number}", row["text"], lang=row["lang"]), row["labels"]))
    return dict(found)


def _rows(scheme: str) -> list[dict[str, Any]]:
    return [*json_lines(data_dir("silver") / f"{scheme}.jsonl")]
