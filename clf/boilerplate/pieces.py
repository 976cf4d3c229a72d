"""Cut a text into the pieces that are judged: sentences, and what is glued, bracketed or led in within them.

Pieces do not overlap and cover all but white space, so boilerplate below the line (a credit, a teaser glued to a
sentence, the dateline before one) can be flagged to the character. Cutting too much costs little, since neighbouring
pieces are judged alike (`clf.boilerplate.judge`); a passage that is not cut out cannot be flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clf.text.segments import Offsets, paragraphs, sentences

__all__ = ["Piece", "pieces"]

_MARKED_LINK = r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,300}\)"
_BRACKETS = re.compile(
    rf"{_MARKED_LINK}|\((?:[^()\n]|\([^()\n]*\)){{2,300}}\)|\[[^\[\]\n]{{2,200}}\]|（[^（）\n]{{2,200}}）|【[^【】\n]{{2,200}}】"
)
_LEAD_IN = re.compile(r".{2,100}?(?:\s*(?:—|–|--|―)|\s-|(?<=[)\]/])\s*-|[:：])(?=\s|\w)", re.DOTALL)
_DASH = re.compile(r"\s*[—–―-]+(?=\s)")
_SEPARATOR = re.compile(
    r"\s[|•·►▶■●→»]|\s//|[\U0001F000-\U0001FAFF\u2190-\u21FF\u2600-\u27BF\u2B00-\u2BFF]+\ufe0f?|\bhttps?://|(?<=\s)#\w"
)
_CLOSING = frozenset('.!?…:»”")]')
_OPENING = frozenset("„“«")
_SHORTEST_REST = 3  # letters that a piece must have; less goes with what stands before it
_LETTER = re.compile(r"[^\W_]")
_ADDRESS = re.compile(r"[@#/\\]|\w\.\w")  # in a token that has one, a capital begins no passage


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]``, the sentence and the paragraph it stands in, each as offsets.

    Parameters
    ----------
    number, of : int
        Which paragraph of how many (0-based).
    """

    start: int
    end: int
    sentence: Offsets
    paragraph: Offsets
    number: int
    of: int


def pieces(text: str, lang: str | None = None, start: int = 0) -> list[Piece]:
    """Return the pieces of ``text[start:]``, in order.

    Parameters
    ----------
    text : str
    lang : str, optional
        ISO 639-1 code, for sentence boundaries.
    start : int
        Where the article begins (after a header).
    """
    blocks = [(first + start, last + start) for first, last in paragraphs(text[start:])]
    return [
        Piece(*piece, sentence, block, number, len(blocks))
        for number, block in enumerate(blocks)
        for sentence in sentences(text, lang, block)
        for piece in _cut(text, sentence)
    ]


def _cut(text: str, sentence: Offsets) -> Iterator[Offsets]:
    first, last = sentence
    begin = first
    for cut in [*sorted({cut for cut in _cuts(text, sentence) if first < cut < last}), last]:
        # A piece of punctuation alone is no passage: it goes with its neighbour.
        if len(_LETTER.findall(text, begin, cut)) >= _SHORTEST_REST and (
            cut == last or len(_LETTER.findall(text, cut, last)) >= _SHORTEST_REST
        ):
            yield from _trimmed(text, begin, cut)
            begin = cut
    if begin < last:
        yield from _trimmed(text, begin, last)


def _trimmed(text: str, start: int, end: int) -> Iterator[Offsets]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _cuts(text: str, sentence: Offsets) -> Iterator[int]:
    """Yield where a passage may begin or end inside a sentence."""
    first, last = sentence
    inside = [bracket.span() for bracket in _BRACKETS.finditer(text, first, last)]
    for begin, end in inside:
        dash = _DASH.match(text, end, last)
        if dash:
            yield dash.end()  # "LONDON (ANP) —" is one passage
        else:
            yield from (begin, end)
    for separator in _SEPARATOR.finditer(text, first, last):
        if not any(begin < separator.start() < end for begin, end in inside):
            yield separator.start()
    if (lead := _LEAD_IN.match(text, first, last)) and lead.end() < last - 20:
        yield lead.end()
    # "endsBegins", "end.Begins", "CC0Begins", but not "McDonald" or "iPhone": a word of three letters ends.
    for at in range(first + 1, last - 1):
        if (text[at].isupper() or text[at] in _OPENING) and _is_glued(text, at):
            yield at


def _is_glued(text: str, at: int) -> bool:
    """Return whether a passage may begin at `at` though no white space stands before."""
    before, after = text[at - 1], text[at + 1]
    opens = text[at] in _OPENING or after.islower() or after.isspace()
    return opens and _ends(text, at, before) and not _ADDRESS.search(_token(text, at))


def _token(text: str, at: int) -> str:
    """Return what stands between white space and `at`."""
    return text[max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1 : at]


def _ends(text: str, at: int, before: str) -> bool:
    if before in _CLOSING:
        return not text[at - 2 : at - 1].isspace()  # a quotation mark after white space opens a quote
    return before.isdigit() or (before.islower() and text[max(at - 3, 0) : at].isalpha())
