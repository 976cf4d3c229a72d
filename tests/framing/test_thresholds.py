from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from clf.framing.thresholds import choose_thresholds


def predictions() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    probabilities = random.beta(2, 5, size=(300, 4))
    targets = (random.random((300, 4)) < probabilities**1.5).astype(np.int64)
    targets[:40, 2] = -1
    return probabilities, targets


def test_no_threshold_in_the_grid_has_a_higher_micro_f1() -> None:
    probabilities, targets = predictions()
    known = targets >= 0
    chosen = choose_thresholds(probabilities, targets)
    assert len(set(chosen.tolist())) == 1
    best = max(f1_score(targets[known], probabilities[known] >= t) for t in np.arange(0.02, 0.985, 0.01).round(2))
    assert f1_score(targets[known], probabilities[known] >= chosen[0]) == pytest.approx(best)


def test_no_threshold_in_the_grid_has_a_higher_f1_of_its_label() -> None:
    probabilities, targets = predictions()
    for label, chosen in enumerate(choose_thresholds(probabilities, targets, "macro")):
        known = targets[:, label] >= 0
        p, truth = probabilities[known, label], targets[known, label]
        best = max(f1_score(truth, p >= t, zero_division=0) for t in np.arange(0.02, 0.985, 0.01).round(2))
        assert f1_score(truth, p >= chosen) == pytest.approx(best)


@pytest.mark.parametrize("metric", ["micro", "macro"])
def test_thresholds_without_choice_are_one_half(metric: str) -> None:
    assert choose_thresholds(np.zeros((3, 2)), np.zeros((3, 2), dtype=np.int64), metric).tolist() == [0.5, 0.5]


def test_labels_that_come_apart_are_not_called_by_chance() -> None:
    """Any threshold from .05 to .95 makes no mistake here; the lowest would call what is unlikely."""
    probabilities = np.repeat([[0.04], [0.96]], 50, axis=0)
    targets = np.repeat([[0], [1]], 50, axis=0)
    assert choose_thresholds(probabilities, targets)[0] == pytest.approx(0.5, abs=0.03)
