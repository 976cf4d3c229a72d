"""Rows of corpora that come as tables with a header: comma-, semicolon- or tab-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from clf.corpora.archive import decode
from clf.errors import DataError, Problem

__all__ = ["Row", "table_rows"]

_MAX_FIELD = 16 << 20  # characters; csv's own limit of 131,072 is less than a long article
_REMEDY = "This row was left out; compare the file with the authors' own copy."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a field that the row or the header lacks is the empty string.

    `number` counts the rows below the header from 1, as a spreadsheet program without its header would.
    """

    file: str
    number: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields.get(column, "")


def table_rows(file: str, content: bytes, columns: Sequence[str], delimiter: str = ",") -> Iterator[Row | Problem]:
    """Yield every row of a table with a header.

    Parameters
    ----------
    file, content : str, bytes
        As `Files.iter` yields them.
    columns : sequence of str
        The columns that must be there. Others are read along.
    delimiter : str

    Raises
    ------
    DataError
        When the bytes are not UTF-8, or the header lacks one of `columns`.
    """
    if csv.field_size_limit() < _MAX_FIELD:
        csv.field_size_limit(_MAX_FIELD)
    rows = csv.reader(io.StringIO(decode(content, file), newline=""), delimiter=delimiter)
    header = next(rows, [])
    missing = [column for column in columns if column not in header]
    if missing:
        expected = f"a header with {', '.join(columns)}"
        raise DataError(Problem(file, expected, f"none named {', '.join(missing)}", "Take the file as published."))
    yield from _rows_below(header, rows, file)


def _rows_below(header: list[str], rows: Iterator[list[str]], file: str) -> Iterator[Row | Problem]:
    for number in count(1):
        try:
            values = next(rows, None)
        except csv.Error:
            yield Problem(file, "separated values", "a row that is not", _REMEDY, number)
            continue
        if values is None:
            return
        if len(values) > len(header):
            yield Problem(file, f"{len(header)} fields", f"{len(values)}", _REMEDY, number)
        elif values:
            yield Row(file, number, dict(zip(header, values, strict=False)))
