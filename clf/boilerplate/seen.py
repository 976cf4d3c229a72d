"""Articles as a reader sees them, several in one text, and the way back to the texts as they were given."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from clf.boilerplate.pieces import Part
from clf.text.as_read import as_read, seen
from clf.text.header import read_header
from clf.text.language import identify
from clf.text.language_codes import asked_language
from clf.text.offsets import OffsetMap, without

__all__ = ["Given", "Seen", "asked_of", "in_one", "visible"]


class Given(NamedTuple):
    """The text of an article, as it is to be flagged.

    Parameters
    ----------
    text : str
    lang : str or None
        ISO 639-1 code.
    start : int
        Where the article begins (after a header).
    extracted : bool
        An extractor took the text out of a web page.
    """

    text: str
    lang: str | None = None
    start: int = 0
    extracted: bool = False

    @classmethod
    def whole(cls, text: str, lang: str | None = None, extracted: bool = False) -> Given:
        """Return a text as it stands in a file or a cell; a header in front is not part of the article."""
        header = read_header(text)
        return cls(text, lang or header.lang, header.end, extracted)

    def in_a_language(self) -> Given:
        """Return it with a language, recognised as in scoring where none is given: sentences depend on it."""
        return self if self.lang else self._replace(lang=identify(seen(self.text[self.start :])).code)


class Seen(NamedTuple):
    """An article in a text that holds several: its part of that text, and the text that it was given as."""

    part: Part
    given: Given
    back: OffsetMap | None

    def place(self, position: int) -> int:
        """Return where a position of the text that holds several is in the text as it was given."""
        position -= self.part.begin
        if self.back is None:
            return position
        is_inside = position < self.part.end - self.part.begin
        return self.given.start + self.back.to_original(position) if is_inside else len(self.given.text)


def asked_of(text: Any, lang: str | None) -> str | None:
    """Return the code of the language in which a caller gives one text; None where it is to be recognised.

    Refuses what is no text or no language, as `Flagger.flag` says.
    """
    if not isinstance(text, str):
        raise TypeError(f"Expected the text of one article (str), got {type(text).__name__}.")
    return None if lang is None else asked_language(lang, "lang")


def in_one(articles: Sequence[Given]) -> tuple[str, list[Seen]]:
    """Return one text with all articles as their readers see them, a line end between them.

    What nobody sees is left out, and a header with it; where there is nothing of the kind, a header stays.
    """
    seen_as = [visible(given) for given in articles]
    begins = accumulate((len(text) + 1 for text, _, _ in seen_as), initial=0)
    return "\n".join([text for text, _, _ in seen_as]), [
        Seen(Part(begin, begin + start, begin + len(text), given.lang), given, back)
        for given, (text, start, back), begin in zip(articles, seen_as, begins, strict=False)
    ]


def visible(given: Given) -> tuple[str, int, OffsetMap | None]:
    """Return an article as its reader sees it, where it begins, and the way back from there; None if it is all seen."""
    text, back = without(*as_read(given.text[given.start :]))
    is_all_seen = len(text) == len(given.text) - given.start
    return (given.text, given.start, None) if is_all_seen else (text, 0, back)
