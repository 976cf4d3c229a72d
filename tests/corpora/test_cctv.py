from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clf.corpora import cctv
from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Article

_PROGRAMME = """# 《新闻联播》（{day}）

## 新闻摘要

本期节目主要内容：

1.甲；

[查看原文](https://example.org/{day})

## 详细新闻

### 甲的标题

**央视网消息**（新闻联播）：甲的正文。

[查看原文](https://example.org/{day}/1)

### 乙的标题

乙的正文 ### 不是标题。

[查看原文](https://example.org/{day}/2)

---

更新时间：2023-09-04T14:20:15.740Z
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "cctv_news-main" / "news"
    news.mkdir(parents=True)
    for day in ("20220131", "20220302"):
        (news / f"{day}.md").write_text(_PROGRAMME.format(day=day), encoding="utf-8")
    crlf = _PROGRAMME.format(day="20240316").replace("\n", "\r\n")
    (news / "20240316.md").write_bytes(crlf.encode())
    (tmp_path / "cctv_news-main" / "README.md").write_text("# 新闻联播文字稿", encoding="utf-8")
    return tmp_path / "cctv_news-main"


@pytest.fixture(params=["folder", "archive", "news folder"])
def files(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Files:
    if request.param == "archive":
        return Files(Path(shutil.make_archive(str(tmp_path / "cctv_news"), "xztar", folder)))
    return Files(folder / "news" if request.param == "news folder" else folder)


def _articles(files: Files, view: str) -> list[Article]:
    rows = list(cctv.read(files, view))
    assert not [row for row in rows if isinstance(row, Problem)]
    return sorted((row for row in rows if isinstance(row, Article)), key=lambda row: row.id)


def test_a_file_is_a_programme(files: Files) -> None:
    first, second, third = _articles(files, "programmes")
    assert (first.id, first.date, second.date) == ("20220131", "2022-01-31", "2022-03-02")
    assert first.text == _PROGRAMME.format(day="20220131")
    assert first.title == "《新闻联播》（20220131）"
    assert (first.outlet, first.lang, first.url) == ("CCTV", "zh", "https://example.org/20220131")
    assert first.labels == ()
    assert "\r\n" in third.text


def test_items_have_their_own_title_and_address(files: Files) -> None:
    items = _articles(files, "items")
    assert [item.id for item in items[:2]] == ["20220131-1", "20220131-2"]
    assert {item.document for item in items} == {"20220131", "20220302", "20240316"}
    assert items[0].text == "**央视网消息**（新闻联播）：甲的正文。"
    assert items[1].text == "乙的正文 ### 不是标题。"
    assert [item.title for item in items[4:]] == ["甲的标题", "乙的标题"]
    assert (items[1].url, items[1].date, items[1].row) == ("https://example.org/20220131/2", "2022-01-31", 2)


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "20220101.md").write_text("# 无条目\n", encoding="utf-8")
    (tmp_path / "20220102.md").write_bytes(b"\xff\xfe")
    (tmp_path / "20220103.md").write_text("### 空\n\n### 乙\n\n正文\n", encoding="utf-8")
    rows = list(cctv.read(Files(tmp_path), "items"))
    assert [row.file for row in rows if isinstance(row, Problem)] == ["20220101.md", "20220102.md", "20220103.md"]
    assert [row.id for row in rows if isinstance(row, Article)] == ["20220103-2"]


def test_a_day_that_never_was_is_no_date(tmp_path: Path) -> None:
    (tmp_path / "20221340.md").write_text("# 标题\n", encoding="utf-8")
    (row,) = cctv.read(Files(tmp_path), "programmes")
    assert isinstance(row, Article)
    assert (row.id, row.date) == ("20221340", None)
