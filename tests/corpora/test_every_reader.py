"""What holds for every reader: its card counts the real corpus, the codebook has its labels, and nothing is no corpus."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from clf.corpora.registry import cards, load_card, read_corpus
from clf.errors import DataError, Problem
from clf.framing.labels import load_scheme
from clf.schema import Article

PROBLEMS = {"english_headlines": {"no headline": 102}}
"""Rows that cannot be read, as the corpora README counts them; elsewhere there is none."""
VIEWS = [(card.name, view) for card in cards() for view in card.views]


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_a_folder_without_the_corpus_is_refused(tmp_path: Path, name: str, view: str) -> None:
    (tmp_path / "readme.md").write_text("Nothing of it is here.", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(tmp_path.name)) as raised:
        list(load_card(name).read(tmp_path, view))
    assert raised.value.problem.expected
    assert raised.value.problem.remedy


@pytest.mark.parametrize("name", [card.name for card in cards()])
def test_the_card_counts_the_real_corpus(real_data: Path, name: str) -> None:
    card = load_card(name)
    assert (
        list(card.rows) == list(card.views)[: len(card.rows)]
    )  # views of parts that are not in the archive have no count
    for view, expected in card.rows.items():
        problems, languages, ids = Counter[str](), Counter[str | None](), set[str]()
        labels: dict[str, set[str]] = {}
        for row in read_corpus(name, real_data, view):
            if isinstance(row, Problem):
                problems[row.found] += 1
                continue
            assert isinstance(row, Article)
            languages[row.lang] += 1
            ids.add(row.id)
            for labelling in row.labels:
                marked = (span.name for span in labelling.spans)
                labels.setdefault(labelling.scheme, set()).update(labelling.names, marked)
        assert sum(languages.values()) == expected, view
        assert problems == PROBLEMS.get(name, {}), view
        assert len(ids) == expected, view
        if view == next(iter(card.views)):
            assert languages == card.languages
            assert set(labels) == set(card.schemes)
        for scheme, names in labels.items():
            assert names <= set(load_scheme(scheme).names), scheme
