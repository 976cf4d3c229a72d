"""Users' own JSON: one record per line, or an array of records read as a stream."""

from __future__ import annotations

import codecs
import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO, Any, cast

import orjson

from clf.corpora.columns import Rows, said_type
from clf.corpora.encodings import Joined, has_utf16_mark, recoded
from clf.corpora.exports import annotated_record
from clf.corpora.telegram_export import TOLD, chats, head, nothing, passed_over, post
from clf.errors import Problem
from clf.schema import Article

__all__ = ["read_json"]

_MAX_RECORD = 32 << 20  # bytes of a line, characters of an element: far more than a text of MAX_CHARS, escaped
_CHUNK = 1 << 16
_GAP = re.compile(r"(?:[\s,\]]|\[(?=\s*[\[{\]]))*")  # a list of records is read on, one of anything else is a value
_BLANKS = re.compile(r"[\s,]*")
_WIDE = 2**64  # orjson makes a float of a whole number from here on, which drops digits
_CUT_OFF = 32  # an error this near to the end of what was read may be due to the end
_LEFT_OUT = "This line was left out; write one JSON object per line, in UTF-8."


def read_json(stream: IO[bytes], rows: Rows, is_lines: bool = True) -> Iterator[Article | Problem]:
    """Yield the articles of JSON lines or of a JSON array; which one it is shows in the first character.

    Parameters
    ----------
    stream : binary stream
    rows : Rows
    is_lines : bool
        Whether a first line that is not complete JSON is a damaged line (``.jsonl``) or the beginning of a record
        that spans several lines (``.json``).
    """
    stream, before, first = _first_line(stream, rows.file)
    if first is None:
        yield Problem(rows.file, "JSON records", "an empty file", "Export the file again.")
    elif first.startswith(b"[") or not (is_lines or _is_complete(first)):
        yield from _array(stream, first, rows)
    else:
        yield from _lines(stream, first, before, rows)
    if problem := rows.never_found():
        yield problem


def _first_line(stream: IO[bytes], file: str) -> tuple[IO[bytes], int, bytes | None]:
    """Return the stream in UTF-8, how many blank lines there were, and the first that is none."""
    line, before = stream.readline(_MAX_RECORD), 0
    if has_utf16_mark(line):
        stream = recoded(cast(IO[bytes], Joined(line, stream)), "utf-16", file)
        line = stream.readline(_MAX_RECORD)
    line = line.removeprefix(codecs.BOM_UTF8)
    while line and not line.strip():
        line, before = stream.readline(_MAX_RECORD), before + 1
    return stream, before, line.lstrip() or None


def _is_complete(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _lines(stream: IO[bytes], line: bytes, before: int, rows: Rows) -> Iterator[Article | Problem]:
    row, records, decoder = before, _Records(rows), _decoder(rows)
    while line:
        row += 1
        if len(line) >= _MAX_RECORD and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(_MAX_RECORD)
            yield Problem(rows.file, "a JSON record", f"a line of more than {_MAX_RECORD:,} bytes", _LEFT_OUT, row)
        elif line.strip():
            yield from _from_line(line, row, rows, records, decoder)
        line = stream.readline(_MAX_RECORD)


def _from_line(
    line: bytes, row: int, rows: Rows, records: _Records, decoder: json.JSONDecoder
) -> Iterator[Article | Problem]:
    try:
        # An error is not told of the line behind; files put together have the mark of the second in the middle.
        value = _loaded(line.removeprefix(codecs.BOM_UTF8).rstrip(), decoder)
    except orjson.JSONDecodeError as error:
        # orjson's own message may quote the line, so only the place is told.
        found = f"an error at column {error.colno}" if _is_utf8(line) else "bytes that are not UTF-8"
        yield Problem(rows.file, "valid JSON", found, _LEFT_OUT, row)
    else:
        yield from records.read(value, row)


def _loaded(line: bytes, decoder: json.JSONDecoder) -> Any:
    """Return the value of a line, by orjson; by `decoder`, which is slower, where that is not enough.

    Python and pandas write NaN for what is missing, which is no JSON. Of wide numbers orjson drops digits, and of
    keys with one name it does not tell.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        if b"NaN" in line or b"Infinity" in line:
            with contextlib.suppress(ValueError, RecursionError):
                return decoder.decode(line.decode())
        raise
    if isinstance(value, dict) and (line.count(b'":') != len(value) or any(map(_is_wide, value.values()))):
        with contextlib.suppress(RecursionError):
            return decoder.decode(line.decode())
    return value


def _is_wide(value: Any) -> bool:
    return isinstance(value, float) and abs(value) >= _WIDE


def _decoder(rows: Rows) -> json.JSONDecoder:
    """Return a decoder that tells of keys with one name."""
    return json.JSONDecoder(object_pairs_hook=partial(_record, rows))


def _record(rows: Rows, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        rows.tell_doubles([name for name, _ in pairs], "keys of a record", "last")
    return record


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Records:
    """Turns records into articles. The first tells whether articles stand in a list inside them, as chats are exported
    and servers answer; then they are counted through all lists.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._are_inside: bool | None = None
        self._count = 0

    def read(self, value: Any, row: int) -> Iterator[Article | Problem]:
        """Yield the article of a record, or those inside it."""
        if isinstance(value, dict) and (found := chats(value)):
            yield from self.of_chats((chat, chat["messages"]) for chat in found)
            return
        inner = _inner(value, self._rows) if isinstance(value, dict) and self._are_inside is not False else None
        if self._are_inside is None:
            self._are_inside = inner is not None
        if inner is None:
            yield _from_value(value, row, self._rows)
            return
        name, records = inner
        self._rows.notice_once(f"articles ← {name}")
        for record in records:
            self._count += 1
            yield _from_value(record, self._count, self._rows)

    def of_chats(self, found: Iterable[tuple[dict[str, Any], Iterable[Any]]]) -> Iterator[Article | Problem]:
        """Yield the articles of Telegram's chats, each with its messages, which are counted through all chats."""
        self._rows.notice_once(TOLD)
        without = read = 0
        try:
            for chat, messages in found:
                for message in messages:
                    self._count += 1
                    record = post(message, chat)
                    without, read = without + (record is None), read + (record is not None)
                    if record is not None:
                        yield _from_value(record, self._count, self._rows)
        finally:
            if without:
                self._rows.notice(passed_over(without))
        if not read:
            yield nothing(self._rows.file)


def _inner(value: dict[str, Any], rows: Rows) -> tuple[str, list[Any]] | None:
    """Return the records that a record holds, and where: in one list of its own, or column by column."""
    if columns := _by_column(value):
        return "one of each column", columns
    if rows.fits(value):
        return None
    lists = _lists(value)
    if len(lists) != 1 or "text" not in rows.assign(value[lists[0]][0]):
        return None
    return f"the list '{lists[0]}'", value[lists[0]]


def _by_column(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table written column by column, as lists or, as pandas does, by number; else none."""
    columns = [*value.values()]
    if all(isinstance(column, dict) for column in columns):
        numbers = {tuple(column) for column in columns}
        if len(numbers) != 1 or not all(number.isdigit() for number in columns[0]):
            return []
        columns = [[*column.values()] for column in columns]
    elif len(columns) < 2 or not all(isinstance(column, list) and len(column) > 1 for column in columns):
        return []  # a list alone may be the paragraphs of one text
    is_table = len({len(column) for column in columns}) == 1
    if not is_table or any(isinstance(cell, dict) for column in columns for cell in column):
        return []
    return [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]


def _lists(value: dict[str, Any]) -> list[str]:
    if "annotations" in value or isinstance(value.get("data"), dict):  # a task of an annotation tool
        return []
    lists = ((name, inner) for name, inner in value.items() if isinstance(inner, list) and inner)
    return [name for name, inner in lists if all(isinstance(record, dict) for record in inner)]


def _from_value(value: Any, row: int, rows: Rows) -> Article | Problem:
    if not isinstance(value, dict):
        return Problem(rows.file, "a JSON record", said_type(value), 'Write {"text": "…"}. This row was left out.', row)
    record = annotated_record(value, rows, row)
    return record if isinstance(record, Problem) else rows.article(row, record.values, record.labels)


def _array(stream: IO[bytes], first: bytes, rows: Rows) -> Iterator[Article | Problem]:
    values, records = _Values(_Pieces(stream, first), _decoder(rows)), _Records(rows)
    try:
        if chat := head(values.text):
            yield from records.of_chats([(chat[0], values.messages(chat[1]))])
        for value in values.records():
            yield from records.read(value, values.count)
    except _BrokenJsonError as error:
        remedy = "Rows from here on were not read; export the file again, or as JSON lines."
        yield Problem(rows.file, "valid JSON", str(error), remedy, values.count + 1)
    else:
        if not (values.count or chat):
            yield Problem(rows.file, "JSON records", "an empty list", "Export the file again.")


class _BrokenJsonError(ValueError):
    """JSON that cannot be read on."""


class _Values:
    """The elements of an array, or one record after the other, of which only the current one is in memory.

    Attributes
    ----------
    text : str
        What was taken from `pieces` and is not read yet.
    count : int
        How many values were read.
    """

    def __init__(self, pieces: _Pieces, decoder: json.JSONDecoder) -> None:
        self._pieces, self._decoder = pieces, decoder
        self.text, self.count, self._at = pieces.next(_CHUNK), 0, 0
        self.text += pieces.next(_CHUNK)  # the first piece may be the first line alone

    def records(self) -> Iterator[Any]:
        """Yield every value from here on."""
        is_array = not self._at and self.text.startswith("[")
        self._at += is_array
        for value in self._values(_GAP, is_array):
            self.count += 1
            yield value

    def messages(self, start: int) -> Iterator[Any]:
        """Yield the elements of the list that begins at `start`, inside of a record; the record ends with them."""
        self._at = start
        for value in self._values(_BLANKS, True, "]"):
            self.count += 1
            yield value
        behind = self.text[self._at + 1 :]
        while not behind.strip() and (more := self._pieces.next(_CHUNK)):
            behind += more
        self.text, self._at = "{" + behind.lstrip(", \t\r\n"), 0
        next(self._values(_BLANKS, True))  # what the record says behind the list

    def _values(self, between: re.Pattern[str], is_list: bool, end: str | None = None) -> Iterator[Any]:
        is_closed = False
        while True:
            if gap := between.match(self.text, self._at):
                self._at = gap.end()
                is_closed = is_closed or "]" in gap[0]
            if end is not None and self.text.startswith(end, self._at):
                return
            if self._at < len(self.text):
                value, behind = _decoded(self.text, self._at, self._decoder)
                if behind is not None:
                    self._at, is_closed = behind, False
                    yield value
                    continue
            unread = len(self.text) - self._at
            if unread > _MAX_RECORD:
                raise _BrokenJsonError(f"a record of more than {_MAX_RECORD:,} characters")
            more = self._pieces.next(max(_CHUNK, unread))
            if not more:
                if unread or (is_list and not is_closed):
                    raise _BrokenJsonError("a file that ends in mid-record or in mid-list")
                return
            self.text, self._at = self.text[self._at :] + more, 0


def _decoded(text: str, position: int, decoder: json.JSONDecoder) -> tuple[Any, int | None]:
    """Return the value at `position` and its end, or None as the end when the rest of it is still to come."""
    try:
        return decoder.raw_decode(text, position)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Unterminated string") and error.pos < len(text) - _CUT_OFF:
            raise _BrokenJsonError("an error of syntax") from error
    except RecursionError as error:
        raise _BrokenJsonError("lists within lists without end") from error
    except ValueError as error:
        raise _BrokenJsonError("a number without end") from error
    return None, None


class _Pieces:
    """Text of a stream; bytes that are not UTF-8 become lone surrogates, which only their own record is refused for."""

    def __init__(self, stream: IO[bytes], first: bytes) -> None:
        self._stream, self._first = stream, first
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def next(self, size: int) -> str:
        """Return about `size` more characters, none at the end."""
        if self._first:
            raw, self._first = self._first, b""
        else:
            raw = self._stream.read(size)
        text = self._decoder.decode(raw, final=not raw)
        return text if text or not raw else self.next(size)
