"""An article's text cut into pieces that a page can show and mark, without a single offset left to reckon with.

A page counts UTF-16 units where clf counts Unicode characters, and what `printable` makes of a text is longer than the
text; so the cutting is done here, and a page only puts pieces into elements.

A *piece* is a string, or ``[string, mark]`` with the mark ``b3`` (passage 3 of the boilerplate) or ``w2`` (a word that
speaks for the frames called, strength 1 to 3). A *block* is ``{"s": pieces, "t": [[technique, per cent], …]}``: a
paragraph with the techniques called in it; ``"cut"`` and ``"more"`` say that text before or after it is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from clf.schema import Score
from clf.text.header import read_header
from clf.text.segments import Offsets, paragraphs
from clf.views.words import printable

__all__ = ["EXCERPT", "PASSAGE", "Block", "blocks", "excerpt", "windows"]

EXCERPT = 300
"""Characters of a text that a page without the texts may show."""
_PASSAGES, PASSAGE = 2, 80  # of these characters, so many go to the surest boilerplate passages
_WORDS = 25  # marked per article, the strongest

Block = dict[str, Any]
_Mark = tuple[int, int, str]


def blocks(score: Score, technique: Callable[[str], int]) -> list[Block]:
    """Return the whole text, a block per paragraph; `technique` numbers the techniques."""
    return _blocks(score, paragraphs(score.text), technique)


def excerpt(score: Score, technique: Callable[[str], int]) -> list[Block]:
    """Return at most `EXCERPT` characters of the text: its beginning, and that of its surest boilerplate."""
    parts = [
        (max(first, start), min(last, end))
        for first, last in windows(score)
        for start, end in paragraphs(score.text)
        if max(first, start) < min(last, end)
    ]
    return _blocks(score, parts, technique)


def windows(score: Score) -> list[Offsets]:
    """Return which parts of the text an excerpt shows, sorted, not overlapping, `EXCERPT` characters at most."""
    surest = sorted(score.boilerplate, key=lambda span: -span.score)[:_PASSAGES]
    shown = [(span.start, min(span.end, _word_end(score.text, span.start, span.start + PASSAGE))) for span in surest]
    start = read_header(score.text).end
    left = EXCERPT - sum(end - start for start, end in shown)
    lead = (start, _word_end(score.text, start, start + left))
    merged: list[Offsets] = []
    for first, last in sorted([lead, *shown]):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        elif first < last:
            merged.append((first, last))
    return merged


def _word_end(text: str, start: int, end: int) -> int:
    """Return the end of the last whole word of ``text[start:end]``, where there is one."""
    if end >= len(text):
        return len(text)
    cut = max(text.rfind(" ", start, end + 1), text.rfind("\n", start, end + 1))
    return cut if cut > start else end


def _blocks(score: Score, parts: Sequence[Offsets], technique: Callable[[str], int]) -> list[Block]:
    marks = _marks(score)
    called = _by_paragraph(score, technique)
    whole = paragraphs(score.text)
    starts = [start for start, _ in whole]
    found, before = [], 0
    for start, end in parts:
        block: Block = {"s": _pieces(score.text, start, end, marks)}
        if here := called.get(_holding(starts, start)):
            block["t"] = here
        if score.text[before:start].strip():
            block["cut"] = True
        if not any(end == last for _, last in whole):
            block["more"] = True
        found.append(block)
        before = end
    return found


def _holding(starts: Sequence[int], place: int) -> int:
    """Return the number of the paragraph that holds a place in the text."""
    return max(0, bisect_right(starts, place) - 1)


def _by_paragraph(score: Score, technique: Callable[[str], int]) -> dict[int, list[list[int]]]:
    starts = [start for start, _ in paragraphs(score.text)]
    found: dict[int, list[list[int]]] = {}
    for call in sorted(score.technique_calls, key=lambda call: -call.probability):
        entry = [technique(call.technique), round(100 * call.probability)]
        found.setdefault(_holding(starts, call.start), []).append(entry)
    return found


def _marks(score: Score) -> list[_Mark]:
    """Return what is marked, sorted and without overlaps: boilerplate first, then the strongest words."""
    marks = [(span.start, span.end, f"b{place}") for place, span in enumerate(score.boilerplate)]
    strongest = sorted((word for word in score.highlights if word[2] > 0), key=lambda word: -word[2])[:_WORDS]
    for start, end, gain in strongest:
        if not any(start < last and first < end for first, last, _ in marks):
            marks.append((start, end, f"w{1 + min(2, int(3 * gain / strongest[0][2]))}"))
    return sorted(marks)


def _pieces(text: str, start: int, end: int, marks: Sequence[_Mark]) -> list[str | list[str]]:
    pieces: list[str | list[str]] = []
    place = start
    for first, last, mark in marks:
        first, last = max(first, place), min(last, end)
        if first >= last:
            continue
        if place < first:
            pieces.append(printable(text[place:first]))
        pieces.append([printable(text[first:last]), mark])
        place = last
    if place < end:
        pieces.append(printable(text[place:end]))
    return pieces
