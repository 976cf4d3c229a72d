"""Read the "Rossiya Segodnya" news dataset: articles of RIA Novosti, all in lower case.

Gavrilov, Kalaidin and Malykh, ECIR 2019, "Self-Attentive Model for Headline Generation". 1,003,869 articles of 2010 to
2014, the first 20 of which are in the repository. A row is an article.

The layout: JSON lines with text and title (``ria_20.json``, ``ria_1k.json``, ``ria.json``). The file's text is HTML;
`Article.text` is what is left without tags, entities resolved, so offsets do not count the characters of the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import orjson

from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Article

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles of RIA Novosti, without the tags of the file"}

_NAMES = ("ria.json", "*ria_1k.json", "*ria_20.json")
"""The larger file begins with the rows of the smaller: the first that is there is read, and no other."""
_ID = re.compile(r"ria(?:_1k|_20)?(?=\.json)")
_HIDDEN = frozenset({"script", "style"})
_REMEDY = "This row was left out; compare the file with the authors' own copy."
_POINTER = b"version https://git-lfs"


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles of the largest file that is there."""
    for pattern in _NAMES:
        # a packed file is unpacked where it is pointed to, not where it lies in a folder
        for name, content in files.iter(pattern, *([f"{pattern}.*"] if files.path.is_file() else ())):
            if not content.startswith(_POINTER):
                yield from _articles(name, content)
                return
            yield Problem(name, "JSON lines", "a Git LFS pointer", "Fetch the file itself with `git lfs pull`.")
    files.read(_NAMES[-1])


def _articles(name: str, content: bytes) -> Iterator[Article | Problem]:
    for number, line in enumerate(io.BytesIO(content), 1):
        if not line.isspace():
            yield _article(name, number, line)


def _article(name: str, number: int, line: bytes) -> Article | Problem:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Problem(name, "a JSON object", "something else", _REMEDY, number)
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("title"), str):
        return Problem(name, "a text and a title", "none", _REMEDY, number)
    text = _without_tags(row["text"])
    if not text:
        return Problem(name, "a text", "nothing but tags", _REMEDY, number)
    return Article(
        id=f"{match[0] if (match := _ID.search(name)) else 'ria'}-{number}",
        text=text,
        title=unescape(row["title"]).strip() or None,
        outlet="РИА Новости",
        lang="ru",
        file=name,
        row=number,
    )


class _Text(HTMLParser):
    """What a reader of the page sees: text between tags, a line break for ``<br>``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in _HIDDEN
        if tag == "br":
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def _without_tags(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces).strip()
