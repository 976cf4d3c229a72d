"""Users' own CSV and TSV files, as a stream: one damaged row costs that row and no other.

The corpora's own tables have a reader of their own (`clf.corpora.tables`), which knows their header and may hold
them in memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import IO, cast

from clf.corpora.columns import TITLE_ROWS, Rows
from clf.corpora.encodings import Joined, LineDecoder, has_utf16_mark, recoded
from clf.errors import DataError, Problem
from clf.messages import amount
from clf.schema import Article

__all__ = ["header_delimiter", "read_delimited"]

_MAX_RECORD = 8_000_000
"""Characters of one row; a row that goes on beyond has a quote that never closes."""
_MAX_LINE_BYTES = 32 << 20
_DELIMITERS = ",;\t|"
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_BEHIND_RETURN = re.compile(r"(?<=\r)(?=[^\n])")
_QUOTED = re.compile(r'"[^"]*"?')
_TOLD_DELIMITER = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)  # Excel's way to say it in the first line

_Record = tuple[list[str], str | None]
"""The fields of a row, and what is wrong with its bytes or quotes."""


class _Lines:
    """The lines of a file, with a way back to the second line of a row that went wrong."""

    def __init__(self, stream: IO[bytes], rows: Rows) -> None:
        self._stream, self._file = stream, rows.file
        self._decoder = LineDecoder(rows.warn, self._following)
        self._ahead: deque[tuple[str, str | None]] = deque()
        self._cut: deque[tuple[str, str | None]] = deque()
        self._record: list[tuple[str, str | None]] = []
        self._size = 0
        self._is_first = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        if line is None:
            raise StopIteration
        self._record.append(line)
        self._size += len(line[0])
        if self._size > _MAX_RECORD:
            raise csv.Error("a row that does not end")
        return line[0]

    @property
    def fault(self) -> str | None:
        """What is wrong with the bytes of the lines since `start_record`."""
        return next((fault for _, fault in self._record if fault), None)

    def start_record(self) -> None:
        """Count what comes from here on as one row."""
        self._record, self._size = [], 0

    def first_of_record(self) -> str:
        """Return the first line of the row and go back to the second: what it swallowed is read as rows again."""
        self._ahead.extendleft(reversed(self._record[1:]))
        return self._record[0][0] if self._record else ""

    def peek(self) -> str | None:
        """Return the next line that is not blank without going past it; None at the end."""
        while (line := self._read()) is not None:
            if line[0].strip() or line[1]:
                self._ahead.append(line)
                return line[0]
        return None

    def peek_some(self) -> list[str]:
        """Return the next ten lines, or as many as there are, without going past them."""
        while len(self._ahead) < TITLE_ROWS and (line := self._read()) is not None:
            self._ahead.append(line)
        return [line for line, _ in self._ahead]

    def skip(self) -> None:
        """Go past the line that `peek` returned."""
        self._ahead.popleft()

    def _read(self) -> tuple[str, str | None] | None:
        """Return the next line and what is wrong with its bytes; a carriage return alone ends a line, too."""
        if self._cut:
            return self._cut.popleft()
        raw = self._stream.readline(_MAX_LINE_BYTES)
        if not raw:
            return None
        if self._is_first:
            raw = self._without_mark(raw)
            if _LONE_RETURN.search(raw):
                raw = self._with_line_ends(raw)
        if len(raw) >= _MAX_LINE_BYTES and not raw.endswith(b"\n"):
            while raw and not raw.endswith(b"\n"):
                raw = self._stream.readline(_MAX_LINE_BYTES)
            return "", f"a line of more than {_MAX_LINE_BYTES:,} bytes"
        text = self._decoder.decode(raw)
        fault = "bytes that are not UTF-8" if text is None else None
        text = raw.decode("utf-8", "replace") if text is None else text
        if "\r" not in text[:-2]:
            return text, fault
        self._cut.extend((line, fault) for line in _BEHIND_RETURN.split(text))
        return self._cut.popleft()

    def _with_line_ends(self, raw: bytes) -> bytes:
        """Return the first line of a file whose lines end as on the Macintosh of old, and turn to the others."""
        content = raw + self._stream.read(_MAX_LINE_BYTES)
        if len(content) > _MAX_LINE_BYTES:
            remedy = "Save it anew with the line ends of Windows or Unix."
            raise DataError(Problem(self._file, "lines that end with a line feed", "carriage returns alone", remedy))
        self._stream = io.BytesIO(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        return self._stream.readline()

    def _without_mark(self, raw: bytes) -> bytes:
        self._is_first = False
        if has_utf16_mark(raw):  # Excel's "Unicode text"
            self._stream = recoded(self._joined(raw), "utf-16", self._file)
            raw = self._stream.readline(_MAX_LINE_BYTES)
        return raw.removeprefix(codecs.BOM_UTF8)

    def _joined(self, start: bytes) -> IO[bytes]:
        return cast(IO[bytes], Joined(start, self._stream))

    def _following(self, size: int) -> bytes:
        """Return about `size` bytes of the lines to come, which stay to come."""
        lines = self._stream.read(size) + self._stream.readline(_MAX_LINE_BYTES)
        self._stream = self._joined(lines)
        return lines


def read_delimited(stream: IO[bytes], rows: Rows, usual: str = ",") -> Iterator[Article | Problem]:
    """Yield the articles of a table with a header whose fields are parted by ``, ; |`` or tabs.

    Parameters
    ----------
    stream : binary stream
        Read line by line.
    rows : Rows
    usual : str
        The delimiter to prefer when the header leaves it open.
    """
    if csv.field_size_limit() < _MAX_RECORD:
        csv.field_size_limit(_MAX_RECORD)
    lines = _Lines(stream, rows)
    records = rows.below_title(_records(lines, _delimiter(lines, rows, usual)), lambda record: record[0])
    header, fault = next(records, ([], None))
    names = _distinct(header)
    if fault or not names:
        found = fault or "an empty file"
        yield Problem(rows.file, "a first line with the names of the columns", found, "Export the file again.")
        return
    if problem := rows.problem(names):
        yield problem
        return
    rows.tell_doubles(header)
    is_empty = True
    for row, (fields, fault) in enumerate(records, 1):
        if _is_header(fields, header):
            rows.notice_once("rows that name the columns again, as files put together have, are passed over")
        elif fault or any(field.strip() for field in fields):
            is_empty = False
            yield _article(rows, row, names, fields, fault)
    if is_empty:
        yield Problem(rows.file, "rows below the header", "none", "Export the file again.")


def _is_header(fields: list[str], header: list[str]) -> bool:
    first = "".join(fields[:1]).removeprefix("\ufeff").strip('"')  # behind a mark quotes are no longer the first
    return [first, *fields[1:]] == header


def _article(rows: Rows, row: int, names: list[str], fields: list[str], fault: str | None) -> Article | Problem:
    if fault:
        remedy = "This row was left out; save the file as UTF-8 and double the quotes inside quoted fields."
        problem = Problem(rows.file, "a row in quotes and UTF-8", fault, remedy, row)
        return rows.traced_before_text(problem, names, fields)
    if any(field.strip() for field in fields[len(names) :]) or len(fields) < len(names):
        remedy = "This row was left out; put texts that hold delimiters or line breaks in quotes."
        problem = Problem(rows.file, amount(len(names), "field"), f"{len(fields)}", remedy, row)
        return rows.traced_before_text(problem, names, fields)
    return rows.article(row, dict(zip(names, fields, strict=False)))


def _records(lines: _Lines, delimiter: str) -> Iterator[_Record]:
    width: int | None = None
    read = partial(csv.reader, lines, delimiter=delimiter, strict=True)
    reader = read()
    while True:
        lines.start_record()
        try:
            fields, fault = next(reader), lines.fault
        except StopIteration:
            return
        except csv.Error:
            plain = lines.first_of_record().rstrip("\r\n").split(delimiter)
            reader = read()
            # Many programs write tab-separated values without quoting, and quotes are then part of the text.
            is_plain = delimiter == "\t" and width in (None, len(plain))
            fields, fault = (plain, lines.fault) if is_plain else ([], "a quote out of place or never closed")
        if width is None and fields[1:] and all(name.startswith(" ") for name in fields[1:]):
            # Written by hand with a blank behind each delimiter: a quote behind it opens a field.
            read = partial(read, skipinitialspace=True)
            reader = read()
        width = width or len(fields)
        yield fields, fault


def _delimiter(lines: _Lines, rows: Rows, usual: str) -> str:
    first = lines.peek()
    if first is not None and (told := _TOLD_DELIMITER.match(first)):
        lines.skip()
        return told[1]
    unquoted = _QUOTED.sub("", first or "")
    best = max(usual + _DELIMITERS, key=unquoted.count)
    if first is None or rows.fits([first.strip().strip('"')]) or header_delimiter(first, rows):
        return best if best in unquoted else usual
    # Above the names of the columns may stand the title of an export.
    below = filter(None, (header_delimiter(line, rows) for line in lines.peek_some()))
    return next(below, best if best in unquoted else usual)


def header_delimiter(line: str, rows: Rows, following: str = "") -> str:
    """Return what parts the names in a line that names several columns, that of the texts among them; else nothing.

    Two names have to be known, or the line that is `following` has as many fields.
    """
    for delimiter in _DELIMITERS:
        names = [name.strip().strip('"') for name in line.split(delimiter)]
        parts, more = (_QUOTED.sub("", text).count(delimiter) for text in (line, following))
        if len(names) > 1 and rows.fits(names) and (rows.known(names) > 1 or parts == more):
            return delimiter
    return ""


def _distinct(header: list[str]) -> list[str]:
    names: list[str] = []
    for place, name in enumerate(header, 1):
        name = name.strip() or f"column {place}"
        names.append(f"{name} ({place})" if name in names else name)
    return names if any(field.strip() for field in header) else []
