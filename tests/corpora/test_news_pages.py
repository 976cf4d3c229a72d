"""The reader of news_pages."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from clf.corpora import news_pages
from clf.corpora.archive import Files
from clf.errors import DataError, Problem
from clf.schema import Article

PAGE = {
    "page": "fundus:xx/Ferry_1",
    "site": "example.org",
    "url": "https://example.org/ferry",
    "lang": "en",
    "source": "fundus",
    "publisher": "xx/Ferry",
    "title": "Ferry stops",
    "body": ["The ferry stops.", "Nobody knows why."],
}
BODIES = {
    "html/fundus_1.html": PAGE,
    "html/fundus_2.html": {**PAGE, "page": "fundus:xx/Ferry_2"},
    "html/fundus_3.html": {**PAGE, "page": "fundus:xx/Ferry_3"},
    "html/fundus_4.html": {**PAGE, "body": "one string"},
}


@pytest.fixture(params=["folder", "archive"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    folder = tmp_path / "clone"
    (folder / "html").mkdir(parents=True)
    (folder / "html" / "fundus_1.html").write_text("<p>The ferry stops.</p>", encoding="utf-8")
    (folder / "html" / "fundus_2.html").write_bytes(b"<p>caf\xe9</p>")
    (folder / "html" / "other.html").write_text("<p>not in the table</p>", encoding="utf-8")
    (folder / "bodies.json").write_text(json.dumps(BODIES), encoding="utf-8")
    if request.param == "folder":
        return Files(folder)
    with tarfile.open(tmp_path / "packed.tar.xz", "w:xz") as tar:
        for part in ("html", "bodies.json"):  # the table comes last, as in the published archive
            tar.add(folder / part, f"./{part}")
    return Files(tmp_path / "packed.tar.xz")


def test_paragraphs_of_a_body_are_parted_by_blank_lines(files: Files) -> None:
    first = next(row for row in news_pages.read(files, "bodies") if isinstance(row, Article))
    assert first.text == "The ferry stops.\n\nNobody knows why."
    assert (first.id, first.title, first.outlet) == ("fundus:xx/Ferry_1", "Ferry stops", "example.org")
    assert (first.url, first.lang, first.labels) == ("https://example.org/ferry", "en", ())


def test_pages_hold_the_html(files: Files) -> None:
    (page,) = (row for row in news_pages.read(files, "pages") if isinstance(row, Article))
    assert page.text == "<p>The ferry stops.</p>"
    assert (page.id, page.title, page.outlet) == ("fundus:xx/Ferry_1", "Ferry stops", "example.org")


def test_rows_that_cannot_be_read_are_told(files: Files) -> None:
    (body,) = (row for row in news_pages.read(files, "bodies") if isinstance(row, Problem))
    assert (body.row, body.found) == (4, "missing or of another type: body")
    pages = [row for row in news_pages.read(files, "pages") if isinstance(row, Problem)]
    assert [problem.file.rpartition("/")[2] for problem in pages] == ["bodies.json", "fundus_2.html", "fundus_3.html"]


@pytest.mark.parametrize("content", ["[]", "no json"])
def test_a_damaged_table_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bodies.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="a page per key"):
        list(news_pages.read(Files(tmp_path), "bodies"))
