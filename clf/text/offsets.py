"""Leaving passages out of a text without losing the way back to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from clf.text.segments import Offsets

__all__ = ["OffsetMap", "without"]


@dataclass(frozen=True)
class OffsetMap:
    """Maps positions of a shortened text to the text it was made from.

    Parameters
    ----------
    pieces : tuple of (int, int)
        What was kept, as offsets into the original, in order; the shortened text is their concatenation.
    """

    pieces: tuple[Offsets, ...]

    def to_original(self, position: int) -> int:
        """Return where character `position` of the shortened text stands in the original."""
        piece = max(bisect_right(self._starts, position) - 1, 0)
        return self.pieces[piece][0] + position - self._starts[piece] if self.pieces else 0

    def span_to_original(self, start: int, end: int) -> Offsets:
        """Return the smallest piece of the original that holds ``shortened[start:end]`` (not empty)."""
        return self.to_original(start), self.to_original(end - 1) + 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece begins in the shortened text."""
        return list(accumulate((end - start for start, end in self.pieces), initial=0))[:-1]


def without(text: str, spans: Iterable[Offsets]) -> tuple[str, OffsetMap]:
    """Return `text` without `spans` (in any order, may overlap) and the map back to it.

    White space around a removed passage stays, so that paragraphs remain paragraphs.
    """
    kept: list[Offsets] = []
    position = 0
    for start, end in sorted(spans):
        if start > position:
            kept.append((position, start))
        position = max(position, end)
    if position < len(text):
        kept.append((position, len(text)))
    return "".join(text[start:end] for start, end in kept), OffsetMap(tuple(kept))
