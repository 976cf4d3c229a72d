from __future__ import annotations

import pytest
from by_hand import BODY, HOSTILE, hostile, score
from hypothesis import given
from hypothesis import strategies as st
from page import ATTRIBUTES, TAGS, Page

from clf.schema import Score, Span
from clf.views.notebook import score_html
from clf.views.words import caveat, unbroken


def test_the_display_of_an_article() -> None:
    page = Page(score_html(score()))
    assert page.open == []
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert page.text.startswith("Mainly about: ")
    for fact in (caveat("en"), "The Alder Post · 2017-05 · en", "75%", "7 of 9, 45% to 94%", BODY, "tiny 1"):
        assert fact in page.text
    assert page.struck == "Follow us on Alder!"


def test_the_display_counts_what_the_frames_were_learned_from() -> None:
    assert "training headlines with such a score" in Page(score_html(score(frame_unit="headline"))).text
    assert "titres d'entraînement avec un tel score" in Page(score_html(score("fr", frame_unit="headline"))).text


def test_the_display_is_french_for_a_french_article() -> None:
    page = Page(score_html(score("fr")))
    assert page.text.startswith(unbroken("Sujet principal : "))
    assert caveat("fr") in page.text
    assert "tiny 1 (réservé à la recherche)" in Page(score_html(score("fr", model="tiny 1 (research use only)"))).text
    assert unbroken("7 sur 9, 45 % à 94 %") in page.text
    unexplained = [Span(39, len(BODY), "follow_us", 0.875)]
    assert "88\u00a0%, un appel à s&#x27;abonner" in score_html(score("fr", boilerplate=unexplained))


def test_jupyter_shows_it() -> None:
    assert score()._repr_html_() == score_html(score())


def test_words_that_speak_against_are_not_marked() -> None:
    html = score_html(score())
    assert ">raised</mark>" in html
    assert ">price</mark>" in html
    assert ">council</mark>" not in html


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_hostile_reaches_the_page(lang: str) -> None:
    html = score_html(hostile(lang))
    page = Page(html)
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert page.open == []
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("raw", ["\x1b", "\u202e", "\u2066", "\ud800", "\x00"])
@pytest.mark.parametrize("field", ["text", "outlet", "title", "date", "model"])
def test_no_control_or_override_reaches_the_page_raw(field: str, raw: str) -> None:
    changes: dict[str, object] = {field: f"x{raw}y"}
    if field == "text":
        changes |= {"boilerplate": [], "highlights": [], "n_chars": 3}
    assert raw not in score_html(score(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["<script>", "\u202e", "\x1b"])
def test_nothing_hostile_reaches_the_page_of_an_error(raw: str) -> None:
    assert raw not in score_html(Score(HOSTILE, error=HOSTILE))


def test_a_score_can_be_written_to_a_notebook_file() -> None:
    score_html(hostile()).encode("utf-8")


def test_a_bare_score_has_a_display() -> None:
    page = Page(score_html(Score("x")))
    assert "No frame scores for this text." in page.text
    assert page.open == []
    assert "table" not in page.tags


def test_an_error_is_all_there_is_to_say() -> None:
    assert Page(score_html(Score("x", error="found <nothing>."))).text == "x: found <nothing>."


@st.composite
def scores(draw: st.DrawFn) -> Score:
    text = draw(st.text("ab <>&\"'\n", max_size=50))
    edge = st.integers(0, len(text))
    pair = st.tuples(edge, edge).map(lambda p: (min(p), max(p)))
    highlights = [(*span, draw(st.floats(-1, 1))) for span in draw(st.lists(pair, max_size=5))]
    spans = [Span(start, end, "promo") for start, end in draw(st.lists(pair, max_size=3)) if start < end]
    return Score(
        "x", text=text, n_chars=len(text), highlights=highlights, boilerplate=sorted(spans, key=lambda s: s.start)
    )


@given(scores())
def test_marks_never_change_the_text(made: Score) -> None:
    assert Page(score_html(made)).text.removesuffix(made.model).endswith(made.text)


def test_boilerplate_is_struck_through_even_where_a_word_in_it_is_marked() -> None:
    made = score(highlights=[(39, 45, 0.4), (4, 11, 0.2)])
    assert Page(score_html(made)).struck == "Follow us on Alder!"


def test_boilerplate_is_struck_through_even_where_a_mark_reaches_into_it() -> None:
    made = score(highlights=[(32, 45, 0.4)])
    assert "Follow us on Alder!" in Page(score_html(made)).struck


def test_a_long_text_is_cut_with_a_sign() -> None:
    made = score(text="word " * 10_000, highlights=[], boilerplate=[])
    html = score_html(made)
    assert len(html) < 25_000
    assert "…" in html


def test_a_passage_across_the_cut_is_shown_whole() -> None:
    text = "a" * 19_990 + "b" * 100 + "c" * 50
    page = Page(score_html(score(text=text, highlights=[], boilerplate=[Span(19_990, 20_090, "promo")])))
    assert "b" * 100 in page.text
    assert "bc" not in page.text
