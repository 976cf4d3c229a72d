"""How the flagger's thresholds are chosen, on documents of ours."""

from __future__ import annotations

import numpy as np
import pytest

from clf.boilerplate.context import ContextModel
from clf.boilerplate.examples import _unmarked, written_articles
from clf.boilerplate.gold import ReadDocument
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.pieces import pieces
from clf.boilerplate.train import _best_thresholds, _characters, _Document

TEXT = "The port closed.\nRead also: Ferry sinks\nHarbour to reopen\nThe mayor agreed."


def document(*marked: str) -> _Document:
    """Return a document whose `marked` passages are boilerplate; white space is −2."""
    kinds = np.array([-2 if c.isspace() else 0 for c in TEXT], np.int8)
    for passage in marked:
        start = TEXT.index(passage)
        here = kinds[start : start + len(passage)]
        here[here == 0] = 2
    return _Document(ReadDocument("ours", "ours", TEXT, "en", "gold", kinds), pieces(TEXT, "en"))


def test_characters_are_counted_without_white_space() -> None:
    one = document("Read also: Ferry sinks")
    flags = np.array([p.number in (1, 2) for p in one.pieces])
    assert _characters(one, flags).tolist() == [len("Readalso:Ferrysinks"), len("Harbourtoreopen"), 0]
    assert _characters(one, ~flags).tolist() == [0, len("Theportclosed.Themayoragreed."), len("Readalso:Ferrysinks")]


def test_the_thresholds_have_the_best_f1() -> None:
    one = document("Read also: Ferry sinks", "Harbour to reopen")
    by_line = np.array([0.1, 0.9, 0.35, 0.05])
    probabilities = by_line[[p.number for p in one.pieces]]
    chosen = _best_thresholds(
        ContextModel(("piece",), np.ones(1), 0.0, 0.5, 0.5), [one], [probabilities], np.array([0])
    )
    assert chosen.flagged(probabilities).tolist() == [p.number in (1, 2) for p in one.pieces]
    assert 0.1 < chosen.beside <= 0.35 < chosen.threshold <= 0.9


def test_a_flag_on_a_clean_document_costs_as_much_as_f1() -> None:
    marked, clean = document("Read also: Ferry sinks", "Harbour to reopen"), document()
    by_line = np.array([0.1, 0.9, 0.65, 0.05])
    likely = by_line[[p.number for p in marked.pieces]]
    unlikely = np.where([p.number == 3 for p in clean.pieces], 0.8, 0.0)
    start = ContextModel(("piece",), np.ones(1), 0.0, 0.5, 0.5)
    chosen = _best_thresholds(start, [marked, clean], [likely, unlikely], np.array([0, 1]))
    assert 0.8 < chosen.threshold <= 0.9  # at most .8 has the same F1, and a flag on the clean one
    assert not chosen.flagged(unlikely).any()
    assert chosen.flagged(likely).tolist() == [p.number in (1, 2) for p in marked.pieces]


def test_marks_of_written_articles_become_kinds_of_their_characters() -> None:
    marked = "[[dateline|OSLO (np) –]] The port closed.[[read_more|Read also: Ferry\nsinks]]The mayor [agreed]."
    read = _unmarked("ours", marked, "en")
    assert read.text == "OSLO (np) – The port closed.Read also: Ferry\nsinksThe mayor [agreed]."
    names = tuple(KINDS)
    shown = {names[kind - 1]: "" for kind in read.kinds if kind > 0}
    for character, kind in zip(read.text, read.kinds.tolist(), strict=True):
        assert (kind == -2) == character.isspace()
        if kind > 0:
            shown[names[kind - 1]] += character
    assert shown == {"dateline": "OSLO(np)–", "read_more": "Readalso:Ferrysinks"}


def test_a_mark_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected one of follow_us, .*found 'teaser'"):
        _unmarked("ours", "The port closed. [[teaser|Ferry sinks]]", "en")


def test_written_articles_hold_no_stray_marks() -> None:
    articles = [*written_articles()]
    assert len({article.text for article in articles}) == len(articles) > 500
    assert not [a.name for a in articles if "[[" in a.text or "]]" in a.text]
