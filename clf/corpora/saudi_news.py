"""Read SaudiNewsNet: Arabic articles of Saudi newspapers and of the state news agency (``was``).

parallelfold/SaudiNewsNet, 2015. 31,030 articles of 14 outlets, 848 of 13 in the open archive. A row is an article of
the array in ``dataset/YYYY-MM-DD.json``; the authors publish each of these inside ``dataset/YYYY-MM-DD.zip``, which
is read in memory. The day is that of the crawl, not of the publication, so articles have no date.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files
from clf.corpora.records import Record, array_of_records, string
from clf.errors import Problem
from clf.schema import Article

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles with their outlet; no publication dates"}

_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_MAX_BYTES = 256 << 20  # a day of the whole corpus has about 7 MB


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles of every day; a day that is there both packed and unpacked is read once."""
    seen: set[str] = set()
    for name, content in files.iter(f"{_DAY}.json", f"{_DAY}.zip"):
        day = name.rsplit(".", 1)[0]
        if day in seen:
            continue
        seen.add(day)
        unpacked = _unpacked(content, name) if name.endswith(".zip") else content
        if isinstance(unpacked, Problem):
            yield unpacked
            continue
        for row, record in array_of_records(unpacked, name, "content", "source"):
            yield record if isinstance(record, Problem) else _article(record, name, row)
    if not seen:
        files.read(f"{_DAY}.json")


def _unpacked(content: bytes, name: str) -> bytes | Problem:
    day = PurePosixPath(name).stem
    remedy = "Take the file from the corpus's own repository again; the other days were read."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(f"{day}.json") as member:
            plain = member.read(_MAX_BYTES + 1)  # the size that the archive claims is not trusted
    except KeyError:
        return Problem(name, f"{day}.json inside", "no file of that name", remedy)
    except Exception as error:  # zipfile, zlib and lzma have exception classes of their own
        return Problem(name, "a complete zip archive", type(error).__name__, remedy)
    if len(plain) > _MAX_BYTES:
        return Problem(name, "at most 256 MiB unpacked", "more", remedy)
    return plain


def _article(record: Record, name: str, row: int) -> Article:
    outlet, day = record["source"].strip(), PurePosixPath(name).stem
    # A row's number alone is not enough: the parts of this corpus share the names of their files.
    digest = hashlib.sha256(record["content"].encode()).hexdigest()[:8]
    return Article(
        id=f"{outlet}/{day}/{row}-{digest}",
        text=record["content"],
        title=string(record, "title"),
        outlet=outlet,
        lang="ar",
        url=string(record, "url"),
        file=name,
        row=row,
    )
