"""The sampling frame: from which documents the gold sample is drawn, how many of each corpus, in which strata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clf.corpora import read_corpus
from clf.schema import Article

__all__ = ["MAX_CHARS", "QUOTAS", "Quota", "domain", "frame", "outlet_of"]

MAX_CHARS = 6000  # so that a reader can read every document whole; data/gold/CARD.md says so


@dataclass(frozen=True, slots=True)
class Quota:
    """How many documents of a corpus to draw.

    Parameters
    ----------
    size : int
        Documents.
    langs : tuple of str
        Languages drawn from, in equal parts.
    view : str or None
        View of the corpus reader; None for its default.
    outlets : int or None
        Draw that many outlets first; None takes all.
    min_documents : int
        Smallest outlet drawn from, in documents of any length.
    """

    size: int
    langs: tuple[str, ...]
    view: str | None = None
    outlets: int | None = None
    min_documents: int = 1


QUOTAS: dict[str, Quota] = {
    "telegram_news_ru": Quota(122, ("ru",)),
    "fang_covid": Quota(122, ("de",)),
    # an outlet needs other documents beside the drawn ones for an index to be mined from them
    "article_bias_prediction": Quota(124, ("en",), outlets=62, min_documents=20),
    "ppn": Quota(125, ("fr", "en", "de", "es", "it")),
    "media_pl": Quota(63, ("pl",)),
    "bbc_afrique": Quota(41, ("fr",)),
    "semeval2023": Quota(60, ("fr", "de", "it", "ru")),
    "saudi_news": Quota(21, ("ar",)),
    # whole programmes are longer than MAX_CHARS
    "cctv": Quota(21, ("zh",), view="items"),
}


def frame(corpus: str) -> Iterator[Article]:
    """Yield all articles of the corpus in the languages of its quota, whatever their length."""
    quota = QUOTAS[corpus]
    for article in read_corpus(corpus, view=quota.view):
        if isinstance(article, Article) and article.lang in quota.langs:
            yield article


def outlet_of(corpus: str, article: Article) -> str:
    """Return the outlet as the split knows it; empty for a corpus that names none.

    Article-Bias-Prediction has one outlet under several names, so there the domain of the address counts.
    """
    return domain(article.url) if corpus == "article_bias_prediction" else article.outlet or ""


def domain(url: str | None) -> str:
    """Return the registered domain of an address, or an empty string.

    >>> domain("https://www1.news.example.co.uk/a")
    'example.co.uk'
    """
    from courlan import extract_domain

    return (url and extract_domain(url)) or ""
