"""Read ru_zen_prop: Russian posts of Yandex Zen and VKontakte with spans of manipulative techniques.

Repository aschern/ru_zen_prop. 100 training articles, 1,582 spans of 36 techniques. A row is an article. Its first
line is a reference, ``title // Яндекс. Дзен. blog; URL: address (DD.MM.YYYY)``, of which any part may be missing;
title, blog (as outlet), address and date are taken from it where they are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clf.corpora.archive import Files
from clf.corpora.lines import line_offsets
from clf.corpora.span_layout import SpanLayout
from clf.errors import Problem
from clf.schema import Article
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "posts with the spans of 36 manipulative techniques"}

_LAYOUT = SpanLayout(
    scheme="ru_zen_techniques",
    lang="ru",
    labels=r"(?P<part>[^/]+?)-task2-TC\.labels",
    patterns=("*-task2-TC.labels",),
)
_BLOG = re.compile(r"Дзен\w*\.\s*(?P<blog>[^;]*)")
_URL = re.compile(r"https?://[^\s()]+")
_DATE = re.compile(r"\((\d{1,2}\.\d{1,2}\.\d{4})\)")


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the posts of all parts that are there; unlabelled parts have no `Labelling`."""
    for row in _LAYOUT.read(files):
        yield _with_reference(row) if isinstance(row, Article) else row


def _with_reference(article: Article) -> Article:
    start, end = line_offsets(article.text)[0]
    title, _, reference = article.text[start:end].partition(" // ")
    blog, url, date = _BLOG.search(reference), _URL.search(reference), _DATE.search(reference)
    return replace(
        article,
        title=title.strip() or None,
        outlet=blog["blog"].strip() or None if blog else None,
        url=url[0] if url else None,
        date=iso_date(date[1], dayfirst=True) if date else None,
    )
