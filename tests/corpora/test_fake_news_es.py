from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clf.corpora import fake_news_es
from clf.corpora.archive import Files
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.schema import Article

_HEADER = ["Id", "Category", "Topic", "Source", "Headline", "Text", "Link"]
_TABLES: dict[str, list[list[Any]]] = {
    "train": [
        _HEADER,
        [1, "Fake", "Politics", "EL DIARIO", "Un titular", "Un texto con *NUMBER*\nlíneas", "https://example.org/1"],
        [2, "True", "Health", "El diario ", "Otro titular", "Otro texto, con coma", "https://example.org/2"],
    ],
    "development": [_HEADER, [1, "True", "Sport", "El Diario", "Tres", "Tercer texto", "https://example.org/3"]],
    "test": [
        ["ID", "CATEGORY", "TOPICS", "SOURCE", "HEADLINE", "TEXT", "LINK"],
        [1, False, "Política", None, None, "Cuarto texto ", None],
        [2, True, "Covid-19", "abc", "Cinco", "Quinto texto", "https://example.org/5"],
    ],
}


def _write(folder: Path, kind: str) -> None:
    for part, rows in _TABLES.items():
        path = folder / f"{part}.{kind}"
        if kind == "xlsx":
            book = openpyxl.Workbook()
            assert book.active is not None
            for row in rows:
                book.active.append(row)
            book.save(path)
        else:
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows(rows)


@pytest.fixture(params=["csv", "xlsx", "both"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    clone = tmp_path / "FakeNewsCorpusSpanish-master"
    clone.mkdir()
    for kind in ("csv", "xlsx") if request.param == "both" else (request.param,):
        _write(clone, kind)
    return clone


@pytest.fixture(params=["folder", "archive"])
def files(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Files:
    if request.param == "folder":
        return Files(folder)
    return Files(Path(shutil.make_archive(str(tmp_path / "packed"), "xztar", tmp_path, folder.name)))


def _by_id(files: Files) -> dict[str, Article]:
    rows = list(fake_news_es.read(files, "articles"))
    assert not [row for row in rows if isinstance(row, Problem)]
    return {row.id: row for row in rows if isinstance(row, Article)}


def test_tables_and_workbooks_give_the_same_articles_each_part_once(files: Files) -> None:
    articles = _by_id(files)
    assert sorted(articles) == ["development-1", "test-1", "test-2", "train-1", "train-2"]
    first = articles["train-1"]
    assert first.text == "Un texto con *NUMBER*\nlíneas"
    assert (first.title, first.lang, first.url, first.row) == ("Un titular", "es", "https://example.org/1", 1)
    assert first.names("fake_news_es_topic") == ("Politics",)


def test_false_of_the_test_part_is_fake(files: Files) -> None:
    articles = _by_id(files)
    names = {key: article.names("fake_news_es") for key, article in articles.items()}
    assert names["test-1"] == names["train-1"] == ("Fake",)
    assert names["test-2"] == names["train-2"] == names["development-1"] == ("True",)
    assert articles["test-1"].names("fake_news_es_topic") == ("Política",)


def test_source_names_have_one_spelling_whichever_part_is_read(files: Files) -> None:
    articles = _by_id(files)
    assert {articles[key].outlet for key in ("train-1", "train-2", "development-1")} == {"El Diario"}
    assert articles["test-2"].outlet == "Abc"


def test_empty_cells_are_none_and_texts_stay_as_they_are(files: Files) -> None:
    article = _by_id(files)["test-1"]
    assert (article.title, article.outlet, article.url) == (None, None, None)
    assert article.text == "Cuarto texto "


def test_bad_rows_are_told_and_the_others_read(tmp_path: Path) -> None:
    with (tmp_path / "train.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = [[1, "Perhaps", "T", "S", "H", "SECRET", "L"], [2, "Fake", "T", "S", "H", " ", "L"], [3, "SECRET"]]
        csv.writer(stream).writerows([_HEADER, *rows, _TABLES["train"][2]])
    found = list(fake_news_es.read(Files(tmp_path), "articles"))
    assert [row.row for row in found if isinstance(row, Problem)] == [1, 2, 3]
    assert not any("SECRET" in str(row) for row in found if isinstance(row, Problem))
    assert [row.row for row in found if isinstance(row, Article)] == [4]


def test_what_is_no_workbook_is_told_and_the_other_parts_read(tmp_path: Path) -> None:
    _write(tmp_path, "xlsx")
    (tmp_path / "train.xlsx").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with zipfile.ZipFile(tmp_path / "test.xlsx", "w") as other:
        other.writestr("a.txt", "a")
    rows = list(fake_news_es.read(Files(tmp_path), "articles"))
    assert sorted(row.file for row in rows if isinstance(row, Problem)) == ["test.xlsx", "train.xlsx"]
    assert [row.id for row in rows if isinstance(row, Article)] == ["development-1"]


def test_a_damaged_workbook_is_told_and_the_other_parts_read(tmp_path: Path) -> None:
    _write(tmp_path, "xlsx")
    with zipfile.ZipFile(tmp_path / "train.xlsx", "w") as damaged:
        damaged.writestr("xl/workbook.xml", "<workbook")
    rows = list(fake_news_es.read(Files(tmp_path), "articles"))
    assert ["expected an Excel workbook" in str(row) for row in rows if isinstance(row, Problem)] == [True]
    assert [row.id for row in rows if isinstance(row, Article)] == ["development-1", "test-1", "test-2"]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", bytes(80 << 20))
    (tmp_path / "train.xlsx").write_bytes(packed.getvalue())
    (problem,) = fake_news_es.read(Files(tmp_path), "articles")
    assert isinstance(problem, Problem)
    assert "unpacks to far more" in str(problem)


def test_another_header_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["a", "b"])
    book.save(tmp_path / "train.xlsx")
    (problem,) = fake_news_es.read(Files(tmp_path), "articles")
    assert isinstance(problem, Problem)
    assert "none named id" in str(problem)


def test_sources_and_labels_of_the_real_corpus(real_data: Path) -> None:
    rows = [row for row in read_corpus("fake_news_es", real_data) if isinstance(row, Article)]
    assert len({row.outlet for row in rows}) == 297
    assert {name for row in rows for name in row.names("fake_news_es") or ()} == {"Fake", "True"}
