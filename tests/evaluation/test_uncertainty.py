"""Intervals hold what they should, quickly."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clf.evaluation.compare import approximate_randomisation, label_permutation, paired_bootstrap
from clf.evaluation.metrics import macro_f1, micro_f1, scores
from clf.evaluation.sums import SumMeasure, difference
from clf.evaluation.uncertainty import Estimate, bootstrap, replicates, wilson

mean = SumMeasure(lambda x: np.column_stack([x, np.ones(len(x))]), lambda sums: sums[..., 0] / sums[..., 1])


def slow(measure: SumMeasure) -> object:
    """The same measure, of which the bootstrap knows nothing."""
    return lambda *arrays: measure(*arrays)


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
@settings(deadline=None, max_examples=40)
def test_resampling_sums_is_resampling_rows(seed: int, n_groups: int) -> None:
    random = np.random.default_rng(seed)
    truth, called = random.integers(-1, 2, (40, 3)), random.integers(0, 2, (40, 3))
    groups = random.integers(0, n_groups, 40)
    for measure in (micro_f1, macro_f1):
        for key in (None, groups):
            quick, rows = (
                replicates(m, (truth, called), groups=key, repeats=20, seed=seed) for m in (measure, slow(measure))
            )
            assert quick == pytest.approx(rows, abs=1e-12)
    a_b = (truth, called, 1 - called)
    assert replicates(difference(micro_f1), a_b, repeats=9) == pytest.approx(
        replicates(difference(slow(micro_f1)), a_b, repeats=9)
    )


@pytest.mark.parametrize("cluster", [0.0, 1.0])
def test_the_interval_covers_a_known_mean(cluster: float) -> None:
    random, inside = np.random.default_rng(0), 0
    groups = np.repeat(np.arange(40), 5)
    for seed in range(200):
        sample = random.normal(size=200) + cluster * random.normal(size=40)[groups]
        estimate = bootstrap(mean, (sample,), outlets=groups if cluster else None, repeats=400, seed=seed)
        inside += estimate.low <= 0 <= estimate.high
    assert 178 <= inside <= 199  # nominal 190


def test_without_clusters_an_interval_of_clustered_data_is_too_narrow() -> None:
    random = np.random.default_rng(1)
    outlets = np.repeat(np.arange(20), 50)
    sample = random.normal(size=1000) + random.normal(size=20)[outlets]
    rows, clustered = bootstrap(mean, (sample,)), bootstrap(mean, (sample,), outlets=outlets)
    assert clustered.high - clustered.low > 3 * (rows.high - rows.low)
    assert (rows.n, clustered.n, clustered.outlets) == (1000, 1000, 20)


def test_few_outlets_are_weak_evidence_and_said_so() -> None:
    values = np.arange(60.0)
    few = bootstrap(mean, (values,), outlets=np.arange(60) % 14, groups=np.arange(60) // 2, seed=7)
    enough = bootstrap(mean, (values,), outlets=np.arange(60) % 15)
    assert (few.weak, enough.weak, bootstrap(mean, (values,)).weak) == (True, False, False)
    assert few.as_dict() | {"low": 0, "high": 0} == {
        "value": 29.5, "low": 0, "high": 0, "n": 30, "outlets": 14, "weak_evidence": True, "seed": 7,
    }  # fmt: skip
    assert str(few).endswith("n = 30, 14 outlets: weak evidence")
    assert str(enough).endswith("15 outlets")
    assert str(Estimate(0.5, 0.4, 0.6, 9)) == "0.500 [0.400, 0.600], n = 9"


def test_what_is_not_defined_is_left_out_or_none() -> None:
    share = SumMeasure(
        lambda x: np.column_stack([x == 1, x >= 0]), lambda s: np.where(s[..., 1] > 0, s[..., 0], np.nan)
    )
    nothing = bootstrap(share, (np.array([-1, -1]),), repeats=10).as_dict()
    assert (nothing["value"], nothing["low"], nothing["high"]) == (None, None, None)
    some = bootstrap(share, (np.array([1, -1]),), repeats=50)
    assert 1 <= some.low <= some.high


def test_groups_must_fit_the_rows() -> None:
    with pytest.raises(ValueError, match=r"one group per row was expected \(3\), got 2"):
        bootstrap(mean, (np.zeros(3),), groups=np.zeros(2))


def test_twenty_thousand_documents_take_seconds() -> None:
    random = np.random.default_rng(0)
    truth, called = (random.random((2, 20_000, 14)) < 0.2).astype(np.int64)
    start = time.process_time()
    bootstrap(micro_f1, (truth, called))
    assert time.process_time() - start < 10


def test_wilson_knows_nothing_of_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(50, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == pytest.approx(1.0)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_row_without_an_outlet_is_refused(missing: object) -> None:
    outlets = np.array(["a", "b", missing, "a"], dtype=object)
    for names in ({"outlets": outlets}, {"groups": outlets}, {"groups": outlets.tolist()}):
        with pytest.raises(ValueError, match="an outlet or group for every row"):
            bootstrap(mean, [np.arange(4.0)], **names)  # type: ignore[arg-type]
    assert bootstrap(mean, [np.arange(4.0)], outlets=np.array(["a", "b", "c", "a"], dtype=object)).outlets == 3


def test_rows_of_a_series_are_taken_by_place_and_not_by_its_index() -> None:
    def accuracy(a: np.ndarray, b: np.ndarray) -> float:
        return float((np.asarray(a) == np.asarray(b)).mean())

    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 200)
    predicted = np.where(random.random(200) < 0.9, truth, 1 - truth)
    column = pd.Series(truth, index=random.permutation(200) + 1000)
    assert bootstrap(accuracy, (column, predicted)) == bootstrap(accuracy, (truth, predicted))
    better = paired_bootstrap(accuracy, column, predicted, 1 - predicted)
    assert better == paired_bootstrap(accuracy, truth, predicted, 1 - predicted)


@pytest.mark.parametrize("repeats", [0, -1])
def test_nothing_to_resample_is_refused(repeats: int) -> None:
    with pytest.raises(ValueError, match="repeats: 1 or more"):
        bootstrap(micro_f1, (np.eye(3, dtype=int),) * 2, repeats=repeats)


def test_no_rows_have_no_score() -> None:
    none = np.zeros((0, 2), dtype=int)
    with pytest.raises(ValueError, match="rows to resample were expected, got none"):
        bootstrap(micro_f1, (none, none))
    with pytest.raises(ValueError, match="rows to resample were expected, got none"):
        paired_bootstrap(micro_f1, none, none, none)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_group_is_refused_by_every_comparison(missing: object) -> None:
    labels, groups = np.eye(4, dtype=int), np.array(["a", "b", missing, "c"], object)
    with pytest.raises(ValueError, match="none in some"):
        paired_bootstrap(micro_f1, labels, labels, labels, outlets=groups)
    with pytest.raises(ValueError, match="none in some"):
        bootstrap(micro_f1, (labels, labels), groups=groups, outlets=np.array(["a", "b", "c", "d"]))
    with pytest.raises(ValueError, match="none in some"):
        approximate_randomisation(micro_f1, labels, labels, labels, groups=groups)


def test_arrays_of_several_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="arrays of one length were expected, got 3, 5"):
        bootstrap(lambda a, b: float(np.mean(a) - np.mean(b)), (np.arange(3), np.arange(5)))
    with pytest.raises(ValueError, match="arrays of one length were expected, got none"):
        bootstrap(micro_f1, ())


def test_columns_are_what_arrays_are_and_groups_may_be_a_list() -> None:
    def agreement(truth: np.ndarray, called: np.ndarray) -> float:
        return float((truth == called).mean())

    truth, called, other, outlets = [0, 1, 1, 0] * 9, [0, 1, 0, 0] * 9, [1, 1, 0, 0] * 9, ["a", "b", "c"] * 12
    found = [
        (
            bootstrap(mean, [kind(truth)], outlets=column(outlets)),
            paired_bootstrap(agreement, kind(truth), kind(called), kind(other), groups=column(outlets)),
            approximate_randomisation(agreement, kind(truth), kind(called), kind(other), groups=column(outlets)),
            label_permutation(agreement, kind(truth), kind(called), within=column(outlets)),
        )
        for kind, column in ((np.array, list), (np.array, np.array), (pd.Series, pd.Series))
    ]
    assert found[0] == found[1] == found[2]


def test_types_say_that_a_column_of_pandas_may_be_given() -> None:
    for function in (bootstrap, replicates, paired_bootstrap, approximate_randomisation, label_permutation, scores):
        given = {name: kind for name, kind in function.__annotations__.items() if name != "return"}
        assert not [name for name, kind in given.items() if "NDArray" in str(kind)]
