"""Read the FrAC gold sentences: English sentences of articles and reader comments with one generic frame each.

Guida, Otmakhova, Hovy and Frermann, "Retain or Reframe?" (arXiv 2507.04612); 523 sentences. A row is a sentence; the
file does not say whether it comes from an article or a comment, nor from which one.

The layout: ``gold_standard_single_label_all.csv`` with the columns ``sentence`` and ``label``, a number without a key.
"""

from __future__ import annotations

from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.tables import Row, table_rows
from clf.errors import Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {"sentences": "sentences with one of nine generic frames or 15, other"}

_FILE = "gold_standard_single_label_all.csv"
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the sentences."""
    for row in table_rows(_FILE, files.read(_FILE), ("sentence", "label")):
        yield row if isinstance(row, Problem) else _sentence(row)


def _sentence(row: Row) -> Article | Problem:
    text, label = row["sentence"], row["label"].strip()
    if not text.strip():
        return Problem(row.file, "a sentence", "an empty field", _REMEDY, row.number)
    if label and not label.isdecimal():
        return Problem(row.file, "a number as label", "something else", _REMEDY, row.number)
    labels = (Labelling("frac_frames", (label,)),) if label else ()
    return Article(id=str(row.number), text=text, lang="en", labels=labels, file=row.file, row=row.number)
