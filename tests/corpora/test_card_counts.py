"""Every real corpus has the rows, languages and label schemes that its card tells, and ids do not repeat."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from clf.corpora.registry import cards, load_card, read_corpus
from clf.errors import Problem
from clf.schema import Article

PROBLEMS = {"english_headlines": {"no headline": 102}}
"""Rows that cannot be read, as the corpora README counts them; elsewhere there is none."""


@pytest.mark.parametrize("name", [card.name for card in cards()])
def test_the_card_counts_the_real_corpus(real_data: Path, name: str) -> None:
    card = load_card(name)
    assert (
        list(card.rows) == list(card.views)[: len(card.rows)]
    )  # views of parts that are not in the archive have no count
    for view, expected in card.rows.items():
        problems, languages, schemes, ids = Counter[str](), Counter[str | None](), set[str](), set[str]()
        for row in read_corpus(name, real_data, view):
            if isinstance(row, Problem):
                problems[row.found] += 1
                continue
            assert isinstance(row, Article)
            languages[row.lang] += 1
            ids.add(row.id)
            schemes |= {labelling.scheme for labelling in row.labels}
        assert sum(languages.values()) == expected, view
        assert problems == PROBLEMS.get(name, {}), view
        assert len(ids) == expected, view
        if view == next(iter(card.views)):
            assert languages == card.languages
            assert schemes == set(card.schemes)
