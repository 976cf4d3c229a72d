"""Read PPN (Propagandist Pseudo-News): articles and raw pages of sites run from Russia, in nine languages.

Faye et al., "Exposing propaganda: an analysis of stylistic cues comparing human annotations and machine
classification", UnImplicit 2024 (aclanthology.org/2024.unimplicit-1.6). 18,729 documents of five sites; the open
archive has 5,013 of four, 4,987 of them with a text, and 84 raw pages. A row is an article
(``ppn_data/2023/09/13/rrn.media/<page>.html.json``, made by news-please) or the page beside it (``<page>.html``).
The two views share their ids. The pages hold live scripts: they are text here and must stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files, decode
from clf.corpora.records import Record, one_record, string
from clf.errors import DataError, Problem
from clf.schema import Article
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {
    "articles": "articles as news-please extracted them; records without a text are left out",
    "pages": "raw HTML pages as text (hostile input: never render, never run)",
}

_FOLDER = "20[0-9][0-9]/[0-9]*/[0-9]*/*/"  # year/month/day/site
_CODES = {"ua": "uk"}
# Their language field says "en" in every record of these French sites.
_FRENCH_SITES = {"notrepays.today", "lavirgule.news"}
_QUERY_LANGUAGE = re.compile(r"lang=([a-z]{2})?_")
_PATH_LANGUAGE = re.compile(r"(ar|de|es|fr|it|ru|ua|zh)_")


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the articles that have a text, or the raw pages."""
    found = False
    pattern = _FOLDER + ("*.html" if view == "pages" else "*.html.json")
    for name, content in files.iter(pattern):
        found = True
        if view == "pages":
            yield _page(name, content)
        else:
            yield from _article(name, content)
    if not found:
        files.read(pattern)


def _article(name: str, content: bytes) -> Iterator[Article | Problem]:
    record = one_record(content, name)
    if isinstance(record, Problem):
        yield record
    elif string(record, "maintext"):
        site, page = _site_and_page(name)
        yield Article(
            id=f"{site}/{page}",
            text=record["maintext"],
            title=string(record, "title"),
            outlet=site,
            date=iso_date(string(record, "date_publish") or ""),
            lang=_language(site, page) or _declared(record),
            url=string(record, "url"),
            file=name,
        )


def _page(name: str, content: bytes) -> Article | Problem:
    site, page = _site_and_page(name)
    try:
        text = decode(content, name)
    except DataError as error:
        return error.problem
    return Article(id=f"{site}/{page}", text=text, outlet=site, lang=_language(site, page), file=name)


def _site_and_page(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    return path.parent.name, path.name.removesuffix(".json").removesuffix(".html")


def _language(site: str, page: str) -> str | None:
    """Return the language that site and file name tell; None for a site that is not known."""
    if site in _FRENCH_SITES:
        return "fr"
    if site == "tribunalukraine.info":
        query = _QUERY_LANGUAGE.search(page)
        return (query[1] or "de") if query else None  # without a code the site answers in German
    if site in {"rrn.media", "waronfakes.com"}:
        path = _PATH_LANGUAGE.match(page)
        return _CODES.get(path[1], path[1]) if path else "en"
    return None


def _declared(record: Record) -> str | None:
    declared = string(record, "language")
    return None if declared is None else _CODES.get(declared, declared)
