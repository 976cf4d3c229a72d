"""``clf labels``: every scheme of a card is in the codebook, and so is every label that a reader may yield."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from clf.cli import cli
from clf.corpora.ccf_labels import KNOWN, MAIN_FRAMES
from clf.corpora.registry import cards
from clf.framing.labels import UNDEFINED, Scheme, load_scheme, mappings, plain, schemes

NAMES = sorted({scheme for card in cards() for scheme in card.schemes})


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_of_a_card_is_printed(name: str, lang: str) -> None:
    done = CliRunner().invoke(cli, ["labels", name, "--lang", lang])
    assert done.exit_code == 0, done.output
    assert all(f"{label.name}: {label.words[lang]}\n" in done.output for label in load_scheme(name).labels)


def test_every_scheme_is_printed_when_none_is_named() -> None:
    printed = CliRunner().invoke(cli, ["labels"]).output
    assert [name for name in NAMES if f"({name}, " not in printed] == []


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.name)
def test_a_codebook_names_each_label_once_and_in_two_languages(scheme: Scheme) -> None:
    assert scheme.names
    assert len(set(scheme.names)) == len(scheme.names)
    for label in scheme.labels:
        assert all(label.words[lang].strip() and label.definition[lang].strip() for lang in ("en", "fr")), label.name


def test_a_label_that_no_source_defines_says_so() -> None:
    alone = CliRunner().invoke(cli, ["labels", "fake_news_corpus", "--lang", "fr"]).output
    assert f"  unknown: inconnu\n      {UNDEFINED['fr']}\n" in alone
    topics = CliRunner().invoke(cli, ["labels", "abp_topic"]).output
    assert topics.count(UNDEFINED["en"]) == 1  # once for all 108


def test_a_scheme_may_have_the_labels_of_another() -> None:
    assert load_scheme("framenews_pt_frames_2").labels == load_scheme("framenews_pt_frames").labels
    assert plain("ccf_labels", "Eco Detection", "fr") == plain("ccf_frames", "Eco Detection", "fr")


def test_the_codebook_of_ccf_has_what_its_reader_knows() -> None:
    assert set(load_scheme("ccf_labels").names) == KNOWN
    assert set(load_scheme("ccf_frames").names) == set(MAIN_FRAMES)


def test_a_mapping_goes_from_a_label_to_a_label() -> None:
    for entry in mappings():
        assert entry["label"] in load_scheme(entry["from"]).names
        assert entry["target"] in load_scheme(entry["to"]).names
