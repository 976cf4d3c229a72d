"""Paragraphs and sentences as offsets: ``text[start:end]`` gives the piece back, character for character.

Sentence boundaries come from `sentencex <https://pypi.org/project/sentencex/>`_, which knows over 200 languages;
what is ours is only where a paragraph ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

__all__ = ["Offsets", "paragraphs", "sentences", "stripped"]

Offsets = tuple[int, int]
"""Start and end (exclusive) of a piece, in Unicode characters of the text as given."""

_OTHER_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟।\"'»”’)\]]\s*$")
_TITLE_END = re.compile(r"(?<!\w)(?:MM?|Mmes?|Mlles?|Dr|Me|Pr|Mgr|Mrs?|Ms|Prof|St|Ste)\.\s$")
_LONGEST_TITLE = 8  # characters that `_TITLE_END` may match
_SURROGATE = re.compile("[\ud800-\udfff]")  # alone in a string they are no text, and the library refuses them
_HARD_WRAP_WIDTH = 50  # shorter lines are headings, list items or verse, not the product of an e-mail client


def paragraphs(text: str) -> list[Offsets]:
    """Return the paragraphs of `text`, surrounding white space left out.

    A line is a paragraph, except that lines broken by a fixed width in mid-sentence (as in e-mails and old
    wire copy) are put together again. Empty lines have no paragraph.
    """
    plain = text
    for line_end in _OTHER_LINE_ENDS:
        plain = plain.replace(line_end, "\n")
    lines = [*_lines(plain)]
    if not lines:
        return []
    found = [lines[0]]
    for before, line in pairwise(lines):
        if _is_hard_wrap(text, before, line):
            found[-1] = (found[-1][0], line[1])
        else:
            found.append(line)
    return found


def _lines(text: str) -> Iterator[Offsets]:
    """Yield the lines that are not empty, without the white space around them."""
    start = 0
    for line in text.split("\n"):
        if bare := line.lstrip():
            first = start + len(line) - len(bare)
            yield first, first + len(bare.rstrip())
        start += len(line) + 1


def sentences(text: str, lang: str | None = None, within: Offsets | None = None) -> list[Offsets]:
    """Return the sentences of `text`, paragraph by paragraph, surrounding white space left out.

    Parameters
    ----------
    text : str
    lang : str, optional
        ISO 639-1 code; an unknown language is cut by the rules of English.
    within : (int, int), optional
        Only the sentences of this piece, which is taken as one paragraph.
    """
    found: list[Offsets] = []
    for start, end in [within] if within else paragraphs(text):
        piece = text[start:end]
        begin = cut = 0
        for sentence in _segments(piece, lang or "en"):
            cut += len(sentence)
            # "M. " opens a name; the library cuts there when a word stands before it
            if cut < len(piece) and _TITLE_END.search(piece, max(begin, cut - _LONGEST_TITLE), cut):
                continue
            first, last = stripped(piece, begin, cut)
            begin = cut
            if first < last:
                found.append((start + first, start + last))
    return found


@cache
def _library() -> Any:
    from sentencex import segment

    return segment


def _segments(paragraph: str, lang: str) -> list[str]:
    """Return the sentences that the library finds; together they are as long as the paragraph."""
    try:
        return list(_library()(lang, paragraph))
    except UnicodeEncodeError:
        return _segments(_SURROGATE.sub("\ufffd", paragraph), lang)
    except BaseException as error:
        # "B\u3000." makes the library's native code panic, with an exception that is no `Exception`.
        if type(error).__name__ != "PanicException":
            raise
        plain = re.sub(r"\s", " ", paragraph)
        return [paragraph] if plain == paragraph else _segments(plain, lang)


def stripped(text: str, start: int, end: int) -> Offsets:
    """Return the offsets of ``text[start:end]`` without the white space around it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_hard_wrap(text: str, before: Offsets, line: Offsets) -> bool:
    """Return whether a sentence that a fixed width broke goes on from one line to the next."""
    start, end = before
    gap = text[end : line[0]]
    return (
        text[line[0]].islower()
        and len(gap.replace("\r\n", "\n").strip(" \t")) == 1
        and _HARD_WRAP_WIDTH <= end - start <= 2 * _HARD_WRAP_WIDTH
        and not _SENTENCE_END.search(text, start, end)
    )
