"""Texts besides a corpus's own that have the same labels: to learn from, never to measure or calibrate with.

Those of other corpora, and silver ones (`clf.framing.silver`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Further", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where such texts are: rows in `langs` of a corpus, annotated by `scheme`."""

    corpus: str
    view: str | None
    scheme: str
    langs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Further:
    """m further texts to fit on.

    Attributes
    ----------
    texts : list of m str
        None of them is also a text that is measured.
    targets : array of shape (m, L)
        −1 for a label that its corpus does not have.
    documents : array of shape (m,)
        The document of each, counted from 0.
    corpora : array of shape (m,)
        Which source each is from, counted from 1: labels are not equally frequent everywhere.
    weights : array of shape (m,)
        How much each counts beside a text that is measured.
    """

    texts: list[str]
    targets: NDArray[np.int64]
    documents: NDArray[np.int64]
    corpora: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def none(cls, n_labels: int) -> Further:
        """Return no text at all."""
        empty = np.zeros(0, np.int64)
        return cls([], np.zeros((0, n_labels), np.int64), empty, empty, np.zeros(0))

    @classmethod
    def of(cls, parts: Sequence[tuple[Sequence[str], NDArray[np.int64], Sequence[str], float]]) -> Further | None:
        """Put sources together: of each its texts, targets, their documents' names and the weight of a text.

        None where there is no text.
        """
        filled = [(number, part) for number, part in enumerate(parts, 1) if len(part[0])]
        if not filled:
            return None
        named = [f"{number} {name}" for number, (_, _, names, _) in filled for name in names]
        sizes = [len(texts) for _, (texts, *_) in filled]
        return cls(
            [text for _, (texts, *_) in filled for text in texts],
            np.concatenate([targets for _, (_, targets, *_) in filled]),
            np.unique(named, return_inverse=True)[1],
            np.repeat([number for number, _ in filled], sizes),
            np.repeat([weight for _, (*_, weight) in filled], sizes),
        )
