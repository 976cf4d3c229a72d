"""What unseen outlets say of a scorer: AUC with an interval over outlets, a permutation test, what a positive means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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

__all__ = ["PREVALENCES", "Rates", "assignments", "mean_auc", "permutation"]

PREVALENCES = (0.01, 0.05, 0.20)
_REPEATS = 1000
_ENOUGH = 10


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
    values = np.full(_REPEATS, np.nan)
    for repeat in range(_REPEATS if chosen else 0):
        values[repeat] = _mean(table[np.ix_(*(random.integers(0, size, size) for size in table.shape))])
    return Estimate(_mean(table), *interval(values), n, min(table.shape), SEED)


def _mean(auc: Floats) -> float:
    known = ~np.isnan(auc)
    rows = known.any(axis=1)
    if not rows.any():
        return float("nan")
    return float(np.mean(np.nansum(auc[rows], axis=1) / known[rows].sum(axis=1)))


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of articles called, on either side, means over outlets.

    Parameters
    ----------
    sensitivity, false_alarms : float
        Of state outlets; of the others.
    draws : array of shape (repeats, 2)
        Both again for outlets drawn anew, and articles within each: with one outlet on a side that is all one can draw.
    n : int
        Articles.
    outlets : int
        On the smaller side.
    """

    sensitivity: float
    false_alarms: float
    draws: Floats
    n: int
    outlets: int

    @classmethod
    def of(cls, called: NDArray[np.bool_], is_state: Rows, outlets: NDArray[Any]) -> Rates:
        """Count the calls of n articles by outlet."""
        random, means, draws, numbers = np.random.default_rng(SEED), [], [], []
        for side in (1, 0):
            names, codes, sizes = np.unique(outlets[is_state == side], return_inverse=True, return_counts=True)
            shares = np.bincount(codes, weights=called[is_state == side]) / sizes
            drawn = random.integers(0, len(names), (_REPEATS, len(names)))
            draws.append((random.binomial(sizes[drawn], shares[drawn]) / sizes[drawn]).mean(axis=1))
            means.append(float(shares.mean()))
            numbers.append(len(names))
        return cls(means[0], means[1], np.column_stack(draws), len(called), min(numbers))

    def estimate(self, measure: Callable[[Any, Any], Any]) -> Estimate:
        """Return a function of sensitivity and share of false alarms (numbers or arrays) with its interval."""
        value = float(measure(np.float64(self.sensitivity), np.float64(self.false_alarms)))
        return Estimate(value, *interval(measure(*self.draws.T)), self.n, self.outlets, SEED)

    def right_if_called(self, prevalence: float) -> Estimate:
        """Return what share of the articles called would be a state outlet's, were `prevalence` of all theirs.

        ``p · sensitivity / (p · sensitivity + (1 − p) · false alarms)``; not defined where nothing is called.
        """

        def share(right: Any, wrong: Any) -> Any:
            with np.errstate(invalid="ignore"):
                return prevalence * right / (prevalence * right + (1 - prevalence) * wrong)

        return self.estimate(share)


def assignments(units: Sequence[str], chosen: int, most: int) -> list[tuple[str, ...]]:
    """Return which units could have been the state's: all sets of `chosen` of them, or `most` drawn at random."""
    if comb(len(units), chosen) <= most:
        return list(combinations(sorted(units), chosen))
    random = np.random.default_rng(SEED)
    drawn = {tuple(sorted(random.choice(sorted(units), chosen, replace=False).tolist())) for _ in range(most)}
    return sorted(drawn)


def permutation(
    measure: Callable[[tuple[str, ...]], float], true: tuple[str, ...], units: Sequence[str], most: int
) -> dict[str, Any]:
    """Return how often outlets named the state's at random are told apart as well as the true ones.

    The model is trained anew for every assignment of operators to the state's side. The true assignment counts too,
    so that p is never below one in the number of assignments (Phipson and Smyth 2010). Assignments come in random
    order, and after `_ENOUGH` that do as well no more are tried (Besag and Clifford, Sequential Monte Carlo p-values,
    Biometrika 78, 1991): of a reading that is no better than chance one need not know by how much.
    """
    value = measure(tuple(sorted(true)))
    others = [one for one in assignments(units, len(true), most) if one != tuple(sorted(true))]
    as_good = tried = 1
    for number in np.random.default_rng(SEED).permutation(len(others)):
        if as_good > _ENOUGH:
            break
        tried += 1
        as_good += not measure(others[number]) < value  # one that cannot be measured speaks for nothing
    return {"p": round(as_good / tried, 4), "assignments": tried, "possible": comb(len(units), len(true))}
