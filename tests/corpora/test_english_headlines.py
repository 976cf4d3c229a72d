from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clf.corpora import english_headlines
from clf.corpora.archive import Files
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.schema import Article

_FILES = {
    "bbc/BBC-Fri-Aug-19-02_17_32-2022-WORLD.csv": '2022-08-19T01:02:03.000Z,"One, two"\n2022-08-19T01:02:03.000Z,\n',
    "cgtn/CGTN-Fri-Mar-25-02_25_29-2022-CHINA.csv": '"14:35, 24-Mar-2022",Three\n',
    "chinadaily/Chinadaily-Fri-Aug-19-02_10_06-2022-WORLD.csv": "Updated: 2022-08-04 09:35,Four\n",
    "globaltimes/GlobalTimes-Fri-Aug-19-02_13_14-2022-CHINA.csv": (
        '"Published: Mar 24, 2022 06:46 PM",Five\n'
        '"Published: Jan 22, 2020 09:15 PM Updated: Aug 15, 2022 09:09 AM",Six\n'
    ),
    "xinhuanet/Xinhuanet-Fri-Aug-19-02_15_19-2022-WORLD.csv": "2022-08-19 08:07:06,Seven\nsoon,Three\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in _FILES.items():
        path = tmp_path / "clone" / "Dataset" / name
        path.parent.mkdir(parents=True)
        path.write_text("\N{BYTE ORDER MARK}" + content, encoding="utf-8")
    (tmp_path / "clone" / "readme.txt").write_text("Dataset", encoding="utf-8")
    return tmp_path / "clone"


@pytest.fixture(params=["folder", "archive", "zip per outlet", "both"])
def files(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Files:
    if request.param == "archive":
        return Files(Path(shutil.make_archive(str(tmp_path / "packed"), "xztar", folder)))
    if request.param != "folder":
        dataset = folder / "Dataset"
        for outlet in [path for path in dataset.iterdir() if path.is_dir()]:
            shutil.make_archive(str(outlet), "zip", dataset, outlet.name)
            if request.param == "zip per outlet":
                shutil.rmtree(outlet)
    return Files(folder)


def _headlines(files: Files) -> dict[str, Article]:
    return {row.text: row for row in english_headlines.read(files, "headlines") if isinstance(row, Article)}


def test_a_damaged_archive_costs_its_outlet_alone(tmp_path: Path) -> None:
    dataset = tmp_path / "Dataset"
    (dataset / "cgtn").mkdir(parents=True)
    (dataset / "cgtn" / "CGTN-2022-08-19-WORLD.csv").write_text("2022-08-19,One\n", encoding="utf-8")
    (dataset / "bbc.zip").write_bytes(b"PK\x03\x04 and no more")
    article, problem = english_headlines.read(Files(tmp_path), "headlines")
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert (article.text, problem.file) == ("One", "bbc.zip")


def test_the_outlet_comes_from_the_file_name(files: Files) -> None:
    outlets = {text: row.outlet for text, row in _headlines(files).items() if text != "Three"}
    assert outlets == {
        "One, two": "BBC",
        "Four": "China Daily",
        "Five": "Global Times",
        "Six": "Global Times",
        "Seven": "Xinhua",
    }


def test_times_keep_their_precision(files: Files) -> None:
    dates = {text: row.date for text, row in _headlines(files).items() if text != "Three"}
    assert dates == {
        "One, two": "2022-08-19T01:02:03+00:00",
        "Four": "2022-08-04T09:35",
        "Five": "2022-03-24T18:46",
        "Six": "2020-01-22T21:15",
        "Seven": "2022-08-19T08:07:06",
    }


def test_a_headline_comes_once_for_every_time_it_was_seen(files: Files) -> None:
    threes = [
        row for row in english_headlines.read(files, "headlines") if isinstance(row, Article) and row.text == "Three"
    ]
    assert {row.outlet: row.date for row in threes} == {"CGTN": "2022-03-24T14:35", "Xinhua": None}
    assert {row.id for row in threes} == {
        "CGTN-Fri-Mar-25-02_25_29-2022-CHINA:1",
        "Xinhuanet-Fri-Aug-19-02_15_19-2022-WORLD:2",
    }


def test_a_row_without_headline_is_a_problem(files: Files) -> None:
    (problem,) = (row for row in english_headlines.read(files, "headlines") if isinstance(row, Problem))
    assert (problem.row, problem.found) == (2, "no headline")


def test_odd_files_are_told_and_the_others_read(folder: Path) -> None:
    bbc = folder / "Dataset" / "bbc"
    (bbc / "BBC-Sat-Aug-20-00_00_00-2023-UK.csv").write_bytes(b"\xff\xfe,a\n")
    (bbc / "Reuters-Sat-Aug-20-00_00_00-2023-UK.csv").write_text("only one field\n2023-08-20,Eight\n", encoding="utf-8")
    rows = list(english_headlines.read(Files(folder), "headlines"))
    assert [row.row for row in rows if isinstance(row, Problem)] == [2, None, 1]
    eight = next(row for row in rows if isinstance(row, Article) and row.text == "Eight")
    assert (eight.outlet, eight.date) == ("Reuters", "2023-08-20")


def test_every_real_headline_has_a_date(real_data: Path) -> None:
    articles = [row for row in read_corpus("english_headlines", real_data) if isinstance(row, Article)]
    assert articles
    assert all(row.date for row in articles)
