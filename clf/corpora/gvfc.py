"""Read the Gun Violence Frame Corpus: headlines on gun violence in the United States with nine frames.

Liu, Guo, Mays, Betke and Wijaya (CoNLL 2019); Akyürek et al., "Multi-label and Multilingual News Framing Analysis"
(ACL 2020). 1,300 English, 326 German, 100 Turkish and 388 Arabic headlines. A row is a headline.

The layout: ``dataset/english.csv`` with two themes, ``dataset/{german,turkish,arabic,0…4}/dev.tsv`` with nine 0/1
columns and no header, and ``GVFC_extension_multimodal.csv`` with the addresses of the English articles. Labels are the
frames' numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from clf.corpora.archive import Files, decode
from clf.corpora.tables import Row, table_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {
    "all": "the headlines of all four languages",
    "english": "English headlines with one or two themes",
    "german": "German headlines",
    "turkish": "Turkish headlines",
    "arabic": "Arabic headlines",
    "folds": "English headlines of the five published folds; the fold stands in the id",
}

_LANGUAGES = {"english": "en", "german": "de", "turkish": "tr", "arabic": "ar"}
_ENGLISH, _ADDRESSES = "dataset/english.csv", "GVFC_extension_multimodal.csv"
_TABLE = re.compile(r"(?:^|/)dataset/(?P<part>[^/]+)/dev\.tsv$")
_FRAMES = tuple(str(number) for number in range(1, 10))
_NONE = "99"
_FLAGS = {"0": False, "0.0": False, "1": True, "1.0": True}
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the headlines of one view; an id that occurs twice carries its row number the second time."""
    seen: Counter[str] = Counter()
    for row in _rows(files, view):
        if isinstance(row, Article):
            seen[row.id] += 1
            row = replace(row, id=f"{row.id}-row{row.row}") if seen[row.id] > 1 else row
        yield row


def _rows(files: Files, view: str) -> Iterator[Article | Problem]:
    parts = {"all": ("german", "turkish", "arabic"), "english": (), "folds": tuple("01234")}.get(view, (view,))
    found = dict(files.iter(*_patterns(view, parts)))
    if not any(not name.endswith(_ADDRESSES) for name in found):
        files.read(_ENGLISH if view in ("all", "english") else f"dataset/{parts[0]}/dev.tsv")
    for name in sorted(found, key=_order):
        try:
            if name.endswith(_ENGLISH):
                yield from _english(name, found[name], _addresses(found))
            elif match := _TABLE.search(name):
                yield from _table(name, found[name], match["part"])
        except DataError as error:
            yield error.problem


def _patterns(view: str, parts: tuple[str, ...]) -> Iterator[str]:
    yield from (f"dataset/{part}/dev.tsv" for part in parts)
    if view in ("all", "english"):
        yield from (_ENGLISH, _ADDRESSES)


def _order(name: str) -> tuple[int, str]:
    match = _TABLE.search(name)
    part = match["part"] if match else "english"
    return list(_LANGUAGES).index(part) if part in _LANGUAGES else len(_LANGUAGES), name


def _addresses(found: dict[str, bytes]) -> dict[int, tuple[str, str]]:
    """Return row → headline and address of the article; empty where the extension is not there."""
    for name, content in found.items():
        if name.endswith(_ADDRESSES):
            rows = table_rows(name, content, ("article_url", "headline"))
            return {row.number: (row["headline"], row["article_url"]) for row in rows if isinstance(row, Row)}
    return {}


def _english(name: str, content: bytes, addresses: dict[int, tuple[str, str]]) -> Iterator[Article | Problem]:
    for row in table_rows(name, content, ("ID", "news_title", "Q3 Theme1", "Q3 Theme2")):
        if isinstance(row, Problem):
            yield row
            continue
        themes = [theme for theme in (row["Q3 Theme1"], row["Q3 Theme2"]) if theme not in ("", _NONE)]
        if not row["news_title"].strip() or not set(themes) <= set(_FRAMES):
            yield Problem(name, "a headline and themes 1 to 9 or 99", "something else", _REMEDY, row.number, row["ID"])
            continue
        headline, address = addresses.get(row.number, ("", ""))
        yield Article(
            id=f"en-{row['ID']}",
            text=row["news_title"],
            lang="en",
            url=address if address and headline == row["news_title"] else None,
            labels=(Labelling("gvfc_frames", tuple(dict.fromkeys(themes))),),
            file=name,
            row=row.number,
        )


def _table(name: str, content: bytes, part: str) -> Iterator[Article | Problem]:
    lang = _LANGUAGES.get(part, "en")
    prefix = lang if part in _LANGUAGES else f"fold{part}"
    rows = csv.reader(io.StringIO(decode(content, name), newline=""), delimiter="\t")
    try:
        for number, fields in enumerate(rows, 1):
            yield _headline(fields, lang, prefix, (name, number))
    except csv.Error:
        yield Problem(name, "tab-separated values", f"a row that is not, after line {rows.line_num}", _REMEDY)


def _headline(fields: list[str], lang: str, prefix: str, place: tuple[str, int]) -> Article | Problem:
    name, number = place
    if len(fields) != 3 + len(_FRAMES) or not fields[1].strip() or not set(fields[3:]) <= _FLAGS.keys():
        expected = "twelve fields: id, headline, a letter and nine times 0 or 1"
        return Problem(name, expected, f"{len(fields)} fields, or others", _REMEDY, number)
    names = tuple(frame for frame, flag in zip(_FRAMES, fields[3:], strict=True) if _FLAGS[flag])
    labels = (Labelling("gvfc_frames", names),)
    return Article(f"{prefix}-{fields[0]}", fields[1], lang=lang, labels=labels, file=name, row=number)
