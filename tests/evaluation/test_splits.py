"""Nothing on both sides, every document once, labels even, time linear."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.multiclass import OneVsRestClassifier

from clf.evaluation import splits
from clf.evaluation.folds import group_weights, searched
from clf.evaluation.folds import share_gap as folds_gap
from clf.evaluation.splits import LeaveOneOutletOut, MultilabelStratifiedGroupKFold, OutletKFold, TimeSplit, TopicKFold


@st.composite
def corpora(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    """Labels (−1, 0, 1), groups and a number of folds that the groups suffice for."""
    n = draw(st.integers(4, 60))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    groups = random.integers(0, draw(st.integers(2, n)), n)
    labels = random.choice([-1, 0, 1], (n, draw(st.integers(1, 6))), p=[0.1, 0.6, 0.3])
    n_groups = len(set(groups.tolist()))
    if n_groups < 2:
        groups[0], n_groups = groups.max() + 1, 2
    return labels, groups, draw(st.integers(2, min(n_groups, 8)))


def share_gap(cv: Any, labels: np.ndarray, groups: np.ndarray) -> float:
    """How far labels' shares in the folds lie from those in the whole, on average."""
    labels = (labels == 1).astype(float)
    folds = [np.abs(labels[test].mean(axis=0) - labels.mean(axis=0)) for _, test in cv.split(labels, labels, groups)]
    return float(np.mean(folds))


def clustered(seed: int, n: int = 2000, n_groups: int = 40, n_labels: int = 14) -> tuple[np.ndarray, np.ndarray]:
    """Labels whose shares differ between groups, and groups of very different sizes."""
    random = np.random.default_rng(seed)
    groups = random.choice(n_groups, n, p=random.dirichlet(np.ones(n_groups)))
    shares = random.beta(0.5, 2.0, (n_groups, n_labels))
    return (random.random((n, n_labels)) < shares[groups]).astype(np.int64), groups


@given(corpora(), st.integers(0, 1000))
@settings(deadline=None, max_examples=150)
def test_no_group_on_both_sides_and_every_document_once(corpus: tuple[np.ndarray, np.ndarray, int], seed: int) -> None:
    labels, groups, k = corpus
    seen = []
    for train, test in MultilabelStratifiedGroupKFold(k, random_state=seed).split(labels, labels, groups):
        assert len(test)
        assert not set(groups[train]) & set(groups[test])
        assert sorted([*train, *test]) == list(range(len(labels)))
        seen.extend(test)
    assert sorted(seen) == list(range(len(labels)))


@given(corpora(), st.integers(0, 1000))
@settings(deadline=None, max_examples=150)
def test_label_shares_are_never_further_from_the_whole_than_groupkfolds(
    corpus: tuple[np.ndarray, np.ndarray, int], seed: int
) -> None:
    labels, groups, k = corpus
    ours = share_gap(MultilabelStratifiedGroupKFold(k, random_state=seed), labels, groups)
    assert ours <= share_gap(GroupKFold(k), labels, groups) + 1e-12


@pytest.mark.parametrize("seed", range(25))
def test_label_shares_are_closer_to_the_whole_than_groupkfolds(seed: int) -> None:
    labels, groups = clustered(seed)
    groups = np.unique(groups, return_inverse=True)[1]
    ours = share_gap(MultilabelStratifiedGroupKFold(random_state=seed), labels, groups)
    assert ours < 0.9 * share_gap(GroupKFold(5), labels, groups)
    assert ours < 0.9 * share_gap(GroupKFold(5, shuffle=True, random_state=seed), labels, groups)
    # The search alone, which does not look at GroupKFold's folds as the splitter does.
    truth = labels.astype(float)
    dealt = searched(group_weights(truth, groups), 5, np.random.RandomState(seed))
    alone = [folds_gap(truth, folds[groups], 5) for folds in dealt]
    assert min(alone) < 0.9 * share_gap(GroupKFold(5), labels, groups)
    sizes = [len(test) for _, test in MultilabelStratifiedGroupKFold(random_state=seed).split(labels, labels, groups)]
    assert max(sizes) <= 1.4 * len(groups) / 5


def test_every_document_alone_is_a_stratified_random_split() -> None:
    labels, _ = clustered(0)
    for _, test in MultilabelStratifiedGroupKFold().split(labels, labels):
        assert len(test) == pytest.approx(400, abs=2)
        assert np.abs(labels[test].mean(axis=0) - labels.mean(axis=0)).max() < 0.005


def test_time_is_linear_in_documents() -> None:
    def seconds(n: int) -> float:
        labels, groups = clustered(1, n, n_groups=n // 2)
        start = time.process_time()
        list(MultilabelStratifiedGroupKFold().split(labels, labels, groups))
        return time.process_time() - start

    seconds(1000)
    assert seconds(80_000) < 20 * seconds(10_000)  # linear: 8 times; quadratic: 64 times


def test_seeds_matter_and_repeat() -> None:
    labels, groups = clustered(2)

    def folds(**options: Any) -> list[list[int]]:
        cv = MultilabelStratifiedGroupKFold(**options)
        return [test.tolist() for _, test in cv.split(labels, labels, groups)]

    assert folds(random_state=1) == folds(random_state=1)
    assert folds(random_state=1) != folds(random_state=2)
    assert folds(shuffle=False, random_state=1) == folds(shuffle=False, random_state=2)


@pytest.mark.parametrize("kind", ["list", "frame", "sparse", "classes", "none", "numbers"])
def test_labels_come_in_many_forms(kind: str) -> None:
    labels, groups = clustered(3, 200, 20, 3)
    forms: dict[str, Any] = {
        "list": labels.tolist(),
        "frame": pd.DataFrame(labels),
        "sparse": sparse.csr_matrix(labels),
        "classes": np.array(["left", "right"])[labels[:, 0]],
        "none": None,
        "numbers": np.linspace(0, 1, 200),
    }
    found = list(MultilabelStratifiedGroupKFold(4).split(np.zeros((200, 2)), forms[kind], groups.tolist()))
    assert sorted(np.concatenate([test for _, test in found])) == list(range(200))


def test_too_few_groups_are_named() -> None:
    with pytest.raises(ValueError, match=r"between 2 and the number of groups \(2\), got 5"):
        list(MultilabelStratifiedGroupKFold().split(np.zeros(9), None, [0, 0, 0, 0, 0, 0, 0, 1, 1]))
    with pytest.raises(ValueError, match=r"one group per document was expected \(9\), got 2"):
        list(MultilabelStratifiedGroupKFold().split(np.zeros(9), None, [0, 1]))
    with pytest.raises(ValueError, match="the outlet of each document"):
        list(OutletKFold().split(np.zeros(9)))
    with pytest.raises(ValueError, match="at least two outlets"):
        list(LeaveOneOutletOut().split(np.zeros(3), groups=["a.org", "www.a.org", "http://a.org"]))
    with pytest.raises(ValueError, match="X or y"):
        list(OutletKFold().split(None, None, ["a"]))


OUTLETS = np.array(["https://www.a.org/1", "a.org", "B Post", "b-post", "c.net", "m.c.net", "d.fr", "http://d.fr"] * 5)


def test_outlet_folds_know_spellings_and_repeat_otherwise() -> None:
    sites = np.array([splits.site_of(outlet) for outlet in OUTLETS])
    cv = OutletKFold(2, n_repeats=6)
    found = list(cv.split(OUTLETS, None, OUTLETS))
    assert len(found) == cv.get_n_splits() == 12
    for train, test in found:
        assert not set(sites[train]) & set(sites[test])
        assert len(train) == len(test) == 20
    assert len({frozenset(sites[test]) for _, test in found}) > 2


def test_each_outlet_is_left_out_once() -> None:
    found = list(LeaveOneOutletOut().split(OUTLETS, None, OUTLETS))
    assert len(found) == LeaveOneOutletOut().get_n_splits(groups=OUTLETS) == 4
    assert all(len(test) == 10 for _, test in found)


def test_a_document_without_an_outlet_is_in_no_test_part() -> None:
    outlets = [*OUTLETS, None, "  ", float("nan")]
    found = list(LeaveOneOutletOut().split(outlets, None, outlets))
    assert len(found) == LeaveOneOutletOut().get_n_splits(groups=outlets) == 4
    for train, test in found:
        assert set(range(40, 43)) <= set(train.tolist())
        assert not set(range(40, 43)) & set(test.tolist())
    with pytest.raises(ValueError, match="at least two outlets, found 0"):
        list(LeaveOneOutletOut().split(np.zeros(2), groups=[None, ""]))


def test_ids_are_no_classes_to_keep_even() -> None:
    with pytest.raises(ValueError, match="at most 500 classes can be kept even, y has 2,000"):
        list(MultilabelStratifiedGroupKFold().split(np.zeros(2000), np.arange(2000)))


def test_topics_are_given_or_clustered() -> None:
    topics = np.repeat(np.arange(6), 10)
    features = np.eye(6)[topics] + 0.01
    for groups, x in ((topics, topics), (None, features), (None, sparse.csr_matrix(features))):
        for train, test in TopicKFold(3, n_topics=6).split(x, None, groups):
            assert not set(topics[train]) & set(topics[test])


def days(*numbers: float) -> list[str]:
    return [str(np.datetime64("2020-01-01") + np.timedelta64(int(number), "D")) for number in numbers]


@given(st.lists(st.integers(0, 400), min_size=5, max_size=60), st.integers(0, 60), st.floats(0.05, 0.6))
@settings(deadline=None)
def test_training_ends_a_gap_before_the_test(numbers: list[int], gap: int, share: float) -> None:
    numbers = [*numbers, -100]
    ((train, test),) = TimeSplit(share, gap=gap).split(numbers, groups=days(*numbers))
    when = np.array(numbers)
    assert when[train].max() < when[test].min() - gap
    assert len(test) >= round(share * len(numbers)) - 1
    assert set(test) == set(np.flatnonzero(when >= when[test].min()))


def test_a_missing_date_is_in_neither_part_and_zones_are_kept() -> None:
    dates = [None, "2020-01-01", "2020-03-01T00:30:00+02:00", "2020-02-29T23:00:00Z", "2021"]
    ((train, test),) = TimeSplit(0.5, gap="20min").split(dates, groups=dates)
    assert (train.tolist(), test.tolist()) == ([1, 2], [3, 4])


def test_a_date_that_is_not_exact_may_be_as_late_as_its_period_ends() -> None:
    # 2020-05-15 without 30 days is 2020-04-15: of 2020-04 and 2020 nobody knows whether they are earlier.
    dates = [
        "2019",
        "2020",
        "2020-03",
        "2020-04",
        "20200414",
        "2020-04-15",
        "2020-04-14T23:59Z",
        "2020-05-15",
        "2020-06",
    ]
    ((train, test),) = TimeSplit(0.2, gap=30).split(dates, groups=dates)
    assert [dates[row] for row in train] == ["2019", "2020-03", "20200414", "2020-04-14T23:59Z"]
    assert [dates[row] for row in test] == ["2020-05-15", "2020-06"]


def test_dates_beside_groups_leave_copies_of_tested_stories_out() -> None:
    dates = days(0, 1, 2, 100, 101)
    cv = TimeSplit(0.4, gap="30D", dates=dates)
    ((train, test),) = cv.split(dates, groups=["copy", "b", "c", "d", "copy"])
    assert (train.tolist(), test.tolist()) == ([1, 2], [3, 4])
    assert cv.get_n_splits() == 1


@pytest.mark.parametrize(
    ("cv", "dates", "message"),
    [
        (TimeSplit(), None, "the date of each document"),
        (TimeSplit(gap="900D"), days(1, 2, 3), "shorter gap"),
        (TimeSplit(), [None, None, None], "needs dates"),
        (TimeSplit(test_share=1), days(1, 2, 3), "share between 0 and 1"),
        (TimeSplit(dates=["2020-01-01"]), None, r"one date per document was expected \(3\), got 1"),
        (TimeSplit(), ["yesterday"] * 3, "ISO 8601"),
    ],
)
def test_dates_that_do_not_work_are_named(cv: TimeSplit, dates: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(cv.split([1, 2, 3], groups=dates))


@pytest.mark.parametrize(
    "cv", [MultilabelStratifiedGroupKFold(3), OutletKFold(3, 2), LeaveOneOutletOut(), TopicKFold(3), TimeSplit()]
)
def test_splitters_work_as_cv_in_scikit_learn(cv: Any) -> None:
    labels, groups = clustered(4, 300, 12, 3)
    dates = np.array(days(*range(300)))
    x = np.random.default_rng(0).normal(size=(300, 4))
    model = OneVsRestClassifier(LogisticRegression())
    given_groups = dates if isinstance(cv, TimeSplit) else groups.astype(str)
    scored = cross_val_score(model, x, labels, groups=given_groups, cv=cv, scoring="f1_micro")
    assert len(scored) == cv.get_n_splits(x, labels, given_groups)
    search = GridSearchCV(model, {"estimator__C": [0.1, 1]}, cv=cv).fit(x, labels, groups=given_groups)
    assert search.n_splits_ == len(scored)
    assert repr(clone(cv)) == repr(cv)
    assert clone(cv).get_params() == cv.get_params()


def test_groups_are_routed_as_metadata() -> None:
    labels, groups = clustered(5, 200, 12, 3)
    with config_context(enable_metadata_routing=True):
        found = cross_val_score(
            OneVsRestClassifier(LogisticRegression()),
            np.random.default_rng(0).normal(size=(200, 4)),
            labels,
            params={"groups": groups},
            cv=MultilabelStratifiedGroupKFold(3),
        )
    assert len(found) == 3


def test_what_a_split_cannot_be_made_of_is_refused() -> None:
    with pytest.raises(ValueError, match="one outlet per document was expected \\(40\\), got 20"):
        list(LeaveOneOutletOut().split(OUTLETS, None, OUTLETS[:20]))
    dates = [f"2021-{1 + n // 10:02}-{1 + n % 10:02}" for n in range(40)]
    for gap in (-30, "-30D"):
        with pytest.raises(ValueError, match="a gap of 0 or more"):
            list(TimeSplit(gap=gap).split(OUTLETS, None, dates))


@pytest.mark.parametrize("gap", [30, 30.0, np.int64(30), "30", "30D", pd.Timedelta(days=30)])
def test_a_number_is_days_whatever_its_type(gap: Any) -> None:
    dates = pd.date_range("2020-01-01", periods=120).astype(str)
    ((train, test),) = TimeSplit(0.2, gap=gap).split(dates, groups=dates)
    assert (len(train), len(test), test[0] - train[-1]) == (66, 24, 31)


@pytest.mark.parametrize("gap", [None, "abc", "1M", []])
def test_a_gap_that_is_none_is_refused(gap: Any) -> None:
    dates = pd.date_range("2020-01-01", periods=120).astype(str)
    with pytest.raises(ValueError, match="a gap in days"):
        next(TimeSplit(0.2, gap=gap).split(dates, groups=dates))


def test_a_column_of_classes_is_kept_even_like_the_classes() -> None:
    classes = np.array(["a", "b", "c"] * 20)
    plain, column = (
        [test.tolist() for _, test in MultilabelStratifiedGroupKFold(3).split(classes, y, np.arange(60))]
        for y in (classes, classes[:, None])
    )
    assert plain == column


def test_labels_may_be_nullable_and_have_gaps() -> None:
    random = np.random.default_rng(4)
    labels, groups = random.integers(-1, 2, (90, 3)), np.arange(90) // 3
    cv = MultilabelStratifiedGroupKFold(3)
    nullable = pd.DataFrame(labels).astype("Int64").mask(labels < 0)
    for found, expected in zip(cv.split(labels, nullable, groups), cv.split(labels, labels, groups), strict=True):
        assert np.array_equal(found[1], expected[1])
