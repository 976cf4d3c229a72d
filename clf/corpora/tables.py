"""Rows of corpora that come as tables with a header: comma-, semicolon- or tab-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from clf.corpora.archive import decode
from clf.errors import DataError, Problem

__all__ = ["Row", "header_problem", "named", "table_rows"]

_MAX_FIELD = 16 << 20  # characters; csv's own limit of 131,072 is less than a long article
_REMEDY = "This row was left out; compare the file with the authors' own copy."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a field that the row or the header lacks is the empty string.

    `number` counts the rows below the header from 1, as a spreadsheet program without its header would. Columns are
    named without regard to case: some corpora write one header in two ways.
    """

    file: str
    number: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields.get(column.lower(), "")


def table_rows(
    file: str, content: bytes, columns: Sequence[str], delimiter: str = ",", *, strict: bool = False
) -> Iterator[Row | Problem]:
    """Yield every row of a table with a header.

    Parameters
    ----------
    file, content : str, bytes
        As `Files.iter` yields them.
    columns : sequence of str
        The columns that must be there. Others are read along.
    delimiter : str
    strict : bool
        Refuse rows that have fewer fields than the header, or a quote out of place.

    Raises
    ------
    DataError
        When the bytes are not UTF-8, or the header lacks one of `columns`.
    """
    if csv.field_size_limit() < _MAX_FIELD:
        csv.field_size_limit(_MAX_FIELD)
    rows = csv.reader(io.StringIO(decode(content, file), newline=""), delimiter=delimiter, strict=strict)
    try:
        header = named(next(rows, []))
    except csv.Error:
        header = []
    if problem := header_problem(file, header, columns):
        raise DataError(problem)
    for number in count(1):
        try:
            values = next(rows, None)
        except csv.Error:
            yield Problem(file, "separated values", "a row that is not, or a quote out of place", _REMEDY, number)
            continue
        if values is None:
            return
        if len(values) > len(header) or (strict and values and len(values) < len(header)):
            yield Problem(file, f"{len(header)} fields", f"{len(values)}", _REMEDY, number)
        elif values:
            yield Row(file, number, dict(zip(header, values, strict=False)))


def named(header: Sequence[str]) -> list[str]:
    """Return the names of columns as `Row` knows them."""
    return [name.strip().lower() for name in header]


def header_problem(file: str, header: Sequence[str], columns: Sequence[str]) -> Problem | None:
    """Return what a header (as `named` gives it) lacks of `columns`, or None."""
    missing = [column for column in columns if column.lower() not in header]
    if not missing:
        return None
    expected = f"a header with {', '.join(columns)}"
    return Problem(file, expected, f"none named {', '.join(missing)}", "Take the file as published.")
