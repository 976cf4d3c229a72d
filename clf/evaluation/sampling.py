"""Which articles people should code: unequal probabilities that are known, so that the sample speaks for the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["coding_sizes", "inclusion_probabilities", "systematic_sample"]

_RANGE = (0.5, 3.0)
"""Least and greatest size of an article beside its outlet's mean: weights that differ more cost more than they gain."""
_FLOOR = 0.005  # of a probability's variance: a model that is sure may still be wrong


def coding_sizes(probabilities: Floats, groups: NDArray[Any]) -> Floats:
    """Return how much each article should count when the sample is drawn, of shape (N,).

    Within a group an article counts by the standard deviation that its probabilities leave open, each label taken
    relative to its mean over the corpus so that rare labels have their say (Neyman's allocation for several variables:
    Cochran, Sampling Techniques, 1977, ch. 5A). A group counts by the square root of its articles (power allocation:
    Bankier, The American Statistician 42, 1988), so that small outlets are not left with nothing.

    Parameters
    ----------
    probabilities : array of shape (N, L)
    groups : array of shape (N,)
        Outlets.
    """
    variance = np.maximum(probabilities * (1 - probabilities), _FLOOR)
    open_question = np.sqrt((variance / variance.mean(axis=0)).mean(axis=1))
    _, codes, counts = np.unique(groups, return_inverse=True, return_counts=True)
    relative = open_question / (np.bincount(codes, open_question) / counts)[codes]
    relative = np.clip(relative, *_RANGE)
    return np.asarray(relative / np.bincount(codes, relative)[codes] * np.sqrt(counts)[codes])


def inclusion_probabilities(sizes: Floats, n: int) -> Floats:
    """Return probabilities in proportion to `sizes` that add up to `n`, none above 1.

    >>> inclusion_probabilities(np.array([1.0, 1.0, 8.0]), 2)
    array([0.5, 0.5, 1. ])
    """
    if n >= len(sizes):
        return np.ones(len(sizes))
    certain = np.zeros(len(sizes), bool)
    while True:
        found = np.where(certain, 1.0, sizes * ((n - certain.sum()) / sizes[~certain].sum()))
        over = (found > 1) & ~certain
        if not over.any():
            return found
        certain |= over


def systematic_sample(inclusion: Floats, order: Ints, random: np.random.Generator) -> Ints:
    """Return the rows of a systematic sample along `order` (Madow, Annals of Mathematical Statistics 20, 1949).

    Neighbours in `order` share the sample out between them: sorted by outlet, month and predicted labels, each of
    these gets its share of the sample without a stratum that is too small to draw from.
    """
    reached = np.cumsum(inclusion[order])
    n = round(float(reached[-1]))
    places = np.searchsorted(reached, random.random() + np.arange(n), side="right")
    return np.asarray(order[np.unique(np.minimum(places, len(order) - 1))])
