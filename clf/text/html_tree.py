"""HTML as a plain tree: enough to find an element by its class, to read its paragraphs, and to leave out the tags.

For exports and cells, whose HTML is the article; whole pages need an extractor (`clf.text.html`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "is_markup", "parse_tree", "without_markup"]

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_BLOCKS = frozenset(
    [
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(["script", "style", "head", "template", "noscript"])
_LAID_OUT = re.compile(rf"</?(?:br|{'|'.join(sorted(_BLOCKS | _UNSEEN))})\b", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n(?![^<>]*>)")  # none inside a tag
_MAX_DEPTH = 500  # deeper elements become siblings: nothing that a person exports is nested so deep
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(
    r"</(?:p|div|li|h[1-6]|blockquote|section|article|td|span|a|b|i|em|strong)\s*>|<br\s*/?>", re.IGNORECASE
)


@dataclass(slots=True)
class Element:
    """An element: its tag, id, title and classes, and what it holds in order."""

    tag: str
    id: str = ""
    title: str = ""
    classes: tuple[str, ...] = ()
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it in the order of the document."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def all(self, *classes: str) -> Iterator[Element]:
        """Yield the elements below (or this one) that have one of `classes`, compared without case."""
        wanted = {name.casefold() for name in classes}
        return (element for element in self.walk() if any(name.casefold() in wanted for name in element.classes))

    def first(self, *classes: str) -> Element | None:
        """Return the first element of the first of `classes` that there is."""
        return next((element for name in classes for element in self.all(name)), None)

    def paragraphs(self) -> list[str]:
        """Return the text of this element, cut where a block begins or ends and where a line is broken."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, str):
                pieces.append(piece)
            elif piece.tag not in _UNSEEN:
                edge = ["\0"] if piece.tag in _BLOCKS or piece.tag == "br" else []
                waiting.extend([*edge, *reversed(piece.children), *edge])
        blanked = (_BLANKS.sub(" ", paragraph).strip() for paragraph in "".join(pieces).split("\0"))
        return [paragraph for paragraph in blanked if paragraph]

    def line(self) -> str:
        """Return the text of this element in one line."""
        return " ".join(self.paragraphs())


def parse_tree(html: str) -> Element:
    """Return the tree of a page; unclosed and stray tags are put up with, as browsers do."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def is_markup(text: str) -> bool:
    """Return whether a text has tags of HTML in it.

    >>> is_markup("<p>The bridge is closed.</p>"), is_markup("3 < 4, 5 > 4 <3")
    (True, False)
    """
    return "<" in text and _TAG.search(text) is not None


def without_markup(text: str) -> str:
    """Return what a reader sees of HTML, a paragraph or list item per line.

    Where no tag lays the text out, as in the posts that WordPress stores, its own lines are those of the reader.

    >>> without_markup("<p>Tea &amp; <b>milk</b><br>No sugar.</p><script>x()</script>")
    'Tea & milk\\nNo sugar.'
    >>> without_markup("Tea & <b>milk</b>.\\n\\nNo sugar.")
    'Tea & milk.\\n\\nNo sugar.'
    """
    if not _LAID_OUT.search(text):
        return "\n".join(parse_tree(line).line() for line in _LINE_END.split(text))
    return "\n".join(parse_tree(text).paragraphs())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS and self._open[-1].tag == "p":
            self._open.pop()  # a paragraph ends where the next block begins
        names = tuple((given.get("class") or "").split())
        element = Element(tag, given.get("id") or "", given.get("title") or "", names)
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) < _MAX_DEPTH:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data.replace("\0", ""))
