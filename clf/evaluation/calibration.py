"""Are probabilities what they say? Targets 0, 1 or −1 (not annotated) against probabilities, both of shape (n, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import Estimate, by_place, interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.evaluation.sums import Floats

__all__ = ["brier", "ece", "expected_ece_if_calibrated", "log_loss"]


def _same_shape(targets: Any, probabilities: Any) -> tuple[NDArray[Any], Floats]:
    targets, probabilities = np.asarray(by_place(targets)), np.asarray(by_place(probabilities), dtype=float)
    if targets.shape != probabilities.shape:
        shapes = f"{targets.shape} and {probabilities.shape}"
        raise ValueError(f"targets and probabilities of one shape were expected, got {shapes}")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("probabilities between 0 and 1 were expected, got others: decision values need a calibration")
    return targets, probabilities


def _mean_loss(loss: Floats, targets: NDArray[Any]) -> Floats:
    known, labels = targets >= 0, tuple(range(1, targets.ndim))
    return np.column_stack([np.where(known, loss, 0).sum(axis=labels), known.sum(axis=labels)])


def _brier(targets: NDArray[Any], probabilities: Floats) -> Floats:
    targets, probabilities = _same_shape(targets, probabilities)
    return _mean_loss((probabilities - targets) ** 2, targets)


def _log_loss(targets: NDArray[Any], probabilities: Floats) -> Floats:
    targets, probabilities = _same_shape(targets, probabilities)
    tiny = np.finfo(float).eps  # as scikit-learn cuts them
    chance = np.clip(np.where(targets == 1, probabilities, 1 - probabilities), tiny, 1 - tiny)
    return _mean_loss(-np.log(chance), targets)


brier = SumMeasure(_brier, lambda sums: ratio(sums[..., 0], sums[..., 1]))
"""Mean squared distance of probability and truth over all decisions (Brier, Monthly Weather Review 78, 1950)."""

log_loss = SumMeasure(_log_loss, lambda sums: ratio(sums[..., 0], sums[..., 1]))
"""Mean negative log-likelihood of all decisions, in nats."""


def ece(targets: NDArray[Any], probabilities: Floats, n_bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal mass.

    Decisions are sorted by probability and cut into bins of equal size; equal probabilities share a bin. The error is
    the mean over decisions of the distance between the bin's mean probability and its share of true ones (Naeini,
    Cooper and Hauskrecht, AAAI 2015; equal mass: Nguyen and O'Connor, EMNLP 2015).

    It is above 0 for a perfect model too: compare it with `expected_ece_if_calibrated`.
    """
    if n_bins < 1:
        raise ValueError(f"n_bins: 1 or more was expected, got {n_bins}")
    targets, probabilities = _same_shape(targets, probabilities)
    known = targets.ravel() >= 0
    truth, chance = targets.ravel()[known].astype(float), probabilities.ravel()[known]
    if not len(chance):
        return float("nan")
    bins = _equal_mass(chance, n_bins)
    return _error(bins, truth, np.bincount(bins, chance))


def expected_ece_if_calibrated(
    probabilities: Floats, n_bins: int = 10, repeats: int = 1000, seed: int = 13
) -> Estimate:
    """Return what `ece` would be if these very probabilities were right, simulated.

    `ece` leaves out what is not annotated: give the probabilities of what is, ``probabilities[targets >= 0]``.

    Truth is drawn from the probabilities `repeats` times (Bröcker and Smith, Weather and Forecasting 22, 2007). The
    value is the mean, low and high hold 95 % of the draws: an error measured above `high` says that the model is
    miscalibrated, one below says that this many decisions cannot show it. Decisions are drawn independently.
    """
    chance = np.asarray(probabilities, dtype=float).ravel()
    if not len(chance) or not np.isfinite(chance).all() or chance.min() < 0 or chance.max() > 1:
        raise ValueError("probabilities from 0 to 1 were expected")
    bins = _equal_mass(chance, n_bins)
    expected = np.bincount(bins, chance)
    random = np.random.default_rng(seed)
    errors = [_error(bins, (random.random(len(chance)) < chance).astype(float), expected) for _ in range(repeats)]
    return Estimate(float(np.mean(errors)), *interval(np.array(errors)), len(chance), seed=seed)


def _equal_mass(chance: Floats, n_bins: int) -> NDArray[np.int64]:
    rank = np.searchsorted(np.sort(chance), chance, side="left")
    return rank * n_bins // len(chance)


def _error(bins: NDArray[np.int64], truth: Floats, expected: NDArray[Any]) -> float:
    """Sums per bin stand for means times sizes, which is how the bins are weighted."""
    return float(np.abs(np.bincount(bins, truth) - expected).sum() / len(truth))
