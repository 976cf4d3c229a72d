"""Rows of corpora that come as CSV or TSV with a header and quoted fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from clf.corpora.archive import decode
from clf.errors import DataError, Problem

__all__ = ["delimited_rows", "header_problem"]

_MAX_FIELD = 16 << 20  # characters; the standard library stops at 131,072, which a long transcript passes
_REMEDY = "This row was left out; compare the file with the authors' own copy."

Row = tuple[int, dict[str, str]]


def header_problem(file: str, header: Sequence[str], columns: Sequence[str]) -> Problem | None:
    """Return what is wrong with a header, or None when it has all of `columns`."""
    missing = [column for column in columns if column not in header]
    if not missing:
        return None
    found = f"none named {', '.join(missing)}"
    return Problem(file, f"the columns {', '.join(columns)}", found, "Take the file from its authors' own address.")


def delimited_rows(content: bytes, file: str, columns: Sequence[str], delimiter: str = ",") -> Iterator[Row | Problem]:
    """Yield ``(row, {column: value})``; `row` counts the rows below the header from 1.

    Columns are named in lower case, for some corpora write one header in two ways.

    Raises
    ------
    DataError
        When the bytes are not UTF-8 or one of `columns` is not there.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_FIELD))
    reader = csv.reader(io.StringIO(decode(content, file), newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    number = 0
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            fields = []
            if header is not None:
                number += 1
                yield Problem(file, "quoted fields that close", "a quote out of place", _REMEDY, number)
                continue
        if header is None:
            header = [name.strip().lower() for name in fields]
            if problem := header_problem(file, header, columns):
                raise DataError(problem)
        elif fields:
            number += 1
            yield _row(file, number, header, fields)


def _row(file: str, number: int, header: list[str], fields: list[str]) -> Row | Problem:
    if len(fields) != len(header):
        return Problem(file, f"{len(header)} fields", f"{len(fields)}", _REMEDY, number)
    return number, dict(zip(header, fields, strict=True))
