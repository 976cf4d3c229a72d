"""Where a model errs: by outlet and month, between labels, on which documents, and with how little training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.uncertainty import wilson
from clf.leak.conditions import Outcome, out_of_fold
from clf.leak.documents import Documents
from clf.leak.fits import Fits
from clf.leak.judgement import scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Fold = tuple[NDArray[np.int64], NDArray[np.int64]]

__all__ = ["confusion", "error_table", "hardest", "learning_curve"]

_HARDEST = 20
_SHARES = (0.125, 0.25, 0.5)


def error_table(documents: Documents, outcome: Outcome, by: Sequence[str | None]) -> list[dict[str, Any]]:
    """Return, for each value of `by` (outlet, month), the share of texts with all labels right and its Wilson interval.

    n, on which the interval rests, counts documents: sentences of one article are hardly independent.
    """
    right = (documents.targets == outcome.predicted).all(axis=1)
    found: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(outcome.tested).tolist():
        if value := by[row]:
            found[str(value)].append(row)
    rows = []
    for value, texts in sorted(found.items()):
        share, n = float(right[texts].mean()), len({documents.parents[row] for row in texts})
        low, high = (round(bound, 4) for bound in wilson(share * n, n))
        rows.append({"name": value, "right": round(share, 4), "low": low, "high": high, "n": n})
    return rows


def confusion(documents: Documents, outcome: Outcome) -> dict[str, dict[str, int]]:
    """Return true label → called label → texts.

    Where a text may have several labels: how often a text with the true label, which was missed, had the other called
    instead; on the diagonal, how often the true label was called.
    """
    true = documents.targets[outcome.tested]
    called = outcome.predicted[outcome.tested]
    wrongly = called * (1 - true)
    missed = true * (1 - called)
    counts = missed.T @ wrongly + np.diag((true * called).sum(axis=0))
    names = documents.labels
    return {name: dict(zip(names, map(int, row), strict=True)) for name, row in zip(names, counts, strict=True)}


def hardest(documents: Documents, outcome: Outcome) -> list[dict[str, Any]]:
    """Return ids of the texts that were called wrong with the most conviction, or the first wrong ones."""
    wrong = outcome.tested & (documents.targets != outcome.predicted).any(axis=1)
    rows = np.flatnonzero(wrong)
    margins = outcome.margins
    if margins is not None:
        rows = rows[np.argsort(margins[rows], kind="stable")]
    names = np.array(documents.labels)
    return [
        {
            "id": documents.ids[row],
            "outlet": str(documents.outlets[row]) or None,
            "labels": names[documents.targets[row] == 1].tolist(),
            "called": names[outcome.predicted[row] == 1].tolist(),
            "margin": None if margins is None or not np.isfinite(margins[row]) else round(float(margins[row]), 3),
        }
        for row in rows[:_HARDEST].tolist()
    ]


def learning_curve(
    fits: Fits, documents: Documents, folds: Sequence[Fold], whole: Outcome, *, over_outlets: bool
) -> list[dict[str, Any]]:
    """Return the score with an eighth, a quarter, half and all of the training texts of each fold."""
    chance = np.random.default_rng(13)
    orders = [chance.permutation(train) for train, _ in folds]
    points: list[dict[str, Any]] = []
    for share in _SHARES:
        parts = [
            (np.sort(order[: int(len(order) * share)]), test) for order, (_, test) in zip(orders, folds, strict=True)
        ]
        try:
            outcome = out_of_fold(fits, documents, parts)
        except ValueError as error:
            points.append({"share": share, "score": None, "why": str(error)})
            continue
        size = round(float(np.mean([len(train) for train, _ in parts])))
        estimate = scored(documents, outcome, over_outlets=over_outlets)
        points.append({"share": share, "trained_on": size, "score": estimate})
    size = round(float(np.mean([len(train) for train, _ in folds])))
    estimate = scored(documents, whole, over_outlets=over_outlets)
    return [*points, {"share": 1.0, "trained_on": size, "score": estimate}]
