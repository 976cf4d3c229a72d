"""Intervals that stand beside every score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Estimate", "bootstrap", "wilson"]

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured value with its 95 % interval and the number of units it was measured on."""

    value: float
    low: float
    high: float
    n: int

    def as_dict(self) -> dict[str, float]:
        """Return the estimate as it stands in cards and result files."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "n": self.n,
        }


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share of `k` in `n` (Wilson, JASA 22, 1927).

    ``(0.0, 1.0)`` when `n` is 0: nothing is known.

    >>> tuple(round(bound, 3) for bound in wilson(3, 10))
    (0.108, 0.603)
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = k / n, _Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    measure: Callable[..., float],
    arrays: Sequence[NDArray[Any]],
    *,
    groups: NDArray[Any] | None = None,
    repeats: int = 1000,
    seed: int = 13,
) -> Estimate:
    """Return `measure` of `arrays` with a percentile bootstrap interval (Efron and Tibshirani, 1993).

    Parameters
    ----------
    measure : callable
        Takes the arrays (cut to a resample) and returns a float.
    arrays : sequence of arrays of shape (n, …)
    groups : array of shape (n,), optional
        Whole groups (documents, outlets) are drawn instead of single rows; `n` of the result counts groups.
    repeats, seed : int
    """
    import numpy as np

    rows = len(arrays[0])
    _, codes = np.unique(np.arange(rows) if groups is None else groups, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    random = np.random.default_rng(seed)
    values = []
    for _ in range(repeats):
        drawn = np.concatenate([members[i] for i in random.integers(0, len(members), len(members))])
        values.append(measure(*(array[drawn] for array in arrays)))
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(float(measure(*arrays)), float(low), float(high), len(members))
