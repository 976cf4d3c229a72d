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

_FRAMES = ("RE", "HI", "CO", "MO", "EC")
_ARTICLES, _ROLES, _ANSWERS = "articles_metadata.tsv", "role_and_frame_annoations.tsv", "full_annotations.json"
_VALUES = {"True": True, "False": False, "False)": False}  # one cell of EC has a stray bracket
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles."""
    found = {name.rsplit("/", 1)[-1]: content for name, content in files.iter(_ARTICLES, _ROLES, _ANSWERS)}
    roles: dict[str, list[Row]] | None = None
    titles: dict[str, str] = {}
    if _ROLES in found:
        roles = {}
        for row in _rows_or_problem(found[_ROLES]):
            if isinstance(row, Problem):
                yield row
            else:
                roles.setdefault(row["ID"], []).append(row)
    if _ANSWERS in found:
        try:
            titles = _titles(found[_ANSWERS])
        except DataError as error:
            yield error.problem
    articles = found[_ARTICLES] if _ARTICLES in found else files.read(_ARTICLES)
    for row in table_rows(_ARTICLES, articles, ("ID", "source", "date", "text"), "\t"):
        yield row if isinstance(row, Problem) else _article(row, roles, titles)


def fold_outlet(source: str) -> str | None:
    """Return the one spelling of an outlet that the corpus writes in two: ``The Guardian``, ``theguardian``."""
    return "".join(source.split()).casefold() or None


def _rows_or_problem(content: bytes) -> Iterator[Row | Problem]:
    try:
        yield from table_rows(_ROLES, content, ("ID", "entity", "role"), "\t")
    except DataError as error:
        yield error.problem


def _article(row: Row, roles: dict[str, list[Row]] | None, titles: dict[str, str]) -> Article | Problem:
    if not (row["ID"] and row["text"].strip()):
        return Problem(row.file, "ID and text", "an empty field", _REMEDY, row.number, row["ID"] or None)
    values = {frame: row[frame].strip() for frame in _FRAMES}
    labels: list[Labelling] = []
    if any(values.values()):  # one article has no frame cells at all
        if not _VALUES.keys() >= set(values.values()):
            return Problem(row.file, "True or False for each frame", "something else", _REMEDY, row.number, row["ID"])
        labels.append(Labelling("narrative_frames", tuple(f for f, value in values.items() if _VALUES[value])))
    if roles is not None:
        labels.append(_roles(row["text"], roles.get(row["ID"], [])))
    return Article(
        id=row["ID"],
        text=row["text"],
        title=_title(row["text"], titles.get(row["ID"], "")),
        outlet=fold_outlet(row["source"]),
        date=iso_date(row["date"]),
        lang="en",
        labels=tuple(labels),
        file=row.file,
        row=row.number,
    )


def _roles(text: str, rows: list[Row]) -> Labelling:
    """Return the roles of an article; a span only where the actor's wording stands in the text exactly once."""
    spans: dict[LabelSpan, None] = {}
    for row in rows:
        places = list(re.finditer(rf"(?<!\w){re.escape(row['entity'])}(?!\w)", text)) if row["entity"] else []
        if len(places) == 1:
            spans[LabelSpan(row["role"], *places[0].span())] = None
    names = dict.fromkeys(row["role"] for row in rows if row["role"])
    return Labelling("narrative_roles", tuple(names), tuple(spans))


def _titles(content: bytes) -> dict[str, str]:
    """Return article id → title without punctuation, from ``outlet--date--title``."""
    try:
        answers = json.loads(decode(content, _ANSWERS))
        return {key: str(answer["_ID"]).split("--", 2)[-1].removesuffix(".txt") for key, answer in answers.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError(
            Problem(_ANSWERS, "a JSON object of articles with an _ID each", "something else", "Titles were left out.")
        ) from error


def _title(text: str, plain: str) -> str | None:
    """Return the beginning of `text` that reads as `plain` does when only letters and digits count."""
    wanted = [char for char in plain.casefold() if char.isalnum()]
    end = found = 0
    while found < len(wanted):
        while end < len(text) and not text[end].isalnum():
            end += 1
        if end == len(text) or text[end].casefold() != wanted[found]:
            return None
        end, found = end + 1, found + 1
    closing = re.compile(r"[^\w\s]*").match(text, end)
    return text[: closing.end() if closing else end] or None
