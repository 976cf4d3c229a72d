"""Recall on passages that outlets are known to repeat (``tails.toml``): in how many places they are flagged.

Documents of the gold standard are left out. `unseen` says whether the outlet is one that no flagger learns from; the
other figures flatter the flagger. Of each passage at most thirty places are drawn.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.boilerplate.common import covered, flagged, share
from benchmarks.boilerplate.gold import index_of, other_articles
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.held_out import is_held_out
from clf.boilerplate.index import open_flagger
from clf.schema import Article

__all__ = ["Place", "Tail", "measure", "places", "read_tails"]

SEED = 20261125
AT_MOST = 30
FOUND = 0.8
"""Share of a passage's characters that must be flagged."""


@dataclass(frozen=True, slots=True)
class Tail:
    """A known passage: its name, where it occurs, what it looks like."""

    name: str
    corpus: str
    match: re.Pattern[str]
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a tail stands, ``article.text[start:end]``."""

    article: Article
    start: int
    end: int


def read_tails() -> list[Tail]:
    """Return the known passages."""
    rows = tomllib.loads(Path(__file__).with_name("tails.toml").read_text(encoding="utf-8"))
    return [
        Tail(name, row["corpus"], re.compile(row["match"], re.MULTILINE), row.get("outlet"))
        for name, row in rows.items()
    ]


def measure() -> dict[str, Any]:
    """Return the recall on each passage, from the article alone and with an index, by key."""
    by_corpus: dict[str, list[Tail]] = defaultdict(list)
    for tail in read_tails():
        by_corpus[tail.corpus].append(tail)
    entries: dict[str, Any] = {}
    for corpus, tails in by_corpus.items():
        articles = list(other_articles(corpus, fold=False))
        views = {"": open_flagger(), "_indexed": open_flagger(index=index_of(corpus))}
        for tail in tails:
            found = _some(list(places(tail, articles)))
            unseen = {"unseen": all(is_held_out(corpus, place.article) for place in found)}
            for view, flagger in views.items():
                outcomes = [is_found(flagger, place) for place in found]
                entries[f"tail_{tail.name}{view}"] = share(outcomes).as_dict() | unseen
    return entries


def places(tail: Tail, articles: Sequence[Article]) -> Iterator[Place]:
    """Yield where a passage stands in the texts of its outlet."""
    for article in articles:
        if tail.outlet in (None, article.outlet):
            for match in tail.match.finditer(article.text):
                yield Place(article, match.start(), match.end())


def is_found(flagger: Flagger, place: Place) -> bool:
    """Return whether nearly all of a place is flagged."""
    text = place.article.text
    return covered(text, flagged(flagger, text, place.article.lang), place.start, place.end) >= FOUND


def _some(found: list[Place]) -> list[Place]:
    return random.Random(SEED).sample(found, min(len(found), AT_MOST))  # noqa: S311 - not for secrets
