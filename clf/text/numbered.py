"""Words as numbers, all words of a text at once: equal where the words are, whatever their case.

A word's number is a polynomial of its characters modulo 2⁶⁴ (Karp and Rabin, Efficient randomized pattern-matching
algorithms, 1987), so those of all words come from one sum over the text. That two of a thousand different words have
the same number is a chance of one in 10¹³.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.uint64]

__all__ = ["Numbered"]

_WORD = 1 << 64
_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by
_APART = np.uint64(0xD1B54A32D192ED03)
_VALUES = np.zeros(0x110000, np.uint64)  # memory is taken as characters are met
_LENGTHS = np.zeros(0x110000, np.uint8)  # of the character without case, "ß" being "ss"; 0 where it was not met


class Numbered:
    """The sums over a text that give its words' numbers.

    Parameters
    ----------
    codes : array of shape (n,), uint32
        The text's characters.

    Examples
    --------
    >>> from clf.text.characters import code_points
    >>> words = Numbered(code_points("Maße masse Maß")).words(np.array([0, 5, 11]), np.array([4, 10, 14]))
    >>> (words[1:] == words[0]).tolist()
    [True, False]
    """

    _powers: Numbers = np.ones((2, 1), np.uint64)  # of the base, and of what divides by it

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        lengths = _LENGTHS.take(codes)
        if not lengths.all():
            for code in {*codes[lengths == 0].tolist()}:
                characters = chr(code).casefold()
                value = sum(_mixed(ord(c)) * pow(_BASE, i, _WORD) for i, c in enumerate(characters))
                _VALUES[code], _LENGTHS[code] = value % _WORD, len(characters)
            lengths = _LENGTHS.take(codes)
        self._at, self._sums = np.zeros(len(codes) + 1, np.int64), np.zeros(len(codes) + 1, np.uint64)
        lengths.cumsum(out=self._at[1:])
        powers, self._divisors = self._powers_to(int(self._at[-1]) + 1)
        (_VALUES.take(codes) * powers[self._at[:-1]]).cumsum(out=self._sums[1:])

    def words(
        self, begins: NDArray[np.int64], ends: NDArray[np.int64], apart: NDArray[np.int64] | None = None
    ) -> Numbers:
        """Return a number for each of n words, ``text[begins:ends]``.

        What differs in `apart` (shape (n,)), such as the article it stands in, has different numbers.
        """
        found = (self._sums[ends] - self._sums[begins]) * self._divisors[self._at[begins]]
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
