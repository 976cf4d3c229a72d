"""Partners are of one topic, collection and month where that can be had; only what was collected alike is compared."""

from __future__ import annotations

import numpy as np

from clf.statemedia.articles import Articles
from clf.statemedia.crossfit import auc, cells
from clf.statemedia.matching import matched, topics_of


def some(months: list[str], collections: list[str] | None = None) -> Articles:
    n, names = len(months), np.array(["an outlet"] * len(months))
    return Articles([""] * n, names, names, np.array(months), np.array(collections or ["a"] * n), np.zeros(n, np.int64))


def test_month_first_then_collection_then_topic_then_nobody() -> None:
    #                   state: dated, dated elsewhere, of another collection, of a topic nobody else has | others
    is_state = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    topics = np.array([0, 0, 1, 2, 0, 0, 1, 3])
    months = ["2021-01", "2021-09", "", "2021-01", "2021-01", "2021-05", "2021-05", "2021-01"]
    articles = some(months, ["a", "a", "b", "a", "a", "a", "a", "a"])
    found = matched(np.arange(8), is_state, topics, articles)
    assert found.as_dict() == {"same_month": 1, "same_collection": 1, "same_topic": 1, "alone": 1}
    assert found.rows.tolist() == [0, 1, 2, 4, 5, 6]
    assert is_state[found.rows].mean() == 0.5


def test_rows_that_are_left_out_are_nobodys_partner() -> None:
    articles, topics = some(["", "", ""]), np.zeros(3, np.int64)
    found = matched(np.array([0, 1]), np.array([1, 0, 0]), topics, articles)
    assert (found.rows.tolist(), found.same_month, found.same_collection) == ([0, 1], 0, 1)
    nobody = matched(np.array([0]), np.array([1, 0, 0]), topics, articles)
    assert (len(nobody.rows), nobody.alone) == (0, 1)


def test_only_articles_of_one_collection_topic_and_month_are_compared() -> None:
    decisions = np.array([5.0, 0.0, 1.0, 9.0])
    state, others = np.array([0, 1]), np.array([2, 3])
    one_topic, undated = np.zeros(4, np.int64), ["", "", "", ""]

    def told(topics: np.ndarray, articles: Articles | None) -> float:
        return auc(decisions, cells(state, others, topics, articles))

    assert told(one_topic, some(undated)) == 0.25
    assert told(np.array([0, 1, 0, 1]), some(undated)) == 0.5
    assert told(one_topic, some(["2021-01", "2021-02", "2021-01", "2021-03"])) == 1.0  # January alone is in both
    assert told(one_topic, some(undated, ["a", "b", "a", "c"])) == 1.0
    assert told(one_topic, None) == 0.25
    assert np.isnan(told(np.array([0, 0, 1, 1]), some(undated)))
    assert np.isnan(told(one_topic, some(undated, ["a", "a", "b", "b"])))


def test_a_tie_is_half() -> None:
    assert auc(np.zeros(2), [(np.array([0]), np.array([1]))]) == 0.5


def test_topics_follow_the_subject() -> None:
    subjects = (
        "wheat harvest farmers mill", "bridge river traffic cables", "school pupils lessons exams", "choir concert hall songs",
    )  # fmt: skip
    texts = [f"{subjects[n % 4]} {subjects[n % 4].split()[n % 3]} number{n}" for n in range(80)]
    topics = topics_of(texts, 4)
    for subject in range(4):
        assert len(set(topics[subject::4].tolist())) == 1
    assert len(set(topics.tolist())) == 4
