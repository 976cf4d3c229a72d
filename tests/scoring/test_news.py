"""What is scored of a text: what a reader sees of it, and all of it where all reads like boilerplate."""

from __future__ import annotations

import datetime
from dataclasses import replace
from unicodedata import normalize

import pandas as pd
import pytest

import clf
from clf.boilerplate.index import OutletIndex
from clf.boilerplate.phrases import Phrase, Phrases
from clf.errors import UsageError
from clf.explanation.scored import scored_text
from clf.messages import said
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Article
from clf.scoring.news import news_of
from clf.scoring.score import Scorer
from clf.views.terminal import page_text

ARTICLE = (data_dir("sample") / "article.txt").read_text(encoding="utf-8")
GERMAN = (
    "Die Bundesregierung hat am Mittwoch ihren Haushalt beschlossen. Der Bundestag stimmt im November über die "
    "Vorlage ab. Die Opposition wirft der Koalition vor, die Wähler zu täuschen."
)
HEADLINE = "Five things to watch in the budget debate"
FOOTER = "Follow us on Telegram and subscribe to our newsletter!"


def test_accents_apart_from_their_letters_change_nothing() -> None:
    apart = normalize("NFD", ARTICLE)
    whole, found = clf.score(ARTICLE), clf.score(apart)
    assert found.frame_probabilities == whole.frame_probabilities
    assert found.frames_with_boilerplate == whole.frames_with_boilerplate
    assert found.genre == whole.genre
    passages = [ARTICLE[span.start : span.end] for span in whole.boilerplate]
    assert passages
    assert [normalize("NFC", apart[span.start : span.end]) for span in found.boilerplate] == passages
    assert found.n_chars == len(apart)


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_characters_that_nobody_sees_change_nothing(hidden: str) -> None:
    text = GERMAN.replace("regierung", f"{hidden}regierung").replace("Koalition", f"Koa{hidden}lition")
    whole, found = clf.score(GERMAN, lang="de"), clf.score(text, lang="de")
    assert found.frame_probabilities == whole.frame_probabilities
    assert found.frames_with_boilerplate == whole.frames_with_boilerplate


def test_an_explanation_reads_what_was_scored() -> None:
    text = normalize("NFD", ARTICLE)
    score = clf.score(text)
    for with_boilerplate in (False, True):
        read = scored_text(score, with_boilerplate=with_boilerplate)
        assert normalize("NFC", read.text) == read.text
        assert len(read.text) == read.front + len(read.places)
    assert "Suivez" in read.text


def test_a_text_that_reads_like_boilerplate_as_a_whole_is_scored_with_a_warning() -> None:
    score = clf.score(FOOTER, lang="en")
    assert len(score.frame_probabilities) == 14
    assert score.boilerplate == []
    (warning,) = [one for one in score.warnings if "reads like boilerplate" in one]
    assert (
        said(warning, "fr")
        == "Tout le texte ressemble à du paratexte. Il a été pris tel quel, et rien n'y est signalé."
    )


def test_a_text_that_the_user_calls_boilerplate_is_not_scored() -> None:
    own = replace(OutletIndex.empty(), phrases=Phrases((Phrase.of(HEADLINE, "promo"),)))
    score = Scorer(open_model("default"), own).score(Article("a", HEADLINE, lang="en"))
    assert [(span.start, span.end) for span in score.boilerplate] == [(0, len(HEADLINE))]
    assert score.frame_probabilities == {}
    assert "The whole text was flagged as boilerplate: there is no news to score." in score.warnings


def test_a_title_that_begins_another_word_is_not_the_first_line() -> None:
    texts = {
        "War": "Warsaw residents protest.",
        "Warsaw": "Warsaw residents protest.",
        "Prices": "Prices, again.",
        "What now?": "What now?The president spoke.",
    }
    found = [news_of(Article("a", text, title=title, lang="en"), None).text for title, text in texts.items()]
    assert found == ["War\n\nWarsaw residents protest.", "Warsaw residents protest.", *[*texts.values()][2:]]


def test_a_page_does_not_say_that_none_was_found_where_all_reads_like_boilerplate() -> None:
    score = clf.score(FOOTER, lang="en")
    assert score.boilerplate == []
    assert "Boilerplate: the whole text reads like it; nothing was set aside" in page_text(score)


@pytest.mark.parametrize("date", ["notadate", "2024-13-99", "", 3])
def test_a_date_that_is_none_is_refused(date: object) -> None:
    with pytest.raises(UsageError, match="expected a date"):
        clf.score(ARTICLE, date=date)  # type: ignore[arg-type]
    for given in ("11 May 2017", datetime.date(2017, 5, 11), pd.Timestamp(2017, 5, 11)):
        assert clf.score(ARTICLE, date=given).date == "2017-05-11"  # type: ignore[arg-type]
    assert clf.score(ARTICLE, date=2021).date == "2021"  # type: ignore[arg-type]
