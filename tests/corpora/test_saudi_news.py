from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from outlet_layouts import read_both, read_path, write_json

from clf.corpora import saudi_news

NAME = "saudi_news"


def record(**changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "source": "was",
        "url": "https://invented.example/1",
        "date_extracted": "2015-07-21 02:51:32",
        "title": "العبارة",
        "author": "",
        "content": "وصلت العبارة.\nلم يرها أحد.",
    }
    return plain | changes


def write_zip(folder: Path, day: str, *records: dict[str, object], inner: str | None = None) -> Path:
    path = folder / "dataset" / f"{day}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inner or f"{day}.json", json.dumps(records))
    return path


def test_the_published_zip_and_the_unpacked_json_give_the_same_article(tmp_path: Path) -> None:
    unpacked, zipped = tmp_path / "a" / "corpus", tmp_path / "b" / "corpus"
    write_json(unpacked / "dataset" / "2015-07-21.json", [record()])
    write_zip(zipped, "2015-07-21", record())
    one, two = read_both(NAME, unpacked)[0], read_both(NAME, zipped)[0]
    assert [article.as_row() for article in one.values()] == [article.as_row() for article in two.values()]
    (article,) = one.values()
    assert article.id.startswith("was/2015-07-21/1-")
    assert article.text == "وصلت العبارة.\nلم يرها أحد."
    assert (article.outlet, article.lang, article.title) == ("was", "ar", "العبارة")
    assert article.url == "https://invented.example/1"


def test_the_day_of_the_crawl_is_no_date(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_zip(folder, "2015-07-21", record(title=""))
    (article,) = read_both(NAME, folder)[0].values()
    assert (article.date, article.title) == (None, None)


def test_a_day_that_is_there_packed_and_unpacked_is_read_once(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_json(folder / "dataset" / "2015-07-21.json", [record()])
    write_zip(folder, "2015-07-21", record())
    write_zip(folder, "2015-07-22", record())
    assert len(read_both(NAME, folder)[0]) == 2


def test_one_zip_alone_is_read(tmp_path: Path) -> None:
    articles, _ = read_path(NAME, write_zip(tmp_path, "2015-07-21", record()))
    assert len(articles) == 1


def test_damaged_and_hostile_zips_are_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saudi_news, "_MAX_BYTES", 2000)
    folder = tmp_path / "corpus"
    whole = write_zip(folder, "2015-07-21", record()).read_bytes()
    (folder / "dataset" / "2015-07-22.zip").write_bytes(whole[:-30])
    write_zip(folder, "2015-07-23", record(), inner="../2015-07-23.json")
    write_zip(folder, "2015-07-24", record(content="x" * 50_000))
    broken = bytearray(whole)
    broken[60:90] = bytes(30)
    (folder / "dataset" / "2015-07-21b.zip").write_bytes(broken)  # not a day: not read
    (folder / "dataset" / "2015-07-25.zip").write_bytes(bytes(broken).replace(b"2015-07-21", b"2015-07-25"))
    articles, problems = read_both(NAME, folder)
    assert len(articles) == 1
    assert [Path(problem.file).name for problem in problems] == [f"2015-07-{day}.zip" for day in (22, 23, 24, 25)]


def test_rows_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_json(folder / "dataset" / "2015-07-21.json", [record(content=""), record(), record(source=None)])
    articles, problems = read_both(NAME, folder)
    assert len(articles) == 1
    assert [problem.row for problem in problems] == [1, 3]
