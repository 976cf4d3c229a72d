"""The articles of one language's outlets: news without boilerplate, names masked, each text once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.corpora.page_blocks import source_of
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.evaluation.groups import site_of
from clf.framing.groups import text_hash
from clf.schema import Article
from clf.scoring.news import news_of
from clf.statemedia.outlets import Outlet, outlets_in, without_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.boilerplate.flagger import Flagger

    Rows = NDArray[np.int64]

__all__ = ["MIN_CHARACTERS", "MOST_OF_AN_OUTLET", "Articles", "corpora_of", "read_articles"]

MIN_CHARACTERS = 300
"""Shorter news is weak evidence when it is scored, and nothing to learn from."""
MOST_OF_AN_OUTLET = 200
"""Articles of an outlet that are taken from a corpus: more would let a few large outlets have their way."""
_BY_HOST = {"article_bias_prediction"}
_BLOCKS = "page_blocks"


@dataclass(slots=True)
class Articles:
    """n articles of outlets of known side.

    Attributes
    ----------
    texts : list of n str
        Title and news, without boilerplate and names.
    outlets, operators : arrays of n str
    months : array of n str
        ``2021-03``; empty where the corpus does not say.
    collections : array of n str
        What was collected together and in one way: a corpus, or the published set a corpus has it from.
    is_state : array of n int, 0 or 1
    """

    texts: list[str]
    outlets: NDArray[Any]
    operators: NDArray[Any]
    months: NDArray[Any]
    collections: NDArray[Any]
    is_state: Rows

    def __len__(self) -> int:
        return len(self.texts)

    def counts(self) -> dict[str, int]:
        """Return outlet → number of articles."""
        names, numbers = np.unique(self.outlets, return_counts=True)
        return dict(zip(names.tolist(), numbers.tolist(), strict=True))


def corpora_of(lang: str) -> list[str]:
    """Return the corpora in which outlets of the language lie."""
    return sorted({corpus for outlet in outlets_in(lang).values() for corpus in outlet.corpora})


def read_articles(lang: str, data: Path | None, flagger: Flagger | None) -> Articles:
    """Read the bodies of all outlets of one language, `MOST_OF_AN_OUTLET` of each.

    Raises
    ------
    UsageError
        When a corpus is not there.
    """
    kept: dict[str, tuple[str, Outlet, str, str]] = {}
    for (outlet, corpus), articles in _found(lang, data).items():
        before = len(kept)
        # In the order of their hashes, which is as good as drawn, and the same on every machine.
        for article in sorted(articles, key=lambda one: text_hash(one.id)):
            if len(kept) - before == MOST_OF_AN_OUTLET:
                break
            news = without_names(news_of(replace(article, lang=lang), flagger).text, lang)
            if len(news.strip()) >= MIN_CHARACTERS:
                kept.setdefault(text_hash(news), (news, outlet, _month(article), _collection(article, corpus)))
    texts, outlets, months, collections = zip(*kept.values(), strict=True) if kept else ((), (), (), ())
    return Articles(
        list(texts),
        np.array([outlet.name for outlet in outlets], dtype=str),
        np.array([outlet.operator for outlet in outlets], dtype=str),
        np.array(months, dtype=str),
        np.array(collections, dtype=str),
        np.array([outlet.is_state for outlet in outlets], dtype=np.int64),
    )


def _found(lang: str, data: Path | None) -> dict[tuple[Outlet, str], list[Article]]:
    known, found = outlets_in(lang), defaultdict[tuple[Outlet, str], list[Article]](list)
    for corpus in corpora_of(lang):
        for article in _articles(corpus, lang, data):
            outlet = known.get(_name(article, corpus))
            if outlet is not None and corpus in outlet.corpora and article.lang in (lang, None):
                found[outlet, corpus].append(article)
    return found


def _month(article: Article) -> str:
    return article.date[:7] if article.date and len(article.date) >= 7 else ""


def _collection(article: Article, corpus: str) -> str:
    return f"{corpus}:{source_of(article)}" if corpus == _BLOCKS else corpus


def _name(article: Article, corpus: str) -> str:
    if corpus in _BY_HOST and article.url:
        return site_of(article.url)
    return article.outlet or ""


def _articles(corpus: str, lang: str, data: Path | None) -> Iterator[Article]:
    rows = read_corpus(corpus, data)
    articles = (row for row in rows if not isinstance(row, Problem))
    yield from _pages(articles, lang) if corpus == _BLOCKS else articles


def _pages(blocks: Iterable[Article], lang: str) -> Iterator[Article]:
    """Yield the pages of listed outlets, put together from the blocks that are content."""
    known, found = outlets_in(lang), defaultdict[str, list[Article]](list)
    for block in blocks:
        if block.outlet in known and block.names("page_blocks") == ("content",):
            found[block.document or block.id].append(block)
    for page, content in found.items():
        yield replace(content[0], id=page, text="\n".join(block.text for block in content), document=None)
