"""JSON as corpora publish it: one record per file, an array of records per file, or one record per line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from clf.corpora.archive import decode
from clf.errors import DataError, Problem

__all__ = ["Record", "array_of_records", "lines_of_records", "one_record", "string"]

Record = dict[str, Any]

_REMEDY = "Take the file from the corpus's own repository again; the other records were read."


def one_record(content: bytes, file: str, *required: str) -> Record | Problem:
    """Return the record that makes up a whole file; `required` names fields that must hold some text."""
    try:
        return _checked(_parsed(decode(content, file), file), file, None, required)
    except DataError as error:
        return error.problem


def array_of_records(content: bytes, file: str, *required: str) -> Iterator[tuple[int, Record | Problem]]:
    """Yield ``(row, record)`` of a JSON array, rows counted from 1; row 0 stands for the whole file."""
    try:
        array = _parsed(decode(content, file), file)
    except DataError as error:
        yield 0, error.problem
        return
    if not isinstance(array, list):
        yield 0, Problem(file, "a JSON array of records", type(array).__name__, _REMEDY)
        return
    for row, value in enumerate(array, 1):
        yield row, _checked(value, file, row, required)


def lines_of_records(content: bytes, file: str, *required: str) -> Iterator[tuple[int, Record | Problem]]:
    """Yield ``(row, record)`` of JSON lines, rows counted from 1; empty lines are passed over."""
    try:
        lines = decode(content, file).split("\n")
    except DataError as error:
        yield 0, error.problem
        return
    for row, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield row, _checked(_parsed(line, file, row), file, row, required)
        except DataError as error:
            yield row, error.problem


def string(record: Record, key: str) -> str | None:
    """Return a field without the white space around it, or None where it is absent, blank or no text."""
    value = record.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _parsed(text: str, file: str, row: int | None = None) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        found = f"an error at line {error.lineno}, column {error.colno}"
        raise DataError(Problem(file, "valid JSON", found, _REMEDY, row)) from error


def _checked(value: Any, file: str, row: int | None, required: tuple[str, ...]) -> Record | Problem:
    if not isinstance(value, dict):
        return Problem(file, "a JSON record", type(value).__name__, _REMEDY, row)
    missing = next((key for key in required if string(value, key) is None), None)
    if missing is not None:
        return Problem(file, f"text in the field {missing!r}", "none", _REMEDY, row)
    return value
