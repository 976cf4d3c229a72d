from __future__ import annotations

import io

import pytest
from by_hand import BODY, HOSTILE, hostile, score
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, Group

import clf
from clf.messages import Message
from clf.models.store import open_model
from clf.schema import Article, Score, Span, Support
from clf.scoring.score import Scorer
from clf.views.plain import Text
from clf.views.terminal import line, page, page_text
from clf.views.words import caveat, headline, printable, ui_lang, unbroken

RAW = ["\x1b", "\x07", "\u202e", "\u2066", "\x9b", "\ud800"]


def shown(renderable: object, *, colour: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=100, force_terminal=colour, color_system="truecolor" if colour else None).print(renderable)
    return out.getvalue()


def test_the_page_of_an_article() -> None:
    text = page_text(score())
    assert text.startswith("Mainly about: ")
    assert caveat("en") in text
    for fact in ("in.csv", "Water", "The Alder Post", "2017-05", "58 characters", "75%", "12%", "tiny 1"):
        assert fact in text
    assert "7 of 9 training articles with such a score had it (45% to 94%)" in " ".join(text.split())
    assert "█ with boilerplate" not in text
    assert "75% ████████ 50%" in " ".join(text.split())
    assert "Boilerplate: 1 passage, 33% of the text, not scored" in text
    assert "[a follow-us line: Follow us on Alder!]" in text


def test_the_page_counts_what_the_frames_were_learned_from() -> None:
    english, french = (" ".join(page_text(score(lang, frame_unit="sentence")).split()) for lang in ("en", "fr"))
    assert "7 of 9 training sentences with such a score had it" in english
    assert "7 phrases d'entraînement sur 9 avec un tel score l'avaient" in french


def test_the_page_is_french_for_a_french_article() -> None:
    text = page_text(score("fr"))
    assert text.startswith(unbroken("Sujet principal : "))
    assert caveat("fr") in text
    assert "Cadrages" in text
    assert "Paratexte du média" in text
    assert "un appel à s'abonner" in text
    assert unbroken("Paratexte du média : 1 passage, 33 % du texte") in text
    assert "avec paratexte" in text
    assert "7 articles d'entraînement sur 9 avec un tel score l'avaient (45 % à 94 %)" in " ".join(text.split())
    assert "Mainly" not in text


def test_numbers_on_a_french_page_are_french() -> None:
    assert "58 caractères" in page_text(score("fr"))
    assert "12\u00a0345 caractères" in page_text(score("fr", n_chars=12_345))
    assert "12,345 characters" in page_text(score("en", n_chars=12_345))


def test_several_passages_are_counted() -> None:
    spans = [Span(0, 3, "promo"), Span(39, 58, "follow_us")]
    assert "Boilerplate: 2 passages, 38% of the text" in page_text(score(boilerplate=spans))
    assert "0–3   100% self-promotion" in page_text(score(boilerplate=spans))


def test_what_has_french_words_is_said_in_french_on_a_french_page_alone() -> None:
    warning = Message({"en": "Only {n} characters.", "fr": "{n} caractères seulement."}, n=7)
    span = Span(39, 58, "promo", 0.9, Message({"en": "reads like so", "fr": "ressemble à ça"}))
    english, french = (page_text(score(lang, warnings=[warning], boilerplate=[span])) for lang in ("en", "fr"))
    assert "! Only 7 characters." in english
    assert "90% reads like so" in english
    assert "! 7 caractères seulement." in french
    assert unbroken("90 % ressemble à ça") in french


def test_another_scheme_is_called_by_its_title() -> None:
    made = score("fr", other={"gvfc_frames": {"1": 0.25}, "../mine": {"a": 0.5}})
    text = page_text(made)
    assert unbroken("GVFC : 9 cadrages de l'actualité sur les armes à feu aux États-Unis : ") in text
    assert unbroken("../mine : a 50 %") in text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_english_stands_on_a_french_page(lang: str) -> None:
    text = page_text(score(lang))
    assert ("characters" in text) == (lang == "en")


def test_str_of_a_score_is_its_page() -> None:
    assert str(score()) == page_text(score())


def test_the_most_probable_frame_comes_first() -> None:
    text = page_text(score())
    assert text.index("75%") < text.index("12%")


@pytest.mark.parametrize("lang", ["en", "fr", "ru", "und", None])
def test_a_page_in_any_language_shows_the_text(lang: str | None) -> None:
    text = page_text(score(lang))  # type: ignore[arg-type]
    assert BODY[:38] in text
    assert ui_lang(score(lang)) == ("fr" if lang == "fr" else "en")  # type: ignore[arg-type]


def test_a_bare_score_has_a_page() -> None:
    text = page_text(Score("x"))
    assert "No frame scores for this text." in text
    assert "Boilerplate: none found" in text
    assert shown(line(Score("x"))).startswith("x  ")


def test_an_error_is_all_there_is_to_say() -> None:
    text = page_text(Score("x", file="in.csv", row=4, error="expected a text, found nothing."))
    assert text.strip() == "in.csv, row 4: expected a text, found nothing."


def test_several_articles_take_a_line_each() -> None:
    text = shown(line(score()))
    assert text.startswith("in.csv, row 3  en  Mainly about: ")
    assert "(33% boilerplate)" in " ".join(text.split())


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("raw", RAW)
def test_nothing_hostile_reaches_the_page(lang: str, raw: str) -> None:
    assert raw not in page_text(hostile(lang))
    assert raw not in shown(page(hostile(lang)))
    assert raw not in shown(line(hostile(lang)))


@pytest.mark.parametrize("raw", RAW[1:])
def test_nothing_hostile_reaches_a_terminal_with_colours(raw: str) -> None:
    assert raw not in shown(page(hostile()), colour=True)


@pytest.mark.parametrize("raw", RAW)
def test_nothing_hostile_reaches_the_page_of_an_error(raw: str) -> None:
    assert raw not in page_text(Score(HOSTILE, error=HOSTILE))


@pytest.mark.parametrize("field", ["text", "outlet", "title", "date", "file", "id", "model", "lang"])
@pytest.mark.parametrize("raw", RAW)
def test_no_field_alone_reaches_the_page_raw(field: str, raw: str) -> None:
    changes: dict[str, object] = {"file": None, "n_chars": 3, field: f"x{raw}y"}
    if field == "text":
        changes |= {"boilerplate": [], "highlights": []}
    made = score(**changes)  # type: ignore[arg-type]
    assert raw not in page_text(made)
    assert raw not in shown(line(made))


def test_markup_of_rich_is_shown_and_not_obeyed() -> None:
    assert "[bold]x[/bold]" in page_text(score(title="[bold]x[/bold]"))


@given(st.text(st.characters(), max_size=40))
def test_printable_text_acts_on_no_terminal(text: str) -> None:
    found = printable(text)
    assert printable(found) == found
    found.encode("utf-8")
    assert not any((ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 for c in found)


@pytest.mark.parametrize("text", ["a\nb\tc", "Ünïcode – мост 桥 🌉", "می\u200cخواهم", "👩\u200d👧", ""])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_every_genre_stands_beside_its_share_and_what_it_rests_on() -> None:
    support = {"opinion": Support(15, 20, 0.531, 0.888)}
    found = score(
        genre={"satire": 0.07, "opinion": 0.86},
        genre_called="satire",
        genre_support=support,
        genre_shares={"satire": 0.02, "opinion": 0.88},
    )
    shown = " ".join(page_text(found).split())
    assert (
        "Genre opinion 86% (88% of the training articles are) – 15 of 20 training articles with such a score had it "
        "(53% to 89%) satire 7% (2% of the training articles are)" in shown
    )


def test_line_ends_of_windows_and_soft_hyphens_are_no_accidents() -> None:
    assert printable("Eine\r\nDonau\u00addampf\u00adschiff\u00adfahrt") == "Eine\nDonaudampfschifffahrt"
    text = "The council raised the price of water.\r\nA court will decide.\r\n\r\nFollow us.\r\n"
    start = text.index("Follow")
    shown = page_text(score(text=text, n_chars=len(text), boilerplate=[Span(start, start + 10, "follow_us", 0.9)]))
    assert "price of water." in shown
    assert "\\r" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [("\x1b[0m", "\\x1b[0m"), ("a\u202eb", "a\\u202eb"), ("\r", "\\r"), ("\ufeff", "\\ufeff"), ("\u2028", "\\u2028")],
)
def test_what_acts_becomes_visible(text: str, expected: str) -> None:
    assert printable(text) == expected


@pytest.mark.parametrize(
    ("lang", "called", "expected"),
    [
        ("en", ["a"], "Mainly about: a."),
        ("en", ["a", "b"], "Mainly about: a; b."),
        ("en", ["a", "b", "c", "d"], "Mainly about: a; b; c."),
        ("en", [], "No frame stands out; the nearest is b."),
        ("fr", ["a"], "Sujet principal : a."),
        ("fr", ["a", "b", "c"], "Sujet principal : a ; b ; c."),
        ("fr", [], "Aucun cadrage ne se détache ; le plus proche est b."),
    ],
)
def test_the_sentence(lang: str, called: list[str], expected: str) -> None:
    made = Score("x", frame_scheme="mine", frame_probabilities={"a": 0.2, "b": 0.4}, frames_called=called)
    assert headline(made, lang) == (unbroken(expected) if lang == "fr" else expected)


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "No frame scores for this text."), ("fr", "Pas de score de cadrage pour ce texte.")]
)
def test_the_sentence_without_scores(lang: str, expected: str) -> None:
    assert headline(Score("x"), lang) == expected


@pytest.mark.parametrize(("lang", "said"), [("en", "Too little text to say"), ("fr", "Trop peu de texte pour dire")])
@pytest.mark.parametrize("text", ["a", "https://example.org/x", "The army crossed the border on Monday."])
def test_a_text_of_a_few_words_is_about_nothing_yet(lang: str, said: str, text: str) -> None:
    score = Scorer(open_model("default")).score(Article("a", text, lang=lang))
    assert score.frame_probabilities
    assert page_text(score).startswith(said)


def test_a_text_in_memory_has_no_heading() -> None:
    assert page_text(clf.score("The army crossed the border on Monday.", lang="en")).splitlines()[2].startswith("en · ")


def test_a_language_that_could_not_be_told_is_told_once() -> None:
    warnings = clf.score("abc").warnings
    assert not any("not in und" in warning for warning in warnings)
    assert "(--lang, lang=)" in warnings[0]


def test_french_quotation_marks_stay_with_their_words() -> None:
    for size in range(60, 100):
        text = f"{'a' * size} « mot » ; la fin"
        lines = shown(Group(Text(unbroken(text)))).splitlines()
        assert not [line for line in lines if line.rstrip().endswith("«") or line.startswith(("»", ";", "\u00a0"))]
        assert " ".join(line.rstrip(" ") for line in lines) == unbroken(text)
