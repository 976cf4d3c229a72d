"""Deal whole groups of documents to folds so that every label is spread evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.model_selection import GroupKFold
from sklearn.utils.multiclass import type_of_target

from clf.evaluation.groups import group_codes
from clf.evaluation.uncertainty import by_place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["deal", "group_weights", "indicator", "searched", "share_gap"]

_MOST_CLASSES = 500
"""More are no labels to keep even but ids or numbers, and their table would fill the memory."""
_VISITS = 4_000
"""Groups looked at again after the greedy pass: enough for some hundred outlets, under a second for any number."""
_PARTNERS = 64
_STARTS = 10
"""Orders tried where groups are few (up to a hundred) and chance weighs most; the most even folds are taken."""


def indicator(y: Any, rows: int) -> Floats:
    """Return labels as 0/1 of shape (rows, L); no columns where there is nothing to stratify by."""
    if y is None:
        return np.empty((rows, 0))
    dense = np.asarray(by_place(y))
    if dense.ndim == 2 and dense.shape[1] == 1:  # one column of a table: classes, not labels
        dense = dense.ravel()
    if dense.ndim == 2:
        return np.asarray(dense == 1, dtype=float)
    if type_of_target(dense).startswith("continuous"):
        return np.empty((rows, 0))
    codes = group_codes(dense)
    if (classes := int(codes.max(initial=-1)) + 1) > _MOST_CLASSES:
        raise ValueError(
            f"at most {_MOST_CLASSES} classes can be kept even, y has {classes:,}: is it an id or a number?"
        )
    return np.asarray(codes[:, None] == np.arange(codes.max(initial=-1) + 1), dtype=float)


def deal(labels: Floats, codes: Codes, k: int, random: np.random.RandomState | None) -> Codes:
    """Return the fold of each row."""
    if len(codes) != len(labels):
        raise ValueError(f"one group per document was expected ({len(labels)}), got {len(codes)}")
    n_groups = int(codes.max(initial=-1)) + 1
    if not 2 <= k <= n_groups:
        raise ValueError(f"n_splits must lie between 2 and the number of groups ({n_groups}), got {k}")
    weights = group_weights(labels, codes)
    random = random or np.random.RandomState(0)
    found = [folds[codes] for folds in searched(weights, k, random)]
    plain = np.empty_like(codes)
    for fold, (_, test) in enumerate(GroupKFold(k).split(labels, groups=codes)):
        plain[test] = fold
    return min([*found, plain], key=lambda folds: share_gap(labels, folds, k))


def group_weights(labels: Floats, codes: Codes) -> Floats:
    """Return each group's part of every label, of shape (groups, L + 2).

    Documents, and documents without a label, count like labels, so that folds are even in these too.
    """
    columns = np.column_stack([labels, labels.sum(axis=1) == 0, np.ones(len(labels))])
    counts = np.zeros((int(codes.max(initial=-1)) + 1, columns.shape[1]))
    np.add.at(counts, codes, columns)
    return np.asarray(counts / np.maximum(counts.sum(axis=0), 1))


def searched(weights: Floats, k: int, random: np.random.RandomState) -> list[Codes]:
    """Return the folds of each group that dealing and exchanging finds, once from each of a few orders."""
    starts = range(max(1, min(_STARTS, 1000 // len(weights))))
    return [_even_out(weights, _greedy(weights, k, random), k, random) for _ in starts]


def share_gap(labels: Floats, folds: Codes, k: int) -> float:
    """Return the mean over folds and labels of the distance between a label's share in the fold and in the whole."""
    if not labels.shape[1]:
        return 0.0
    shares = np.array([labels[folds == fold].mean(axis=0) for fold in range(k)])
    return float(np.abs(shares - labels.mean(axis=0)).mean())


def _greedy(weights: Floats, k: int, random: np.random.RandomState) -> Codes:
    """Deal groups out heaviest first, each to the fold with the least of what the group has."""
    heaviness = weights.max(axis=1) * random.uniform(0.5, 1.5, len(weights))
    filled, folds = np.zeros((k, weights.shape[1])), np.full(len(weights), -1)
    empty, left = set(range(k)), len(weights)
    for group in np.argsort(-heaviness, kind="stable"):
        cost = filled @ weights[group]
        if left == len(empty):  # each group that is left must open a fold
            cost[[fold for fold in range(k) if fold not in empty]] = np.inf
        fold = int(np.argmin(cost))
        folds[group] = fold
        filled[fold] += weights[group]
        empty.discard(fold)
        left -= 1
    return folds


def _even_out(weights: Floats, folds: Codes, k: int, random: np.random.RandomState) -> Codes:
    """Exchange or move groups while that lowers the sum of squares of the folds' shares of each label."""
    filled = np.zeros((k, weights.shape[1]))
    np.add.at(filled, folds, weights)
    since = 0
    for group in random.permutation(np.resize(np.arange(len(weights)), _VISITS)):
        here, since = folds[group], since + 1
        partners = random.randint(0, len(weights), _PARTNERS)
        # an exchange takes `gain` from the partner's fold to this one; a move is an exchange with nothing
        gain = np.concatenate([weights[partners], np.zeros((k, weights.shape[1]))]) - weights[group]
        there = np.concatenate([folds[partners], np.arange(k)])
        change = np.einsum("ij,ij->i", gain, filled[here] - filled[there] + gain)
        change[there == here] = 0
        if (folds == here).sum() == 1:
            change[_PARTNERS:] = 0
        best = int(np.argmin(change))
        if change[best] < -1e-12:
            folds[group], since = there[best], 0
            if best < _PARTNERS:
                folds[partners[best]] = here
            filled[here] += gain[best]
            filled[there[best]] -= gain[best]
        elif since > 3 * len(weights):
            break
    return folds
