"""The kinds of a text's characters, looked up once for all of it, so that asking about a passage costs next to nothing.

A kind of character is a test of one character. Where characters of a kind stand is a sorted array of positions; how
many of them a passage holds is the difference of two places in that array (`Characters.count`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.text.numbered import Numbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = ["CharacterKinds", "CharacterTable", "Characters", "all_places", "changes", "code_points", "counted"]

_CODE_POINTS = 0x110000
_SEEN = np.uint32(1 << 31)


class CharacterTable:
    """A number for each character, computed when the character is first met.

    Parameters
    ----------
    number : callable
        Takes a single character, returns its number, which is not 0.
    dtype : numpy type
        Of the numbers.
    """

    def __init__(self, number: Callable[[str], Any], dtype: type[np.unsignedinteger[Any]]) -> None:
        self._number = number
        self._table = np.zeros(_CODE_POINTS, dtype)  # memory is taken as it is touched

    def of(self, codes: NDArray[np.uint32]) -> NDArray[Any]:
        """Return the numbers of some `code_points`, a new array."""
        found = self._table.take(codes)
        if np.count_nonzero(found) < len(found):
            for code in set(codes[found == 0].tolist()):
                self._table[code] = self._number(chr(code))
            found = self._table.take(codes)
        return found


class CharacterKinds:
    """Kinds of characters by name: one bit each of a character's number.

    Parameters
    ----------
    kinds : mapping of str to callable
        Name → test of a single character; at most 31.

    Examples
    --------
    >>> kinds = CharacterKinds({"letter": str.isalpha, "digit": str.isdigit})
    >>> found = kinds.of("a1 b22")
    >>> found.where("letter").tolist()
    [0, 3]
    >>> found.count("digit", np.array([0, 3]), np.array([2, 6])).tolist()
    [1, 2]
    """

    def __init__(self, kinds: Mapping[str, Callable[[str], bool]]) -> None:
        # As arrays: numpy takes twice as long with a number, which it must look at first.
        self.bits = {name: np.array(1 << number, np.uint32) for number, name in enumerate(kinds)}
        tests = tuple(zip(self.bits.values(), kinds.values(), strict=True))
        self._table = CharacterTable(lambda c: sum((bit for bit, test in tests if test(c)), start=_SEEN), np.uint32)

    def of(self, text: str) -> Characters:
        """Return what the characters of `text` are."""
        return Characters(text, self._table.of(code_points(text)), self.bits)


class Characters:
    """What the n characters of a text are; made by `CharacterKinds.of`."""

    def __init__(self, text: str, found: NDArray[np.uint32], bits: Mapping[str, NDArray[np.uint32]]) -> None:
        self.text, self._found, self._bits = text, found, bits
        self._where: dict[str, Places] = {}
        self._runs: dict[str, tuple[Places, Places]] = {}

    @cached_property
    def numbered(self) -> Numbered:
        """What gives the numbers of the text's words."""
        return Numbered(code_points(self.text))

    def flags(self, kind: str) -> Flags:
        """Return whether each character is of this kind, shape (n,)."""
        return (self._found & self._bits[kind]).astype(np.bool_)

    def at(self, kind: str, places: Places) -> Flags:
        """Return whether the characters at `places` are of this kind."""
        return (self._found[places] & self._bits[kind]).astype(np.bool_)

    def those(self, places: Places) -> Characters:
        """Return the characters at `places` alone, of which several things are asked."""
        return Characters("", self._found[places], self._bits)

    def where(self, kind: str) -> Places:
        """Return where characters of this kind stand, sorted."""
        if kind not in self._where:
            self._where[kind] = self.flags(kind).nonzero()[0]
        return self._where[kind]

    def runs(self, kind: str) -> tuple[Places, Places]:
        """Return where runs of characters of this kind begin and where they end (exclusive)."""
        if kind not in self._runs:
            flags = np.zeros(len(self._found) + 2, np.bool_)
            flags[1:-1] = self.flags(kind)
            edges = (flags[1:] != flags[:-1]).nonzero()[0]
            self._runs[kind] = edges[::2], edges[1::2]
        return self._runs[kind]

    def replaced(self, kind: str, by: str) -> str:
        """Return the text with each run of characters of this kind replaced by `by`."""
        begins, ends = (places.tolist() for places in self.runs(kind))
        kept = zip([0, *ends], [*begins, len(self.text)], strict=True)
        return by.join([self.text[start:end] for start, end in kept]) if begins else self.text

    def count(self, kind: str, starts: Places, ends: Places) -> Places:
        """Return how many characters of this kind each passage ``text[start:end]`` holds."""
        return counted(self.where(kind), starts, ends)

    def holding(self, starts: Places, ends: Places) -> Characters:
        """Return the kinds that passages hold, as if each passage were one character; none may be empty or overlap."""
        bounds = np.empty(2 * len(starts), np.int64)
        bounds[::2], bounds[1::2] = starts, ends
        is_inside = bounds < len(self._found)  # where the text ends, the last passage may
        held = np.bitwise_or.reduceat(self._found, bounds[is_inside])[::2]
        return Characters("", held, self._bits)


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def counted(places: Places, starts: Places, ends: Places) -> Places:
    """Return how many of the sorted `places` lie in each passage from `starts` to `ends` (exclusive)."""
    return np.asarray(places.searchsorted(ends) - places.searchsorted(starts))


def changes(values: NDArray[Any]) -> Flags:
    """Return which of some values differ from the one before; the first does."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def all_places(text: str, part: str) -> Iterator[int]:
    """Yield where `part` stands in `text`."""
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
