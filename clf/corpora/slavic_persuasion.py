"""Read the corpus of persuasion techniques in Slavic languages: Bulgarian, Polish and Russian sentences.

A Corpus of Persuasion Techniques in Slavic Languages (LREC 2026, as its repository states); parliamentary debates and
social media. The training part has 7,359 sentences of 219 documents. A row is a sentence; `document` is the file it
comes from. The published splits are by sentence: split by `document` instead.

The layout: ``data/{BG,PL,RU}/{train,valid,test}.csv``; ``train_sample.csv`` repeats rows of ``train.csv`` and is not
read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date

from clf.corpora.archive import Files, decode
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling
from clf.text.cells import literal

__all__ = ["VIEWS", "read"]

VIEWS = {"sentences": "sentences with 25 persuasion techniques and 6 groups of them"}

_PARTS = ("train.csv", "valid.csv", "test.csv")
_LANGUAGE = re.compile(r"(?:^|/)(?P<lang>[A-Z]{2})/[^/]+\.csv$")
_COLUMNS = ("filename", "start", "end", "content")
_SCHEMES = {"slavic_techniques": "techniques", "slavic_strategies": "persuasion_strategies"}
_YEAR_FIRST = re.compile(r"^(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)_")
_DAY_FIRST = re.compile(r"_(?P<day>\d\d)_(?P<month>\d\d)_(?P<year>20\d\d)_")
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the sentences of all parts that are there."""
    seen = False
    for name, content in files.iter(*(f"[A-Z][A-Z]/{part}" for part in _PARTS)):
        seen = True
        try:
            yield from _sentences(name, content)
        except DataError as error:
            yield error.problem
    if not seen:
        files.read("[A-Z][A-Z]/train.csv")


def _sentences(name: str, content: bytes) -> Iterator[Article | Problem]:
    match = _LANGUAGE.search(name)
    lang = match["lang"].lower() if match else None
    rows = csv.DictReader(io.StringIO(decode(content, name), newline=""))
    missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        yield Problem(name, f"columns {', '.join(_COLUMNS)}", f"none named {', '.join(missing)}", _REMEDY)
        return
    try:
        for number, row in enumerate(rows, 1):
            yield _sentence(row, lang, name, number)
    except csv.Error:
        yield Problem(name, "comma-separated values", f"a row that is not, after line {rows.line_num}", _REMEDY)


def _sentence(row: dict[str, str | None], lang: str | None, name: str, number: int) -> Article | Problem:
    filename, start, end, content = (row[column] for column in _COLUMNS)
    if not (filename and start and end and content):
        return Problem(name, "filename, start, end and content", "an empty field", _REMEDY, number)
    sentence_id = f"{filename}:{start}-{end}"
    labels: list[Labelling] = []
    for scheme, column in _SCHEMES.items():
        cell = row.get(column)
        if not cell:
            continue  # an unlabelled part
        names = _names(cell)
        if names is None:
            return Problem(name, f"a Python list in {column}", "something else", _REMEDY, number, sentence_id)
        labels.append(Labelling(scheme, names))
    return Article(
        id=sentence_id,
        text=content,
        document=filename,
        date=_date(filename),
        lang=lang,
        labels=tuple(labels),
        file=name,
        row=number,
    )


def _names(cell: str) -> tuple[str, ...] | None:
    try:
        value = literal(cell)
    except ValueError:
        return None
    if not (isinstance(value, list) and all(isinstance(name, str) for name in value)):
        return None
    return tuple(dict.fromkeys(value))


def _date(filename: str) -> str | None:
    """Return the date that some file names carry: ``20231208_…`` in Bulgarian, ``…_19_12_2024_…`` in Polish."""
    match = _YEAR_FIRST.search(filename) or _DAY_FIRST.search(filename)
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None
