"""Read FANG-COVID: German articles on the pandemic, fake or real by their publisher.

Mattern, Qiao, Kerz, Wiechmann and Strohmaier, "FANG-COVID: A New Large-Scale Benchmark Dataset for Fake News
Detection in German", FEVER 2021 (aclanthology.org/2021.fever-1.9). 41,242 articles of 13 publishers, 5,433 of 12 in
the open archive. A row is an article, ``articles/<n>.json``. The label is the publisher's, never the article's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files
from clf.corpora.records import Record, one_record, string
from clf.errors import Problem
from clf.schema import Article, Labelling
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles, fake or real by their publisher"}

_LABELS = ("fake", "real")
_FILES = "articles/*.json"


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield one article per file."""
    found = False
    for name, content in files.iter(_FILES):
        found = True
        record = one_record(content, name, "article", "source")
        yield record if isinstance(record, Problem) else _article(record, name)
    if not found:
        files.read(_FILES)


def _article(record: Record, name: str) -> Article | Problem:
    label = string(record, "label")
    if label not in _LABELS:
        return Problem(name, "fake or real in 'label'", "another value", "Correct it or leave the file out.")
    return Article(
        id=PurePosixPath(name).stem,
        text=record["article"],
        title=string(record, "header"),
        outlet=record["source"].strip().lower().removeprefix("www."),
        date=iso_date(string(record, "date") or ""),
        lang="de",
        url=string(record, "url"),
        labels=(Labelling("fang_covid_label", (label,)),),
        file=name,
    )
