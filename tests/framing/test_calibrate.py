from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from clf.framing.calibrate import apply_calibration, fit_each, fit_together

if TYPE_CHECKING:
    from clf.framing.calibrate import Calibration

BOTH = pytest.mark.parametrize("fit", [fit_each, fit_together])


def drawn(n: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return decisions, targets and true probabilities of three labels whose log-odds are 8 · decision − 4."""
    random = np.random.default_rng(seed)
    decisions = random.random((n, 3)) * [0.5, 1.0, 1.0]
    chance = apply_calibration((np.full(3, 8.0), np.full(3, -4.0)), decisions)
    return decisions, (random.random((n, 3)) < chance).astype(np.int64), chance


def far(calibration: Calibration, decisions: np.ndarray, chance: np.ndarray) -> float:
    return float(np.abs(apply_calibration(calibration, decisions) - chance).mean())


@BOTH
def test_calibration_never_turns_the_order_round(fit) -> None:  # type: ignore[no-untyped-def]
    scores = np.linspace(-1, 1, 40)[:, None]
    slope, _ = fit(scores, (scores < 0).astype(np.int64))
    assert slope.tolist() == [0.0]


@BOTH
def test_probabilities_are_found_again(fit) -> None:  # type: ignore[no-untyped-def]
    decisions, targets, chance = drawn(4000)
    assert far(fit(decisions, targets), decisions, chance) < 0.03


def test_labels_together_are_surer_than_alone_where_texts_are_few() -> None:
    unseen, _, chance = drawn(2000, seed=0)
    alone, together = (
        np.mean([far(fit(*drawn(60, seed)[:2]), unseen, chance) for seed in range(1, 21)])
        for fit in (fit_each, fit_together)
    )
    assert together < 0.9 * alone


@BOTH
def test_what_is_not_annotated_does_not_count(fit) -> None:  # type: ignore[no-untyped-def]
    decisions, targets, _ = drawn(300)
    more = np.concatenate([targets, np.full((50, 3), -1)])
    one = fit(decisions, targets)
    other = fit(np.concatenate([decisions, np.tile(decisions.mean(axis=0), (50, 1))]), more)
    assert np.allclose(one[0], other[0], rtol=0.05)
    assert np.allclose(one[1], other[1], atol=0.2)


@BOTH
def test_a_label_that_never_occurs_is_improbable_everywhere(fit) -> None:  # type: ignore[no-untyped-def]
    decisions, targets, _ = drawn(200)
    targets[:, 1] = 0
    assert apply_calibration(fit(decisions, targets), decisions)[:, 1].max() < 0.05
    assert fit(decisions, targets * 0)[0].tolist() == [0.0, 0.0, 0.0]


@BOTH
def test_what_scores_tell_nothing_of_keeps_its_share(fit) -> None:  # type: ignore[no-untyped-def]
    random = np.random.default_rng(5)
    targets = (random.random((400, 1)) < 0.15).astype(np.int64)
    decisions = -5 - targets + 0.3 * random.standard_normal((400, 1))  # lower for those with the label
    probabilities = apply_calibration(fit(decisions, targets), decisions)
    assert np.abs(probabilities - targets.mean()).max() < 0.005
