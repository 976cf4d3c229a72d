"""Count the passages of a corpus that does not fit into memory: two passes over word hashes on disk.

The first pass hashes every article's words to disk and counts each passage of each outlet in a table of fixed size,
a one-row count-min sketch (Cormode and Muthukrishnan, J. Algorithms 55, 2005), which never counts too low. The second
pass reads the hashes back and writes out only passages that can have repeated often enough: some hundredths of all.
DuckDB groups those, exactly and out of core (`clf.boilerplate.mine`). Nothing here depends on the order of the
articles: a document is known by the hash of its words, so a text that was crawled twice counts once.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from clf.boilerplate.evidence import Edition
from clf.boilerplate.fingerprints import Fingerprint, counted, name_key, run_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KEYWORDS", "MIN_DOCUMENTS", "Spool", "day_of"]

MIN_DOCUMENTS = 3
"""Texts of one outlet that must carry a passage: two may quote the same speech."""

KEYWORDS = 16
"""Words by which two texts are compared; those of the highest tf·idf outside of everything repeated."""

_HEAD = struct.Struct("<IiIII")  # edition, day, words, paragraphs, short passages
_BATCH_ROWS = 1 << 19
_PARTS = 32


class _Document(NamedTuple):
    edition: int
    day: int
    hashes: NDArray[np.uint64]
    paragraphs: NDArray[np.int64]
    short: NDArray[np.int64]


class Spool:
    """Articles as word hashes on disk, and the table of counts.

    Parameters
    ----------
    folder : Path
        Takes some 9 bytes for each word of the corpus, and is not emptied by this class.
    memory : int
        Bytes; the tables take up to five eighths of it.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        bits = min(max((memory // 4).bit_length() - 1, 16), 32)
        self._mask = np.uint64((1 << bits) - 1)
        self._counts = np.zeros(1 << bits, np.uint8)
        self._hot = np.zeros(1 << bits, bool)
        self._word_mask = np.uint64((1 << (bits - 3)) - 1)
        self._word_documents = np.zeros(1 << (bits - 3), np.uint32)
        self._editions: dict[Edition, int] = {}
        self._salts: list[np.uint64] = []
        self._sizes: list[int] = []
        self._folder = folder
        self._file = (folder / "words").open("wb")
        self.documents = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def editions(self) -> list[Edition]:
        """The editions, in the order in which they came."""
        return list(self._editions)

    def add(self, article: Fingerprint, edition: Edition, day: int) -> int:
        """Take one article into the first pass; return the number of its edition.

        `day` is a proleptic ordinal, 0 where unknown.
        """
        number = self._editions.setdefault(edition, len(self._editions))
        if number == len(self._salts):
            self._salts.append(np.uint64(name_key("\0".join(edition))))
            self._sizes.append(0)
        self._sizes[number] += 1
        hashes = article.words.hashes
        found = np.unique(article.counted().keys)
        cells = (found ^ self._salts[number]) & self._mask
        counts = self._counts[cells]
        # Once per article, also where several of its keys share a cell: no count is too low, and the sums do not
        # depend on the order of articles.
        self._counts[cells] = counts + (counts < 255)
        self._hot[(found & self._mask)[self._counts[cells] >= MIN_DOCUMENTS]] = True
        np.add.at(self._word_documents, (np.unique(hashes) ^ self._salts[number]) & self._word_mask, 1)
        sizes = len(hashes), len(article.paragraphs), len(article.short)
        self._file.write(_HEAD.pack(number, day, *sizes))
        self._file.write(hashes.tobytes())
        for runs in (article.paragraphs, article.short):
            self._file.write(runs.astype("<u4").tobytes())
        self.documents += 1
        return number

    def write_repeats(self) -> tuple[list[Path], Path]:
        """Run the second pass; return Parquet files of passages that may repeat, and one of documents.

        A passage is in one of the files only, by its hash, so that each can be grouped by itself.

        The tables are freed at its end.
        """
        self._file.close()
        passages = _Table(self._folder, "passages", _PARTS)
        documents = _Table(self._folder, "documents")
        for document in self._read():
            salt = self._salts[document.edition]
            doc = run_keys(document.hashes, np.array([0]), np.array([len(document.hashes)])) ^ salt
            found = counted(document.hashes, document.paragraphs, document.short)
            hot = self._hot[found.keys & self._mask]
            keys, at = np.unique(found.keys[hot], return_index=True)
            passages.add(
                key=keys,
                outlet=np.full(len(keys), document.edition, np.uint32),
                doc=np.full(len(keys), doc[0]),
                day=np.full(len(keys), document.day, np.int32),
                place=found.places[hot][at],
            )
            # Not by `hot`, whose false alarms depend on the order of articles.
            repeats = self._counts[(found.keys ^ salt) & self._mask] >= MIN_DOCUMENTS
            left = _uncovered(len(document.hashes), found.first[repeats], found.last[repeats])
            words = self._keywords(document.hashes[left], document.edition)
            documents.add(
                doc=doc,
                outlet=np.array([document.edition], np.uint32),
                day=np.array([document.day], np.int32),
                rest=np.array([left.sum()], np.uint32),
                **{f"word{i}": words[i : i + 1] for i in range(KEYWORDS)},
            )
        self._counts = self._hot = self._word_documents = np.zeros(0, np.uint8)
        return passages.close(), documents.close()[0]

    def _read(self) -> Iterator[_Document]:
        with (self._folder / "words").open("rb") as file:
            while head := file.read(_HEAD.size):
                edition, day, words, paragraphs, short = _HEAD.unpack(head)
                hashes = np.frombuffer(file.read(8 * words), np.uint64)
                runs = (
                    np.frombuffer(file.read(8 * n), "<u4").astype(np.int64).reshape(-1, 2) for n in (paragraphs, short)
                )
                yield _Document(edition, day, hashes, *runs)

    def _keywords(self, hashes: NDArray[np.uint64], edition: int) -> NDArray[np.uint32]:
        """Return the hashes of the words that tell a text from others of its edition; 0 fills up."""
        words, counts = np.unique(hashes, return_counts=True)
        documents = self._word_documents[(words ^ self._salts[edition]) & self._word_mask]
        shared = documents > 1  # a word of one text cannot be shared
        weight = counts[shared] * np.log((self._sizes[edition] + 1) / documents[shared])
        best = np.lexsort((words[shared], -weight))[:KEYWORDS]
        found = np.zeros(KEYWORDS, np.uint32)
        found[: len(best)] = (words[shared][best] >> np.uint64(32)).astype(np.uint32)
        return found


class _Table:
    """Parquet files of equal columns, written in batches; a row goes to a file by bits of its first column."""

    def __init__(self, folder: Path, name: str, parts: int = 1) -> None:
        self.paths = [folder / f"{name}-{part:02}.parquet" for part in range(parts)]
        self._writers: list[Any] = []
        self._columns: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self._rows = 0

    def add(self, **columns: NDArray[Any]) -> None:
        for name, values in columns.items():
            self._columns[name].append(values)
        self._rows += len(next(iter(columns.values())))
        if self._rows >= _BATCH_ROWS:
            self._flush()

    def close(self) -> list[Path]:
        self._flush()
        for writer in self._writers:
            writer.close()
        return self.paths

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = {name: np.concatenate(parts) for name, parts in self._columns.items()}
        key = next(iter(columns.values()))
        part = (key >> np.uint64(32)) * np.uint64(len(self.paths)) >> np.uint64(32)
        order = np.argsort(part, kind="stable")
        table = pa.table({name: values[order] for name, values in columns.items()})
        if not self._writers:
            self._writers = [pq.ParquetWriter(path, table.schema, compression="zstd") for path in self.paths]
        bounds = np.searchsorted(part[order], np.arange(len(self.paths) + 1))
        for writer, first, last in zip(self._writers, bounds, bounds[1:], strict=False):
            writer.write_table(table.slice(first, last - first))
        self._columns.clear()
        self._rows = 0


def day_of(written: str | None) -> int:
    """Return the day of an ISO 8601 date as a proleptic ordinal, 0 where it has none.

    >>> day_of("2017-05-11T08:30"), day_of("2017-05")
    (736460, 0)
    """
    try:
        return date.fromisoformat((written or "")[:10]).toordinal()
    except ValueError:
        return 0


def _uncovered(size: int, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of `size` words no run ``first[i]:last[i]`` covers."""
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, first, 1)
    np.add.at(steps, last, -1)
    return np.asarray(np.cumsum(steps[:-1]) == 0)
