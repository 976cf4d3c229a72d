"""The part of an article that is scored: its title and its news, without header and boilerplate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from clf.boilerplate.seen import Given
from clf.schema import Article, Span
from clf.text.as_read import as_read, seen
from clf.text.header import Header, read_header
from clf.text.offsets import OffsetMap, without

if TYPE_CHECKING:
    from clf.boilerplate.flagger import Flagger

__all__ = ["News", "news_of", "news_of_all", "news_without"]


class News(NamedTuple):
    """The scored part of an article.

    Parameters
    ----------
    text : str
        Title, a blank line and the body.
    body : str
        The article's text without header and boilerplate; `offsets` maps it back to the text as given.
    with_boilerplate : str
        As `text`, with the boilerplate left in.
    reads_like_boilerplate : bool
        The passage classifier flagged all of the text, and no index confirms it. The text is scored as it stands,
        because a headline alone is easily mistaken for boilerplate.
    """

    text: str
    body: str
    offsets: OffsetMap
    with_boilerplate: str
    header: Header
    boilerplate: tuple[Span, ...]
    reads_like_boilerplate: bool = False


def news_of(article: Article, flagger: Flagger | None) -> News:
    """Return the scored part of `article`; without a flagger only the header is cut."""
    return news_of_all([article], flagger)[0]


def news_of_all(articles: Sequence[Article], flagger: Flagger | None) -> list[News]:
    """Return the scored part of each of several articles; one call is much faster than one for each."""
    headers = [read_header(article.text) for article in articles]
    given = [Given(a.text, a.lang or h.lang, h.end, a.extracted) for a, h in zip(articles, headers, strict=True)]
    flags = flagger.flag_all(given) if flagger else [list[Span]() for _ in articles]
    found = []
    for article, header, one, spans in zip(articles, headers, given, flags, strict=True):
        title = article.title or header.title
        news = news_without(article.text, title, header, spans)
        if flagger and spans and not any(map(str.isalnum, news.body)) and not flagger.repeats(one):
            news = news_without(article.text, title, header, ())._replace(reads_like_boilerplate=True)
        found.append(news)
    return found


def news_without(text: str, title: str | None, header: Header, spans: Sequence[Span]) -> News:
    """Return the scored part of a text of which header and boilerplate are known."""
    read, unseen = as_read(text)
    unseen.append((0, header.end))
    body, offsets = without(read, [*unseen, *((span.start, span.end) for span in spans)])
    return News(
        text=_titled(title, body),
        body=body,
        offsets=offsets,
        with_boilerplate=_titled(title, without(read, unseen)[0]),
        header=header,
        boilerplate=tuple(spans),
    )


def _titled(title: str | None, body: str) -> str:
    title = seen(title or "").strip()
    # Many corpora repeat the title as the first line of the text; it must not count twice. "War" is not in "Warsaw".
    begun, end = body.lstrip(), len(title)
    is_there = begun.startswith(title) and not (title[-1:].isalnum() and begun[end : end + 1].isalnum())
    return body if not title or is_there else f"{title}\n\n{body}"
