"""Figures over outlets: means, intervals, what a call means, and the permutation test."""

from __future__ import annotations

import numpy as np
import pytest

from clf.statemedia.measures import PREVALENCES, Rates, assignments, mean_auc, permutation

PAIRS = {("s1", "a"): 0.9, ("s1", "b"): 0.7, ("s2", "a"): 0.6, ("s2", "b"): float("nan"), ("s3", "a"): float("nan")}


def test_every_state_outlet_counts_alike_and_what_is_unmatched_not_at_all() -> None:
    found = mean_auc(PAIRS, 40)
    assert found.value == pytest.approx((0.8 + 0.6) / 2)
    assert found.low <= found.value <= found.high
    assert found.outlets == 2
    assert found.weak
    assert mean_auc(PAIRS, 40, ["b"]).value == pytest.approx(0.7)
    assert np.isnan(mean_auc({("s", "a"): float("nan")}, 2).value)


def test_rates_are_means_over_outlets() -> None:
    called = np.array([True, False, True, True, False, False])
    outlets = np.array(["s", "s", "t", "a", "a", "b"])
    found = Rates.of(called, np.array([1, 1, 1, 0, 0, 0]), outlets)
    assert (found.sensitivity, found.false_alarms, found.n, found.outlets) == (0.75, 0.25, 6, 2)
    balanced = found.estimate(lambda right, wrong: (1 + right - wrong) / 2)
    assert balanced.value == 0.75
    assert 0 <= balanced.low < balanced.value < balanced.high <= 1
    assert balanced.weak


def test_one_outlet_still_leaves_its_articles_to_draw() -> None:
    called = np.tile([True, False], 20)
    found = Rates.of(called, np.repeat([1, 0], 20), np.repeat(["s", "a"], 20))
    sensitivity = found.estimate(lambda right, wrong: right)
    assert sensitivity.low < 0.5 < sensitivity.high


def test_a_rare_thing_is_mostly_called_wrongly() -> None:
    called = np.array([True] * 80 + [False] * 20 + [True] * 20 + [False] * 80)
    found = Rates.of(called, np.repeat([1, 0], 100), np.repeat(["s", "a"], 100))
    table = {share: found.right_if_called(share) for share in PREVALENCES}
    assert {share: round(entry.value, 3) for share, entry in table.items()} == {0.01: 0.039, 0.05: 0.174, 0.2: 0.5}
    assert all(entry.low < entry.value < entry.high for entry in table.values())
    nothing = Rates.of(np.zeros(4, dtype=bool), np.array([1, 1, 0, 0]), np.array(["s", "s", "a", "a"]))
    assert np.isnan(nothing.right_if_called(0.05).value)


def test_all_assignments_are_tried_where_they_are_few() -> None:
    assert assignments(["c", "a", "b"], 2, 10) == [("a", "b"), ("a", "c"), ("b", "c")]
    drawn = assignments([f"o{n}" for n in range(30)], 3, 12)
    assert 1 <= len(drawn) <= 12
    assert all(len(set(one)) == 3 for one in drawn)


def test_p_counts_the_true_assignment_and_says_how_many_there_are() -> None:
    values = {("a", "b"): 0.9, ("a", "c"): 0.95, ("b", "c"): 0.2}
    assert permutation(values.__getitem__, ("b", "a"), ["a", "b", "c"], 10) == {
        "p": round(2 / 3, 4),
        "assignments": 3,
        "possible": 3,
    }
    assert permutation(values.__getitem__, ("a", "c"), ["a", "b", "c"], 10)["p"] == round(1 / 3, 4)


def test_no_more_assignments_are_tried_once_enough_do_as_well() -> None:
    asked = []

    def measure(state: tuple[str, ...]) -> float:
        asked.append(state)
        return 0.5

    units = [f"u{number}" for number in range(8)]
    found = permutation(measure, ("u0", "u1", "u2"), units, 200)
    assert found == {"p": 1.0, "assignments": 11, "possible": 56}
    assert len(set(asked)) == len(asked) == 11


def test_what_cannot_be_measured_speaks_for_nothing() -> None:
    true = ("a", "b")
    found = permutation(lambda chosen: 0.9 if chosen == true else float("nan"), true, ["a", "b", "c", "d"], 10)
    assert found["p"] == 1.0
