"""Read analiza_mediow_pl: Polish online news of eight outlets, Sputnik Polska and the then state-run TVP among them.

slusarczyk41/analiza_mediow_pl, a student project without a paper. About 200,000 rows; the two open archives have
1,984 and 1,400. A row is an article in ``data/<outlet>/articles/<keyword or number>``, a CSV without header and
without file extension. With five columns they are title, lead, text and two rests; with six address, title, lead,
text, caption and readers' comments. The text is the longer of lead and text (some scrapers put all into the lead); it
is not simply the longest cell, because in 67 rows of wyborcza and gazeta that is the comments.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files, decode
from clf.errors import DataError, Problem
from clf.schema import Article

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles with their outlet; no dates"}

_FILES = "*/articles/*"
_MAX_CELL = 16 << 20  # characters; comments under an article go beyond the 128 KiB that csv allows
_COLUMNS = {5: (None, 0, 1, 2), 6: (0, 1, 2, 3)}  # address, title, lead, text
_REMEDY = "Take the file from the repository again; the other rows were read."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield one article per CSV row."""
    found = False
    for name, content in files.iter(_FILES):
        found = True
        try:
            for row, cells in _rows(decode(content, name), name):
                yield _article(cells, name, row)
        except DataError as error:
            yield error.problem
    if not found:
        files.read(_FILES)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_CELL))
    row = 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            if cells:
                yield row, cells
    except csv.Error as error:
        raise DataError(Problem(name, "a row of CSV", "a damaged one", _REMEDY, row + 1)) from error


def _article(cells: list[str], name: str, row: int) -> Article | Problem:
    if len(cells) not in _COLUMNS:
        return Problem(name, "five or six columns", str(len(cells)), _REMEDY, row)
    address, title, lead, body = _COLUMNS[len(cells)]
    text = max(cells[body], cells[lead], key=lambda cell: len(cell.strip()))
    if not text.strip():
        return Problem(name, "a text or a lead", "neither", "Nothing is to be done: the scraper found none.", row)
    path = PurePosixPath(name)
    outlet = path.parent.parent.name
    # A row's number alone is not enough: the parts of this corpus share the names of their files.
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Article(
        id=f"{outlet}/{path.name}/{row}-{digest}",
        text=text,
        title=cells[title].strip() or None,
        outlet=outlet,
        lang="pl",
        url=None if address is None else cells[address].strip() or None,
        file=name,
        row=row,
    )
