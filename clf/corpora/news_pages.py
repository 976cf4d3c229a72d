"""Read news_pages: news pages with their checked body, and the same pages as html.

Collected for clf from three published test sets of article extraction (fundus, fundus-evaluation,
article-extraction-benchmark). The open part has 381 pages of 225 sites. A row is a page: its checked body, or its
html, which is hostile input and never rendered. The html was compacted: no scripts, styles or comments.

The layout: ``html/*.html`` and ``bodies.json``, which maps each of these names to page, site, url, lang, source,
publisher, title and body (a list of paragraphs).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from clf.corpora.archive import Files, decode
from clf.errors import DataError, Problem
from clf.schema import Article

__all__ = ["VIEWS", "read"]

VIEWS = {
    "bodies": "the checked body of each page, its paragraphs parted by blank lines",
    "pages": "the html of each page",
}

_FIELDS = {"page": str, "site": str, "url": str, "lang": str, "title": str, "body": list}
_REMEDY = "This page was left out; compare the file's checksum with the card."


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the pages of `view`; the id is the page, as in `clf.corpora.page_blocks`."""
    bodies = _bodies(files)
    readable: dict[str, dict[str, Any]] = {}
    for number, (name, entry) in enumerate(bodies.items(), 1):
        wrong = _wrong_fields(entry)
        if wrong:
            found = f"missing or of another type: {', '.join(wrong)}"
            yield Problem("bodies.json", "the fields of a page", found, _REMEDY, number)
        elif view == "bodies":
            yield _page(entry, "\n\n".join(entry["body"]), "bodies.json", number)
        else:
            readable[name] = entry
    if view == "pages":
        yield from _html(files, readable)


def _bodies(files: Files) -> dict[str, Any]:
    try:
        bodies = orjson.loads(files.read("bodies.json"))
    except orjson.JSONDecodeError:
        bodies = None
    if not isinstance(bodies, dict):
        raise DataError(Problem("bodies.json", "a JSON object with a page per key", "something else", _REMEDY))
    return bodies


def _wrong_fields(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return list(_FIELDS)
    wrong = [key for key, kind in _FIELDS.items() if not isinstance(entry.get(key), kind)]
    if not wrong and not all(isinstance(paragraph, str) for paragraph in entry["body"]):
        wrong.append("body")
    return wrong


def _html(files: Files, pages: dict[str, dict[str, Any]]) -> Iterator[Article | Problem]:
    missing = set(pages)
    for name, content in files.iter("html/*.html"):
        key = "/".join(name.split("/")[-2:])
        if key not in pages:
            continue
        missing.discard(key)
        try:
            yield _page(pages[key], decode(content, name), name, None)
        except DataError as error:
            yield error.problem
    for key in sorted(missing):
        yield Problem(key, "the html of a page of bodies.json", "no such file", _REMEDY)


def _page(entry: dict[str, Any], text: str, file: str, row: int | None) -> Article:
    return Article(
        id=entry["page"],
        text=text,
        title=entry["title"],
        outlet=entry["site"],
        lang=entry["lang"],
        url=entry["url"],
        file=file,
        row=row,
    )
