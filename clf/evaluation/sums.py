"""Measures that see their rows only through sums, so that resampling them costs one product of matrices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["SumMeasure", "difference", "group_sums", "ratio", "weighted"]


@dataclass(frozen=True, slots=True)
class SumMeasure:
    """A measure that is a function of sums over rows: call it with the arrays, as any other.

    Parameters
    ----------
    counts : callable
        Takes the arrays and returns what is summed, of shape (n, S).
    value : callable
        Takes sums of shape (…, S) and returns measures of shape (…); NaN where not defined.
    """

    counts: Callable[..., Floats]
    value: Callable[[Floats], Floats]

    def __call__(self, *arrays: Any) -> float:
        """Return the measure of all rows."""
        return float(self.value(self.counts(*arrays).sum(axis=0)))


def difference(measure: Callable[..., float]) -> Callable[..., float]:
    """Return the measure of (targets, a, b) that says how much better `a` is than `b`."""
    if not isinstance(measure, SumMeasure):
        return lambda targets, a, b: measure(targets, a) - measure(targets, b)
    counts, value = measure.counts, measure.value

    def both(targets: Any, a: Any, b: Any) -> Floats:
        return np.concatenate([counts(targets, a), counts(targets, b)], axis=1)

    def gap(sums: Floats) -> Floats:
        half = sums.shape[-1] // 2
        return value(sums[..., :half]) - value(sums[..., half:])

    return SumMeasure(both, gap)


def weighted(measure: SumMeasure) -> SumMeasure:
    """Return the measure of (arrays…, weights of shape (n,)) that counts a row as often as its weight says."""

    def counts(*arrays: Any) -> Floats:
        *rows, weights = arrays
        return measure.counts(*rows) * np.asarray(weights, dtype=np.float64)[:, None]

    return SumMeasure(counts, measure.value)


def group_sums(counts: Floats, codes: NDArray[np.int64]) -> Floats:
    """Return sums over the rows of each group, of shape (groups, S)."""
    size = int(codes.max(initial=-1)) + 1
    return np.column_stack([np.bincount(codes, column, size) for column in counts.T])


def ratio(above: Floats, below: Floats, otherwise: float = np.nan) -> Floats:
    """Return ``above / below``, and `otherwise` where that is 0 / 0."""
    above, below = np.broadcast_arrays(above, below)
    found: Floats = np.divide(above, below, out=np.full(above.shape, otherwise), where=below != 0)
    return found
