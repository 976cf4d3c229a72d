"""Read the Spanish Fake News Corpus 2.0: true and fake news pairs in Spanish, with topic and source.

Posadas-Durán et al. 2019; Gómez-Adorno et al., "Overview of FakeDeS at IberLEF 2021". 1,543 texts; a row is an
article or, in the test part, sometimes a post of a social network. Numbers are masked as ``*NUMBER*`` in half of them.

The layout: ``train``, ``development`` and ``test`` as ``.xlsx`` (as the authors publish them) or ``.csv``, with the
columns Id, Category, Topic, Source, Headline, Text, Link; the test part writes them in capitals, and TOPICS.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from clf.corpora.archive import FREE_BYTES, MAX_RATIO, Files
from clf.corpora.columnar_files import open_workbook, sheet_rows
from clf.corpora.tables import Row, header_problem, named, table_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles, Fake or True, with topic and source"}

_PARTS = ("train", "development", "test")
_COLUMNS = ("id", "category", "source", "headline", "text", "link")
# the test part says False where the others say Fake; its own description (README) knows only true and fake
_CATEGORIES = {"fake": "Fake", "false": "Fake", "true": "True"}
_REMEDY = "This row was left out; compare the file with the authors' own copy."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles of every part that is there, each part once; ids begin with the part."""
    seen: set[str] = set()
    for name, content in files.iter(*(f"{part}.{kind}" for part in _PARTS for kind in ("xlsx", "csv"))):
        part = PurePosixPath(name).stem
        if part in seen:
            continue
        seen.add(part)
        try:
            yield from _articles(name, content, part)
        except DataError as error:
            yield error.problem
    if not seen:
        files.read("train.xlsx")


def _articles(name: str, content: bytes, part: str) -> Iterator[Article | Problem]:
    is_table = name.endswith(".csv")
    for row in table_rows(name, content, _COLUMNS, strict=True) if is_table else _sheet_rows(content, name):
        yield row if isinstance(row, Problem) else _article(part, row)


def _sheet_rows(content: bytes, name: str) -> Iterator[Row]:
    _refuse_bomb(content, name)
    book = open_workbook(io.BytesIO(content), name)
    try:
        rows = sheet_rows(book.worksheets[0], name)
        header = named([_cell(value) for value in next(rows, ())])
        if problem := header_problem(name, header, _COLUMNS):
            raise DataError(problem)
        for number, values in enumerate(rows, 1):
            if any(value is not None for value in values):
                cells = [_cell(value) for value in values]
                # a row may end before the header does: cells without a value are not stored
                yield Row(name, number, dict(zip(header, cells + [""] * len(header), strict=False)))
    finally:
        book.close()


def _refuse_bomb(content: bytes, name: str) -> None:
    remedy = "Take the file from its authors' own address."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            size = sum(info.file_size for info in book.infolist())
            is_book = "xl/workbook.xml" in book.namelist()
    except zipfile.BadZipFile as error:
        raise DataError(Problem(name, "an Excel workbook", type(error).__name__, remedy)) from error
    if not is_book or size > max(FREE_BYTES, len(content) * MAX_RATIO):
        found = "one that unpacks to far more" if is_book else "another kind of file"
        raise DataError(Problem(name, "an Excel workbook", found, remedy))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _article(part: str, row: Row) -> Article | Problem:
    category = _CATEGORIES.get(row["category"].strip().lower())
    if category is None or not row["text"].strip():
        expected = "a text" if category else "the category Fake or True"
        return Problem(row.file, expected, "an empty or another cell", _REMEDY, row.number, row["id"])
    topic = (row["topic"] or row["topics"]).strip()
    labels = (Labelling("fake_news_es", (category,)), Labelling("fake_news_es_topic", (topic,)))
    return Article(
        id=f"{part}-{row['id'].strip()}",
        text=row["text"],
        title=row["headline"].strip() or None,
        outlet=_folded(row["source"]),
        lang="es",
        url=row["link"].strip() or None,
        labels=labels if topic else labels[:1],
        file=row.file,
        row=row.number,
    )


def _folded(source: str) -> str | None:
    """Return one spelling of a source name, the same whichever parts are there: every word capitalised."""
    words = source.casefold().split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or None
