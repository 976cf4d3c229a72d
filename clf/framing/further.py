"""Texts of other corpora that are annotated with the same labels: to learn from, never to measure or calibrate with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
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
    """m texts to fit on besides.

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
    """

    texts: list[str]
    targets: NDArray[np.int64]
    documents: NDArray[np.int64]
    corpora: NDArray[np.int64]
