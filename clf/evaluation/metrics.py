"""Scores of multi-label predictions, from 0/1 arrays of shape (n, L).

Equal to scikit-learn's ``f1_score`` with ``zero_division=0`` (a test holds them together); written out because a
bootstrap calls them a thousand times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.uncertainty import Estimate, bootstrap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Labels = NDArray[np.int64]

__all__ = ["label_scores", "macro_f1", "micro_f1", "scores"]


def micro_f1(targets: Labels, predicted: Labels) -> float:
    """Return F1 over all decisions taken together; rows with −1 are not annotated and not counted."""
    known = targets >= 0
    hits = float(((targets == 1) & (predicted == 1)).sum())
    return 2 * hits / max(float((targets == 1).sum() + (predicted[known] == 1).sum()), 1.0)


def macro_f1(targets: Labels, predicted: Labels) -> float:
    """Return the mean of the labels' F1; a label neither there nor called counts 0."""
    known = targets >= 0
    hits = ((targets == 1) & (predicted == 1)).sum(axis=0)
    total = (targets == 1).sum(axis=0) + ((predicted == 1) & known).sum(axis=0)
    return float(np.mean(2 * hits / np.maximum(total, 1)))


def scores(targets: Labels, predicted: Labels, groups: NDArray[Any]) -> dict[str, Estimate]:
    """Return micro and macro F1 with a bootstrap over documents (`groups`)."""
    return {
        "micro_f1": bootstrap(micro_f1, (targets, predicted), groups=groups),
        "macro_f1": bootstrap(macro_f1, (targets, predicted), groups=groups),
    }


def label_scores(
    labels: tuple[str, ...], targets: Labels, predicted: Labels, groups: NDArray[Any]
) -> dict[str, dict[str, Any]]:
    """Return precision, recall and F1 (with interval) per label, `n` texts and how many have the label."""
    found = {}
    for column, label in enumerate(labels):
        known = targets[:, column] >= 0
        truth, called = targets[known, column], predicted[known, column]
        hits = int(((truth == 1) & (called == 1)).sum())
        estimate = bootstrap(micro_f1, (truth[:, None], called[:, None]), groups=groups[known], repeats=300)
        found[label] = {
            "positives": int((truth == 1).sum()),
            "precision": round(hits / max(int(called.sum()), 1), 4),
            "recall": round(hits / max(int(truth.sum()), 1), 4),
            "f1": estimate.as_dict(),
        }
    return found
