"""Lines of corpora that come as plain text: tab-separated rows, the title line, offsets of lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from clf.corpora.archive import decode

__all__ = ["are_numbers", "bom_length", "line_offsets", "tab_rows", "title_line"]

_NEWLINE = re.compile(r"\r\n|\r|\n")  # narrower than str.splitlines, which also cuts at U+2028 and form feeds


def tab_rows(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row, fields)`` of every line that is not empty; `row` counts lines from 1.

    Raises
    ------
    DataError
        When the bytes are not UTF-8.
    """
    for row, line in enumerate(_NEWLINE.split(decode(content, file)), 1):
        if line:
            yield row, line.split("\t")


def title_line(text: str) -> str | None:
    """Return the first line when a blank line follows it, which is how these corpora set off a title."""
    first, *rest = _NEWLINE.split(text, maxsplit=2)
    title = first.strip()
    return title if title and rest and not rest[0].strip() else None


def line_offsets(text: str) -> list[tuple[int, int]]:
    """Return start and end of every line of `text`, its line break left out."""
    breaks = [match.span() for match in _NEWLINE.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    return list(zip(starts, ends, strict=True))


def are_numbers(*fields: str) -> bool:
    """Say whether every field is a plain number of at most nine digits, as offsets and lines are."""
    return all(field.isascii() and field.isdecimal() and len(field) < 10 for field in fields)


def bom_length(content: bytes) -> int:
    """Return how many characters a byte order mark adds to offsets that were counted on the whole file: 0 or 1."""
    return int(content.startswith(codecs.BOM_UTF8))
