"""What of a display is text, which tags and attributes it has, and whether they close."""

from __future__ import annotations

from html.parser import HTMLParser

TAGS = {"style", "div", "p", "b", "i", "u", "br", "ul", "li", "table", "tr", "th", "td", "mark", "del"}
ATTRIBUTES = {"style", "title", "class"}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes, self.open = "", set[str](), set[str](), list[str]()
        self.struck, self.marked = "", list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("br", "img"):
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if "del" in self.open:
            self.struck += data
        if "mark" in self.open:
            self.marked[-1] += data
