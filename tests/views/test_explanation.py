from __future__ import annotations

import re

import pytest
from by_hand import HOSTILE
from page import ATTRIBUTES, TAGS, Page

import clf
from clf.explanation.result import Explanation
from clf.views.explanation import explanation_html, explanation_text
from clf.views.words import decimal

TEXT = "The army crossed the border on Monday. Soldiers fired at the town.\n\nFollow us on Telegram and never miss a story!"


@pytest.fixture(scope="module")
def found() -> Explanation:
    return clf.score(TEXT, title="War at the border", lang="en").explain("security")


def test_the_display_of_an_explanation(found: Explanation) -> None:
    page = Page(explanation_html(found))
    assert page.open == []
    assert page.tags <= TAGS | {"span"}
    assert page.attributes <= ATTRIBUTES
    assert f"= {decimal(found.logit, 'en', sign=True)}" in page.text
    assert "army" in page.marked
    assert page.struck == "Follow us on Telegram and never miss a story!"
    assert found._repr_html_() == explanation_html(found)


def test_the_page_holds_the_same(found: Explanation) -> None:
    text = explanation_text(found)
    assert str(found) == text
    for fact in (decimal(found.logit, "en", sign=True), "army", "Soldiers fired at the town.", "set aside"):
        assert fact in text


def test_an_explanation_of_a_french_article_is_french() -> None:
    made = clf.score("L'armée a franchi la frontière dans la nuit de lundi à mardi.", lang="fr")
    text = str(made.explain("la sécurité et la défense"))
    assert text.startswith("Pourquoi « la sécurité et la défense »")
    assert re.search(r"[+−]\d,\d{3}", text)
    assert not re.search(r"\d\.\d", text)


def test_a_plain_sentence_comes_first_and_the_log_odds_last(found: Explanation) -> None:
    lines = [line for line in explanation_text(found, width=400).splitlines() if line.strip()]
    first = found.table().query("contribution > 0").iloc[0]["text"]
    assert lines[1].startswith(f"What speaks for it most: {first}, ")
    assert lines[-2].startswith("In log-odds, before they are calibrated to a probability: ")
    assert lines[-1].startswith("Model: ")


def test_nothing_hostile_reaches_a_page() -> None:
    text = f"{HOSTILE} the army crossed the border. <script>war()</script> & soldiers"
    found = clf.score(text, title=HOSTILE, outlet=HOSTILE, lang="en").explain("security")
    html = explanation_html(found)
    page = Page(html)
    assert page.tags <= TAGS | {"span"}
    assert page.attributes <= ATTRIBUTES
    for raw in ("\x1b", "\u202e", "\ud800", "<script"):
        assert raw not in html
    assert "\x1b" not in explanation_text(found)
    html.encode("utf-8")
