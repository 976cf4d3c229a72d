"""Is one model better than another, and is there any signal at all?

Of two sets of predictions for the same documents: `paired_bootstrap` and `approximate_randomisation` for any measure,
`mcnemar` for right and wrong, `wilcoxon` for scores of folds. `holm` corrects for many comparisons. None of them knows
that models were trained several times: they speak of these predictions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.sums import SumMeasure, difference, group_sums
from clf.evaluation.uncertainty import (
    FEW_OUTLETS,
    by_place,
    check_lengths,
    check_repeats,
    group_codes,
    interval,
    replicates,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clf.evaluation.sums import Floats

    Measure = Callable[..., float]

__all__ = [
    "Comparison",
    "approximate_randomisation",
    "holm",
    "label_permutation",
    "mcnemar",
    "paired_bootstrap",
    "wilcoxon",
]

_SLACK = 1e-12  # sums in another order differ in the last digits, and a tie must count as one


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a test found.

    Parameters
    ----------
    test : str
    value : float
        How much better the first is than the second; for `label_permutation` the measure itself.
    p : float
        Two-sided, but for `label_permutation`.
    n : int
        Documents (groups, folds) compared; for `mcnemar` those on which the two disagree.
    low, high : float or None
        95 % interval of the value, where the test gives one.
    outlets, seed : int or None
    """

    test: str
    value: float
    p: float
    n: int
    low: float | None = None
    high: float | None = None
    outlets: int | None = None
    seed: int | None = None

    @property
    def weak(self) -> bool:
        """Whether interval and p rest on fewer than 15 outlets: both are then too sure."""
        return self.outlets is not None and self.outlets < FEW_OUTLETS

    def as_dict(self) -> dict[str, Any]:
        """Return what is known, rounded to four digits."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        if self.outlets is not None:
            known["weak_evidence"] = self.weak
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in known.items()}


def paired_bootstrap(
    measure: Measure,
    targets: ArrayLike,
    a: ArrayLike,
    b: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    outlets: ArrayLike | None = None,
    repeats: int = 1000,
    seed: int = 13,
) -> Comparison:
    """Return how much better `a` scores than `b`, with interval and p from resampled documents or outlets.

    p is the share of resamples whose difference lies as far from the measured one as that lies from 0
    (Berg-Kirkpatrick, Burkett and Klein, EMNLP 2012; two-sided). With fewer than 15 outlets it is too small, and the
    interval too narrow (see `Comparison.weak`): `approximate_randomisation` with the outlets as groups is exact there.
    """
    gap = difference(measure)
    arrays = [*map(by_place, (targets, a, b))]
    value = gap(*arrays)
    drawn = outlets if outlets is not None else groups
    values = replicates(gap, arrays, groups=drawn, repeats=repeats, seed=seed)
    n = len(arrays[0]) if groups is None else len(np.unique(groups))
    n_outlets = None if outlets is None else len(np.unique(outlets))
    p = _share(np.abs(values - value), abs(value))
    return Comparison("paired bootstrap", value, p, n, *interval(values), n_outlets, seed)


def approximate_randomisation(
    measure: Measure,
    targets: ArrayLike,
    a: ArrayLike,
    b: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    repeats: int = 1000,
    seed: int = 13,
) -> Comparison:
    """Return how much better `a` scores than `b`, with p from swapping their predictions at random.

    If it did not matter which model a document's (or group's) prediction comes from, a difference as large as the
    measured one would be met with probability p (Noreen 1989; for F1: Yeh, COLING 2000).
    """
    check_repeats(repeats)
    arrays = [*map(by_place, (targets, a, b))]
    codes = group_codes(groups, check_lengths(arrays))
    size = int(codes.max(initial=-1)) + 1
    random = np.random.default_rng(seed)
    swaps = (random.random(size) < 0.5 for _ in range(repeats))
    gap = difference(measure)
    if isinstance(measure, SumMeasure):
        sums_a, sums_b = (group_sums(measure.counts(arrays[0], predicted), codes) for predicted in arrays[1:])
        total = sums_a.sum(axis=0) + sums_b.sum(axis=0)
        moved = np.array([sums_a.sum(axis=0) + swap @ (sums_b - sums_a) for swap in swaps])
        values = measure.value(moved) - measure.value(total - moved)
    else:
        truth, one, other = arrays
        values = np.array([gap(truth, *_swapped(one, other, swap[codes])) for swap in swaps])
    value = gap(*arrays)
    return Comparison("approximate randomisation", value, _share(np.abs(values), abs(value)), size, seed=seed)


def mcnemar(targets: ArrayLike, a: ArrayLike, b: ArrayLike) -> Comparison:
    """Return McNemar's exact test of right against wrong (McNemar, Psychometrika 12, 1947; binomial).

    Arrays of shape (n,), or (n, L): then a document is right when all its labels are; one with a label that is not
    annotated (−1, or missing) does not count. The value is the difference of the shares of right documents.

    Raises
    ------
    ValueError
        When the arrays are not of one shape.
    """
    from pandas import isna
    from scipy.stats import binomtest

    truth, *predicted = (np.asarray(by_place(array)) for array in (targets, a, b))
    if any(one.shape != truth.shape for one in predicted):
        shapes = ", ".join(str(one.shape) for one in (truth, *predicted))
        raise ValueError(f"targets and predictions of one shape were expected, got {shapes}")
    labels = tuple(range(1, truth.ndim))
    known = (truth >= 0 if truth.dtype.kind in "if" else ~isna(truth)).all(axis=labels)
    truth, right = truth[known], [(one[known] == truth[known]).all(axis=labels) for one in predicted]
    only_a, only_b = int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())
    n = only_a + only_b
    p = float(binomtest(only_a, n).pvalue) if n else 1.0
    return Comparison("McNemar", (only_a - only_b) / max(len(truth), 1), p, n)


def wilcoxon(a: ArrayLike, b: ArrayLike) -> Comparison:
    """Return Wilcoxon's signed-rank test of the scores of the same folds (Demšar, JMLR 7, 2006).

    Folds share training texts, so p is too small rather than too large; with fewer than six folds it cannot fall
    below .05 at all. The value is the median difference.

    Raises
    ------
    ValueError
        When there are not as many scores of one as of the other, or none.
    """
    from scipy import stats

    scores = [np.asarray(one, dtype=float) for one in (a, b)]
    if not check_lengths(scores):
        raise ValueError("scores of folds were expected, got none")
    gaps = scores[0] - scores[1]
    p = float(stats.wilcoxon(gaps, zero_method="zsplit").pvalue) if gaps.any() else 1.0
    return Comparison("Wilcoxon over folds", float(np.median(gaps)), p, len(gaps))


def holm(p_values: Sequence[float]) -> Floats:
    """Return p-values corrected for their number (Holm, Scandinavian Journal of Statistics 6, 1979).

    NaN, a comparison that was not possible, stays NaN and is not counted.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    order = order[: len(p) - np.isnan(p).sum()]  # sorting puts NaN last
    stepped = np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1))
    corrected = np.full_like(p, np.nan)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def label_permutation(
    measure: Measure,
    targets: ArrayLike,
    predicted: ArrayLike,
    *,
    within: ArrayLike | None = None,
    repeats: int = 1000,
    seed: int = 13,
) -> Comparison:
    """Return the measure and the chance of one as high when labels are dealt out to documents anew.

    The simplest question first: is there any signal (Ojala and Garriga, JMLR 11, 2010, test 1, for predictions that
    are there)? With `within` labels are dealt out inside each outlet (topic, month) only: is there any signal beyond
    it? Documents of one outlet resemble each other, so without `within` a signal may be no more than the outlet.
    """
    check_repeats(repeats)
    truth, called = np.asarray(by_place(targets)), by_place(predicted)
    rows = check_lengths([truth, called])
    codes = group_codes(np.zeros(rows) if within is None else within, rows)
    places = np.argsort(codes, kind="stable")
    random = np.random.default_rng(seed)
    values = np.empty(repeats)
    for repeat in range(repeats):
        # a random key beside the group's code shuffles inside the group
        shuffled = np.lexsort((random.random(len(codes)), codes))
        dealt = np.empty_like(truth)
        dealt[places] = truth[shuffled]
        values[repeat] = measure(dealt, called)
    value = float(measure(truth, called))
    return Comparison("label permutation", value, _share(values, value), rows, seed=seed)


def _swapped(a: NDArray[Any], b: NDArray[Any], swap: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any]]:
    where = swap.reshape(-1, *[1] * (a.ndim - 1))
    return np.where(where, b, a), np.where(where, a, b)


def _share(values: Floats, bound: float) -> float:
    """Return the share of values that reach the bound; the measured one counts too (Phipson and Smyth 2010).

    Resamples for which the measure is not defined (NaN) are left out, as `interval` leaves them out; where the measured
    value is not defined, the share is not either.
    """
    if np.isnan(bound):
        return float("nan")
    known = values[~np.isnan(values)]
    return float((1 + (known >= bound - _SLACK).sum()) / (1 + len(known)))
