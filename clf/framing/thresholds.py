"""Which labels are called: over a threshold chosen out-of-fold, or, of labels that exclude each other, one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

__all__ = ["Metric", "choose_thresholds", "furthest_above", "most_above", "shares"]

Metric = Literal["micro", "macro"]

_GRID = np.round(np.arange(0.02, 0.985, 0.01), 2)
_WITHOUT_CHOICE = 0.5
_WIDE = 20
"""Where more thresholds in a row than this are equally good for all labels together, the labels are told apart without
a mistake, and the lowest threshold would call what is unlikely. For one label so wide a gap may be a few texts."""
_NEARLY = 1e-12
_TOWARDS_RARE = 0.75  # 0 calls the likeliest label, 1 the one most above its share


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
        return np.full(targets.shape[1], _best(probabilities[known], targets[known], _WIDE))
    columns = zip(probabilities.T, targets.T, known.T, strict=True)
    return np.array([_best(p[there], column[there]) for p, column, there in columns])


def _best(probabilities: Floats, truth: Labels, wide: int = len(_GRID)) -> float:
    """Return the lowest of the best thresholds; where more than `wide` in a row are equally good, the middle one."""
    if not (probabilities >= _GRID[0]).any():
        return _WITHOUT_CHOICE
    order = np.argsort(probabilities, kind="stable")
    below = np.searchsorted(probabilities[order], _GRID, side="left")  # texts under each threshold
    called = len(truth) - below
    hits = truth.sum() - np.concatenate([[0], np.cumsum(truth[order])])[below]
    f1 = 2 * hits / np.maximum(called + truth.sum(), 1)
    first = int(np.argmax(f1))
    equal = int(np.argmax(np.append(f1[first:] < f1[first], True)))
    return float(_GRID[first + equal // 2 if equal > wide else first])


def shares(targets: Labels) -> Floats:
    """Return each label's share of the texts, shape (L,), never quite 0 or 1; for `most_above`."""
    return np.asarray(((targets == 1).sum(axis=0) + 0.5) / (len(targets) + 1.0))


def most_above(probabilities: Floats, shares: Floats) -> Labels:
    """Return 1 for the label whose log-odds are most above three quarters of its share's, 0 for the others, per text.

    Where a text has one label, calling the likeliest would call the commonest nearly always: that is the fewest
    errors, and of a rare label nothing. Odds set against those of the share (Menon et al., Long-tail learning via
    logit adjustment, ICLR 2021) minimise the mean over labels of the errors instead, at the price of calling rare
    labels that are far from likely. Three quarters lie between (docs/framing_experiments.md, Genre). Of equal ones the
    first is called.

    Parameters
    ----------
    probabilities : array of shape (n, L)
    shares : array of shape (L,)
        Of the texts the model learned from.
    """
    return np.asarray(np.eye(len(shares), dtype=np.int64)[furthest_above(probabilities, shares)])


def furthest_above(probabilities: Floats, shares: Floats) -> Labels:
    """Return the number of the label that `most_above` gives 1, shape (n,); of one text, shape (L,), an array of ()."""
    return np.asarray((_log_odds(probabilities) - _TOWARDS_RARE * _log_odds(shares)).argmax(axis=-1))


def _log_odds(p: Floats) -> Floats:
    clipped = np.minimum(np.maximum(p, _NEARLY), 1 - _NEARLY)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))
