"""Apply flags to a text: blank the passages, or leave them out and keep the way back to its offsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clf.schema import Span
from clf.text.offsets import OffsetMap, without

__all__ = ["mask", "strip"]


def mask(text: str, spans: Iterable[Span | Mapping[str, Any]]) -> str:
    """Return `text` with every character of `spans` that is not white space made a space; offsets stay.

    A span may be a record, as a score's record or `boilerplate_columns` has it.

    Raises
    ------
    ValueError
        When a span does not lie in the text.

    >>> mask("News. Follow us!", [Span(6, 16, "follow_us")])
    'News.           '
    """
    characters = list(text)
    for start, end in _places(text, spans):
        characters[start:end] = [c if c.isspace() else " " for c in text[start:end]]
    return "".join(characters)


def strip(text: str, spans: Iterable[Span | Mapping[str, Any]]) -> tuple[str, OffsetMap]:
    """Return `text` without `spans` (as in `mask`), and the map from its offsets back to those of `text`.

    Raises
    ------
    ValueError
        When a span does not lie in the text.

    >>> strip("News. Follow us!", [Span(6, 16, "follow_us")])[0]
    'News. '
    """
    return without(text, _places(text, spans))


def _places(text: str, spans: Iterable[Span | Mapping[str, Any]]) -> list[tuple[int, int]]:
    places = [(span["start"], span["end"]) if isinstance(span, Mapping) else (span.start, span.end) for span in spans]
    for start, end in places:
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"A span from {start} to {end} does not lie in a text of {len(text)} characters.")
    return places
