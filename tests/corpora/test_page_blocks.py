"""The reader of page_blocks."""

from __future__ import annotations

import json
import lzma
import tarfile
from pathlib import Path

import pytest

from clf.corpora import page_blocks
from clf.corpora.archive import Files
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.resources import data_dir
from clf.schema import Article, Labelling

PAGE = {"site": "example.org", "page": "dragnet:a:1", "lang": "en", "n": 9, "tag": "p", "source": "dragnet"}
BLOCKS = [
    {**PAGE, "index": 0, "text": "Menu", "boilerplate": 1, "inside": 0},
    {**PAGE, "index": 4, "text": "The ferry stops.", "boilerplate": 0, "inside": 1},
    {**PAGE, "page": "trafilatura-eval:x.html", "index": 2, "text": "Cookies", "boilerplate": 1},
]
TABLE = "".join(json.dumps(block) + "\n" for block in BLOCKS) + '{"site": "example.org"}\nnot json\n[]\n\n'


@pytest.fixture(params=["folder", "packed in a folder", "archive", "packed file", "plain file"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    plain, packed = tmp_path / "clone" / "page_blocks.jsonl", tmp_path / "clone" / "page_blocks.jsonl.xz"
    plain.parent.mkdir()
    if "packed" in request.param:
        packed.write_bytes(lzma.compress(TABLE.encode()))
    else:
        plain.write_text(TABLE, encoding="utf-8")
    with tarfile.open(tmp_path / "packed.tar.xz", "w:xz") as tar:
        tar.add(plain.parent, "repository-main")
    return Files(
        {"archive": tmp_path / "packed.tar.xz", "packed file": packed, "plain file": plain}.get(
            request.param, plain.parent
        )
    )


def test_blocks_with_label_and_zone(files: Files) -> None:
    menu, body, cookies = (row for row in page_blocks.read(files, "blocks") if isinstance(row, Article))
    assert menu.labels == (Labelling("page_blocks", ("boilerplate",)), Labelling("page_blocks_zone"))
    assert body.labels == (Labelling("page_blocks", ("content",)), Labelling("page_blocks_zone", ("inside",)))
    assert cookies.labels == (Labelling("page_blocks", ("boilerplate",)),)
    assert (body.id, body.document, body.outlet) == ("dragnet:a:1#4", "dragnet:a:1", "example.org")
    assert (body.text, body.lang, body.row) == ("The ferry stops.", "en", 2)


def test_source_of_a_block_stands_before_the_first_colon(files: Files) -> None:
    rows = [row for row in page_blocks.read(files, "blocks") if isinstance(row, Article)]
    assert [page_blocks.source_of(row) for row in rows] == ["dragnet", "dragnet", "trafilatura-eval"]


def test_rows_that_cannot_be_read_are_told(files: Files) -> None:
    found = [row for row in page_blocks.read(files, "blocks") if isinstance(row, Problem)]
    assert [problem.row for problem in found] == [4, 5, 6]


def test_a_damaged_row_costs_its_block_and_does_not_cut_its_page_in_two(tmp_path: Path) -> None:
    lines = [json.dumps({**PAGE, "index": n, "text": f"Block {n}.", "boilerplate": 0, "inside": 1}) for n in range(3)]
    (tmp_path / "page_blocks.jsonl").write_text("\n".join([lines[0], "not json", *lines[1:]]) + "\n", encoding="utf-8")
    problem, page = page_blocks.read(Files(tmp_path), "pages")
    assert isinstance(problem, Problem)
    assert isinstance(page, Article)
    assert (problem.row, page.id, page.text) == (2, "dragnet:a:1", "Block 0.\nBlock 1.\nBlock 2.")


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    table = tmp_path / "page_blocks.jsonl"
    table.write_text(TABLE, encoding="utf-8")
    rows = page_blocks.read(Files(table), "blocks")
    assert isinstance(next(rows), Article)
    rows.close()  # type: ignore[attr-defined]


def test_card_names_the_licence_of_every_source() -> None:
    import tomllib

    card = tomllib.loads((data_dir("cards") / "page_blocks.toml").read_text(encoding="utf-8"))
    sources = {source["name"]: source for source in card["sources"]}
    assert len(sources) == 11
    assert all(source["licence"] for source in sources.values())
    assert {name for name, source in sources.items() if source["open_use"]} == {
        "article-extraction-benchmark",
        "fundus",
        "fundus-evaluation",
        "readability-silver",
        "trafilatura-eval",
    }


def test_every_source_is_in_the_real_corpus(real_data: Path) -> None:
    rows = read_corpus("page_blocks", real_data)
    assert len({page_blocks.source_of(row) for row in rows if isinstance(row, Article)}) == 11
