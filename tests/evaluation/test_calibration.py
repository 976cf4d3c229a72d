"""Calibration: scikit-learn's losses, an error known by hand, and what a perfect model would show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sk

from clf.evaluation.calibration import brier, ece, expected_ece_if_calibrated, log_loss
from clf.evaluation.uncertainty import bootstrap


@pytest.mark.parametrize("seed", range(5))
def test_losses_equal_scikit_learns(seed: int) -> None:
    random = np.random.default_rng(seed)
    chance = random.random((50, 4))
    chance[0, 0], chance[0, 1] = 0, 1
    truth = (random.random((50, 4)) < 0.4).astype(int)
    assert brier(truth, chance) == pytest.approx(sk.brier_score_loss(truth.ravel(), chance.ravel()))
    assert log_loss(truth, chance) == pytest.approx(sk.log_loss(truth.ravel(), chance.ravel()))
    hidden = np.where(random.random((50, 4)) < 0.3, -1, truth)
    known = hidden >= 0
    assert brier(hidden, chance) == pytest.approx(sk.brier_score_loss(truth[known], chance[known]))
    assert log_loss(hidden[:, 0], chance[:, 0]) == pytest.approx(
        sk.log_loss(truth[:, 0][known[:, 0]], chance[:, 0][known[:, 0]])
    )
    assert bootstrap(brier, (truth, chance), repeats=100).low < brier(truth, chance)


def test_the_error_by_hand() -> None:
    chance = np.array([0.1, 0.3, 0.6, 0.8])
    # bins (.1, .3) with one of two true, (.6, .8) with both: |.2 − .5| / 2 + |.7 − 1| / 2
    assert ece(np.array([0, 1, 1, 1]), chance, n_bins=2) == pytest.approx(0.3)
    assert ece(np.array([[0, 1], [1, 1]]), chance.reshape(2, 2), n_bins=2) == pytest.approx(0.3)
    assert ece(np.array([0, 1, -1, -1]), chance, n_bins=1) == pytest.approx(0.3)
    assert np.isnan(ece(np.array([-1]), np.array([0.5])))


def test_equal_probabilities_share_a_bin_whatever_their_order() -> None:
    random = np.random.default_rng(0)
    chance, truth = np.round(random.random(300), 1), random.integers(0, 2, 300)
    order = random.permutation(300)
    assert ece(truth, chance) == pytest.approx(ece(truth[order], chance[order]))
    assert ece(np.array([0, 1] * 50), np.full(100, 0.5)) == 0


def test_a_perfect_model_lies_within_and_a_boastful_one_above_what_is_expected() -> None:
    random = np.random.default_rng(1)
    inside = 0
    for seed in range(60):
        chance = random.beta(0.5, 2, 400)
        expected = expected_ece_if_calibrated(chance, repeats=200, seed=seed)
        truth = (random.random(400) < chance).astype(int)
        inside += expected.low <= ece(truth, chance) <= expected.high
        boastful = chance**0.3
        assert ece(truth, boastful) > expected_ece_if_calibrated(boastful, repeats=50).high
    assert inside >= 51  # nominal 57
    assert 0 < expected.low < expected.value < expected.high
    assert (expected.n, expected.seed) == (400, 59)


def test_only_probabilities_are_expected() -> None:
    for wrong in ([], [1.2], [-0.1]):
        with pytest.raises(ValueError, match="from 0 to 1"):
            expected_ece_if_calibrated(np.array(wrong))


def test_a_probability_that_is_none_is_refused() -> None:
    for wrong in (float("nan"), float("inf"), -0.1):
        with pytest.raises(ValueError, match="probabilities from 0 to 1"):
            expected_ece_if_calibrated(np.array([0.2, wrong]))


@pytest.mark.parametrize("measure", [brier, log_loss, ece])
def test_a_column_of_probabilities_does_not_fit_a_row_of_truths(measure) -> None:  # type: ignore[no-untyped-def]
    truth, chance = np.array([0, 1, 1, 0]), np.array([0.1, 0.8, 0.7, 0.4])
    with pytest.raises(ValueError, match="of one shape"):
        measure(truth, chance[:, None])
    assert measure(truth.tolist(), chance.tolist()) == measure(truth, chance)


@pytest.mark.parametrize("measure", [brier, log_loss, ece])
@pytest.mark.parametrize("factor", [2, -1, float("nan")])
def test_what_is_no_probability_is_refused(measure: Any, factor: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        measure(np.array([[1, 0]]), factor * np.array([[0.9, 0.6]]))


def test_bins_are_needed() -> None:
    with pytest.raises(ValueError, match="n_bins"):
        ece(np.array([[1, 0]]), np.array([[0.9, 0.6]]), 0)


def test_no_decision_has_no_error() -> None:
    for shape in ((0,), (0, 3)):
        assert all(np.isnan(measure(np.zeros(shape), np.zeros(shape))) for measure in (brier, log_loss, ece))
