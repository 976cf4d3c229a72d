"""Find a reader's quotes in a text: exact but for white space and characters that nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["QuoteError", "Seen", "lines_within"]

_VARIATION = {chr(code) for code in range(0xFE00, 0xFE10)}  # they choose the colour of an emoji


class QuoteError(ValueError):
    """A quote that is not there, or that could stand for several places."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as a reader sees it, with the way back to its offsets.

    Runs of white space are one space; format characters (zero-width, direction marks, soft hyphens) and
    variation selectors are left out. Everything else stands as in the text.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Seen:
        """Return `text` as a reader sees it."""
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for offset, character in enumerate(text):
            if _invisible(character) or (character.isspace() and characters[-1:] == [" "]):
                # what cannot be seen goes with the character before it
                if ends and _invisible(character):
                    ends[-1] = offset + 1
                continue
            characters.append(" " if character.isspace() else character)
            starts.append(offset)
            ends.append(offset + 1)
        return cls("".join(characters), tuple(starts), tuple(ends))

    def span(self, start: str, end: str, occurrence: int | None = None) -> tuple[int, int]:
        """Return the offsets of the passage that begins with the quote `start` and ends with the quote `end`.

        Parameters
        ----------
        start, end : str
            Its first and last characters, or both times the whole of it.
        occurrence : int, optional
            Which place of `start` is meant, from 1; needed where there are several.

        Raises
        ------
        QuoteError
            When a quote is empty or not found, or `start` is found several times and `occurrence` does not choose.
        """
        first, last = self._quote(start, "start"), self._quote(end, "end")
        places = list(self._places(first))
        if not places:
            raise QuoteError(f"the quote in 'start' is not in the document: {first!r}")
        if occurrence is None and len(places) > 1:
            raise QuoteError(f"the quote in 'start' is there {len(places)} times: say which in 'occurrence': {first!r}")
        if not 1 <= (chosen := occurrence or 1) <= len(places):
            raise QuoteError(
                f"'occurrence' is {chosen}, but the quote in 'start' is there {len(places)} times: {first!r}"
            )
        begin = places[chosen - 1]
        # the passage is at least as long as either quote, and they may overlap in a short one
        stop = next((p + len(last) for p in self._places(last, begin) if p + len(last) >= begin + len(first)), None)
        if stop is None:
            raise QuoteError(f"the quote in 'end' is not in the document behind 'start': {last!r}")
        return self.starts[begin], self.ends[stop - 1]

    def _quote(self, quote: str, name: str) -> str:
        seen = Seen.of(quote).text.strip()
        if not seen:
            raise QuoteError(f"the quote in {name!r} is empty")
        return seen

    def _places(self, quote: str, begin: int = 0) -> Iterator[int]:
        place = self.text.find(quote, begin)
        while place >= 0:
            yield place
            place = self.text.find(quote, place + 1)


def lines_within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of ``text[start:end]`` that lie on one line each, without the white space around them."""
    at = start
    for line in text[start:end].splitlines(keepends=True):
        left, filled = len(line) - len(line.lstrip()), line.strip()
        if filled:
            yield at + left, at + left + len(filled)
        at += len(line)


def _invisible(character: str) -> bool:
    return character in _VARIATION or unicodedata.category(character) == "Cf"
