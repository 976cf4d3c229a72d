"""What of an article is scored: its title and its news, without header and boilerplate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clf.schema import Article, Span
from clf.text.header import Header, read_header
from clf.text.offsets import OffsetMap, without

if TYPE_CHECKING:
    from clf.boilerplate.flagger import Flagger

__all__ = ["News", "news_of", "news_without"]


@dataclass(frozen=True, slots=True)
class News:
    """The scored part of an article.

    Parameters
    ----------
    text : str
        Title, a blank line and the body.
    body : str
        The article's text without header and boilerplate; `offsets` maps it back to the text as given.
    with_boilerplate : str
        As `text`, with the boilerplate left in.
    """

    text: str
    body: str
    offsets: OffsetMap
    with_boilerplate: str
    header: Header
    boilerplate: tuple[Span, ...]


def news_of(article: Article, flagger: Flagger | None) -> News:
    """Return the scored part of `article`; without a flagger only the header is cut."""
    header = read_header(article.text)
    spans = flagger.flag(article.text, article.lang or header.lang, header.end) if flagger else []
    return news_without(article.text, article.title or header.title, header, spans)


def news_without(text: str, title: str | None, header: Header, spans: Sequence[Span]) -> News:
    """Return the scored part of a text of which header and boilerplate are known."""
    body, offsets = without(text, [(0, header.end), *((span.start, span.end) for span in spans)])
    return News(
        text=_titled(title, body),
        body=body,
        offsets=offsets,
        with_boilerplate=_titled(title, text[header.end :]),
        header=header,
        boilerplate=tuple(spans),
    )


def _titled(title: str | None, body: str) -> str:
    # Many corpora repeat the title as the first line of the text; it must not count twice.
    if not title or body.lstrip().startswith(title.strip()):
        return body
    return f"{title.strip()}\n\n{body}"
