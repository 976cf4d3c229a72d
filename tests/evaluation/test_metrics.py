"""Our F1 is scikit-learn's; intervals hold what they should."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from clf.evaluation.metrics import label_scores, macro_f1, micro_f1, scores
from clf.evaluation.uncertainty import bootstrap, wilson


@pytest.mark.parametrize("seed", range(20))
def test_f1_equals_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth, called = (random.random((2, 60, 5)) < random.random((2, 1, 5)) * 0.6).astype(np.int64)
    assert micro_f1(truth, called) == pytest.approx(f1_score(truth, called, average="micro", zero_division=0))
    assert macro_f1(truth, called) == pytest.approx(f1_score(truth, called, average="macro", zero_division=0))


def test_rows_without_annotation_are_not_counted() -> None:
    truth = np.array([[1], [-1], [0]])
    assert micro_f1(truth, np.array([[1], [1], [0]])) == 1.0


def test_label_scores_count_positives_and_texts() -> None:
    truth = np.array([[1, 0], [1, 1], [0, 0], [0, 1]])
    found = label_scores(("a", "b"), truth, truth, np.arange(4))
    assert found["a"]["positives"] == 2
    assert found["b"]["f1"]["value"] == 1.0


def test_the_bootstrap_draws_whole_documents() -> None:
    truth = np.repeat(np.eye(2, dtype=np.int64), 50, axis=0)
    by_row = bootstrap(micro_f1, (truth, truth[:, ::-1]), repeats=50)
    by_document = scores(truth, truth, np.repeat([0, 1], 50))["micro_f1"]
    assert by_row.n == 100
    assert by_document.n == 2
    assert by_document.low == by_document.high == 1.0


def test_the_bootstrap_interval_covers_a_known_mean() -> None:
    random = np.random.default_rng(0)
    inside = 0
    for seed in range(100):
        estimate = bootstrap(lambda x: float(x.mean()), (random.normal(size=80),), repeats=200, seed=seed)
        inside += estimate.low <= 0 <= estimate.high
    assert inside >= 85


def test_wilson_knows_nothing_of_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(50, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == pytest.approx(1.0)
