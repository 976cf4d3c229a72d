from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from outlet_layouts import read_both, read_path

from clf.corpora import ppn_regular
from clf.errors import DataError

NAME = "ppn_regular"


def line(**changes: object) -> str:
    record = {
        "date_publish": "2022-05-12 00:00:00",
        "filename": "la-mer_17.html",
        "language": "fr",
        "title": "La mer est calme",
        "source_domain": "Invente.example",
        "url": "https://invente.example/la-mer",
    }
    return json.dumps(record | changes) + "\n"


def write_both(folder: Path) -> None:
    folder.mkdir()
    (folder / "regular_ukraine_FR.jsonl").write_text(
        line() + line(filename="b.html", language="en", date_publish=None), encoding="utf-8"
    )
    (folder / "PPN_regular_ukraine_EN.jsonl.xz").write_bytes(lzma.compress(line(filename="c.html").encode()))


def test_titles_are_read_plain_and_packed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_both(folder)
    articles, problems = read_both(NAME, folder)
    assert set(articles) == {"invente.example/la-mer_17", "invente.example/b", "invente.example/c"}
    article = articles["invente.example/la-mer_17"]
    assert article.text == article.title == "La mer est calme"
    assert (article.outlet, article.date) == ("invente.example", "2022-05-12T00:00:00")
    assert problems == []


def test_the_language_is_the_title_s_not_the_file_s(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_both(folder)
    article = read_both(NAME, folder)[0]["invente.example/b"]
    assert (article.lang, article.date) == ("en", None)


def test_one_packed_file_is_read_alone(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_both(folder)
    articles, _ = read_path(NAME, folder / "PPN_regular_ukraine_EN.jsonl.xz")
    assert [article.id for article in articles] == ["invente.example/c"]


def test_damage_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ppn_regular, "_MAX_BYTES", 1000)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a_regular_ukraine_FR.jsonl").write_text(line() + "{\n" + line(title=None), encoding="utf-8")
    (folder / "b_regular_ukraine_FR.jsonl.xz").write_bytes(lzma.compress(line().encode())[:-20])
    (folder / "c_regular_ukraine_FR.jsonl.xz").write_bytes(lzma.compress(b" " * 100_000))
    articles, problems = read_both(NAME, folder)
    assert len(articles) == 1
    assert [problem.row for problem in problems] == [2, 3, None, None]


def test_pickles_are_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "regular_data"
    folder.mkdir()
    (folder / "regular_ukraine_FR.pkl").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(DataError, match="jsonl"):
        read_path(NAME, folder)
