"""Tests of difference: right by hand, silent without a difference, loud with one."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.evaluation.compare import (
    approximate_randomisation,
    holm,
    label_permutation,
    mcnemar,
    paired_bootstrap,
    wilcoxon,
)
from clf.evaluation.metrics import macro_f1, micro_f1
from clf.evaluation.uncertainty import bootstrap


def predictions(seed: int, n: int = 120, worse: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Truth, and two predictions that err alike (or the second oftener by `worse`)."""
    random = np.random.default_rng(seed)
    truth = (random.random((n, 3)) < 0.4).astype(np.int64)
    a, b = (np.where(random.random((n, 3)) < error, 1 - truth, truth) for error in (0.2, 0.2 + worse))
    return truth, a, b


def slow(*arrays: Any) -> float:
    return micro_f1(*arrays)


@pytest.mark.parametrize("test", [paired_bootstrap, approximate_randomisation])
def test_false_alarms_stay_near_their_level_and_differences_are_found(test: Any) -> None:
    alarms = sum(test(micro_f1, *predictions(seed), repeats=200).p <= 0.05 for seed in range(200))
    assert alarms <= 20  # nominal 10; 20 is exceeded once in 700
    found = test(micro_f1, *predictions(0, worse=0.15), repeats=1000)
    assert found.p < 0.01
    assert found.value > 0.05
    assert (found.n, found.seed) == (120, 13)


def test_the_same_predictions_do_not_differ() -> None:
    truth, a, _ = predictions(1)
    for found in (
        paired_bootstrap(micro_f1, truth, a, a, repeats=20),
        approximate_randomisation(micro_f1, truth, a, a, repeats=20),
        mcnemar(truth, a, a),
        wilcoxon([0.5, 0.6], [0.5, 0.6]),
    ):
        assert (found.value, found.p) == (0.0, 1.0)


@pytest.mark.parametrize("measure", [micro_f1, macro_f1])
def test_sums_give_what_rows_give(measure: Any) -> None:
    truth, a, b = predictions(2, worse=0.05)
    groups = np.arange(120) // 3
    for test in (paired_bootstrap, approximate_randomisation):
        quick = test(measure, truth, a, b, groups=groups, repeats=50)
        rows = test(lambda *arrays: measure(*arrays), truth, a, b, groups=groups, repeats=50)
        assert quick.as_dict() == rows.as_dict()
        assert quick.n == 40


def test_randomisation_approaches_the_exact_test() -> None:
    truth, a, b = predictions(3, n=8, worse=0.3)
    gap = abs(micro_f1(truth, a) - micro_f1(truth, b))
    swaps = np.array(list(product([False, True], repeat=8)))[:, :, None]
    exact = np.mean(
        [abs(micro_f1(truth, np.where(s, b, a)) - micro_f1(truth, np.where(s, a, b))) >= gap - 1e-12 for s in swaps]
    )
    assert approximate_randomisation(micro_f1, truth, a, b, repeats=5000).p == pytest.approx(exact, abs=0.03)


def test_a_difference_within_few_outlets_is_unsure() -> None:
    truth, a, b = predictions(4, worse=0.1)
    found = paired_bootstrap(micro_f1, truth, a, b, outlets=np.arange(120) % 6, groups=np.arange(120) // 2)
    assert (found.n, found.outlets) == (60, 6)
    assert found.low < found.value < found.high
    assert set(found.as_dict()) == {"test", "value", "p", "n", "low", "high", "outlets", "weak_evidence", "seed"}
    assert found.weak
    assert not paired_bootstrap(micro_f1, truth, a, b, outlets=np.arange(120) % 15, repeats=50).weak
    assert found.value == pytest.approx(bootstrap(micro_f1, (truth, a)).value - bootstrap(micro_f1, (truth, b)).value)


def test_mcnemar_by_hand() -> None:
    # a alone right 8 times, b alone twice: 2 · (1 + 10 + 45) / 1024
    truth, a, b = np.zeros(30, int), np.repeat([0, 1, 0], [8, 2, 20]), np.repeat([1, 0], [8, 22])
    found = mcnemar(truth, a, b)
    assert found.p == pytest.approx(112 / 1024)
    assert (found.n, found.value) == (10, pytest.approx(6 / 30))
    wide = mcnemar(np.zeros((2, 2)), np.array([[0, 0], [0, 1]]), np.array([[0, 1], [1, 1]]))
    assert (wide.n, wide.value) == (1, 0.5)  # a document is right when all its labels are


def test_wilcoxon_by_hand() -> None:
    found = wilcoxon([0.61, 0.64, 0.63, 0.72, 0.68, 0.71], [0.6, 0.62, 0.6, 0.68, 0.63, 0.65])
    assert found.p == pytest.approx(2 / 2**6)
    assert (found.n, found.value) == (6, pytest.approx(0.035))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_steps_down(p_values: list[float]) -> None:
    corrected = holm(p_values)
    order, m = np.argsort(p_values, kind="stable"), len(p_values)
    expected = [min(1.0, max((m - i) * p_values[order[i]] for i in range(place + 1))) for place in range(m)]
    assert corrected[order] == pytest.approx(expected)


def test_holm_of_a_published_example() -> None:
    # R's p.adjust(c(.01, .02, .03, .04), "holm")
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx([0.04, 0.06, 0.06, 0.06])


def test_holm_leaves_out_what_was_not_tested() -> None:
    corrected = holm([0.01, float("nan"), 0.04, 0.03])
    assert corrected[[0, 2, 3]] == pytest.approx([0.03, 0.06, 0.06])
    assert np.isnan(corrected[1])


def test_a_resample_without_a_measure_does_not_count() -> None:
    def ratio_of(truth: np.ndarray, found: np.ndarray) -> float:
        return float((found[truth == 1]).mean()) if truth.any() else float("nan")

    truth = np.array([1, *[0] * 29])
    a, b = np.ones(30), np.zeros(30)
    # Wherever the one positive is drawn the difference is 1 again: none is further from it than it is from 0.
    found = paired_bootstrap(ratio_of, truth, a, b, repeats=999)
    defined = (np.random.default_rng(13).integers(0, 30, (999, 30)) == 0).any(axis=1).sum()
    assert found.p == pytest.approx(1 / (1 + defined), abs=2e-3)
    assert found.p > 1.3 / 1000  # all 999 resamples in the denominator would give 1 / 1000
    nowhere = paired_bootstrap(ratio_of, np.zeros(30, int), a, b, repeats=20)
    assert np.isnan([nowhere.value, nowhere.p]).all()


def test_labels_dealt_anew_show_signal_and_only_signal() -> None:
    truth, called, _ = predictions(5)
    assert label_permutation(micro_f1, truth, called, repeats=300).p == pytest.approx(1 / 301)
    random = np.random.default_rng(0)
    alarms = 0
    for seed in range(200):
        guess = (random.random((40, 3)) < 0.4).astype(int)
        alarms += label_permutation(slow, truth[:40], guess, repeats=60, seed=seed).p <= 0.05
    assert alarms <= 20


def test_signal_beyond_the_outlet() -> None:
    outlets = np.repeat([0, 1], 60)
    random = np.random.default_rng(6)
    truth = (random.random((120, 1)) < np.where(outlets, 0.8, 0.2)[:, None]).astype(int)
    called = outlets[:, None]  # knows the outlet and nothing else
    assert label_permutation(micro_f1, truth, called, repeats=200).p < 0.01
    assert label_permutation(micro_f1, truth, called, within=outlets, repeats=200).p == 1.0
    informed = np.where(random.random((120, 1)) < 0.2, 1 - truth, truth)
    assert label_permutation(micro_f1, truth, informed, within=outlets, repeats=200).p < 0.01


def test_groups_must_fit_the_rows() -> None:
    with pytest.raises(ValueError, match=r"one group per row was expected \(120\), got 3"):
        approximate_randomisation(micro_f1, *predictions(0), groups=np.arange(3))


def test_what_nobody_annotated_is_neither_right_nor_wrong() -> None:
    assert mcnemar([-1, 0, 1], [0, 0, 1], [1, 0, 0]).value == 0.5


def test_a_test_of_nothing_is_refused() -> None:
    none, labels = np.zeros((0, 2), int), np.eye(3, dtype=int)
    with pytest.raises(ValueError, match="rows to resample were expected, got none"):
        approximate_randomisation(micro_f1, none, none, none)
    with pytest.raises(ValueError, match="rows to resample were expected, got none"):
        label_permutation(micro_f1, none, none)
    with pytest.raises(ValueError, match="repeats: 1 or more was expected, got 0"):
        approximate_randomisation(micro_f1, labels, labels, labels, repeats=0)
    with pytest.raises(ValueError, match="repeats: 1 or more was expected, got 0"):
        label_permutation(micro_f1, labels, labels, repeats=0)
    with pytest.raises(ValueError, match="scores of folds were expected, got none"):
        wilcoxon([], [])
    nothing = mcnemar([], [], [])
    assert (nothing.value, nothing.p, nothing.n) == (0, 1, 0)


def test_a_column_is_not_compared_with_a_table_nor_many_with_one() -> None:
    truth = np.array([0, 1, 1, 0])
    with pytest.raises(ValueError, match=r"of one shape were expected, got \(4, 1\), \(4,\), \(4,\)"):
        mcnemar(truth[:, None], truth, 1 - truth)
    with pytest.raises(ValueError, match=r"of one shape were expected, got \(4,\), \(1,\), \(4,\)"):
        mcnemar(truth, [1], truth)
    with pytest.raises(ValueError, match="arrays of one length were expected, got 1, 3"):
        wilcoxon([0.5], [0.5, 0.6, 0.7])


def test_a_text_that_nobody_labelled_is_left_out_of_mcnemars_test() -> None:
    expected = mcnemar(["a", "b"], ["a", "a"], ["b", "b"])
    for targets in (pd.Series(["a", pd.NA, "b"], dtype="string"), np.array(["a", None, "b"], dtype=object)):
        assert mcnemar(targets, np.array(["a", "a", "a"]), pd.Series(["b", "a", "b"], dtype="string")) == expected
    numbers = pd.Series([0, pd.NA, 1], dtype="Int64")
    assert mcnemar(numbers, [0, 0, 0], [1, 0, 1]) == expected
