"""Read the "Rossiya Segodnya" news dataset: articles of RIA Novosti, all in lower case.

Gavrilov, Kalaidin and Malykh, ECIR 2019, "Self-Attentive Model for Headline Generation". 1,003,869 articles of 2010 to
2014, the first 20 of which are in the repository. A row is an article.

The layout: JSON lines with text and title (``ria_20.json``, ``ria_1k.json``, ``ria.json``). The file's text is HTML;
`Article.text` is what is left without tags, entities resolved, so offsets do not count the characters of the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import PurePosixPath

import orjson

from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Article

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles of RIA Novosti, without the tags of the file"}

_NAMES = ("*ria_20.json", "*ria_1k.json", "ria.json")
_PACKED = ("*ria_20.json.*", "*ria_1k.json.*", "ria.json.*")
_HIDDEN = frozenset({"script", "style"})
_REMEDY = "This row was left out; compare the file with the authors' own copy."
_POINTER = b"version https://git-lfs"


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles; an article that a smaller file holds too is yielded once."""
    seen = False
    lines: set[int] = set()
    for name, content in files.iter(*_NAMES, *(_PACKED if files.path.is_file() else ())):
        seen = True
        if content.startswith(_POINTER):
            remedy = "Fetch the file itself with `git lfs pull`."
            yield Problem(name, "JSON lines", "a Git LFS pointer", remedy)
            continue
        for number, line in enumerate(io.BytesIO(content), 1):
            if line.isspace() or (key := hash(line.strip())) in lines:
                continue
            lines.add(key)
            yield _article(name, number, line)
    if not seen:
        files.read(_NAMES[0])


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
        id=f"{PurePosixPath(name).name.partition('.')[0]}-{number}",
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
