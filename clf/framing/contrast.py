"""Counter-examples from marked words: the paragraph again, without the words for which it has a technique.

An annotator who marks words says more than that a paragraph has a technique: without them it would not. Each
paragraph is learned from once more for each of its techniques, as one that does not have it (Zaidan, Eisner and
Piatko, Using "annotator rationales" to improve machine learning for text categorization, NAACL 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clf.schema import LabelSpan

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Contrast", "contrast_of"]

_FEWEST_CHARACTERS = 10
"""A paragraph of which less is left was marked as a whole and teaches nothing."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Texts to fit on and never to measure, count n-grams in, or calibrate with.

    Attributes
    ----------
    texts : list of m str
    targets : array of shape (m, L)
        0 for the label whose words are gone, −1 for all others.
    origin : array of shape (m,)
        The row each text was made from: it goes where that row goes, so that no fold sees words of its test texts.
    """

    texts: list[str]
    targets: NDArray[np.int64]
    origin: NDArray[np.int64]


def contrast_of(texts: Sequence[str], spans: Sequence[Sequence[LabelSpan]], labels: Sequence[str]) -> Contrast | None:
    """Return the counter-examples of n texts, or None where nothing is marked.

    Parameters
    ----------
    texts : sequence of n str
    spans : sequence of n sequences of LabelSpan
        Marked words, as offsets (characters) into their text.
    labels : sequence of L str
    """
    found, columns, origin = [], [], []
    for row, (text, marked) in enumerate(zip(texts, spans, strict=True)):
        for name in sorted({span.name for span in marked} & set(labels)):
            rest = _blanked(text, [span for span in marked if span.name == name])
            if len(rest) > _FEWEST_CHARACTERS:
                found.append(rest)
                columns.append(labels.index(name))
                origin.append(row)
    if not found:
        return None
    targets = np.full((len(found), len(labels)), -1)
    targets[np.arange(len(found)), columns] = 0
    return Contrast(found, targets, np.array(origin))


def _blanked(text: str, spans: Sequence[LabelSpan]) -> str:
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text.strip()
