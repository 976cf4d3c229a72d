"""What each piece of a text looks like, in numbers: length, letters, marks, and how much of it stands elsewhere.

All pieces are asked at once (`clf.text.characters`): a loop over them in Python took most of the time of a score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clf.boilerplate.pieces import Piece
from clf.text.characters import all_places, changes, counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.text.characters import Characters, Flags, Places

    Floats = NDArray[np.float64]

__all__ = ["Spots", "as_numbers", "form_of"]

_SHORTEST_WORD = 4  # letters
_LINK = re.compile(r"https?://|www\.|t\.me/|\.(?:com|ru|de|fr|pl|org)\b")
_LINK_SIGNS = ("://", "www.", "t.me/", ".com", ".ru", ".de", ".fr", ".pl", ".org")  # without one there is no link


class Spots(NamedTuple):
    """Where n pieces lie, and what they lie in, down to the number of the article: arrays of shape (n,)."""

    start: Places
    end: Places
    sentence_start: Places
    sentence_end: Places
    line_start: Places
    line_end: Places
    number: Places
    of: Places
    article: Places

    @classmethod
    def of_pieces(cls, pieces: Sequence[Piece], begins: Sequence[int]) -> Spots:
        """Return where `pieces` lie; the first of each article are those that `begins` numbers."""
        rows = [(p.start, p.end, *p.sentence, *p.paragraph, p.number, p.of) for p in pieces]
        columns = np.zeros((len(cls._fields), len(rows)), np.int64)
        columns[:-1] = np.fromiter(chain.from_iterable(rows), np.int64).reshape(len(rows), -1).T
        columns[-1, [*begins]] = 1
        columns[-1] = columns[-1].cumsum() - 1
        return cls(*columns)


def as_numbers(values: Mapping[str, Floats | Flags]) -> dict[str, Floats]:
    """Return numbers and flags, all of shape (n,), as numbers."""
    rows = np.concatenate(list(values.values()), dtype=np.float64).reshape(len(values), -1)
    return dict(zip(values, rows, strict=True))


def form_of(characters: Characters, spots: Spots) -> dict[str, Floats]:
    """Return length, letters, marks of each piece, and how much of it stands elsewhere in its article.

    Parameters
    ----------
    characters : Characters
        `characters_of` an article, or of several with white space between them.
    spots : Spots
    """
    start, end, at = spots.start, spots.end, characters.at
    held = characters.holding(start, end).flags
    inside = (start > 0) & at("printed", start - 1)  # of what stands between white space
    length, letters = end - start, characters.count("letter", start, end)
    capitals = _share(characters.count("capital", start, end), letters)
    words, again = _repeated(characters, start, end, spots.article)
    found = {
        "length": np.log1p(length),
        "length of sentence": np.log1p(spots.sentence_end - spots.sentence_start),
        "capitals": capitals,
        "all capitals": (capitals > 0.7) & (length > 3),
        "capital words": _capital_words(characters, start, end, inside),
        "words again": _share(again, words),
        "no words": words == 0,
        "full stop": at("stop", end - 1),
        "line has full stop": at("stop of line", spots.line_end - 1),
        "link": _links(characters.text, spots),
        "at sign": held("at sign"),
        "bracket": at("bracket", start),
        "line in brackets": at("bracket of line", spots.line_start) & at("bracket end of line", spots.line_end - 1),
        "colon": at("colon", end - 1),
        "behind colon": _behind_colon(characters, start, spots.line_start),
        "opens quote": at("opening quote", start),
        "opens small": at("small letter", start),
        "symbol": held("symbol"),
        "digits": _share(characters.count("digit", start, end), length),
        "exclamation": held("exclamation mark"),
        "question": held("question mark"),
        "quotation": held("quotation mark"),
        "glued": inside & (start > spots.line_start),
    }
    return as_numbers(found)


def _share(part: Places, of: Places) -> Floats:
    """Return a part over a whole; 0 where there is none of the whole."""
    return np.asarray(part / np.maximum(of, 1))


def _repeated(characters: Characters, start: Places, end: Places, article: Places) -> tuple[Places, Places]:
    """Return how many different words of four letters each piece has, and how many of them another piece has, too."""
    first, last = characters.runs("word")
    glued = start[(start > 0) & characters.at("word", start - 1) & characters.at("word", start)]
    if len(glued):
        first, last = np.sort(np.append(first, glued)), np.sort(np.append(last, glued))
    piece = start.searchsorted(first, "right") - 1
    wanted = (last - first >= _SHORTEST_WORD) & (piece >= 0) & (first < end[piece])  # a header's are in no piece
    first, last, piece = first[wanted], last[wanted], piece[wanted]
    if not len(piece):
        return np.zeros_like(start), np.zeros_like(start)
    words = characters.numbered.words(first, last, article[piece])
    order = words.argsort(kind="stable")
    piece, is_other = piece[order], changes(words[order])
    once = changes(piece) | is_other  # a word that a piece has twice counts once
    number = is_other.cumsum() - 1
    again = once & (np.bincount(number[once]) > 1)[number]
    return np.bincount(piece[once], minlength=len(start)), np.bincount(piece[again], minlength=len(start))


def _capital_words(characters: Characters, start: Places, end: Places, inside: Flags) -> Floats:
    """Return which share of the words that begin with a letter begin with a capital."""
    begins, _ = characters.runs("printed")
    letters = begins[characters.at("letter", begins)]
    capitals = letters[characters.at("capital", letters)]
    # A piece may begin inside what stands between white space: there a word begins, too.
    return _share(
        counted(capitals, start, end) + (inside & characters.at("capital", start)),
        counted(letters, start, end) + (inside & characters.at("letter", start)),
    )


def _links(text: str, spots: Spots) -> Flags:
    found = np.zeros(len(spots.start), np.bool_)
    signs = [at for sign in _LINK_SIGNS for at in all_places(text, sign)]
    for number in {*(spots.start.searchsorted(signs, "right") - 1).tolist()} if signs else ():
        found[number] = _LINK.search(text, spots.start[number], spots.end[number]) is not None
    return found


def _behind_colon(characters: Characters, start: Places, line_start: Places) -> Flags:
    """Return whether the last thing before a piece, in its line, is a colon."""
    printed = characters.where("printed")
    before = printed[printed.searchsorted(start) - 1]
    return (line_start <= before) & (before < start) & characters.at("colon", before)
