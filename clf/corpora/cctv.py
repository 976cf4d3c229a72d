"""Read cctv_news: the written form of Xinwen Lianbo, the evening news programme of China Central Television.

Repository yuekcc/cctv_news. 90 of 1,691 programmes of 2022 to 2026. A row is a programme, or one of its items.

The layout: ``news/YYYYMMDD.md``; under ``## 新闻摘要`` what the programme will bring, under ``## 详细新闻`` the items,
each with a heading ``### ``, at the end a link to the page (``[查看原文](…)``) and the time of the copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_FOOTER = re.compile(r"^\[查看原文\]\((?P<url>[^)\s]*)\)", re.MULTILINE)


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield programmes or items. Items share the programme's date and page; `document` is the programme."""
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
    title, footer = _TITLE.search(text), _FOOTER.search(text)
    return Article(
        id=day,
        text=text,
        title=(title[1].strip() or None) if title else None,
        outlet="CCTV",
        date=iso_date(day),
        lang="zh",
        url=(footer["url"] or None) if footer else None,
        file=name,
        row=1,
    )


def _items(name: str, text: str) -> Iterator[Article | Problem]:
    programme = _programme(name, text)
    headings = list(_HEADING.finditer(text))
    remedy = "It is left out here; the view programmes has it whole."
    if not headings:
        yield Problem(name, "items under headings ###", "none", remedy, id=programme.id)
    footer = _FOOTER.search(text)
    ends = [*(heading.start() for heading in headings[1:]), footer.start() if footer else len(text)]
    for number, (heading, end) in enumerate(zip(headings, ends, strict=False), 1):
        body = text[heading.end() : end].strip()
        if body:
            yield Article(
                id=f"{programme.id}-{number}",
                text=body,
                document=programme.id,
                title=heading[1].strip() or None,
                outlet=programme.outlet,
                date=programme.date,
                lang=programme.lang,
                url=programme.url,
                file=name,
                row=number,
            )
        else:
            yield Problem(name, "a text below the heading", "none", remedy, number, programme.id)
