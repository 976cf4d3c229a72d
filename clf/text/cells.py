"""Cells of a table as pandas, Arrow and plain Python hand them over."""

from __future__ import annotations

from typing import Any

__all__ = ["is_missing", "literal", "writable"]


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or pandas' NA. Needs no pandas.

    >>> is_missing(float("nan")), is_missing(""), is_missing(0)
    (True, False, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)  # NaN and NaT alone differ from themselves
    except TypeError:  # pandas' NA is neither equal nor different
        return True
    except ValueError:  # an array in a cell
        return False


def literal(cell: str) -> Any:
    """Return the value of a Python literal, as pandas writes lists and records into a cell.

    Raises
    ------
    ValueError
        When it is none, or one without end.
    """
    import ast

    try:
        return ast.literal_eval(cell)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError("not a Python literal") from error


def writable(value: Any) -> Any:
    """Return a value, or a record or list of values, whose texts UTF-8 can hold: lone surrogates become escapes.

    They come from file names that are not UTF-8 and from JSON. One text has the same form in every output.

    >>> writable({"id": "bad\\udcff.txt"})
    {'id': 'bad\\\\udcff.txt'}
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [writable(inner) for inner in value]
    if isinstance(value, dict):
        return {writable(key): writable(inner) for key, inner in value.items()}
    return value
