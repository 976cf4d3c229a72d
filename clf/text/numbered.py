"""Words as numbers, all words of a text at once: equal where the words are, or their lower case.

A word's number is a polynomial of its characters modulo 2⁶⁴ (Karp and Rabin, Efficient randomized pattern-matching
algorithms, 1987), so those of all words come from one sum over the text. That two of a thousand different words have
the same number is a chance of one in 10¹³.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from clf.text.characters import code_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.text.characters import Places

    Numbers = NDArray[np.uint64]

__all__ = ["Numbering"]

_WORD = 1 << 64
_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by
_APART = np.uint64(0xD1B54A32D192ED03)


class Numbering:
    """Numbers of words after each of their characters was changed: to its lower case, or not at all.

    Parameters
    ----------
    fold : callable
        From a character to those that take its place.

    Examples
    --------
    >>> words = Numbering(str.casefold).of("Maße masse Maß", np.array([0, 5, 11]), np.array([4, 10, 14]))
    >>> (words[1:] == words[0]).tolist()
    [True, False]
    """

    _powers: Numbers = np.ones((2, 1), np.uint64)  # of the base, and of what divides by it

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._values = np.zeros(0x110000, np.uint64)  # memory is taken as characters are met
        self._lengths = np.zeros(0x110000, np.uint8)  # 0 where none was met; "ß" is two characters, "ss"

    def of(self, text: str, begins: Places, ends: Places, apart: Places | None = None) -> Numbers:
        """Return a number for each of n words, ``text[begins:ends]``; another numbering gives equal words the same.

        What differs in `apart` (shape (n,)), such as the article it stands in, has different numbers.
        """
        codes = code_points(text)
        lengths = self._lengths.take(codes)
        if not lengths.all():
            for code in {*codes[lengths == 0].tolist()}:
                characters = self._fold(chr(code))
                value = sum(_mixed(ord(c)) * pow(_BASE, i, _WORD) for i, c in enumerate(characters))
                self._values[code], self._lengths[code] = value % _WORD, len(characters)
            lengths = self._lengths.take(codes)
        at = np.append(0, lengths.cumsum(dtype=np.int64))
        powers, divisors = self._powers_to(int(at[-1]) + 1)
        sums = np.append(np.uint64(0), (self._values.take(codes) * powers[at[:-1]]).cumsum())
        found = (sums[ends] - sums[begins]) * divisors[at[begins]]
        return np.asarray(found if apart is None else found + apart.astype(np.uint64) * _APART)

    @classmethod
    def _powers_to(cls, n: int) -> Numbers:
        """Return at least n powers, from 0 on, of the base and of its inverse, shape (2, n)."""
        powers = cls._powers
        if n > powers.shape[1]:
            factors = np.array([[_BASE], [pow(_BASE, -1, _WORD)]], np.uint64).repeat(2 * n, axis=1)
            factors[:, 0] = 1
            cls._powers = powers = factors.cumprod(axis=1, dtype=np.uint64)
        return powers


def _mixed(code: int) -> int:
    """Return a number for a character, far from that of the next (SplitMix64; Steele and others, 2014)."""
    code = (code + 1) * _BASE % _WORD
    code = (code ^ code >> 30) * 0xBF58476D1CE4E5B9 % _WORD
    code = (code ^ code >> 27) * 0x94D049BB133111EB % _WORD
    return code ^ code >> 31
