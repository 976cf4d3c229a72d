from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from by_hand import HOSTILE, score
from hypothesis import given
from hypothesis import strategies as st
from report_pages import article_score

import clf.views.report
from clf.boilerplate.kinds import KINDS
from clf.evaluation.uncertainty import wilson
from clf.schema import Score, Span, TechniqueCall
from clf.views.report.entries import Tables, detail, named, row, safe_url
from clf.views.report.marked import EXCERPT, blocks, excerpt, windows
from clf.views.report.page import safe_json
from clf.views.report.sections import boilerplate, frames, overview, series
from clf.views.report.shares import of_characters, of_one, over_outlets, periods
from clf.views.report.tally import Cell, Tally
from clf.views.report.wording import Wording
from clf.views.words import printable, unbroken

WORDS = Path(clf.views.report.__file__).parent / "words.toml"


def joined(found: list[dict[str, object]]) -> str:
    pieces = (piece for block in found for piece in block["s"])  # type: ignore[attr-defined]
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)


@st.composite
def scores(draw: st.DrawFn) -> Score:
    text = draw(st.text("ab é\n\u2028<", max_size=700))
    edge = st.integers(0, len(text))
    pair = st.tuples(edge, edge).map(lambda p: (min(p), max(p)))
    spans, place = [], 0
    for start, end in sorted(draw(st.lists(pair, max_size=4))):
        if place <= start < end:
            spans.append(Span(start, end, "promo", draw(st.floats(0, 1))))
            place = end
    highlights = [(*p, draw(st.floats(-1, 1))) for p in draw(st.lists(pair, max_size=5))]
    calls = [TechniqueCall("Doubt", *p, 0.5) for p in draw(st.lists(pair, max_size=3))]
    return Score("x", text=text, n_chars=len(text), boilerplate=spans, highlights=highlights, technique_calls=calls)


@given(scores())
def test_the_whole_text_is_in_the_pieces(made: Score) -> None:
    whole = "".join(printable(made.text).replace("\\u2028", "").split())
    assert "".join(joined(blocks(made, len)).replace("\\u2028", "").split()) == whole


@given(scores())
def test_an_excerpt_never_has_more_than_it_may(made: Score) -> None:
    parts = windows(made)
    assert sum(end - start for start, end in parts) <= EXCERPT
    assert all(0 <= start < end <= len(made.text) for start, end in parts)
    assert all(before[1] < after[0] for before, after in pairwise(parts))


def test_pieces_carry_their_marks() -> None:
    made = article_score(2)
    found = blocks(made, lambda name: 7)
    assert [piece for piece in found[0]["s"] if isinstance(piece, list)] == [["price", "w3"]]
    assert found[1]["t"] == [[7, 80]]
    assert found[2]["s"] == [["Follow us on Alder, every day!", "b0"]]
    assert "cut" not in found[0]


def test_an_excerpt_says_where_it_leaves_text_out() -> None:
    made = article_score(2, text="word " * 200 + "\n\nlast", boilerplate=[], highlights=[], technique_calls=[])
    (block,) = excerpt(made, len)
    assert block["more"] is True
    assert joined([block]).endswith("word")


def test_a_share_of_one_outlet_is_wilsons() -> None:
    found = of_one(0, 12)
    assert (found.value, found.low, found.high, found.n) == (0.0, *wilson(0, 12), 12)


def test_shares_over_outlets_spread_as_the_outlets_do() -> None:
    (same,) = over_outlets({f"o{n}": [(5, 10)] for n in range(20)})
    (other,) = over_outlets({f"o{n}": [(10 * (n % 2), 10)] for n in range(20)})
    assert same.value == other.value == 0.5
    assert (same.n, same.outlets, same.weak) == (200, 20, False)
    assert other.high - other.low > 2 * (same.high - same.low)


def test_no_case_in_any_outlet_is_not_certainty() -> None:
    (none,) = over_outlets({f"o{n}": [(0, 10)] for n in range(8)})
    assert none.low == 0
    assert none.high == wilson(0, 80)[1]
    assert none.weak


def test_a_single_outlet_and_a_label_without_scores() -> None:
    one, nothing = over_outlets({"a": [(3, 4), (0, 0)], "b": [(0, 0), (0, 0)]})
    assert (one.value, one.n, one.outlets) == (0.75, 4, None)
    assert nothing.n == 0
    assert nothing.value != nothing.value
    assert over_outlets({}) == []


def test_texts_without_an_outlet_are_no_outlet() -> None:
    (two,) = over_outlets({"a": [(3, 4)], "b": [(1, 4)], "": [(2, 4)]})
    assert (two.value, two.n, two.outlets) == (0.5, 12, 2)
    (one,) = over_outlets({"a": [(3, 4)], "": [(1, 4)]})
    assert (one.value, one.n, one.outlets) == (0.5, 8, None)


def flagged_chars(*articles: tuple[str, int, int]) -> Tally:
    """Return the tally of articles given as (outlet, characters of boilerplate, characters)."""
    tally = Tally()
    for place, (outlet, part, chars) in enumerate(articles):
        spans = [Span(0, part, "promo", 0.9)] if part else []
        tally.add(score(id=str(place), outlet=outlet, text="x" * chars, n_chars=chars, boilerplate=spans))
    return tally


def test_the_characters_of_one_article_are_not_so_many_observations() -> None:
    articles = [("A", 400, 1000)] + [("A", 0, 1000)] * 9
    found = of_characters(flagged_chars(*articles))
    # One article in ten holds all of it: the standard deviation of ten such means is .04, that of 10,000 letters .002.
    assert (found.value, found.n) == (0.04, 10)
    assert found.low < 0.015
    assert found.high > 0.12
    hundred = of_characters(flagged_chars(*articles * 10))
    assert hundred.high - hundred.low == pytest.approx(4 * 0.012 * 1.96 / 2, rel=0.1)


def test_several_outlets_are_the_units_of_the_characters_too() -> None:
    found = of_characters(flagged_chars(*[("A", 100, 1000)] * 20, *[("B", 300, 1000)] * 20))
    assert (found.value, found.low, found.high, found.outlets) == (0.2, 0.1, 0.3, 2)


def test_no_boilerplate_in_few_articles_is_not_certainty() -> None:
    found = of_characters(flagged_chars(*[("A", 0, 1000)] * 12))
    assert (found.low, found.high) == wilson(0, 12)
    assert of_characters(flagged_chars(("A", 0, 0))).value != 0.0  # not known


@pytest.mark.parametrize(
    ("months", "each", "first", "count"),
    [
        (["2021-01", "2021-02"], 20, "2021-01", 2),
        (["2021-01", "2021-02", "2021-05"], 6, "2021-Q1", 2),
        (["2020-01", "2021-02", "2021-12"], 1, "2020", 2),
        ([f"{year}-{month:02}" for year in range(2010, 2021) for month in range(1, 13)], 90, "2010-Q1", 44),
        ([f"{year}-{month:02}" for year in range(2000, 2021) for month in range(1, 13)], 90, "2000", 21),
        (["", ""], 9, None, 0),
    ],
)
def test_thin_months_are_put_together(months: list[str], each: int, first: str | None, count: int) -> None:
    tally = Tally(cells={("Alder", month): Cell(articles=each) for month in months})
    found = periods(tally)
    assert (next(iter(found), None), len(found)) == (first, count)
    assert sorted(month for within in found.values() for month in within) == sorted({m for m in months if m})


def tallied(n: int = 60) -> Tally:
    tally = Tally()
    for number in range(n):
        tally.add(article_score(number))
    tally.add(Score("bad", file="in.csv", row=7, error="expected a text, found nothing."))
    return tally


def test_the_tally_counts() -> None:
    tally, wording = tallied(), Wording("en")
    facts = overview(tally, wording)
    assert (facts["articles"], facts["outlets"], facts["failed"]) == (60, 3, 1)
    assert (facts["first"], facts["last"]) == ("2021-01", "2021-12")
    assert facts["problems"] == ["in.csv, row 7: expected a text, found nothing."]
    assert facts["flagged"].value == 0.5
    assert facts["top"]["name"] == "the economy and money"
    assert [row["share"].value for row in frames(tally, wording)] == [0.25, 0.0]
    flagged = boilerplate(tally, wording)
    assert [entry["share"].n for entry in flagged] == [20, 20, 20]
    (passage,) = flagged[0]["passages"]
    assert (passage["articles"], passage["text"]) == (10, "Follow us on Alder, every day!")


def test_charts_are_drawn_from_counts() -> None:
    found = series(tallied())
    assert [entry["outlet"] for entry in found["series"]] == [None, "The Alder Post", "Le Fanal", "Elbkurier"]
    n, value, low, high, outlets = found["series"][0]["whole"][1]
    assert (n, value, outlets) == (60, 25, 3)
    assert low < value < high
    assert all(len(entry["time"]) == len(found["periods"]) for entry in found["series"])


def test_passages_that_are_rare_are_forgotten_before_the_memory_is() -> None:
    tally = Tally()
    for number in range(3_000):
        letters = "".join(chr(97 + int(digit)) for digit in f"{number:06}")
        text = f"Read on: {letters}." if number % 3 else "Follow us every day."
        tally.add(Score(f"{number}", text=text, n_chars=len(text), boilerplate=[Span(0, len(text), "promo")]))
    assert len(tally.passages[""]) <= 2_000
    assert max(passage.articles for passage in tally.passages[""].values()) == 1_000


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("https://user:secret@example.org/", False),
        ("https://example.org@evil.example/", False),
        ("//example.org/a", False),
        ("https://", False),
        ("https://[", False),
        ("https://exämple.org/", False),
        ("https://example.org/\u202e", False),
        ("https://example.org/" + "a" * 500, False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, is_safe: bool) -> None:
    assert safe_url(url) == (url if is_safe else None)


@given(
    st.recursive(
        st.text() | st.integers(-(2**53), 2**53), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_in_a_page_reads_back_and_ends_no_element(value: object) -> None:
    text = str(safe_json(value))
    assert json.loads(text) == value
    assert not set(text) & set("<>&'\u2028\u2029")


def test_rows_and_details_of_a_hostile_score_are_fit_to_print() -> None:
    made = score(id=HOSTILE, title=HOSTILE, outlet=HOSTILE, date=HOSTILE, warnings=[HOSTILE])
    tables = Tables("fr")
    text = blocks(made, tables.techniques)
    found = json.dumps(
        [row(made, tables, text), detail(made, tables, text, HOSTILE), tables.as_dict()], ensure_ascii=False
    )
    for raw in ("\x1b", "\x07", "\u202e", "\u2066", "\x9b", "\ud800"):
        assert raw not in found


@pytest.mark.parametrize(("unit", "words"), [("article", "article|articles"), ("sentence", "phrase|phrases")])
def test_the_reading_pane_counts_what_the_frames_were_learned_from(unit: str, words: str) -> None:
    assert detail(score("fr", frame_unit=unit), Tables("fr"), [])["of"] == words


def test_no_technique_is_a_finding_only_where_a_model_looked_for_them() -> None:
    assert detail(score(), Tables("en"), [])["t"] == [[0, 1, 80]]
    assert detail(score(technique_calls=[]), Tables("en"), [])["t"] == []
    assert "t" not in detail(score(technique_calls=[], technique_probabilities={}), Tables("en"), [])


def test_a_bar_has_its_interval_and_its_threshold() -> None:
    tables = Tables("en")
    found = detail(score(frame_thresholds={"Economic": 0.3}), tables, [])
    assert (found["s"], found["h"]) == ([-1, 0], [100, 30])  # in the order of the frames: Morality, Economic
    assert tables.as_dict()["supports"] == [(7, 9, 45, 94)]


def test_genres_stand_beside_their_shares_the_likeliest_first() -> None:
    tables = Tables("en")
    shares = {"opinion": 0.88, "reporting": 0.09}
    found = detail(score(genre={"opinion": 0.27, "reporting": 0.97}, genre_shares=shares), tables, [])
    assert found["g"] == [[0, 97, 9], [1, 27, 88]]
    assert tables.as_dict()["genres"] == ["news reporting", "opinion"]
    assert "g" not in detail(score(genre={}), tables, [])


def test_long_names_are_cut() -> None:
    assert named("a" * 5_000) == "a" * 300 + "…"
    assert named("  two\nlines ") == "two lines"


def test_both_languages_say_the_same_things() -> None:
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))

    def flat(table: dict[str, object], at: str = "") -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, value in table.items():
            if isinstance(value, dict):
                found |= flat(value, f"{at}{name}.")
            else:
                found[at + name] = set(re.findall(r"\{(\w+)", str(value)))
        return found

    assert flat(words["en"]) == flat(words["fr"])


def test_every_word_is_used() -> None:
    folder = WORDS.parent
    sources = [
        *folder.rglob("*.html"),
        *folder.rglob("*.js"),
        *folder.glob("*.py"),
        *(folder.parent / "serve").glob("*.py"),
    ]
    used = "".join(path.read_text(encoding="utf-8") for path in sources)
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))["en"]
    names = {name for table in words.values() for name, value in table.items() if isinstance(value, str)}
    composed = {name for name in names if name.startswith(("sort_", "any_"))}
    assert sorted(name for name in names - composed if not re.search(rf"\b{name}\b", used)) == []


def test_where_no_passage_repeats_the_surest_is_quoted_no_longer_than_its_excerpt() -> None:
    tally, long = Tally(), "Read all of our stories on tides. " * 4
    for number, (text, sure) in enumerate((("Join us.", 0.6), (long, 0.9))):
        span = Span(0, len(text), "promo", sure, "reads like self-promotion")
        tally.add(Score(f"{number}", text=text, n_chars=len(text), outlet="Alder", boilerplate=[span]))
    tally.add(Score("2", text="News.", n_chars=5, outlet="Elm"))
    alder, elm = boilerplate(tally, Wording("en"))
    (passage,) = alder["passages"]
    assert (passage["articles"], passage["score"], passage["text"]) == (1, 0.9, long[:80].strip() + "…")
    assert elm["passages"] == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_kind_has_a_name_for_one_and_for_several(lang: str) -> None:
    assert set(Wording(lang).page["kinds"]) == set(KINDS)
    assert all(len(names) == 2 for names in Wording(lang).page["kinds"].values())
    assert (Wording("en").kind("dateline", 1), Wording("en").kind("dateline", 7)) == ("dateline", "datelines")


def test_french_marks_stay_with_their_words() -> None:
    wording = Wording("fr")
    for name, sentence in [*wording.page.items(), *wording.script.items(), *wording.serve.items()]:
        assert not (isinstance(sentence, str) and re.search(r"« | [»;:!?%]", sentence)), name
    assert wording.percent(0.41) == "41\u00a0%"


def test_one_is_counted_as_one() -> None:
    english, french = Wording("en"), Wording("fr")
    assert english.say("lede_undated", articles=english.articles(1), outlets=english.outlets(1)) == (
        "One article of one outlet."
    )
    assert french.say("lede_undated", articles=french.articles(2), outlets=french.outlets(1)) == (
        "2 articles d'un média."
    )
    assert french.say("undated", n=1) == "1 article n'a pas de mois et manque dans les courbes."
    assert english.say("undated", n=2) == "2 articles have no month and are missing from the curves."
    assert french.say("leak_of", n=1_200, outlets=1, measure="macro-F1") == unbroken(
        "1\u00a0200 textes de 1 média ; macro-F1"
    )
