"""Partners are of one topic, and of one month where dates are there; no article is used twice."""

from __future__ import annotations

import numpy as np

from clf.statemedia.crossfit import pair_auc
from clf.statemedia.matching import matched, topics_of


def test_month_and_topic_first_then_topic_alone_then_nobody() -> None:
    #                   state: dated, dated elsewhere, undated, of a topic nobody else has | others
    is_state = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    topics = np.array([0, 0, 1, 2, 0, 0, 1, 3])
    months = np.array(["2021-01", "2021-09", "", "2021-01", "2021-01", "2021-05", "2021-05", "2021-01"])
    found = matched(np.arange(8), is_state, topics, months)
    assert (found.same_month, found.same_topic, found.alone) == (1, 2, 1)
    assert found.rows.tolist() == [0, 1, 2, 4, 5, 6]
    assert is_state[found.rows].mean() == 0.5


def test_rows_that_are_left_out_are_nobodys_partner() -> None:
    found = matched(np.array([0, 1]), np.array([1, 0, 0]), np.zeros(3, np.int64), np.array(["", "", ""]))
    assert found.rows.tolist() == [0, 1]
    nobody = matched(np.array([0]), np.array([1, 0, 0]), np.zeros(3, np.int64), np.array(["", "", ""]))
    assert (len(nobody.rows), nobody.alone) == (0, 1)


def test_only_articles_of_one_topic_and_month_are_compared() -> None:
    decisions = np.array([5.0, 0.0, 1.0, 9.0])
    state, others = np.array([0, 1]), np.array([2, 3])
    topics, no_months = np.array([0, 1, 0, 1]), np.array(["", "", "", ""])
    assert pair_auc(decisions, state, others, np.zeros(4, np.int64), no_months) == 0.25
    assert pair_auc(decisions, state, others, topics, no_months) == 0.5
    months = np.array(["2021-01", "2021-02", "2021-01", "2021-03"])
    assert pair_auc(decisions, state, others, np.zeros(4, np.int64), months) == 1.0  # January alone is in both
    assert np.isnan(pair_auc(decisions, state, others, np.array([0, 0, 1, 1]), no_months))


def test_a_tie_is_half() -> None:
    topics, months = np.zeros(2, np.int64), np.array(["", ""])
    assert pair_auc(np.zeros(2), np.array([0]), np.array([1]), topics, months) == 0.5


def test_topics_follow_the_subject() -> None:
    subjects = (
        "wheat harvest farmers mill", "bridge river traffic cables", "school pupils lessons exams", "choir concert hall songs",
    )  # fmt: skip
    texts = [f"{subjects[n % 4]} {subjects[n % 4].split()[n % 3]} number{n}" for n in range(80)]
    topics = topics_of(texts, 4)
    for subject in range(4):
        assert len(set(topics[subject::4].tolist())) == 1
    assert len(set(topics.tolist())) == 4
