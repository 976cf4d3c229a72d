"""Words as numbers, all words of a text at once: equal where the words are, whatever their case.

A word's number is a polynomial of its characters modulo 2⁶⁴ (Karp and Rabin, Efficient randomized pattern-matching
algorithms, 1987), so those of all words come from one sum over the text. Of a thousand different
words two have the same number with a chance of one in 10¹³.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.uint64]

__all__ = ["BASE", "Numbered", "powers"]

_WORD = 1 << 64
BASE = 0x9E3779B97F4A7C15
"""Of the polynomials; odd, so that it has an inverse modulo 2⁶⁴."""

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

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        lengths = _LENGTHS.take(codes)
        if not lengths.all():
            for code in {*codes[lengths == 0].tolist()}:
                characters = chr(code).casefold()
                value = sum(_mixed(ord(c)) * pow(BASE, i, _WORD) for i, c in enumerate(characters))
                _VALUES[code], _LENGTHS[code] = value % _WORD, len(characters)
            lengths = _LENGTHS.take(codes)
        self._at, self._sums = np.zeros(len(codes) + 1, np.int64), np.zeros(len(codes) + 1, np.uint64)
        lengths.cumsum(out=self._at[1:])
        factors, self._divisors = powers(int(self._at[-1]) + 1)
        (_VALUES.take(codes) * factors[self._at[:-1]]).cumsum(out=self._sums[1:])

    def words(
        self, begins: NDArray[np.int64], ends: NDArray[np.int64], apart: NDArray[np.int64] | None = None
    ) -> Numbers:
        """Return a number for each of n words, ``text[begins:ends]``.

        What differs in `apart` (shape (n,)), such as the article it stands in, has different numbers.
        """
        found = (self._sums[ends] - self._sums[begins]) * self._divisors[self._at[begins]]
        return np.asarray(found if apart is None else found + apart.astype(np.uint64) * _APART)


_powers: Numbers = np.ones((2, 1), np.uint64)


def powers(n: int) -> Numbers:
    """Return at least n powers, from 0 on, of `BASE` and of its inverse modulo 2⁶⁴, shape (2, n or more)."""
    global _powers
    if n > _powers.shape[1]:
        factors = np.array([[BASE], [pow(BASE, -1, _WORD)]], np.uint64).repeat(2 * n, axis=1)
        factors[:, 0] = 1
        _powers = factors.cumprod(axis=1, dtype=np.uint64)
    return _powers


def _mixed(code: int) -> int:
    """Return a number for a character, far from that of the next (SplitMix64; Steele and others, 2014)."""
    code = (code + 1) * BASE % _WORD
    code = (code ^ code >> 30) * 0xBF58476D1CE4E5B9 % _WORD
    code = (code ^ code >> 27) * 0x94D049BB133111EB % _WORD
    return code ^ code >> 31
