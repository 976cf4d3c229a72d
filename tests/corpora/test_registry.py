from __future__ import annotations

import re
from pathlib import Path

import pytest

from clf.corpora.registry import cards, load_card, load_corpus, read_corpus
from clf.errors import UsageError
from clf.schema import Article


@pytest.mark.parametrize("name", ["nosuch.csv", "folder/nosuch.csv", "nosuch"])
def test_a_name_that_is_neither_corpus_nor_file_is_told(name: str) -> None:
    with pytest.raises(UsageError) as told:
        load_card(name)
    assert str(told.value) == f"{name}: no such file, and no corpus of that name (`clf corpora` lists them)."


def test_half_a_corpus_is_refused(tmp_path: Path) -> None:
    card = next(card for card in cards() if len(card.files) > 1)
    (tmp_path / card.files[0].name).write_bytes(b"")
    with pytest.raises(UsageError, match=re.escape(card.files[1].name)):
        next(read_corpus(card.name, tmp_path))


def test_a_file_of_ones_own_is_read_as_a_dataset(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("texte;journal\nLa rivière monte.;Alder\nLe pont est fermé.;Elm\n", encoding="utf-8")
    found = [row for row in read_corpus(str(path)) if isinstance(row, Article)]
    assert [(row.text, row.outlet) for row in found] == [("La rivière monte.", "Alder"), ("Le pont est fermé.", "Elm")]
    for streaming in (False, True):
        rows = list(load_corpus(str(path), streaming=streaming))
        assert [row["outlet"] for row in rows] == ["Alder", "Elm"]


def test_a_path_names_a_file_or_a_corpus() -> None:
    with pytest.raises(UsageError, match=r"missing\.csv: no such file, and no corpus"):
        load_corpus(Path("missing.csv"))
