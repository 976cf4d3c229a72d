"""From decision values to probabilities: a slope and an intercept per label, alone or held near the other labels'."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]
    Calibration = tuple[Floats, Floats]

__all__ = ["apply_calibration", "fit_each", "fit_together"]

_FREE = 10.0
_SLOPE, _INTERCEPT = 0.2, 0.3
"""How freely the common slope and prior, a label's own slope, and its own intercept may move."""


def fit_each(decisions: Floats, targets: Labels) -> Calibration:
    """Return slope and intercept per label (Platt, Probabilistic outputs for support vector machines, 1999).

    Parameters
    ----------
    decisions : array of shape (n, L)
        Of texts that the model had not seen.
    targets : array of shape (n, L) of 0 and 1; −1 where a text is not annotated for a label
    """
    slopes, intercepts = [], []
    for scores, column in zip(decisions.T, targets.T, strict=True):
        known = column >= 0
        scores, column = scores[known], column[known]
        if len(np.unique(column)) < 2 or np.ptp(scores) == 0:
            slopes.append(0.0)
            intercepts.append(float(_log_odds(column.sum(), len(column))))
            continue
        # The mild penalty pulls a label with a handful of positives towards its share instead of to 0 and 1.
        scale = scores.std()
        fitted = LogisticRegression(C=1.0).fit(scores[:, None] / scale, column)
        slope = float(fitted.coef_[0, 0] / scale)
        # Monotone: a higher score is never less probable. Where it would be, scores tell nothing and the share is left.
        slopes.append(max(slope, 0.0))
        intercepts.append(float(fitted.intercept_[0] if slope > 0 else _log_odds(column.sum(), len(column))))
    return np.array(slopes), np.array(intercepts)


def fit_together(decisions: Floats, targets: Labels) -> Calibration:
    """Return slope and intercept per label, all labels fitted at once; parameters as for `fit_each`.

    log-odds = (common slope + own slope) · (decision − the label's mean) + common weight · log-odds of its share + own
    intercept, the own ones penalised. A hundred texts do not tell the slopes of fourteen labels apart; what they share
    they do tell. The decisions of all labels must be of one scale, as those of one ridge regression are.
    """
    known = targets >= 0
    if not (targets == 1).any() or not (targets == 0).any():
        return fit_each(decisions, targets)
    n_labels = targets.shape[1]
    prior = _log_odds((targets == 1).sum(axis=0), known.sum(axis=0))
    middle = decisions.mean(axis=0)
    scale = max(float((decisions - middle).std()), np.finfo(float).tiny)
    _, label = np.nonzero(known)
    moved = ((decisions - middle) / scale)[known]
    own = np.eye(n_labels)[label]
    columns = [_FREE * moved[:, None], _FREE * prior[label, None], _SLOPE * moved[:, None] * own, _INTERCEPT * own]
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(np.hstack(columns), targets[known])
    common, odds, *rest = fitted.coef_[0]
    slope = np.maximum(_FREE * common + _SLOPE * np.array(rest[:n_labels]), 0.0) / scale
    intercept = fitted.intercept_[0] + _FREE * odds * prior + _INTERCEPT * np.array(rest[n_labels:]) - slope * middle
    return slope, np.where(slope > 0, intercept, prior)


def apply_calibration(calibration: Calibration, decisions: Floats) -> Floats:
    """Return probabilities for decisions of shape (n, L)."""
    return np.asarray(expit(calibration[0] * decisions + calibration[1]))


def _log_odds(yes: NDArray[np.int64], n: NDArray[np.int64] | int) -> Floats:
    share = (yes + 0.5) / (np.asarray(n) + 1.0)
    return np.asarray(np.log(share / (1 - share)))
