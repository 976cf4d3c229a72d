"""The few lines that a prompt shows of a score."""

from __future__ import annotations

import pytest
from by_hand import BODY, hostile, score

from clf.schema import Score, Support
from clf.views.brief import support_words
from clf.views.words import caveat


def test_it_says_what_the_article_is_about_how_sure_that_is_and_what_was_left_out() -> None:
    assert repr(score()).splitlines() == [
        "a1 · Water · en",
        "Mainly about: the economy and money.",
        "  the economy and money 75%, called: 7 of 9 training articles with such a score had it (45% to 94%)",
        "Boilerplate: 1 passage, 33% of the text, not scored",
        caveat("en"),
    ]
    assert BODY not in repr(score())


def test_without_a_frame_called_the_nearest_is_named() -> None:
    shown = repr(score(frames_called=[], frames_support={}, title=None))
    assert "No frame stands out; the nearest is the economy and money.\n  the economy and money 75%\n" in shown
    assert shown.startswith("a1 · en\n")


def test_a_row_without_a_score_says_why() -> None:
    assert repr(Score("a7", error="expected a text, found nothing.")) == "a7: expected a text, found nothing."


def test_nothing_hostile_reaches_a_terminal() -> None:
    for made in (hostile(), hostile("fr"), Score("\x1b[31m", error="\x1b[2J")):
        assert not set(repr(made)) & set("\x1b\x07\u202e\u2066\x9b\ud800")


@pytest.mark.parametrize(
    ("lang", "k", "n", "told"),
    [
        ("en", 0, 1, "0 of 1 training article with such a score had it"),
        ("en", 1, 2, "1 of 2 training articles with such a score had it"),
        ("fr", 0, 1, "0 article d'entraînement sur 1 avec un tel score l'avait"),
        ("fr", 1, 8, "1 article d'entraînement sur 8 avec un tel score l'avait"),
        ("fr", 3, 8, "3 articles d'entraînement sur 8 avec un tel score l'avaient"),
    ],
)
def test_none_and_one_are_counted_as_the_language_does(lang: str, k: int, n: int, told: str) -> None:
    assert support_words(Support(k, n, 0.0, 0.9), "article", lang).startswith(f"{told} (")
