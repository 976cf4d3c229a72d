from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.offsets import OffsetMap, without


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(max_size=60))
    edge = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edge, edge).map(lambda pair: (min(pair), max(pair))), max_size=6))
    return text, spans


@given(texts_with_spans())
def test_what_is_left_is_what_no_span_covers(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    left = [i for i in range(len(text)) if not any(start <= i < end for start, end in spans)]
    shortened, offsets = without(text, spans)
    assert shortened == "".join(text[i] for i in left)
    assert [offsets.to_original(i) for i in range(len(shortened))] == left


@given(texts_with_spans(), st.data())
def test_a_span_maps_to_the_smallest_piece_that_holds_it(case: tuple[str, list[tuple[int, int]]], data: st.DataObject):
    text, spans = case
    shortened, offsets = without(text, spans)
    if not shortened:
        return
    start = data.draw(st.integers(0, len(shortened) - 1))
    end = data.draw(st.integers(start + 1, len(shortened)))
    first, last = offsets.span_to_original(start, end)
    assert text[first] == shortened[start]
    assert text[last - 1] == shortened[end - 1]
    again, _ = without(text[first:last], [(max(s - first, 0), max(e - first, 0)) for s, e in spans])
    assert again == shortened[start:end]


def test_a_text_without_spans_is_itself() -> None:
    assert without("News.", []) == ("News.", OffsetMap(((0, 5),)))


def test_spans_may_overlap_and_come_in_any_order() -> None:
    shortened, offsets = without("0123456789", [(7, 9), (1, 4), (2, 5), (9, 9)])
    assert shortened == "0569"
    assert [offsets.to_original(i) for i in range(4)] == [0, 5, 6, 9]
    assert offsets.span_to_original(0, 2) == (0, 6)


@pytest.mark.parametrize("text", ["", "News."])
def test_nothing_left(text: str) -> None:
    shortened, offsets = without(text, [(0, len(text))])
    assert shortened == ""
    assert offsets == OffsetMap(())
    assert offsets.to_original(0) == 0
