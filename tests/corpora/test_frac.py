"""FrAC gold sentences: one number per sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_files import read_both

from clf.corpora import frac
from clf.corpora.archive import Files
from clf.errors import DataError

FILE = "gold_standard_single_label_all.csv"
ROWS = 'sentence,label\r\n"The mill, they say, pays no tax.",1\r\nNobody asked us.,15\r\n,3\r\nA walk.,walk\r\n'


def test_sentences_have_one_number_as_label(tmp_path: Path) -> None:
    articles, problems = read_both(frac, "sentences", tmp_path, {FILE: ROWS})
    assert [article.names("frac_frames") for article in articles] == [("1",), ("15",)]
    assert articles[0].text == "The mill, they say, pays no tax."
    assert [(article.id, article.row, article.lang) for article in articles] == [("1", 1, "en"), ("2", 2, "en")]
    assert [problem.row for problem in problems] == [3, 4]
    assert not any("walk" in str(problem) for problem in problems)


def test_a_sentence_without_label_was_not_annotated(tmp_path: Path) -> None:
    articles, _ = read_both(frac, "sentences", tmp_path, {FILE: "sentence,label\nA mill turns.,\n"})
    assert articles[0].labels == ()


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=FILE):
        list(frac.read(Files(tmp_path), "sentences"))
    with pytest.raises(DataError, match="none named label"):
        read_both(frac, "sentences", tmp_path, {FILE: "sentence\nA mill turns.\n"})
