"""Cells of a table as pandas, Arrow and plain Python hand them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["ERRORS", "in_one", "is_empty", "is_missing", "is_unicode", "literal", "plain_value", "writable"]

ERRORS = frozenset(["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"])
"""What a spreadsheet has in a cell whose formula fails."""
_NAMES = ("name", "title", "rendered", "$oid", "$date")  # of a record that stands in a cell


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


def is_empty(value: Any) -> bool:
    """Whether a cell is missing or an empty text.

    >>> is_empty(""), is_empty([])
    (True, False)
    """
    return is_missing(value) or (isinstance(value, str) and not value)


def is_unicode(text: str) -> bool:
    """Whether UTF-8 can hold a text: no half of a surrogate pair stands alone in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def in_one(text: Any) -> Any:
    """Return a text that came in parts as one: paragraphs, or a post of Telegram with its links as records.

    Of a record as WordPress gives it, the HTML of the article.

    >>> in_one(["See ", {"type": "link", "text": "t.me/x"}])
    'See t.me/x'
    """
    if isinstance(text, Mapping) and isinstance(text.get("rendered"), str):
        return text["rendered"]
    if not isinstance(text, list) or not text:
        return text
    found = [part.get("text") if isinstance(part, Mapping) else part for part in text]
    parts = [part for part in found if isinstance(part, str)]
    if len(parts) < len(found):
        return text
    return ("" if any(isinstance(part, Mapping) for part in text) else "\n\n").join(parts)


def plain_value(value: Any) -> str | None:
    """Return a cell as text: whole numbers without ``.0``, dates as ISO 8601, blanks and NaN as None.

    Of a record its name alone, of a list nothing: what holds more may hold the article itself.

    >>> plain_value(7.0), plain_value({"id": None, "name": "BBC"}), plain_value(["a", "b"])
    ('7', 'BBC', None)
    """
    if isinstance(value, Mapping):
        value = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    if isinstance(value, list | tuple | set) or is_empty(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "isoformat"):
        value = str(value.isoformat()).removesuffix("T00:00:00")
    text = (value if isinstance(value, str) else str(value)).strip()
    return (text if is_unicode(text) else text.encode("utf-8", "replace").decode()) or None


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
