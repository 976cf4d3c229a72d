"""``clf labels``: every scheme of a card is in the codebook, or said to be the corpus's own."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from clf.cli import cli
from clf.cli.labels import corpora_own
from clf.corpora.registry import cards, load_card
from clf.framing.labels import schemes

NAMES = sorted({scheme for card in cards() for scheme in card.schemes})


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_of_a_card_is_printed_or_called_the_corpus_own(name: str) -> None:
    done = CliRunner().invoke(cli, ["labels", name])
    assert done.exit_code == 0, done.output
    is_own = name not in {scheme.name for scheme in schemes()}
    assert ("labels of the corpus's own" in done.output) == is_own


def test_the_list_ends_with_those_that_have_no_words() -> None:
    last = CliRunner().invoke(cli, ["labels", "--lang", "fr"]).output.strip().splitlines()[-1]
    assert "abp_topic" in last
    assert "étiquettes propres au corpus" in last


def test_where_to_read_of_them() -> None:
    assert corpora_own()["abp_topic"] == load_card("article_bias_prediction")
