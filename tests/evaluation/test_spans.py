"""Spans: characters, partial overlap as the shared tasks score it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.evaluation.spans import character_f1, character_scores, flagged_outside, overlap_f1, overlap_scores
from clf.evaluation.uncertainty import bootstrap

spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from("xy")).map(lambda s: (s[0], s[0] + s[1], s[2])),
    max_size=6,
)
documents = st.lists(st.tuples(spans, spans), min_size=1, max_size=4)


def marked(document: list[tuple[int, int, str]]) -> set[tuple[int, str]]:
    return {(place, label) for start, end, label in document for place in range(start, end)}


def merged(document: list[tuple[int, int, str]]) -> list[tuple[str, set[int]]]:
    """Sets of characters, those of one label joined while any two overlap: slow and plain."""
    sets = [(label, set(range(start, end))) for start, end, label in document]
    for i, (label, one) in enumerate(sets):
        for j in range(i):
            if sets[j][0] == label and sets[j][1] & one:
                rest = [entry for k, entry in enumerate(sets) if k not in (i, j)]
                return merged([(min(s), max(s) + 1, n) for n, s in [*rest, (label, one | sets[j][1])]])
    return sets


@given(documents)
def test_characters_are_counted_as_sets_of_places(pairs: list) -> None:
    gold, called = (list(side) for side in zip(*pairs, strict=True))
    hits = sum(len(marked(t) & marked(s)) for t, s in pairs)
    true, found = sum(len(marked(t)) for t in gold), sum(len(marked(s)) for s in called)
    assert character_f1(gold, called) == pytest.approx(2 * hits / (true + found) if true + found else 1)
    assert character_scores(gold, called)[:2] == pytest.approx((hits / max(found, 1), hits / max(true, 1)))


@given(documents)
def test_partial_overlap_follows_its_definition(pairs: list) -> None:
    gold, called = (list(side) for side in zip(*pairs, strict=True))
    joined = [(merged(t), merged(s)) for t, s in pairs]
    credit = [(t, s) for ts, ss in joined for lt, t in ts for ls, s in ss if lt == ls]
    n_true, n_called = sum(len(t) for t, _ in joined), sum(len(s) for _, s in joined)
    precision = sum(len(t & s) / len(s) for t, s in credit) / max(n_called, 1)
    recall = sum(len(t & s) / len(t) for t, s in credit) / max(n_true, 1)
    f1 = 1.0 if n_true + n_called == 0 else 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    assert overlap_scores(gold, called) == pytest.approx((precision, recall, f1))
    assert overlap_f1(gold, called) == pytest.approx(f1)
    assert 0 <= f1 <= 1 + 1e-12


def test_a_case_by_hand() -> None:
    gold = [[(0, 10, "Doubt"), (20, 30, "Slogans")], []]
    called = [[(5, 15, "Doubt"), (8, 25, "Doubt"), (20, 30, "Doubt")], [(0, 4, "Doubt")]]
    # the three of Doubt are one of 5 to 30: 5 of its 25 characters are right, and half of the gold span is found
    assert overlap_scores(gold, called) == pytest.approx((0.2 / 2, 0.5 / 2, 2 * 0.1 * 0.25 / 0.35))
    assert character_scores(gold, called) == pytest.approx((5 / 29, 5 / 20, 10 / 49))


def test_spans_without_labels_and_without_anything() -> None:
    assert overlap_scores([[(0, 4)]], [[(2, 4)]]) == pytest.approx((1, 0.5, 2 / 3))
    assert overlap_f1([[]], [[]]) == character_f1([[]], [[]]) == 1.0
    assert overlap_f1([[(0, 1)]], [[]]) == character_f1([[]], [[(0, 1)]]) == 0.0
    # spans that touch stay two
    assert overlap_scores([[(0, 2), (2, 4)]], [[(0, 2)]]) == pytest.approx((1, 0.5, 2 / 3))


def test_spans_have_intervals_over_documents() -> None:
    gold = [[(0, 10)]] * 30
    called = [[(0, 10)], [(5, 10)], []] * 10
    found = bootstrap(overlap_f1, (gold, called), outlets=np.arange(30) % 20)
    assert found.low < found.value < found.high
    assert (found.n, found.outlets) == (30, 20)


def test_impossible_spans_are_named() -> None:
    with pytest.raises(ValueError, match="got 5 to 5"):
        character_f1([[(5, 5)]], [[]])
    with pytest.raises(ValueError, match="got 1 and 2"):
        overlap_f1([[]], [[], []])


def test_what_is_marked_outside_the_spans() -> None:
    gold, called = [[(0, 10)], []], [[(5, 15)], [(0, 5)]]
    assert flagged_outside(gold, called, [30, 20]) == pytest.approx((5 + 5) / (20 + 20))
    assert bootstrap(flagged_outside, (gold, called, [30, 20]), repeats=20).n == 2
