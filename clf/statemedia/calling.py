"""Probabilities of outlets never seen, and what calling an article at one half is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from clf.statemedia.articles import Articles
from clf.statemedia.measures import PREVALENCES, Rates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.evaluation.uncertainty import Estimate

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

__all__ = ["CALLED_FROM", "at_half", "calibrated_unseen", "calibration"]

CALLED_FROM = 0.5


def _balance(found: Articles, rows: Rows) -> Floats:
    """Return weights so that both sides, and the outlets of a side, weigh the same."""
    weights = np.zeros(len(rows))
    for side in (0, 1):
        outlets = found.outlets[rows]
        names = np.unique(outlets[found.is_state[rows] == side])
        for name in names:
            weights[outlets == name] = 1 / ((outlets == name).sum() * len(names))
    return weights * len(rows) / 2


def calibration(decisions: Floats, found: Articles, rows: Rows) -> tuple[float, float]:
    """Return slope and intercept of a logistic regression on the decisions (Platt, 1999), both sides equally common.

    Both are 0 where higher decisions would be less probable: one half for every article.
    """
    scale = max(float(decisions[rows].std()), np.finfo(float).tiny)
    fitted = LogisticRegression(C=1.0).fit(
        decisions[rows, None] / scale, found.is_state[rows], sample_weight=_balance(found, rows)
    )
    slope = float(fitted.coef_[0, 0]) / scale
    return (slope, float(fitted.intercept_[0])) if slope > 0 else (0.0, 0.0)


def calibrated_unseen(decisions: Floats, found: Articles) -> Floats:
    """Return probabilities, each operator's from a calibration on the others."""
    probabilities = np.full(len(decisions), np.nan)
    known = ~np.isnan(decisions)
    for operator in np.unique(found.operators[known]):
        rows = np.flatnonzero(known & (found.operators != operator))
        if len(np.unique(found.is_state[rows])) < 2:
            continue
        slope, intercept = calibration(decisions, found, rows)
        own = known & (found.operators == operator)
        probabilities[own] = expit(slope * decisions[own] + intercept)
    return probabilities


def at_half(probabilities: Floats, compared: NDArray[np.bool_], found: Articles) -> dict[str, Estimate]:
    """Return what calling at a probability of one half gives, outlets counting alike, and what a call would mean.

    Only articles that can be compared with some of the other side; nothing where there are none.
    """
    rows = np.flatnonzero(~np.isnan(probabilities) & compared)
    if len(np.unique(found.is_state[rows])) < 2:
        return {}
    rates = Rates.of(probabilities[rows] >= CALLED_FROM, found.is_state[rows], found.outlets[rows])
    return {
        "sensitivity": rates.estimate(lambda right, wrong: right),  # noqa: ARG005
        "specificity": rates.estimate(lambda right, wrong: 1 - wrong),  # noqa: ARG005
        "balanced_accuracy": rates.estimate(lambda right, wrong: (1 + right - wrong) / 2),
        "f1": rates.estimate(lambda right, wrong: 2 * right / (1 + right + wrong)),
        **{f"right_at_{share:g}": rates.right_if_called(share) for share in PREVALENCES},
    }
