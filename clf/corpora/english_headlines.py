"""Read news-sentivis: English headlines of four Chinese state media and the BBC.

Repository pontyl/news-sentivis. 9,635 headline rows in 120 of 1,726 files of 2022. A row is a headline as it stood on
a section's page when that was crawled, so a headline that stayed up comes back in several files.

The layout: ``Dataset/{outlet}/{Outlet}-{time of the crawl}-{SECTION}.csv`` (or ``Dataset/{outlet}.zip``), no header,
two columns: time and headline.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files, decode
from clf.errors import DataError, Problem
from clf.schema import Article
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {"headlines": "headlines, one row for every time they were seen on a page"}

_OUTLETS = {
    "bbc": "BBC",
    "cgtn": "CGTN",
    "chinadaily": "China Daily",
    "globaltimes": "Global Times",
    "xinhuanet": "Xinhua",
}
_PATTERN = "*-[12][0-9][0-9][0-9]-*.csv"
# "Published: Jan 22, 2020 09:15 PM Updated: Aug 15, 2022 09:09 AM": the first of the two is the headline's own
_TIME = re.compile(r"^(?:(?:Published|Updated): *)?(.*?)(?: *Updated:.*)?$", re.DOTALL)
_REMEDY = "This row was left out; compare the file with the authors' own copy."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the headlines, file by file; ids are the file's name and the row in it."""
    seen: set[str] = set()
    for part in _parts(files):
        try:
            for name, content in part.iter(_PATTERN):
                stem = PurePosixPath(name).stem
                if stem not in seen:
                    seen.add(stem)
                    yield from _headlines(name, stem, content)
        except DataError as error:
            if part is files:
                raise
            yield error.problem  # of one outlet's archive; the others are read
        if part is not files:
            yield from part.problems
    if not seen:
        files.read(_PATTERN)


def _parts(files: Files) -> Iterator[Files]:
    yield files
    if files.path.is_dir():  # a clone holds one archive per outlet
        for path in sorted(files.path.rglob("*.zip")):
            if not path.name.startswith("."):
                yield Files(path)


def _headlines(name: str, stem: str, content: bytes) -> Iterator[Article | Problem]:
    prefix = stem.partition("-")[0]
    outlet = _OUTLETS.get(prefix.lower(), prefix)
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(decode(content, name), newline="")), 1):
            if len(fields) == 2 and fields[1].strip():
                date = iso_date(_TIME.sub(r"\1", fields[0].strip()))
                yield Article(f"{stem}:{number}", fields[1], outlet=outlet, date=date, lang="en", file=name, row=number)
            elif fields:
                found = "no headline" if len(fields) == 2 else f"{len(fields)} fields"
                yield Problem(name, "a time and a headline", found, _REMEDY, number)
    except csv.Error:
        yield Problem(name, "comma-separated values", "something else", _REMEDY)
    except DataError as error:
        yield error.problem
