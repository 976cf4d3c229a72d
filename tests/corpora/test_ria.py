from __future__ import annotations

import json
import lzma
import shutil
from pathlib import Path

import pytest

from clf.corpora import ria
from clf.corpora.archive import Files
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.schema import Article

_ROWS = [
    {
        "text": "<p><strong></strong></p>\n<p><strong>город, 1 дек&nbsp;&mdash; риа новости.</strong> слова "
        "<img src=\"/a.gif\" tag=\"[-json: {'id':'1 > 0'}-]\" />идут<br>дальше &lt;b&gt;.</p>\n"
        "<script>alert(1)</script>",
        "title": "первый&nbsp;заголовок",
    },
    {"text": "<p>второй <a href='goal.com'>текст</a></p>", "title": "второй"},
]
_LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _ROWS)


@pytest.fixture(params=["folder", "archive", "packed file"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    clone = tmp_path / "ria_news_dataset"
    clone.mkdir()
    (clone / "ria_20.json").write_text(_LINES, encoding="utf-8")
    if request.param == "archive":
        return Files(Path(shutil.make_archive(str(tmp_path / "packed"), "xztar", clone)))
    packed = tmp_path / "ria_news_dataset_ria_20.json.xz"
    packed.write_bytes(lzma.compress(_LINES.encode()))
    return Files(clone if request.param == "folder" else packed)


def test_the_text_is_what_stands_between_the_tags(files: Files) -> None:
    first, second = ria.read(files, "articles")
    assert isinstance(first, Article)
    assert first.text == "город, 1 дек\xa0— риа новости. слова идут\nдальше <b>."
    assert (first.id, first.title, first.outlet, first.lang) == ("ria_20-1", "первый\xa0заголовок", "РИА Новости", "ru")
    assert (first.date, first.labels, first.row) == (None, (), 1)
    assert isinstance(second, Article)
    assert second.text == "второй текст"


def test_bad_rows_are_told_and_the_others_read(tmp_path: Path) -> None:
    bad = 'SECRET\n{"text": "SECRET"}\n[1]\n\n{"text": "<p> </p>", "title": "SECRET"}\n' + _LINES
    (tmp_path / "ria_20.json").write_text(bad, encoding="utf-8")
    rows = list(ria.read(Files(tmp_path), "articles"))
    assert [row.row for row in rows if isinstance(row, Problem)] == [1, 2, 3, 5]
    assert not any("SECRET" in str(row) for row in rows if isinstance(row, Problem))
    assert [row.id for row in rows if isinstance(row, Article)] == ["ria_20-6", "ria_20-7"]


def test_of_several_files_the_largest_is_read(tmp_path: Path) -> None:
    (tmp_path / "ria_20.json").write_text(_LINES, encoding="utf-8")
    (tmp_path / "ria_1k.json").write_text(_LINES * 2, encoding="utf-8")
    assert len(list(ria.read(Files(tmp_path), "articles"))) == 4


def test_a_pointer_of_git_lfs_is_named_and_the_smaller_file_read(tmp_path: Path) -> None:
    (tmp_path / "ria_20.json").write_text(_LINES, encoding="utf-8")
    (tmp_path / "ria_1k.json").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", encoding="utf-8"
    )
    problem, *articles = ria.read(Files(tmp_path), "articles")
    assert isinstance(problem, Problem)
    assert "git lfs pull" in str(problem)
    assert len(articles) == 2


def test_no_markup_is_left_in_the_real_corpus(real_data: Path) -> None:
    rows = [row for row in read_corpus("ria", real_data) if isinstance(row, Article)]
    assert rows
    assert not any("<p>" in row.text or "&nbsp;" in row.text for row in rows)
