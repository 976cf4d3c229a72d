"""Words as numbers: those of two words are equal where the words are, whatever their case; all words of a text at once.

A word's number is a polynomial of its characters modulo 2⁶⁴ (Karp and Rabin, Efficient randomized pattern-matching
algorithms, 1987), so those of all words come from one sum over the text. Two of a million different words have the same
number by one chance in 30 million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clf.text.characters import code_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.text.characters import Places

__all__ = ["folded"]

_WORD = 1 << 64
_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by
_VALUES = np.zeros(0x110000, np.uint64)  # memory is taken as characters are met
_LENGTHS = np.ones(0x110000, np.uint8)  # of a character without case: "ß" is "ss"
_powers = np.ones((2, 1), np.uint64)  # of the base, and of what divides by it


def folded(text: str, begins: Places, ends: Places) -> NDArray[np.uint64]:
    """Return a number for each of n words ``text[begins:ends]``, the same for those that `str.casefold` makes equal.

    Examples
    --------
    >>> numbers = folded("Maße masse Maß", np.array([0, 5, 11]), np.array([4, 10, 14]))
    >>> (numbers[1:] == numbers[0]).tolist()
    [True, False]
    """
    codes = code_points(text)
    values = _VALUES.take(codes)
    if not values.all():
        for code in {*codes[values == 0].tolist()}:
            characters = chr(code).casefold()
            _VALUES[code] = sum(_mixed(ord(c)) * pow(_BASE, i, _WORD) for i, c in enumerate(characters)) % _WORD
            _LENGTHS[code] = len(characters)
        values = _VALUES.take(codes)
    at = np.append(0, _LENGTHS.take(codes).cumsum(dtype=np.int64))
    powers, divisors = _powers_to(int(at[-1]) + 1)
    sums = np.append(np.uint64(0), (values * powers[at[:-1]]).cumsum(dtype=np.uint64))
    return np.asarray((sums[ends] - sums[begins]) * divisors[at[begins]])


def _mixed(code: int) -> int:
    """Return a number for a character, far from that of the next (SplitMix64; Steele and others, 2014)."""
    code = (code + 1) * _BASE % _WORD
    code = (code ^ code >> 30) * 0xBF58476D1CE4E5B9 % _WORD
    code = (code ^ code >> 27) * 0x94D049BB133111EB % _WORD
    return code ^ code >> 31


def _powers_to(n: int) -> NDArray[np.uint64]:
    """Return at least n powers, from 0 on, of the base and of its inverse, shape (2, n)."""
    global _powers
    if n > _powers.shape[1]:
        factors = np.array([[_BASE], [pow(_BASE, -1, _WORD)]], np.uint64).repeat(2 * n, axis=1)
        factors[:, 0] = 1
        _powers = factors.cumprod(axis=1, dtype=np.uint64)
    return _powers
