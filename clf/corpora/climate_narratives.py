"""Read the climate narratives: English articles of US outlets with one narrative each.

Otmakhova and Frermann, "Narrative Media Framing in Political Discourse" (Findings of ACL 2025); 100 articles. A row is
an article, its text tokenised. All of them are articles of `narrative_frames` under the same ids: never count both.

The layout: ``Final_datasets/annotated_USA_100.tsv``. The 100 Australian articles beside it have labels and no text and
are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.narrative_frames import fold_outlet
from clf.corpora.tables import Row, table_rows
from clf.errors import Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles of US outlets with one narrative each"}

_FILE = "annotated_USA_100.tsv"
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles."""
    for row in table_rows(_FILE, files.read(_FILE), ("ID", "NARRATIVE", "ARTICLE"), "\t"):
        yield row if isinstance(row, Problem) else _article(row)


def _article(row: Row) -> Article | Problem:
    if not (row["ID"] and row["ARTICLE"].strip()):
        return Problem(row.file, "ID and ARTICLE", "an empty field", _REMEDY, row.number, row["ID"] or None)
    narrative = row["NARRATIVE"].strip()
    return Article(
        id=row["ID"],
        text=row["ARTICLE"],
        outlet=fold_outlet(row["outlet"]),
        lang="en",
        labels=(Labelling("climate_narratives", (narrative,)),) if narrative else (),
        file=row.file,
        row=row.number,
    )
