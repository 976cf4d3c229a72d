from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from plain_context import plain_context

import clf
from clf.boilerplate.flagger import BOILERPLATE, Flagger, PassageClassifier, flagger_of
from clf.boilerplate.index import open_flagger
from clf.boilerplate.kinds import KINDS, describe
from clf.boilerplate.masking import mask, strip
from clf.boilerplate.seen import Given
from clf.boilerplate.written import written_articles
from clf.framing.model import LinearModel
from clf.messages import said
from clf.models.store import open_model
from clf.schema import Span

WORDS = ("follow", "telegram", "zzopensfollow", "anp", "photo")
KNOWN = ("follow_us", "dateline", "media_credit")


def tiny() -> PassageClassifier:
    """Return a model that knows five words: what opens with “Follow”, an agency, a photo credit."""
    weights = np.array(
        [[0.5, 2, -2, -2], [0.5, 2, -2, -2], [4, 2, -2, -2], [9, -2, 4, -2], [9, -2, -2, 4]], dtype=np.float32
    )
    return PassageClassifier(
        linear((BOILERPLATE,), weights[:, :1], np.array([-1.5])), linear(KNOWN, weights[:, 1:], np.zeros(3))
    )


def linear(labels: tuple[str, ...], weights: NDArray[np.float32], bias: NDArray[np.float64]) -> LinearModel:
    n = len(labels)
    return LinearModel(
        labels=labels,
        words=WORDS,
        chars=(),
        document_frequencies=np.full(5, 9, dtype=np.int32),
        n_texts=9,  # so that every idf is 1
        weights=weights,
        bias=bias,
        slope=np.full(n, 9.0),
        intercept=np.zeros(n),
        thresholds=np.full(n, 0.5),
        support_edges=np.zeros((n, 0)),
        support_k=np.full((n, 1), 5, dtype=np.int64),
        support_n=np.full((n, 1), 10, dtype=np.int64),
    )


def flagger() -> Flagger:
    """Return a flagger that judges a piece by its own words alone."""
    return Flagger(tiny(), plain_context(9.0))


NEWS = "LONDON (ANP) — The council closed the old bridge on Tuesday.\nIt is very old. Follow us on Telegram!\nThe end."


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(max_size=50))
    edge = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edge, edge).map(lambda pair: (min(pair), max(pair))), max_size=5))
    return text, [Span(start, end, "promo") for start, end in pairs]


def test_the_flags_of_an_article() -> None:
    found = flagger().flag(NEWS, "en")
    assert [(NEWS[span.start : span.end], span.kind) for span in found] == [
        ("LONDON (ANP) —", "dateline"),
        ("Follow us on Telegram!", "follow_us"),
    ]
    assert all(0.5 <= span.score <= 1.0 for span in found)
    assert found[1].evidence == "reads like a follow-us line (“Follow”, “Telegram”); the second paragraph"
    assert said(found[1].evidence, "fr") == (
        "ressemble à un appel à s'abonner à une chaîne ou à un réseau (« Follow », « Telegram ») ; le deuxième paragraphe"
    )


def test_what_is_flagged_for_its_neighbour_says_so() -> None:
    text = "The council closed the old bridge.\nFollow us!\nTelegram.\nIt is very old."
    doubting = Flagger(tiny(), plain_context(1.0, beside=0.2))
    sure, beside = doubting.flag(text, "en")
    assert (text[sure.start : sure.end], text[beside.start : beside.end]) == ("Follow us!", "Telegram.")
    assert sure.score > 0.5 > beside.score
    assert sure.evidence.startswith("reads like a follow-us line")
    assert beside.evidence.startswith(
        "stands next to boilerplate and reads somewhat like a follow-us line (“Telegram”)"
    )
    assert said(beside.evidence, "fr").startswith("voisine avec du paratexte et ressemble un peu à un appel")


def test_the_reason_quotes_whole_words() -> None:
    (found,) = flagger().flag("The council closed the old bridge.\nFollow us on İtelegram!", "en")
    assert "(“Follow”, “İtelegram”)" in found.evidence


def test_news_without_boilerplate_has_no_flags() -> None:
    assert flagger().flag("The council closed the old bridge on Tuesday.\nIt is very old.", "en") == []
    assert flagger().flag("") == []


def test_a_flag_depends_on_nothing_but_the_text() -> None:
    one = flagger()
    first = one.flag(NEWS, "en")
    one.flag("Follow us on Telegram!")
    assert one.flag(NEWS, "en") == first == flagger().flag(NEWS, "en")


PARTS = (
    NEWS,
    "Follow us!",
    "date 2017-05 The end.",
    "Nothing\u00ad here. Follow us.",
    "",
    "Fe\u0301lix\n",
    "\ud800 ANP",
)


@given(
    st.lists(st.tuples(st.one_of(st.sampled_from(PARTS), st.text(max_size=30)), st.booleans()), min_size=1, max_size=6),
    st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_an_article_is_flagged_the_same_beside_others(texts: list[tuple[str, bool]], start: int) -> None:
    articles = [Given(text, "en", min(start, len(text)), extracted) for text, extracted in texts]
    for one in (flagger(), flagger_of(open_model("default"))):
        assert one is not None
        found = one.flag_all(articles)
        alone = [one.flag(a.text, a.lang, a.start, extracted=a.extracted) for a in articles]
        assert found == alone  # to the last bit of each probability


def test_nothing_in_front_of_the_start_is_flagged() -> None:
    text = f"Follow us on Telegram!\n{NEWS}"
    found = flagger().flag(text, "en", 23)
    assert [(s.start - 23, s.end - 23, s.kind) for s in found] == [
        (s.start, s.end, s.kind) for s in flagger().flag(NEWS, "en")
    ]


def test_neighbours_of_one_kind_are_joined_on_a_line_but_not_across_lines() -> None:
    text = "It is old. Follow us on Telegram! Follow us now!\nFollow us on Telegram!"
    found = [text[span.start : span.end] for span in flagger().flag(text, "en")]
    assert found[-1] == "Follow us on Telegram!"
    assert "".join(found[:-1]).endswith("Follow us now!")
    assert len(found) == 2


@given(
    st.lists(st.sampled_from(["Follow us on Telegram! ", "Photo. ", "LONDON — ", "It is a very old bridge. ", "\n"]))
)
@settings(max_examples=100, deadline=None)
def test_flags_are_sorted_and_do_not_overlap(parts: list[str]) -> None:
    text, position = "".join(parts), 0
    for span in flagger().flag(text, "en"):
        assert position <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        position = span.end


@given(texts_with_spans())
def test_mask_keeps_length_and_white_space_and_everything_outside(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    masked = mask(text, spans)
    assert len(masked) == len(text)
    for place, (before, after) in enumerate(zip(text, masked, strict=True)):
        inside = any(span.start <= place < span.end for span in spans)
        assert after == (" " if inside and not before.isspace() else before)


@given(texts_with_spans())
def test_mask_and_strip_do_not_depend_on_the_order_of_spans(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    assert mask(text, spans) == mask(text, spans[::-1])
    assert strip(text, spans) == strip(text, spans[::-1])


@given(texts_with_spans())
def test_strip_leaves_what_no_span_covers_and_knows_where_it_stood(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    left = [i for i in range(len(text)) if not any(span.start <= i < span.end for span in spans)]
    stripped, offsets = strip(text, spans)
    assert stripped == "".join(text[i] for i in left)
    assert [offsets.to_original(i) for i in range(len(stripped))] == left


def test_mask_by_hand() -> None:
    assert mask("News.\r\nFollow\tus 🌉!", [Span(7, 19, "follow_us")]) == "News.\r\n      \t     "
    assert mask("News.", []) == "News."


def test_spans_may_come_from_a_generator() -> None:
    assert mask("ab", (span for span in [Span(0, 1, "promo")])) == " b"
    assert strip("ab", (span for span in [Span(0, 1, "promo")]))[0] == "b"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_in_both_languages(kind: str) -> None:
    assert describe(kind)
    assert describe(kind, "fr") != describe(kind)
    assert describe(kind, "ru") == describe(kind, "en")


def test_behind_an_extractor_a_flag_is_surer() -> None:
    shipped = flagger_of(open_model("default"))
    assert shipped is not None
    articles = [article.text for article in islice(written_articles(), 60)]
    found = [shipped.flag(text) for text in articles]
    assert any(span.score < 0.8 for spans in found for span in spans)
    surer = [shipped.flag(text, extracted=True) for text in articles]
    assert sum(map(len, surer)) > 20
    # Neighbours that are joined keep the higher probability of the two.
    assert all(span.score >= 0.8 for spans in surer for span in spans)
    for spans, sure in zip(found, surer, strict=True):
        assert all(any(s.start <= span.start and span.end <= s.end for s in spans) for span in sure)


def test_a_row_of_a_table_is_no_list_of_links() -> None:
    table = "| Home | Follow us |\n| Follow us | 3 |"
    assert flagger().flag(f"It rained.\n{table}", "en") == []
    assert [s.start for s in flagger().flag("It rained.\nHome | Follow us", "en")] != []


def test_the_language_is_recognised_where_none_is_given() -> None:
    """Where a sentence ends hangs on it, and so what is cut and flagged; `clf score` recognises it, too."""
    text = "Мэр подал в отставку. Фото: г. Москва, ул. Ленина"
    found = open_flagger().flag(text)
    assert found == open_flagger().flag(text, "ru")
    assert found == list(clf.score(text).boilerplate)
    assert found


def test_marks_of_direction_alone_are_no_passage() -> None:
    text = "The council met on Monday and the bridge stays closed.\n\u202c\n\u202a\nA court will decide in May.\n\u200f"
    assert all(text[span.start : span.end].strip("\u202c\u202a\u200f \n") for span in open_flagger().flag(text, "en"))
