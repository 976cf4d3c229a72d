"""Scores of multi-label predictions, from arrays of shape (n, L): targets 0, 1 or −1 (not annotated).

What a bootstrap calls a thousand times is written as a function of sums (`SumMeasure`) and held equal to scikit-learn
by tests; the rest is scikit-learn's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import Estimate, bootstrap, by_place

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clf.evaluation.sums import Floats

    Labels = NDArray[np.int64]

__all__ = [
    "average_precision",
    "f1_counts",
    "label_scores",
    "lrap",
    "macro_f1",
    "micro_f1",
    "precision_recall_f1",
    "scores",
    "semeval2023_macro_f1",
    "semeval2023_micro_f1",
    "subset_accuracy",
]


def f1_counts(targets: Labels, predicted: Labels) -> Floats:
    """Return hits, true and called of each label in each row, of shape (n, 3 L).

    Raises
    ------
    ValueError
        When targets and predictions are not of one shape (n, L), targets not 0, 1 or −1, or predictions not 0 and 1.
    """
    targets, predicted = _of_labels(targets, predicted)
    if not np.isin(predicted, (0, 1)).all():
        raise ValueError("predictions of 0 and 1 were expected, got other values: probabilities need a threshold")
    hits, called = (targets == 1) & (predicted == 1), (targets >= 0) & (predicted == 1)
    return np.concatenate([hits, targets == 1, called], axis=1).astype(np.float64)


def _of_labels(targets: Any, predicted: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return both as arrays, when they are of one shape (n, L) and the targets are 0, 1 or −1."""
    targets, predicted = np.asarray(by_place(targets)), np.asarray(by_place(predicted))
    if targets.ndim != 2 or targets.shape != predicted.shape:
        shapes = f"{targets.shape} and {predicted.shape}"
        raise ValueError(f"targets and predictions of one shape, texts × labels, were expected, got {shapes}")
    if not np.isin(targets, (-1, 0, 1)).all():
        raise ValueError("targets of 0, 1 and −1 were expected, got other values: what is not annotated is −1, not NaN")
    return targets, predicted


def _micro(sums: Floats, otherwise: float = 0.0) -> Floats:
    hits, true, called = (part.sum(axis=-1) for part in np.split(sums, 3, axis=-1))
    return ratio(2 * hits, true + called, otherwise)


def _per_label(sums: Floats, otherwise: float = 0.0) -> Floats:
    hits, true, called = np.split(sums, 3, axis=-1)
    return ratio(2 * hits, true + called, otherwise)


def _macro(sums: Floats, otherwise: float = 0.0) -> Floats:
    return np.asarray(_per_label(sums, otherwise).mean(axis=-1))


micro_f1 = SumMeasure(f1_counts, _micro)
"""F1 over all decisions taken together; what is not annotated is not counted."""

macro_f1 = SumMeasure(f1_counts, _macro)
"""The mean of the labels' F1; a label neither there nor called counts 0."""

semeval2023_micro_f1 = SumMeasure(f1_counts, lambda sums: _micro(sums, 1.0))
"""Micro-F1 by the rules of SemEval-2023 Task 3 (Piskorski et al. 2023): 1 where nothing is there and nothing called."""

semeval2023_macro_f1 = SumMeasure(f1_counts, lambda sums: _macro(sums, 1.0))
"""Macro-F1 by the rules of SemEval-2023 Task 3: over all labels of the scheme, and a label neither there nor called
counts 1 (``zero_division=1``), so that rare labels raise it. The task's own tables of subtask 2 are micro-F1."""


def subset_accuracy(targets: Labels, predicted: Labels) -> float:
    """Return the share of fully annotated rows whose labels are all right."""
    from sklearn.metrics import accuracy_score

    targets, predicted = _of_labels(targets, predicted)
    whole = (targets >= 0).all(axis=1)
    return float(accuracy_score(targets[whole], predicted[whole])) if whole.any() else float("nan")


def average_precision(targets: Labels, probabilities: Floats) -> float:
    """Return the mean of the labels' average precision, over the labels that occur."""
    from sklearn.metrics import average_precision_score

    targets, probabilities = _of_labels(targets, probabilities)
    found = []
    for truth, probability in zip(targets.T, probabilities.T, strict=True):
        known = truth >= 0
        if (truth == 1).any():
            found.append(average_precision_score(truth[known], probability[known]))
    return float(np.mean(found)) if found else float("nan")


def lrap(targets: Labels, probabilities: Floats) -> float:
    """Return label ranking average precision of the fully annotated rows."""
    from sklearn.metrics import label_ranking_average_precision_score

    targets, probabilities = _of_labels(targets, probabilities)
    whole = (targets >= 0).all(axis=1)
    if not whole.any():
        return float("nan")
    return float(label_ranking_average_precision_score(targets[whole], probabilities[whole]))


def precision_recall_f1(targets: Labels, predicted: Labels) -> tuple[Floats, Floats, Floats, Labels]:
    """Return precision, recall, F1 and support (true rows) of each label; 0 where 0 / 0."""
    sums = f1_counts(targets, predicted).sum(axis=0)
    hits, true, called = np.split(sums, 3)
    return ratio(hits, called, 0.0), ratio(hits, true, 0.0), _per_label(sums), true.astype(np.int64)


def scores(
    targets: ArrayLike, predicted: ArrayLike, groups: ArrayLike, outlets: ArrayLike | None = None
) -> dict[str, Estimate]:
    """Return micro and macro F1 with a bootstrap over documents (`groups`), or over outlets if these are given."""
    arrays = (targets, predicted)
    return {
        "micro_f1": bootstrap(micro_f1, arrays, groups=groups, outlets=outlets),
        "macro_f1": bootstrap(macro_f1, arrays, groups=groups, outlets=outlets),
    }


def label_scores(
    labels: tuple[str, ...], targets: Labels, predicted: Labels, groups: NDArray[Any]
) -> dict[str, dict[str, Any]]:
    """Return precision, recall and F1 (with interval) per label, `n` documents and how many have the label."""
    found = {}
    precision, recall, _, support = precision_recall_f1(targets, predicted)
    for column, label in enumerate(labels):
        known = targets[:, column] >= 0
        truth, called = targets[known, column], predicted[known, column]
        estimate = bootstrap(micro_f1, (truth[:, None], called[:, None]), groups=groups[known], repeats=300)
        found[label] = {
            "positives": int(support[column]),
            "precision": round(float(precision[column]), 4),
            "recall": round(float(recall[column]), 4),
            "f1": estimate.as_dict(),
        }
    return found
