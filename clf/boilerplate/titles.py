"""Titles of the articles of an outlet: in the text of another article, a title is a link to it.

"Read also", and boxes of what else there is, name other articles by their titles. No two of them need be alike, so
what an outlet repeats does not show them, and they read like news; but the corpus has the articles they lead to.
Titles are kept as hashes, near-repeats count as in `clf.boilerplate.fingerprints`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clf.boilerplate.fingerprints import Fingerprint, run_keys, words_of
from clf.text.as_read import seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.boilerplate.fingerprints import Keys, Words

__all__ = ["TITLE_COLUMNS", "Link", "MinedTitles", "Titles"]

TITLE_COLUMNS: dict[str, type[np.generic]] = {
    "key": np.uint64,  # hash of all words
    "head": np.uint64,  # hash of the first `_HEAD` words
    "words": np.uint16,
    "outlet": np.uint32,  # number of the edition
}

_HEAD = 5
"""Words that a title has at least: shorter ones ("Hunting for Trump") stand in sentences by chance."""
_MOST_WORDS = 60  # more are no title
_SITE = re.compile(r"\s[|–—-]\s(?!.*\s[|–—-]\s).*", re.DOTALL)  # "Ferry sinks in harbour - Alder Post"

_STOPS = ".:!?…»”\"')]|•-–—"  # behind which a passage may begin in small letters


class Link(NamedTuple):
    """The words ``first:last`` of a text, and the number of the outlet whose title they are."""

    first: int
    last: int
    outlet: int


@dataclass(frozen=True)
class Titles:
    """Titles as hashes.

    Parameters
    ----------
    columns : dict of arrays of shape (n,)
        `TITLE_COLUMNS`, sorted by key and outlet.
    """

    columns: dict[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.columns["key"])

    @classmethod
    def none(cls) -> Titles:
        """Return no titles."""
        return cls({name: np.zeros(0, kind) for name, kind in TITLE_COLUMNS.items()})

    def find(self, article: Fingerprint) -> Iterator[Link]:
        """Yield which words of an article are the title of another: the longest where several begin.

        What a text begins with may be its own title, and in the middle of a clause the words of a title are words.
        """
        heads, order = self._by_head
        if not len(heads):
            return
        words = article.words
        windows = words.windows(_HEAD)
        low, high = np.searchsorted(heads, windows, "left"), np.searchsorted(heads, windows, "right")
        begins = words.within(min((unit.start for unit in article.units), default=0), len(article.text))[0]
        behind = 0
        for first in np.flatnonzero(high > low).tolist():
            if first <= begins or first < behind:
                continue
            rows = order[low[first] : high[first]]
            found = [row for row in rows.tolist() if self._is_there(row, words, first)]
            found = [row for row in found if _is_apart(article.text, words, first, first + self._size(row))]
            if found:
                row = max(found, key=lambda row: (self._size(row), -row))
                behind = first + self._size(row)
                yield Link(first, behind, int(self.columns["outlet"][row]))

    @cached_property
    def _by_head(self) -> tuple[Keys, NDArray[np.int64]]:
        order = np.argsort(self.columns["head"], kind="stable")
        return self.columns["head"][order], order

    def _size(self, row: int) -> int:
        return int(self.columns["words"][row])

    def _is_there(self, row: int, words: Words, first: int) -> bool:
        last = first + self._size(row)
        return last <= len(words) and _key(words.hashes[first:last]) == int(self.columns["key"][row])


class MinedTitles:
    """Takes the titles of a corpus, article by article."""

    def __init__(self) -> None:
        self._rows = {name: array(np.dtype(kind).char) for name, kind in TITLE_COLUMNS.items()}

    def add(self, title: str | None, article: Fingerprint, outlet: int) -> None:
        """Take the title of `article`, unless its text says it again: then it is a sentence of the news."""
        title = seen(title or "")
        for written in dict.fromkeys((title, _SITE.sub("", title))):
            hashes = words_of(written).hashes
            key = _key(hashes)
            if _HEAD <= len(hashes) <= _MOST_WORDS and not (article.words.windows(len(hashes))[1:] == key).any():
                row = {"key": key, "head": _key(hashes[:_HEAD]), "words": len(hashes), "outlet": outlet}
                for name, value in row.items():
                    self._rows[name].append(value)

    def titles(self, outlets: NDArray[np.integer[Any]]) -> Titles:
        """Return them, each once for each outlet; ``outlets[i]`` is the final number of outlet i."""
        columns = {name: np.array(self._rows[name], kind) for name, kind in TITLE_COLUMNS.items()}
        columns["outlet"] = np.asarray(outlets, np.uint32)[columns["outlet"]]
        pairs = np.stack([columns["key"], columns["outlet"].astype(np.uint64)])
        _, rows = np.unique(pairs, axis=1, return_index=True)
        return Titles({name: values[rows] for name, values in columns.items()})


def _key(hashes: Keys) -> int:
    return int(run_keys(hashes, np.array([0]), np.array([len(hashes)]))[0])


def _is_apart(text: str, words: Words, first: int, last: int) -> bool:
    """Return whether the words ``first:last`` may be a passage: no clause goes on before or behind them."""
    start, end = int(words.starts[first]), int(words.ends[last - 1])
    before, behind = text[max(start - 3, 0) : start], text[end : end + 3]
    begins = not text[start].islower() or "\n" in before or before.rstrip()[-1:] in _STOPS
    return begins and ("\n" in behind or not behind.lstrip()[:1].islower())
