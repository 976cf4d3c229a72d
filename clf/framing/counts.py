"""The n-grams of texts, counted once for all folds and fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from clf.scoring.vectorizer import NativeTfidfVectorizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.train import Settings

    Labels = NDArray[np.int64]

__all__ = ["ANALYZERS", "Counts", "documents"]

ANALYZERS = ("word", "char_wb")
"""How the two blocks of n-grams are cut, as scikit-learn names it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The n-grams of n texts, counted once; a fold takes its rows, and fitting on them its vocabulary.

    Fitting on rows gives what fitting on those texts alone would: columns are kept and weighted by the rows at hand.

    Parameters
    ----------
    blocks : two sparse matrices of shape (n, n-grams found)
    names : two arrays of str
        The n-gram of each column.
    """

    blocks: tuple[sparse.csr_matrix, ...]
    names: tuple[NDArray[Any], ...]

    @classmethod
    def of(cls, texts: Sequence[str], settings: Settings) -> Counts:
        """Count the words and character n-grams of `texts`; those in fewer than `min_documents` texts are dropped.

        A block in which no n-gram is left has no columns.
        """
        if isinstance(texts, str):
            raise ValueError("Expected a sequence of texts, got a single string.")
        blocks, names = [], []
        for analyzer, lengths in zip(ANALYZERS, settings.lengths, strict=True):
            # Every document has at least one text, so this drops nothing that counting documents would keep.
            counter = NativeTfidfVectorizer(
                analyzer=analyzer, ngram_range=lengths, min_df=settings.min_documents, use_idf=False, norm=None
            )  # without idf and norm it counts
            try:
                blocks.append(counter.fit_transform(texts))
                names.append(counter.get_feature_names_out())
            except ValueError:  # scikit-learn's, of an empty vocabulary
                blocks.append(sparse.csr_matrix((len(texts), 0)))
                names.append(np.array([], dtype=object))
        return cls(tuple(blocks), tuple(names))

    def take(self, rows: NDArray[np.int64]) -> Counts:
        """Return the counts of some of the texts."""
        return Counts(tuple(block[rows] for block in self.blocks), self.names)


def documents(counts: sparse.csr_matrix, groups: NDArray[Any]) -> Labels:
    """Return in how many distinct groups each n-gram occurs."""
    _, codes = np.unique(groups, return_inverse=True)
    rows = np.arange(len(groups))
    member = sparse.csr_matrix((np.ones(len(rows), np.int32), (codes, rows)))
    return np.asarray(((member @ counts) > 0).sum(axis=0)).ravel()
