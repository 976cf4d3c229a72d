"""What unseen outlets say of a scorer: AUC with an interval over outlets, a permutation test, what a positive means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb, isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.uncertainty import Estimate, interval
from clf.framing.crossfit import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]
    Pairs = Mapping[tuple[str, str], float]

__all__ = ["PREVALENCES", "assignments", "base_rates", "mean_auc", "permutation", "rates", "resampled"]

PREVALENCES = (0.01, 0.05, 0.20)
_REPEATS = 1000


def mean_auc(auc: Pairs, n: int, among: Sequence[str] | None = None) -> Estimate:
    """Return the mean AUC over state outlets, of each the mean over the others; all outlets count alike.

    The interval draws whole outlets anew, of both sides (Owen, The pigeonhole bootstrap, Annals of Applied Statistics
    1, 2007). `outlets` of the result is the number on the smaller side, which is what the interval hangs on. With a
    handful it is too narrow: it knows nothing of other outlets to train on, which is what `permutation` is for.

    Parameters
    ----------
    auc : dict
        (state outlet, other outlet) → AUC; NaN where nothing could be compared, which counts for nothing.
    n : int
        Articles, to stand beside the figure.
    among : sequence of str, optional
        Only these of the other outlets.
    """
    chosen = {pair: value for pair, value in auc.items() if not isnan(value) and (among is None or pair[1] in among)}
    state, others = (sorted({pair[side] for pair in chosen}) for side in (0, 1))
    table = np.array([[chosen.get((s, o), np.nan) for o in others] for s in state]).reshape(len(state), len(others))
    random = np.random.default_rng(SEED)
    values = np.array(
        [_mean(table[np.ix_(*drawn)]) for drawn in resampled(random, table.shape)] if chosen else [np.nan]
    )
    return Estimate(_mean(table), *interval(values), n, min(table.shape), SEED)


def _mean(auc: Floats) -> float:
    known = ~np.isnan(auc)
    rows = known.any(axis=1)
    if not rows.any():
        return float("nan")
    return float(np.mean(np.nansum(auc[rows], axis=1) / known[rows].sum(axis=1)))


def resampled(random: np.random.Generator, sizes: Sequence[int]) -> Iterator[list[Rows]]:
    """Yield draws with replacement of as many as there are of each side."""
    for _ in range(_REPEATS):
        yield [random.integers(0, size, size) for size in sizes]


def rates(called: NDArray[np.bool_], is_state: Rows, outlets: NDArray[Any]) -> tuple[Floats, Floats]:
    """Return, for each state outlet, the share of its articles that was called, and for each other outlet likewise."""
    shares = [
        np.array([called[outlets == name].mean() for name in np.unique(outlets[is_state == side])]) for side in (1, 0)
    ]
    return shares[0], shares[1]


def base_rates(sensitivity: Floats, false_alarms: Floats, n: int) -> dict[str, Estimate]:
    """Return what share of the articles called would be a state outlet's, by how common these are.

    ``share = p · sensitivity / (p · sensitivity + (1 − p) · false alarms)``, rates being means over outlets, and the
    interval from outlets drawn anew.

    Parameters
    ----------
    sensitivity, false_alarms : arrays
        Shares called, by state outlet and by other outlet (`rates`).
    n : int
        Articles, to stand beside the figure.
    """
    smaller = min(len(sensitivity), len(false_alarms))
    draws = list(resampled(np.random.default_rng(SEED), (len(sensitivity), len(false_alarms))))
    found = {}
    for prevalence in PREVALENCES:
        right = _share_right(prevalence, sensitivity.mean(), false_alarms.mean())
        values = np.array([_share_right(prevalence, sensitivity[s].mean(), false_alarms[o].mean()) for s, o in draws])
        found[f"{prevalence:g}"] = Estimate(right, *interval(values), n, smaller, SEED)
    return found


def _share_right(prevalence: float, sensitivity: float, false_alarms: float) -> float:
    called = prevalence * sensitivity + (1 - prevalence) * false_alarms
    return float(prevalence * sensitivity / called) if called else float("nan")


def assignments(units: Sequence[str], chosen: int, most: int, seed: int = SEED) -> list[tuple[str, ...]]:
    """Return which units could have been the state's: all sets of `chosen` of them, or `most` drawn at random."""
    if comb(len(units), chosen) <= most:
        return list(combinations(sorted(units), chosen))
    random = np.random.default_rng(seed)
    drawn = {tuple(sorted(random.choice(sorted(units), chosen, replace=False).tolist())) for _ in range(most)}
    return sorted(drawn)


def permutation(
    measure: Callable[[tuple[str, ...]], float], true: tuple[str, ...], units: Sequence[str], most: int
) -> dict[str, Any]:
    """Return how often outlets named the state's at random are told apart as well as the true ones.

    The model is trained anew for every assignment of operators to the state's side. The true assignment counts too,
    so that p is never below one in the number of assignments (Phipson and Smyth 2010).
    """
    value = measure(tuple(sorted(true)))
    tried = [one for one in assignments(units, len(true), most) if one != tuple(sorted(true))]
    values = [measure(one) for one in tried]
    as_good = 1 + sum(other >= value for other in values)
    return {
        "p": round(as_good / (1 + len(tried)), 4),
        "assignments": 1 + len(tried),
        "possible": comb(len(units), len(true)),
    }
