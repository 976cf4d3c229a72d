"""Written articles that a flagger learns from. All texts are invented."""

import pytest

from clf.boilerplate.kinds import KINDS
from clf.boilerplate.written import unmarked, written_articles


def test_marks_of_written_articles_become_kinds_of_their_characters() -> None:
    marked = "[[dateline|OSLO (np) –]] The port closed.[[read_more|Read also: Ferry\nsinks]]The mayor [agreed]."
    read = unmarked("ours", marked, "en")
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
        unmarked("ours", "The port closed. [[teaser|Ferry sinks]]", "en")


def test_written_articles_hold_no_stray_marks() -> None:
    articles = [*written_articles()]
    assert len({article.text for article in articles}) == len(articles) > 500
    assert not [a.name for a in articles if "[[" in a.text or "]]" in a.text]
