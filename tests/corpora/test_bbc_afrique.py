from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clf.corpora import bbc_afrique
from clf.corpora.archive import Files
from clf.errors import DataError, Problem
from clf.schema import Article

_HEADER = "category\theadline\ttext\turl\n"
_DEV = _HEADER + (
    'health\tUn titre\t"Elle a dit ""oui"". Lire aussi : Un autre titre"\thttps://www.bbc.com/afrique/1\n'
    "sports\tDeux\tUn match\thttps://www.bbc.com/afrique/2\n"
)
_TEST = _HEADER + "business\tTrois\tUn marché\thttps://www.bbc.com/afrique/3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for lang, part, content in (("fra", "dev", _DEV), ("fra", "test", _TEST), ("eng", "dev", _TEST)):
        path = tmp_path / "clone" / "data" / lang / f"{part}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "clone"


@pytest.fixture(params=["folder", "archive", "language folder"])
def files(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Files:
    if request.param == "archive":
        return Files(Path(shutil.make_archive(str(tmp_path / "masakhane"), "xztar", folder)))
    return Files(folder / "data" / "fra" if request.param == "language folder" else folder)


def test_the_parts_that_are_there_are_read_and_only_french(files: Files) -> None:
    rows = {row.id: row for row in bbc_afrique.read(files, "articles") if isinstance(row, Article)}
    assert sorted(rows) == ["dev-1", "dev-2", "test-1"]
    first = rows["dev-1"]
    assert first.text == 'Elle a dit "oui". Lire aussi : Un autre titre'
    assert (first.title, first.outlet, first.lang, first.date) == ("Un titre", "BBC Afrique", "fr", None)
    assert (first.url, first.row) == ("https://www.bbc.com/afrique/1", 1)
    assert [rows[key].names("masakhane_topic") for key in sorted(rows)] == [("health",), ("sports",), ("business",)]


def test_the_training_part_is_read_when_it_is_there(folder: Path) -> None:
    (folder / "data" / "fra" / "train.tsv").write_text(_TEST, encoding="utf-8")
    ids = [row.id for row in bbc_afrique.read(Files(folder), "articles") if isinstance(row, Article)]
    assert ids == ["dev-1", "dev-2", "test-1", "train-1"]


def test_bad_rows_are_told_without_their_text(folder: Path) -> None:
    bad = 'health\tSECRET\nhealth\tSECRET\t \tu\nhealth\t"a" SECRET\tb\tu\nhealth\tVier\tGut\tu\n'
    (folder / "data" / "fra" / "dev.tsv").write_text(_HEADER + bad, encoding="utf-8")
    rows = list(bbc_afrique.read(Files(folder), "articles"))
    problems = [row for row in rows if isinstance(row, Problem)]
    assert [problem.row for problem in problems] == [1, 2, 3]
    assert not any("SECRET" in str(problem) for problem in problems)
    assert [row.id for row in rows if isinstance(row, Article)] == ["dev-4", "test-1"]


def test_another_header_is_told_and_the_other_part_read(folder: Path) -> None:
    (folder / "data" / "fra" / "dev.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    problem, article = bbc_afrique.read(Files(folder), "articles")
    assert isinstance(problem, Problem)
    assert "none named category, headline, text, url" in str(problem)
    assert isinstance(article, Article)


def test_a_folder_without_french_is_an_error(folder: Path) -> None:
    with pytest.raises(DataError, match=r"fra/train\.tsv"):
        list(bbc_afrique.read(Files(folder / "data" / "eng"), "articles"))
