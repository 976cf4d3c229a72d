from __future__ import annotations

import lzma
import shutil
from pathlib import Path

import pytest

from clf.corpora import fake_news_corpus
from clf.corpora.archive import Files
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.schema import Article

_CSV = (
    ",id,domain,type,url,content,scraped_at,title\n"
    '0,141,one.example,unreliable,http://one.example/a,"A text, with a comma\n\nand a ""quote""",2018-01-25,A title \n'
    "1,142,www.two.example,,http://two.example/b,Another text,2018-01-25,\n"
    "2,143,one.example,unknown,http://one.example/c,A third text,2018-01-25,Third\n"
)


@pytest.fixture(params=["folder", "archive", "packed file", "plain file"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    clone = tmp_path / "FakeNewsCorpus"
    clone.mkdir()
    (clone / "news_sample.csv").write_text(_CSV, encoding="utf-8")
    (clone / "websites.csv").write_text("url,type\none.example,unreliable\n", encoding="utf-8")
    if request.param == "archive":
        return Files(Path(shutil.make_archive(str(tmp_path / "packed"), "xztar", clone)))
    packed = tmp_path / "FakeNewsCorpus_news_sample.csv.xz"
    packed.write_bytes(lzma.compress(_CSV.encode()))
    return Files({"folder": clone, "packed file": packed}.get(request.param, clone / "news_sample.csv"))


def test_a_row_is_an_article_with_the_type_of_its_domain(files: Files) -> None:
    first, second, third = fake_news_corpus.read(files, "articles")
    assert isinstance(first, Article)
    assert first.text == 'A text, with a comma\n\nand a "quote"'
    assert (first.id, first.title, first.outlet, first.lang) == ("141", "A title", "one.example", "en")
    assert (first.url, first.date, first.row) == ("http://one.example/a", None, 1)
    assert first.names("fake_news_corpus") == ("unreliable",)
    assert isinstance(third, Article)
    assert third.names("fake_news_corpus") == ("unknown",)
    assert isinstance(second, Article)
    assert second.names("fake_news_corpus") is None  # no type: not annotated
    assert (second.title, second.outlet) == (None, "www.two.example")


def test_bad_rows_are_told_and_the_others_read(tmp_path: Path) -> None:
    bad = _CSV + "3,144,x,fake,u,,2018,t\n4,145\n5,146,x,fake,u,Good,2018,t\n"
    (tmp_path / "news_sample.csv").write_text(bad, encoding="utf-8")
    rows = list(fake_news_corpus.read(Files(tmp_path), "articles"))
    assert [row.row for row in rows if isinstance(row, Problem)] == [4, 5]
    assert [row.id for row in rows if isinstance(row, Article)] == ["141", "142", "143", "146"]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "news_sample.csv").touch()
    (problem,) = fake_news_corpus.read(Files(tmp_path), "articles")
    assert "none named id, domain" in str(problem)


def test_a_text_longer_than_the_standard_library_allows_is_read(tmp_path: Path) -> None:
    long = "word " * 40_000
    (tmp_path / "news_sample.csv").write_text(_CSV + f"3,144,x,fake,u,{long},2018,t\n", encoding="utf-8")
    *_, last = fake_news_corpus.read(Files(tmp_path), "articles")
    assert isinstance(last, Article)
    assert last.text == long


def test_domains_and_types_of_the_real_corpus(real_data: Path) -> None:
    rows = [row for row in read_corpus("fake_news_corpus", real_data) if isinstance(row, Article)]
    assert len({row.outlet for row in rows}) == 29
    assert sum(not row.labels for row in rows) == 12
