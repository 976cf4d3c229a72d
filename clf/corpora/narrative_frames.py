"""Read the Narrative Frames Corpus: English climate articles with five frames and the roles of their actors.

Frermann, Li, Khanehzar and Mikolajczak, "Conflicts, Villains, Resolutions" (ACL 2023); 428 articles of 2017 to 2019 by
four annotators. A row is an article. Frames are RE resolution, HI human interest, CO conflict, MO morality and EC
economic.

The layout: ``data/articles_metadata.tsv``; ``role_and_frame_annoations.tsv`` (so spelled) with one actor a row; and
``full_annotations.json``, whose article ids carry the title without its punctuation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clf.corpora.archive import Files, decode
from clf.corpora.tables import Row, table_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling, LabelSpan
from clf.text.dates import iso_date

__all__ = ["VIEWS", "fold_outlet", "read"]

VIEWS = {"articles": "articles with five narrative frames, and roles of the actors in them"}

FRAMES = ("RE", "HI", "CO", "MO", "EC")
_ARTICLES, _ROLES, _ANSWERS = "articles_metadata.tsv", "role_and_frame_annoations.tsv", "full_annotations.json"
_VALUES = {"True": True, "False": False, "False)": False}  # one cell of EC has a stray bracket
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles."""
    found = {name.rsplit("/", 1)[-1]: content for name, content in files.iter(_ARTICLES, _ROLES, _ANSWERS)}
    roles: dict[str, list[Row]] | None = None
    titles: dict[str, str] = {}
    try:
        if _ANSWERS in found:
            titles = _titles(found[_ANSWERS])
        if _ROLES in found:
            roles = {}
            for row in table_rows(_ROLES, found[_ROLES], ("ID", "entity", "role"), "\t"):
                if isinstance(row, Problem):
                    yield row
                else:
                    roles.setdefault(row["ID"], []).append(row)
    except DataError as error:
        yield error.problem
    articles = found[_ARTICLES] if _ARTICLES in found else files.read(_ARTICLES)
    for row in table_rows(_ARTICLES, articles, ("ID", "source", "date", "text"), "\t"):
        yield row if isinstance(row, Problem) else _article(row, roles, titles)


def _article(row: Row, roles: dict[str, list[Row]] | None, titles: dict[str, str]) -> Article | Problem:
    if not (row["ID"] and row["text"].strip()):
        return Problem(row.file, "ID and text", "an empty field", _REMEDY, row.number, row["ID"] or None)
    values = [row[frame].strip() for frame in FRAMES]
    labels: list[Labelling] = []
    if any(values):
        if any(value not in _VALUES for value in values):
            return Problem(row.file, "True or False for each frame", "something else", _REMEDY, row.number, row["ID"])
        labels.append(frames_of(row, "narrative_frames"))
    if roles is not None:
        labels.append(_roles(row["text"], roles.get(row["ID"], [])))
    return Article(
        id=row["ID"],
        text=row["text"],
        title=titles.get(row["ID"]),
        outlet=fold_outlet(row["source"]),
        date=iso_date(row["date"]),
        lang="en",
        labels=tuple(labels),
        file=row.file,
        row=row.number,
    )
