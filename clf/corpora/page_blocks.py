"""Read page_blocks: text blocks of web and news pages, labelled boilerplate or content.

Collected for clf from eleven published sets; licences differ by source (table ``sources`` of the card). The open part
has 373,627 blocks of 3,478 pages and 2,174 sites. A row is a block; `document` is its page, written
``source:page id``, so that the source of every block is what stands before the first colon (`source_of`).

The layout: JSON lines with site, page, lang, index, n, text, boilerplate, tag, source and, but for
``trafilatura-eval``, inside. The file is read as a stream.

The view ``pages`` puts blocks together again: what stands between the first and the last content block of a page, with
a few blocks before and behind, a block a line. That is what a text copied from a page looks like.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO, Any

import orjson

from clf.corpora.archive import Files, is_archive, open_stream
from clf.errors import Problem
from clf.resources import data_dir
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "open_sources", "read", "source_of"]

VIEWS = {
    "blocks": "text blocks of pages, boilerplate or content, with their zone on the page",
    "pages": "the article zone of each page as one text, with what stands right before and behind it",
}

_NAME = "*page_blocks*.jsonl"
_PACKINGS = ("", ".xz", ".gz", ".zst")
_FIELDS = {"site": str, "page": str, "lang": str, "index": int, "text": str, "boilerplate": int}
_REMEDY = "This row was left out; compare the file's checksum with the card."
_LABELS = (Labelling("page_blocks", ("content",)), Labelling("page_blocks", ("boilerplate",)))
_BEFORE, _BEHIND = 2, 4  # blocks beside the zone
_ZONES = (Labelling("page_blocks_zone"), Labelling("page_blocks_zone", ("inside",)))


def source_of(article: Article) -> str:
    """Return the published set a block comes from, which decides its licence."""
    return (article.document or article.id).partition(":")[0]


def open_sources() -> set[str]:
    """Return the sources whose terms allow any use."""
    raw = tomllib.loads((data_dir("cards") / "page_blocks.toml").read_text(encoding="utf-8"))
    return {entry["name"] for entry in raw["sources"] if entry["open_use"]}


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the blocks in the order of the file, site by site, page by page; or the pages put together."""
    blocks = _blocks(files)
    yield from blocks if view == "blocks" else _pages(blocks)


def _pages(blocks: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Put the blocks of each page that has an article zone together; a damaged row costs its block alone."""
    page: list[Article] = []
    for row in blocks:
        if isinstance(row, Problem):
            yield row
            continue
        if page and row.document != page[0].document:
            yield from _zone(page)
            page = []
        page.append(row)
    yield from _zone(page)


def _zone(page: list[Article]) -> Iterator[Article]:
    """Yield the article zone of a page as one text, with the blocks beside it; nothing where no block is inside."""
    inside = [place for place, block in enumerate(page) if block.names("page_blocks_zone")]
    if inside:
        blocks = page[max(inside[0] - _BEFORE, 0) : inside[-1] + 1 + _BEHIND]
        text = "\n".join(block.text for block in blocks)
        yield replace(blocks[0], id=str(blocks[0].document), text=text, document=None, labels=())


def _blocks(files: Files) -> Iterator[Article | Problem]:
    seen = False
    for name, stream in _streams(files):
        seen = True
        with stream:
            for number, line in enumerate(stream, 1):
                if not line.isspace():
                    yield _block(line, name, number)
    if not seen:
        files.read(_NAME)


def _streams(files: Files) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the block tables as open streams: the unpacked table need not fit into memory."""
    path = files.path
    if path.is_dir():
        for packing in _PACKINGS:
            for file in sorted(path.rglob(_NAME + packing)):
                if file.is_file() and not file.name.startswith("."):
                    yield file.relative_to(path).as_posix(), open_stream(file)
    elif is_archive(path):
        for name, content in files.iter(_NAME):
            yield name, io.BytesIO(content)
    else:
        yield path.name, open_stream(path)


def _block(line: bytes, name: str, number: int) -> Article | Problem:
    try:
        row: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Problem(name, "a JSON object", "something else", _REMEDY, number)
    wrong = [key for key, kind in _FIELDS.items() if not isinstance(row, dict) or not isinstance(row.get(key), kind)]
    if wrong:
        return Problem(
            name, "the fields of a block", f"missing or of another type: {', '.join(wrong)}", _REMEDY, number
        )
    labels: tuple[Labelling, ...] = (_LABELS[bool(row["boilerplate"])],)
    if "inside" in row:
        labels = (*labels, _ZONES[bool(row["inside"])])
    return Article(
        id=f"{row['page']}#{row['index']}",
        text=row["text"],
        document=row["page"],
        outlet=row["site"],
        lang=row["lang"],
        labels=labels,
        file=name,
        row=number,
    )
