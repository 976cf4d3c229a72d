"""A user's own phrases: passages that are boilerplate because a person says so, with outlet and kind.

Like everything in an index they are kept as hashes; near-repeats count as in `clf.boilerplate.fingerprints`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.evidence import Evidence, Found
from clf.boilerplate.fingerprints import Fingerprint, run_keys, words_of
from clf.boilerplate.kinds import KINDS
from clf.errors import DataError, Problem, UsageError
from clf.messages import Message
from clf.text.as_read import seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Phrase", "Phrases", "read_phrases"]

_SURE = 12.0  # log-odds: what a person says outweighs what the passage reads like
_OWN = {"en": "one of your own phrases", "fr": "une de vos propres formules"}
_MOST_WORDS = 10_000
_MAX_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, order=True)
class Phrase:
    """A phrase as a hash.

    Parameters
    ----------
    key : int
        64-bit hash of its words.
    words : int
        Their number.
    kind : str
        One of `clf.boilerplate.KINDS`.
    outlet : str or None
    """

    key: int
    words: int
    kind: str
    outlet: str | None = None

    @classmethod
    def of(cls, text: str, kind: str, outlet: str | None = None) -> Phrase:
        """Return the phrase `text`.

        Raises
        ------
        ValueError
            When `text` has no word or `kind` is unknown.
        """
        words = words_of(seen(text))
        if not 0 < len(words) <= _MOST_WORDS:
            raise ValueError(f"a phrase with 1 to {_MOST_WORDS:,} words")
        if kind not in KINDS:
            raise ValueError(f"one of {', '.join(KINDS)} as the kind")
        key = run_keys(words.hashes, np.array([0]), np.array([len(words)]))[0]
        return cls(int(key), len(words), kind, outlet or None)


@dataclass(frozen=True)
class Phrases:
    """Phrases that are found anywhere in a text; those of one word only where they are a whole line or sentence."""

    phrases: tuple[Phrase, ...] = ()

    @cached_property
    def _by_length(self) -> list[tuple[int, dict[int, Phrase], NDArray[np.uint64]]]:
        """Number of words, phrases by key, and the keys as an array; of equal phrases the first."""
        found: dict[int, dict[int, Phrase]] = {}
        for phrase in self.phrases:
            found.setdefault(phrase.words, {}).setdefault(phrase.key, phrase)
        return [(length, named, np.array(sorted(named), np.uint64)) for length, named in sorted(found.items())]

    def find(self, article: Fingerprint) -> Iterator[Found]:
        """Yield where the phrases stand in a text."""
        words = article.words
        for length, named, known in self._by_length:
            keys = words.windows(length)
            hits = np.flatnonzero(known[np.searchsorted(known[:-1], keys)] == keys)
            if length == 1:
                alone = article.short[article.short[:, 1] - article.short[:, 0] == 1, 0]
                hits = np.intersect1d(hits, alone)
            for first in hits.tolist():
                phrase = named[int(keys[first])]
                evidence = Evidence(_SURE, Message(_OWN), phrase.outlet, phrase.kind, is_exact=True)
                yield Found(first, first + length, evidence)

    def as_rows(self) -> list[dict[str, Any]]:
        """Return the phrases as JSON types."""
        return [
            {"key": f"{phrase.key:016x}", "words": phrase.words, "kind": phrase.kind, "outlet": phrase.outlet}
            for phrase in sorted(self.phrases, key=lambda phrase: (phrase.key, phrase.kind, phrase.outlet or ""))
        ]

    @classmethod
    def from_rows(cls, rows: Sequence[dict[str, Any]]) -> Phrases:
        """Return phrases from JSON types.

        Raises
        ------
        ValueError, KeyError, TypeError
            When they are not what `as_rows` returns.
        """
        found = [Phrase(int(row["key"], 16), row["words"], row["kind"], row["outlet"]) for row in rows]
        for phrase in found:
            if not (0 <= phrase.key < 1 << 64 and type(phrase.words) is int and 0 < phrase.words <= _MOST_WORDS):
                raise ValueError("key or number of words")
            if phrase.kind not in KINDS or not isinstance(phrase.outlet, str | None):
                raise ValueError("kind or outlet")
        return cls(tuple(found))


def read_phrases(path: Path, on_problem: Callable[[Problem], None] | None = None) -> Phrases:
    """Read phrases from a CSV file with the columns ``text``, ``kind`` and, where known, ``outlet``.

    Parameters
    ----------
    path : Path
    on_problem : callable, optional
        Called with each row that cannot be used; the others go on. Without it, the first such row is an error.

    Raises
    ------
    UsageError
        When there is no such file.
    DataError
        When the file, or without `on_problem` a row, cannot be used; it is named.
    """
    from clf.corpora.archive import decode
    from clf.corpora.files import binary_kind

    if not path.is_file():
        raise UsageError(f"{path}: no such file.")
    if path.stat().st_size > _MAX_BYTES:
        raise DataError(Problem(path.name, "a file below 64 MiB", "a larger one", "Is it a corpus? Mine that."))
    given = path.read_bytes()
    if kind := binary_kind(given):
        raise DataError(Problem(path.name, "a CSV file", kind, "Save it as CSV (UTF-8)."))
    content = decode(given, path.name)
    head = content.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # a spreadsheet's own choice
    try:
        lines = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        names = [name.strip().casefold() for name in next(lines, [])]
        rows = [dict(zip(names, line, strict=False)) for line in lines if line]
    except csv.Error as error:
        raise DataError(Problem(path.name, "a CSV file", "something else", "Save it as CSV.")) from error
    remedy = f"Give a line “text{delimiter}kind{delimiter}outlet” first, then one phrase a line."
    if not rows or not {"text", "kind"} <= {*names}:
        raise DataError(Problem(path.name, "columns text and kind and a phrase", "none", remedy))
    found: list[Phrase] = []
    known: dict[int, tuple[str, int]] = {}  # key → kind and row
    for number, row in enumerate(rows, 1):
        try:
            phrase = _phrase(row, number, path.name)
            kind, first = known.setdefault(phrase.key, (phrase.kind, number))
            if phrase.kind != kind:
                expected, remedy = f"the kind {kind}, as in row {first}", "The first counts; leave one of them out."
                raise DataError(Problem(path.name, expected, f"the same phrase as {phrase.kind}", remedy, number))
            found.append(phrase)
        except DataError as error:
            if on_problem is None:
                raise
            on_problem(error.problem)
    return Phrases(tuple(found))


def _phrase(row: dict[str, str], number: int, file: str) -> Phrase:
    try:
        text, kind, outlet = (row.get(name, "").strip() for name in ("text", "kind", "outlet"))
        return Phrase.of(text, kind.casefold(), outlet)
    except ValueError as error:
        raise DataError(
            Problem(file, str(error), "something else", "Correct the row or leave it out.", number)
        ) from error
