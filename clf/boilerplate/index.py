"""The outlet index: what outlets repeat, as hashes and counts, and where it stands in a text.

No passage can be read from it; who already has a text, or guesses a short line, can find out whether and how often an
outlet prints it. `clf.boilerplate.index_store` keeps it on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clf.boilerplate.evidence import (
    COLUMNS,
    OUTLET_COLUMNS,
    Edition,
    Evidence,
    Found,
    in_words,
    weights_of_evidence,
    whose,
)
from clf.boilerplate.fingerprints import WINDOW, Fingerprint
from clf.boilerplate.flagger import Flagger, flagger_of
from clf.boilerplate.phrases import Phrases
from clf.boilerplate.titles import Titles
from clf.errors import UsageError
from clf.messages import Message, amount
from clf.models.store import default_model, open_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

__all__ = ["OutletIndex", "open_flagger"]

_STRONG = 3.0
"""Log-odds from which a window is strong evidence; strong and weak windows are not joined to one passage."""
_LINKED = 6.0
"""Log-odds of what is the title of another article, as much as those of any repeat."""
_TITLE = {"en": "the title of another article of {whose}", "fr": "le titre d'un autre article {whose}"}
_GAP = 3  # words that may differ inside a passage: a name, a weekday


@dataclass(frozen=True, repr=False)
class OutletIndex:
    """What the outlets of a corpus repeat.

    Parameters
    ----------
    editions : tuple of Edition
        Outlets in one language, sorted.
    outlets : dict of arrays of shape (m,)
        `clf.boilerplate.evidence.OUTLET_COLUMNS`.
    entries : dict of arrays of shape (n,)
        `clf.boilerplate.evidence.COLUMNS`, sorted by key and outlet.
    titles : Titles
        Of the articles that were mined.
    phrases : Phrases
        Passages that a user named.
    """

    editions: tuple[Edition, ...]
    outlets: Arrays
    entries: Arrays
    titles: Titles = field(default_factory=Titles.none)
    phrases: Phrases = field(default_factory=Phrases)

    @classmethod
    def empty(cls) -> OutletIndex:
        """Return an index of nothing, to which phrases can be added."""
        return cls(
            (),
            {name: np.zeros(0, kind) for name, kind in OUTLET_COLUMNS.items()},
            {name: np.zeros(0, kind) for name, kind in COLUMNS.items()},
        )

    def __repr__(self) -> str:
        passages, editions = amount(len(self), "passage"), amount(len(self.editions), "outlet")
        return f"OutletIndex({passages} of {editions})"

    def __len__(self) -> int:
        return len(self.entries["key"])

    def save(self, folder: str | Path) -> None:
        """Write the index into a folder, for ``--index`` and `open_flagger`; see `clf.boilerplate.index_store`."""
        from clf.boilerplate.index_store import write_index

        write_index(self, Path(folder))

    @cached_property
    def _best(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.float64]]:
        """Distinct keys, and the entry and log-odds of the outlet that each speaks for most."""
        weights = weights_of_evidence(self.entries, self.outlets)
        order = np.lexsort((-weights, self.entries["key"]))
        keys, at = np.unique(self.entries["key"][order], return_index=True)
        return keys, order[at], weights[order[at]]

    def find(self, article: Fingerprint) -> list[Found]:
        """Return the passages of a text that the index knows, those that a user named first.

        Runs of windows do not overlap each other and stay inside a paragraph.
        """
        counted = article.counted()
        keys, rows, weights = self._best
        at = np.searchsorted(keys, counted.keys)
        known = np.flatnonzero(np.append(keys, np.uint64(0))[at] == counted.keys)
        known = known[at[known] < len(keys)]
        row, weight = rows[at[known]], weights[at[known]]
        windows = int(counted.is_window[known].sum())
        found = list(self.phrases.find(article))
        for first, last, outlet in self.titles.find(article):
            name = self.editions[outlet].outlet
            words = Message(_TITLE, whose=whose(name))
            found.append(Found(first, last, Evidence(_LINKED, words, name or None, "read_more")))
        for run in _runs(counted.first[known[:windows]], weight[:windows], article.paragraphs):
            found.append(Found(run.first, run.last, self._evidence(int(row[run.typical]), float(weight[run.typical]))))
        for i in range(windows, len(known)):
            first, last = int(counted.first[known[i]]), int(counted.last[known[i]])
            found.append(Found(first, last, self._evidence(int(row[i]), float(weight[i]))))
        return found

    def _evidence(self, row: int, weight: float) -> Evidence:
        entry = {name: values[row] for name, values in self.entries.items()}
        outlet = int(entry["outlet"])
        documents = int(self.outlets["documents"][outlet])
        others = int(self.outlets["documents"].sum()) - documents
        edition = self.editions[outlet]
        return Evidence(weight, in_words(entry, edition, documents, others), edition.outlet or None)


class _Run(NamedTuple):
    first: int
    last: int
    typical: int  # the window whose weight is the median


def _runs(first: NDArray[np.int64], weight: NDArray[np.float64], paragraphs: NDArray[np.int64]) -> Iterator[_Run]:
    """Join the windows that begin at the words `first` to runs: the strong ones, then what weak ones cover beside."""
    strong = weight >= _STRONG
    taken: set[int] = set()
    ends = paragraphs[:, 1]
    for chosen in (np.flatnonzero(strong), np.flatnonzero(~strong)):
        words: dict[int, list[int]] = {}  # word → windows over it
        for i in chosen.tolist():
            for word in range(int(first[i]), int(first[i]) + WINDOW):
                if word not in taken:
                    words.setdefault(word, []).append(i)
        for group in _groups(sorted(words), ends):
            if len(group) >= WINDOW:
                windows = sorted({i for word in group for i in words.get(word, ())}, key=lambda i: (weight[i], i))
                yield _Run(group[0], group[-1] + 1, windows[len(windows) // 2])
        taken.update(words)


def _groups(words: Sequence[int], ends: NDArray[np.int64]) -> Iterator[list[int]]:
    """Group words that follow each other, but for a small gap, in one paragraph."""
    group: list[tuple[int, int]] = []
    paragraphs = np.searchsorted(ends, np.array(words, np.int64), "right").tolist()
    for word, paragraph in zip(words, paragraphs, strict=True):
        if group and (word - group[-1][0] > _GAP + 1 or paragraph != group[-1][1]):
            yield [word for word, _ in group]
            group = []
        group.append((word, paragraph))
    if group:
        yield [word for word, _ in group]


def open_flagger(model: str | Path | None = None, index: OutletIndex | str | Path | None = None) -> Flagger:
    """Return the flagger of a model that ships or of a model folder, with an index or the folder of one.

    Raises
    ------
    UsageError
        When there is no such model or index, or the model has no passage classifier.
    """
    from clf.boilerplate.index_store import open_index

    name = model or default_model()
    flagger = flagger_of(open_model(name), open_index(index) if isinstance(index, str | Path) else index)
    if flagger is None:
        raise UsageError(f"The model {name} cannot flag boilerplate: it has no passage classifier. Take another.")
    return flagger
