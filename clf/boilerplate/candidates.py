"""Which passages of an article a corpus may repeat.

A candidate for repeats is a paragraph, a sentence, the lead-in before the first dash (datelines), or a bracket that
ends a paragraph (agency credits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clf.boilerplate.passages import REPLACED
from clf.text.segments import Offsets, paragraphs, sentences

__all__ = ["Candidate", "candidates"]

_LEAD_IN = re.compile(r".{2,100}?(?:\s*(?:—|–|--|―)|\s-|(?<=[)\]])\s*-|[:：])(?=\s|\w)", re.DOTALL)
_LONGEST_HEADLINE = 200  # characters
_TAIL_BRACKET = re.compile(r"[(\[（【][^()\[\]（）【】]{2,200}[)\]）】]\s*\.?$")
_GLUED = re.compile(r"(?<=[a-zа-яёіїєґα-ωà-ÿ»”\"][.!?])(?=[A-ZА-ЯЁІЇЄҐΑ-ΩÀ-Þ][\w’']+\s)")
_CAPITALS_FIRST = re.compile(r"[A-ZА-ЯЁІЇЄҐÀ-Þ]{3,}\b")
_AGENCY_CAPITALS = re.compile(r"[A-ZА-ЯЁІЇЄҐÀ-Þ]{3,}|\d|\(|\.")


@dataclass(frozen=True)
class Candidate:
    """A passage ``text[start:end]`` with its place in the article.

    Parameters
    ----------
    unit : str
        ``paragraph``, ``sentence``, ``lead_in`` or ``bracket``.
    number, of : int
        Which paragraph of how many the passage stands in (0-based).
    """

    text: str
    start: int
    end: int
    unit: str
    number: int
    of: int

    @property
    def passage(self) -> str:
        """The passage itself."""
        return self.text[self.start : self.end]


def candidates(text: str, lang: str | None = None, start: int = 0) -> Iterator[Candidate]:
    """Yield the candidates of ``text[start:]`` (a header stands before `start`), paragraph by paragraph.

    A paragraph comes before the passages inside it.
    """
    blocks = [(first + start, last + start) for first, last in paragraphs(text[start:])]
    for number, (first, last) in enumerate(blocks):
        if number == 0 and len(blocks) > 2 and _is_headline(text[first:last]):
            continue
        yield Candidate(text, first, last, "paragraph", number, len(blocks))
        if number < 2 and (lead := _lead_in(text[first:last])):
            yield Candidate(text, first, first + lead, "lead_in", number, len(blocks))
        inside = [part for piece in sentences(text, lang, (first, last)) for part in _unglued(text, piece)]
        if len(inside) > 1:
            for piece in inside:
                yield Candidate(text, *piece, "sentence", number, len(blocks))
        bracket = _TAIL_BRACKET.search(text[first:last])
        if bracket and bracket.start() > 0:
            yield Candidate(text, first + bracket.start(), last, "bracket", number, len(blocks))


def _is_headline(paragraph: str) -> bool:
    """Return whether a first paragraph is a headline: one line without a full stop, link, address or symbol.

    The passages learned from hold few headlines, and a line without a full stop looks like boilerplate.
    """
    plain = not any(pattern.search(paragraph) for pattern in REPLACED)
    return (
        plain and len(paragraph) <= _LONGEST_HEADLINE and "\n" not in paragraph and paragraph[-1:] not in ".…:>»›→©)]"
    )


def _lead_in(paragraph: str) -> int | None:
    """Return the length of what stands before the first dash or colon, if it can be a dateline at all."""
    match = _LEAD_IN.match(paragraph)
    if not match or match.end() > len(paragraph) - 20 or not _AGENCY_CAPITALS.search(match[0]):
        return None
    # "He said:" opens a sentence; before a colon only a place in capitals is a dateline.
    return match.end() if match[0][-1] != ":" or _CAPITALS_FIRST.match(paragraph) else None


def _unglued(text: str, piece: Offsets) -> Iterator[Offsets]:
    """Cut where a new sentence follows a full stop without a space, as lines glued by a crawler do."""
    start, end = piece
    for cut in _GLUED.finditer(text, start, end):
        if cut.start() > start:
            yield start, cut.start()
            start = cut.start()
    yield start, end
