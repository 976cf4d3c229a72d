"""GVFC: themes in English, nine columns elsewhere, folds that repeat the English headlines."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_files import read_both

from clf.corpora import gvfc
from clf.corpora.archive import Files
from clf.errors import DataError

ENGLISH = (
    ",ImageID,Month,ID,news_title,Q1 Relevant,Q2 Focus,original_index,Q3 Theme1,Q3 Theme2\n"
    '0,36,August,10057,"A town, a vote",1,2,1,3,99\n'
    "1,67,Duplicate,10058,A town votes again,1,2,2,2,5\n"
    "2,67,August,10059,A town sleeps,1,2,2,12,99\n"
)
ADDRESSES = (
    'id,article_url,headline\n0,http://paper.example/1,"A town, a vote"\n1,http://paper.example/2,Another headline\n'
)


def row(number: int, headline: str, *frames: int) -> str:
    flags = ["1.0" if frame in frames else "0.0" for frame in range(1, 10)]
    return "\t".join([str(number), headline, "a", *flags]) + "\n"


FILES: dict[str, str | bytes] = {
    "dataset/english.csv": ENGLISH,
    "data/GVFC_extension_multimodal.csv": ADDRESSES,
    "dataset/german/dev.tsv": row(5, '"Eine ""gute"" Stadt"', 1, 9),
    "dataset/turkish/dev.tsv": row(7, "Bir kasaba", 3) + row(7, "Bir kasaba", 3) + "8\tBir köy\ta\t1.0\n",
    "dataset/arabic/dev.tsv": row(0, "مدينة"),
    "dataset/0/dev.tsv": row(36, "A town, a vote", 3),
    "dataset/0/train.tsv": row(67, "A town votes again", 2, 5),
    "dataset/1/dev.tsv": row(67, "A town votes again", 2, 5),
}


def test_all_has_every_language_once(tmp_path: Path) -> None:
    articles, problems = read_both(gvfc, "all", tmp_path, FILES)
    assert [article.lang for article in articles] == ["en", "en", "de", "tr", "tr", "ar"]
    assert [article.id for article in articles] == ["en-10057", "en-10058", "de-5", "tr-7", "tr-7-row2", "ar-0"]
    labels = [article.names("gvfc_frames") for article in articles]
    assert labels == [("3",), ("2", "5"), ("1", "9"), ("3",), ("3",), ()]
    assert articles[2].text == 'Eine "gute" Stadt'
    assert [problem.row for problem in problems] == [3, 3]


def test_an_address_is_taken_only_where_the_headline_agrees(tmp_path: Path) -> None:
    articles, _ = read_both(gvfc, "english", tmp_path, FILES)
    assert [article.url for article in articles] == ["http://paper.example/1", None]


def test_folds_carry_their_number_in_the_id(tmp_path: Path) -> None:
    articles, _ = read_both(gvfc, "folds", tmp_path, FILES)
    assert [article.id for article in articles] == ["fold0-36", "fold1-67"]
    assert {article.lang for article in articles} == {"en"}


def test_one_language(tmp_path: Path) -> None:
    articles, _ = read_both(gvfc, "german", tmp_path, FILES)
    assert [article.id for article in articles] == ["de-5"]


@pytest.mark.parametrize("view", gvfc.VIEWS)
def test_a_missing_file_is_named(tmp_path: Path, view: str) -> None:
    with pytest.raises(DataError, match="dataset/"):
        list(gvfc.read(Files(tmp_path), view))
