"""Read the regular press of PPN: titles of French and English newspapers on Ukraine, the control set of the paper.

Faye et al., UnImplicit 2024 (aclanthology.org/2024.unimplicit-1.6). 2,694 titles with their address, 1,690 in the
French and 1,004 in the English file; there is no body text. A row is a title, and the text is the title.

The authors publish two pandas pickles (``regular_data/regular_ukraine_{FR,EN}.pkl``). A pickle can run code when it
is opened, so clf reads their JSON-lines export and never the pickles.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.records import Record, lines_of_records, string
from clf.errors import Problem
from clf.schema import Article
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {"titles": "titles of the regular press on Ukraine, without body text"}

_FILES = ("*regular_ukraine_*.jsonl", "*regular_ukraine_*.jsonl.xz")
_XZ = b"\xfd7zXZ\x00"
_MAX_BYTES = 256 << 20  # hundred times the larger file


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield one title per line."""
    found = False
    for name, content in files.iter(*_FILES):
        found = True
        plain = _unpacked(content, name)
        if isinstance(plain, Problem):
            yield plain
            continue
        for row, record in lines_of_records(plain, name, "title", "filename", "source_domain"):
            yield record if isinstance(record, Problem) else _article(record, name, row)
    if not found:
        files.read(_FILES[0])


def _unpacked(content: bytes, name: str) -> bytes | Problem:
    if not content.startswith(_XZ):
        return content  # `Files` has unpacked a single file already
    unpacker = lzma.LZMADecompressor()
    try:
        plain = unpacker.decompress(content, max_length=_MAX_BYTES)
    except lzma.LZMAError:
        plain = b""
    if unpacker.eof:
        return plain
    return Problem(name, "a complete xz file of at most 256 MiB", "another one", "Export it again.")


def _article(record: Record, name: str, row: int) -> Article:
    outlet = record["source_domain"].strip().lower().removeprefix("www.")
    title = record["title"]
    return Article(
        id=f"{outlet}/{record['filename'].removesuffix('.html')}",
        text=title,
        title=title,
        outlet=outlet,
        date=iso_date(string(record, "date_publish") or ""),
        lang=string(record, "language"),
        url=string(record, "url"),
        file=name,
        row=row,
    )
