"""Read FrameNews-PT: Brazilian news articles with one of 14 generic frames from each of two annotators.

Daffara, Dattawad, Padó and Ceron, "Generalizability of Media Frames" (*SEM 2025); 300 articles in Portuguese. A row is
an article. The second annotator's labels are a scheme of their own, so that neither is taken for the other.

The layout: ``data/frames_recsys_test.csv`` with ``prompt_id``, ``text``, ``label``, ``label1`` and their codes.
"""

from __future__ import annotations

from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.tables import Row, table_rows
from clf.errors import Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles with one primary frame from each of two annotators"}

_FILE = "frames_recsys_test.csv"
_SCHEMES = {"framenews_pt_frames": "label", "framenews_pt_frames_2": "label1"}
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles."""
    for row in table_rows(_FILE, files.read(_FILE), ("prompt_id", "text")):
        yield row if isinstance(row, Problem) else _article(row)


def _article(row: Row) -> Article | Problem:
    if not (row["prompt_id"] and row["text"].strip()):
        return Problem(row.file, "prompt_id and text", "an empty field", _REMEDY, row.number, row["prompt_id"] or None)
    # one label per cell, never a list: a name of a frame contains commas
    labels = {scheme: row[column].strip() for scheme, column in _SCHEMES.items()}
    return Article(
        id=row["prompt_id"],
        text=row["text"],
        lang="pt",
        labels=tuple(Labelling(scheme, (name,)) for scheme, name in labels.items() if name),
        file=row.file,
        row=row.number,
    )
