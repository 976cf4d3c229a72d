"""The table of outlets is whole and documented; names are masked as they are spelled."""

from __future__ import annotations

import pytest

from clf.corpora.registry import load_card
from clf.statemedia.outlets import criteria, languages, outlets_in, without_names


def test_every_outlet_says_why_and_whence_and_lies_in_a_known_corpus() -> None:
    for lang in languages():
        for outlet in outlets_in(lang).values():
            assert outlet.criterion in criteria().values()
            assert outlet.sources
            assert outlet.corpora
            for corpus in outlet.corpora:
                assert load_card(corpus).name == corpus


def test_no_outlet_is_on_both_sides_and_no_operator_is() -> None:
    for lang in languages():
        outlets = outlets_in(lang).values()
        state = {outlet.operator for outlet in outlets if outlet.is_state}
        assert not state & {outlet.operator for outlet in outlets if not outlet.is_state}


def test_a_publisher_called_fake_is_not_for_that_a_state_outlet() -> None:
    german = outlets_in("de")
    assert {name for name, outlet in german.items() if outlet.is_state} == {
        "de.rt.com", "rrn.media", "tribunalukraine.info", "waronfakes.com",
    }  # fmt: skip
    assert not german["journalistenwatch.com"].is_state
    assert not german["journalistenwatch.com"].counted


@pytest.mark.usefixtures("invented_outlets")
def test_names_people_and_addresses_go_and_common_words_stay() -> None:
    text = "Voice of Northland (WWW.North.example): Ada Polder spoke. The voice of northland, north.examples, a polder."
    assert without_names(text, "en").split() == (
        ["(", "):", "spoke.", "The", "voice", "of", "northland,", "north.examples,", "a", "polder."]
    )


@pytest.mark.usefixtures("invented_outlets")
def test_the_articles_own_outlet_goes_too_whatever_it_is_called() -> None:
    assert without_names("The (Post)* said (Post)* here.", "en", "(Post)*").split() == ["The", "said", "here."]
    assert without_names("Le Fanal écrit.", "xx", None) == "Le Fanal écrit."
    assert without_names("Le Fanal écrit.", "xx", "Le Fanal").strip() == "écrit."
