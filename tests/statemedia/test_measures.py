"""Figures over outlets: means, intervals, what a call means, and the permutation test."""

from __future__ import annotations

import numpy as np
import pytest

from clf.statemedia.measures import assignments, base_rates, mean_auc, permutation, rates

PAIRS = {("s1", "a"): 0.9, ("s1", "b"): 0.7, ("s2", "a"): 0.6, ("s2", "b"): float("nan"), ("s3", "a"): float("nan")}


def test_every_state_outlet_counts_alike_and_what_is_unmatched_not_at_all() -> None:
    found = mean_auc(PAIRS, 40)
    assert found.value == pytest.approx((0.8 + 0.6) / 2)
    assert found.low <= found.value <= found.high
    assert found.outlets == 2
    assert found.weak
    assert mean_auc(PAIRS, 40, ["b"]).value == pytest.approx(0.7)
    assert np.isnan(mean_auc({("s", "a"): float("nan")}, 2).value)


def test_rates_are_of_outlets() -> None:
    called = np.array([True, False, True, True, False, False])
    outlets = np.array(["s", "s", "t", "a", "a", "b"])
    sensitivity, false_alarms = rates(called, np.array([1, 1, 1, 0, 0, 0]), outlets)
    assert sensitivity.tolist() == [0.5, 1.0]
    assert false_alarms.tolist() == [0.5, 0.0]


def test_a_rare_thing_is_mostly_called_wrongly() -> None:
    table = base_rates(np.array([0.8, 0.8]), np.array([0.2, 0.2]), 100)
    assert {share: round(entry.value, 3) for share, entry in table.items()} == {
        "0.01": 0.039,
        "0.05": 0.174,
        "0.2": 0.5,
    }
    assert table["0.01"].low == pytest.approx(table["0.01"].value)  # outlets that are all alike leave nothing unsure
    unsure = base_rates(np.array([0.4, 1.0]), np.array([0.0, 0.4]), 100)["0.05"]
    assert unsure.low < unsure.value < unsure.high


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
