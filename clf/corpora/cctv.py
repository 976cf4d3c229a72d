"""Read cctv_news: the written form of Xinwen Lianbo, the evening news programme of China Central Television.

Repository yuekcc/cctv_news. 90 of 1,691 programmes of 2022 to 2026. A row is a programme, or one of its items.

The layout: ``news/YYYYMMDD.md``; under ``## 新闻摘要`` what the programme will bring and a link to its page, under
``## 详细新闻`` the items, each from a heading ``### `` to a link to its own page (``[查看原文](…)``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from clf.corpora.archive import Files, decode
from clf.errors import DataError, Problem
from clf.schema import Article
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {
    "programmes": "whole programmes, one per evening",
    "items": "the items of the programmes, each with its heading as title",
}

_DAY = "[0-9]" * 8
_TITLE = re.compile(r"^# *([^\r\n]*)", re.MULTILINE)
_HEADING = re.compile(r"^### *([^\r\n]*)", re.MULTILINE)
_LINK = re.compile(r"^\[查看原文\]\((?P<url>[^)\s]*)\)", re.MULTILINE)


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield programmes or items. An item has the programme as `document` and its number in it as row."""
    seen = False
    for name, content in files.iter(f"{_DAY}.md"):
        seen = True
        try:
            text = decode(content, name)
        except DataError as error:
            yield error.problem
            continue
        yield from _items(name, text) if view == "items" else (_programme(name, text),)
    if not seen:
        files.read(f"{_DAY}.md")


def _programme(name: str, text: str) -> Article:
    day = PurePosixPath(name).stem
    title, link = _TITLE.search(text), _LINK.search(text)
    return Article(
        id=day,
        text=text,
        title=(title[1].strip() or None) if title else None,
        outlet="CCTV",
        date=iso_date(day),
        lang="zh",
        url=(link["url"] or None) if link else None,
        file=name,
    )


def _items(name: str, text: str) -> Iterator[Article | Problem]:
    headings = list(_HEADING.finditer(text))
    if not headings:
        yield _missing(name, "items under headings ###", None)
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    programme = _programme(name, text)
    for number, (heading, end) in enumerate(zip(headings, ends, strict=False), 1):
        # what follows the link is not the item's: after the last item it is the time of the copy
        link = _LINK.search(text, heading.end(), end)
        body = text[heading.end() : link.start() if link else end].strip()
        if not body:
            yield _missing(name, "a text below the heading", number)
            continue
        yield replace(
            programme,
            id=f"{programme.id}-{number}",
            text=body,
            document=programme.id,
            title=heading[1].strip() or None,
            url=(link["url"] or None) if link else None,
            row=number,
        )


def _missing(name: str, expected: str, row: int | None) -> Problem:
    remedy = "It is left out here; the view programmes has it whole."
    return Problem(name, expected, "none", remedy, row, PurePosixPath(name).stem)
