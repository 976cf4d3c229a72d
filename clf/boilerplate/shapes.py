"""The shape of a passage: "OSLO, 3 May (np/apx) —" is ``ucntblsled``, alike in all scripts that have capitals.

Word shapes come from the recognition of names, where runs of equal characters count once (Collins, "Ranking algorithms
for named-entity extraction", ACL 2002). Here runs of words of one shape count once, too: "Ann Reed" is ``t``, "The port
reopens" is ``tl``.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from clf.text.characters import CharacterTable, changes, code_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.text.characters import Places

__all__ = ["shapes"]

_SIGNS = {
    "c": ",،、",
    "f": ".。",
    "d": "-–—―",
    "k": ":",
    "b": "([【",
    "e": ")]】",
    "s": "/",
    "p": "|",
    "q": '"“”„«»「」『』《》',
    "a": "'’‘",
    "x": "!",
    "w": "?؟",
    "i": "…",
    "m": "*_",
    "h": "#",
    "g": "@",
    "y": "©",
    "v": "%",
}
_OF_SIGN = {sign: letter for letter, signs in _SIGNS.items() for sign in signs}
_SPACE, _SILENT, _END = 1, 2, ord("\n")  # silent: accents, soft hyphens, marks of direction


def shapes(text: str, ends: Places) -> list[str]:
    """Return the shapes of n passages that stand one behind the other, strings of small letters.

    Capitals are ``u``, small letters ``l``, capitals and then small letters of one word ``t``, letters of scripts
    without case ``o``, decimal digits ``n``. The signs of `_SIGNS` have letters of their own, and wide forms those of
    their narrow ones. Of what is left, symbols and emoji are ``z`` and all else ``r``; what has no width is left out.

    Parameters
    ----------
    text : str
    ends : array of shape (n,)
        Where passages end (exclusive); the character there belongs to none. The next one begins behind it.
    """
    letters = _LETTERS.of(code_points(text))
    letters[ends] = _END
    seen = np.frombuffer(letters.tobytes().translate(None, bytes([_SILENT])), np.uint8)
    words = _squeezed(seen).tobytes().replace(b"ul", b"t").translate(None, bytes([_SPACE]))
    return _squeezed(np.frombuffer(words, np.uint8)).tobytes().decode().split("\n")[: len(ends)]


def _squeezed(letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return letters, runs of one counting once; ends of passages stay."""
    return np.asarray(letters[changes(letters) | (letters == _END)])


def _letter(character: str) -> int:
    category = unicodedata.category(character)
    if character.isspace():
        return _SPACE
    if category in ("Mn", "Me", "Cf"):
        return _SILENT
    if character.isdecimal():
        return ord("n")
    if character.isalpha():
        return ord("u" if character.isupper() else "l" if character.islower() else "o")
    sign = _OF_SIGN.get(unicodedata.normalize("NFKC", character))
    return ord(sign or ("z" if category[0] == "S" or character == "•" else "r"))


_LETTERS = CharacterTable(_letter, np.uint8)
