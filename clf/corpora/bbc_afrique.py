"""Read the French part of MasakhaNEWS: articles of BBC Afrique with their topic.

Adelani et al., IJCNLP-AACL 2023, "MasakhaNEWS: News Topic Classification for African languages". French has 1,476
training, 211 development and 422 test articles; the stored copy lacks the training part. A row is an article on a
single line, links to other articles glued into its sentences (``Lire aussi :``).

The layout: ``data/fra/{train,dev,test}.tsv`` with the columns category, headline, text, url.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files
from clf.corpora.tables import Row, table_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles with one of five topics"}

_COLUMNS = ("category", "headline", "text", "url")
_PARTS = ("train.tsv", "dev.tsv", "test.tsv")


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles of every part that is there; ids begin with the part."""
    # the other folders hold other languages, so the folder counts, unless it is what was pointed to
    folder = "" if files.path.name == "fra" else "fra/"
    seen = False
    for name, content in files.iter(*(folder + part for part in _PARTS)):
        seen = True
        try:
            yield from _articles(name, content)
        except DataError as error:
            yield error.problem
    if not seen:
        files.read("fra/train.tsv")


def _articles(name: str, content: bytes) -> Iterator[Article | Problem]:
    for row in table_rows(name, content, _COLUMNS, "\t", strict=True):
        yield row if isinstance(row, Problem) else _article(row)


def _article(row: Row) -> Article | Problem:
    if not row["text"].strip():
        remedy = "This row was left out; compare the file with the authors' own copy."
        return Problem(row.file, "a text", "an empty field", remedy, row.number)
    topic = row["category"].strip()
    return Article(
        id=f"{PurePosixPath(row.file).stem}-{row.number}",
        text=row["text"],
        title=row["headline"].strip() or None,
        outlet="BBC Afrique",
        lang="fr",
        url=row["url"].strip() or None,
        labels=(Labelling("masakhane_topic", (topic,)),) if topic else (),
        file=row.file,
        row=row.number,
    )
