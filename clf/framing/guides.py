"""What other labelled corpora say of words: directions in the space of meanings, learned without a frame article.

A corpus of climate sentences or gun-violence headlines knows words that speak of money, courts or health. For each of
its labels a ridge regression on the meanings of words (`clf.framing.lexicon`) gives a weight per meaning. An article's
score by such weights is linear in its words, so it can stand beside the meanings as one more of them, and what comes
out is one weight per n-gram and label as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve
from sklearn.feature_extraction.text import CountVectorizer

from clf.framing.background import weighed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Guide", "Reader", "directions"]

_FEWEST = 25
"""Texts a label must have, and lack, to be learned from."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The labelled texts of another corpus: language → texts, and 0/1 targets of shape (n, A) for the same A labels."""

    texts: Mapping[str, Sequence[str]]
    targets: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns texts of one language into meanings.

    Parameters
    ----------
    words : array of V str
    idf : array of shape (V,)
    concepts : sparse matrix of shape (V, C)
    """

    words: NDArray[np.str_]
    idf: Floats
    concepts: sparse.csr_matrix

    def read(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the meanings of n texts, shape (n, C); their words, weighed as everywhere, have unit length."""
        counts = CountVectorizer(vocabulary=self.words, dtype=np.float64).transform(texts)
        return sparse.csr_matrix(weighed(counts, self.idf) @ self.concepts)


def directions(guides: Sequence[Guide], readers: Mapping[str, Reader]) -> Floats:
    """Return the directions of all labels of all guides, shape (C, A together); each guide weighs the same.

    Guides in other languages than those of `readers` say nothing; labels of fewer than 25 texts are left out.
    """
    n_concepts = next(iter(readers.values())).concepts.shape[1]
    found = [np.zeros((n_concepts, 0))]
    for guide in guides:
        langs = [lang for lang in guide.texts if lang in readers and len(guide.texts[lang])]
        if not langs:
            continue
        targets = np.concatenate([guide.targets[lang] for lang in langs]).astype(np.float64)
        yes = targets.sum(axis=0)
        targets = targets[:, (yes >= _FEWEST) & (len(targets) - yes >= _FEWEST)]
        if targets.shape[1]:
            found.append(_learned(sparse.vstack([readers[lang].read(guide.texts[lang]) for lang in langs]), targets))
    return np.concatenate(found, axis=1)


def _learned(meanings: sparse.csr_matrix, targets: Floats) -> Floats:
    kernel = (meanings @ meanings.T).toarray()
    by_row = kernel.mean(axis=0)
    kernel += by_row.mean() - by_row[:, None] - by_row[None, :]
    system = kernel / (np.trace(kernel) / len(kernel)) + np.eye(len(kernel))
    dual = cho_solve(cho_factor(system, lower=True, overwrite_a=True), targets - targets.mean(axis=0))
    weights = np.asarray(meanings.T @ (dual - dual.mean(axis=0)))
    return np.asarray(weights / np.linalg.norm(weights, axis=0) / np.sqrt(weights.shape[1]))
