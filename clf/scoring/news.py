"""What of an article is scored: its title and its news, without header and boilerplate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clf.schema import Article, Span
from clf.text.header import Header, read_header
from clf.text.offsets import OffsetMap, without

if TYPE_CHECKING:
    from clf.boilerplate.flagger import Flagger

__all__ = ["News", "news_of"]


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
    spans = tuple(flagger.flag(article.text, article.lang or header.lang, header.end)) if flagger else ()
    body, offsets = without(article.text, [(0, header.end), *((span.start, span.end) for span in spans)])
    title = article.title or header.title
    return News(
        text=_titled(title, body),
        body=body,
        offsets=offsets,
        with_boilerplate=_titled(title, article.text[header.end :]),
        header=header,
        boilerplate=spans,
    )


def _titled(title: str | None, body: str) -> str:
    # Many corpora repeat the title as the first line of the text; it must not count twice.
    if not title or body.lstrip().startswith(title.strip()):
        return body
    return f"{title.strip()}\n\n{body}"
