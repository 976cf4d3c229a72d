"""At which probability a label is called: chosen on out-of-fold predictions for the measure that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

__all__ = ["WITHOUT_CHOICE", "Metric", "choose_thresholds"]

Metric = Literal["micro", "macro"]

_GRID = np.round(np.arange(0.02, 0.985, 0.01), 2)
WITHOUT_CHOICE = 0.5


def choose_thresholds(probabilities: Floats, targets: Labels, metric: Metric = "micro") -> Floats:
    """Return a threshold per label, in steps of 0.01, shape (L,).

    Parameters
    ----------
    probabilities : array of shape (n, L)
        Calibrated, of texts that the model had not seen.
    targets : array of shape (n, L) of 0 and 1; −1 where a text is not annotated for a label
    metric : {"micro", "macro"}
        ``micro``: the one threshold of all labels at which micro-F1 is highest. With calibrated probabilities that
        is what maximises it (Lipton, Elkan and Narayanaswamy, Optimal thresholding of classifiers to maximize F1
        measure, 2014), and on 150 articles a threshold per label fits noise. ``macro``: for each label the threshold
        at which its own F1 is highest.
    """
    known = targets >= 0
    if metric == "micro":
        return np.full(targets.shape[1], _best(probabilities[known], targets[known]))
    columns = zip(probabilities.T, targets.T, known.T, strict=True)
    return np.array([_best(p[there], column[there]) for p, column, there in columns])


def _best(probabilities: Floats, truth: Labels) -> float:
    if not (probabilities >= _GRID[0]).any():
        return WITHOUT_CHOICE
    order = np.argsort(probabilities, kind="stable")
    below = np.searchsorted(probabilities[order], _GRID, side="left")  # texts under each threshold
    called = len(truth) - below
    hits = truth.sum() - np.concatenate([[0], np.cumsum(truth[order])])[below]
    return float(_GRID[int(np.argmax(2 * hits / np.maximum(called + truth.sum(), 1)))])
