"""The outlet index: what outlets repeat, as hashes and counts, on disk and in memory.

A folder of two files: ``index.json`` (format, outlets by name with their number of texts) and ``passages.safetensors``
(plain arrays, `clf.boilerplate.evidence.COLUMNS`). No passage can be read from it; who already has a text, or guesses
a short line, can find out whether and how often an outlet prints it. Nothing in the folder is ever executed; every
length, order and reference is checked when it is opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clf.boilerplate.evidence import COLUMNS, OUTLET_COLUMNS, Edition, Evidence, Found, in_words, weights_of_evidence
from clf.boilerplate.fingerprints import WINDOW, Fingerprint
from clf.boilerplate.phrases import Phrases
from clf.errors import ModelError, Problem, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

__all__ = ["FORMAT", "OutletIndex", "open_index", "write_index"]

FORMAT = 1
"""Version of the folder's layout and of the hashes; an index of another version is refused."""

_CARD, _ARRAYS = "index.json", "passages.safetensors"
_MAX_CARD_BYTES = 64 << 20
_MAX_ARRAY_BYTES = 4 << 30
_STRONG = 3.0
"""Log-odds from which repeats alone carry much: what is strong and what is weak are passages of their own."""
_GAP = 3  # words that may differ inside a passage: a name, a weekday
_LAST_DAY = date.max.toordinal()
_LONGEST = 1_000_000  # words; no text is longer


@dataclass(frozen=True)
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
    phrases : Phrases
        Passages that a user named.
    """

    editions: tuple[Edition, ...]
    outlets: Arrays
    entries: Arrays
    phrases: Phrases = field(default_factory=Phrases)

    def __len__(self) -> int:
        return len(self.entries["key"])

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


def write_index(index: OutletIndex, folder: Path) -> None:
    """Write an index into `folder`, which is made where it is missing.

    Raises
    ------
    UsageError
        When `folder` is a file or holds something else than an index.
    """
    from safetensors.numpy import save

    if folder.exists() and (not folder.is_dir() or any(path.name not in (_CARD, _ARRAYS) for path in folder.iterdir())):
        raise UsageError(f"{folder}: expected a new folder or an index, found something else. Give another name.")
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: np.ascontiguousarray(index.entries[name], kind) for name, kind in COLUMNS.items()}
    (folder / _ARRAYS).write_bytes(save(arrays))
    outlets = [
        {**edition._asdict(), **{column: index.outlets[column][i].item() for column in OUTLET_COLUMNS}}
        for i, edition in enumerate(index.editions)
    ]
    card = {"format": FORMAT, "window": WINDOW, "editions": outlets, "phrases": index.phrases.as_rows()}
    (folder / _CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def open_index(folder: str | Path) -> OutletIndex:
    """Return the index in `folder`.

    Raises
    ------
    UsageError
        When there is none.
    ModelError
        When it is damaged or of another format.
    """
    folder = Path(folder)
    if not (folder / _CARD).is_file():
        raise UsageError(f"{folder}: no index (it has no {_CARD}). Make one with `clf boilerplate mine`.")
    editions, outlets, phrases = _read_card(folder / _CARD)
    return OutletIndex(editions, outlets, _read_arrays(folder / _ARRAYS, outlets), phrases)


def _read_card(path: Path) -> tuple[tuple[Edition, ...], Arrays, Phrases]:
    try:
        if path.stat().st_size > _MAX_CARD_BYTES:
            raise _damaged(path, "a card below 64 MiB", "a larger file")
        card = json.loads(path.read_bytes())
        if card["format"] != FORMAT or card["window"] != WINDOW:
            raise _damaged(path, f"index format {FORMAT}", "another format")
        rows = card["editions"]
        editions = tuple(Edition(row["outlet"], row["lang"]) for row in rows)
        outlets = {column: np.array([row[column] for row in rows], kind) for column, kind in OUTLET_COLUMNS.items()}
        phrases = Phrases.from_rows(card["phrases"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _damaged(path, "the card of an index", f"something else ({type(error).__name__})") from error
    named = all(isinstance(name, str) for edition in editions for name in edition)
    if not named or list(editions) != sorted(set(editions)):
        raise _damaged(path, "the names of outlets, sorted, each once", "something else")
    if any(values.shape != (len(editions),) or not _finite(values) for values in outlets.values()):
        raise _damaged(path, "finite numbers for each outlet", "something else")
    return editions, outlets, phrases


def _read_arrays(path: Path, outlets: Arrays) -> Arrays:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.stat().st_size > _MAX_ARRAY_BYTES:
            raise _damaged(path, "a file below 4 GiB", "a larger one")
        entries: Arrays = load(path.read_bytes())
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise _damaged(path, "the arrays of an index", f"a damaged file ({type(error).__name__})") from error
    size = len(entries["key"]) if "key" in entries and entries["key"].ndim == 1 else -1
    if entries.keys() != COLUMNS.keys() or any(
        values.shape != (size,) or values.dtype != COLUMNS[name] or not _finite(values)
        for name, values in entries.items()
    ):
        raise _damaged(path, "one number of the right type for each passage and column", "something else")
    if not _consistent(entries, outlets):
        raise _damaged(path, "counts that agree with each other", "counts that cannot be")
    return entries


def _consistent(entries: Arrays, outlets: Arrays) -> bool:
    if len(entries["key"]) == 0:
        return True
    if entries["outlet"].max() >= len(outlets["documents"]):
        return False
    documents, docs = outlets["documents"][entries["outlet"]], entries["docs"]
    pairs = np.stack([entries["key"], entries["outlet"].astype(np.uint64)])
    is_sorted = (pairs[0, 1:] > pairs[0, :-1]) | ((pairs[0, 1:] == pairs[0, :-1]) & (pairs[1, 1:] > pairs[1, :-1]))
    days = (entries["first_day"], entries["last_day"])
    counts = ("dated", "at_start", "at_end")
    return bool(
        is_sorted.all()
        and ((docs >= 1) & (docs <= documents)).all()
        and all((entries[name] <= docs).all() for name in counts)
        and (entries["days"] <= np.maximum(entries["dated"], 1) + docs).all()
        and (days[0] <= days[1]).all()
        and all(((day >= 0) & (day <= _LAST_DAY)).all() for day in days)
        and all(((entries[name] >= 0) & (entries[name] <= _LONGEST)).all() for name in ("alike", "rest"))
    )


def _finite(values: NDArray[Any]) -> bool:
    return bool(np.isfinite(values).all())


def _damaged(path: Path, expected: str, found: str) -> ModelError:
    remedy = "Mine the corpus again with `clf boilerplate mine`, or ask for the index again."
    return ModelError(Problem(f"{path.parent.name}/{path.name}", expected, found, remedy))
