"""Draw passages that a publisher of FANG-COVID repeats in at least three articles, for reading one by one.

A passage is a run of words that all stand in repeated six-word windows, or a shorter line, sentence or bracket that
repeats as a whole; found by the hashes that mining counts, but **before** anything is weighed, so that the sample does
not lean towards what the miner takes for boilerplate. Runs inside a sentence count from ten words: shorter ones are
stock phrases of the language. Documents of the gold standard are counted but never drawn from.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.gold.sample import read_sample, sha256
from clf.boilerplate.fingerprints import WINDOW, Fingerprint, fingerprint, run_keys
from clf.corpora.registry import read_corpus
from clf.schema import Article

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CORPUS", "MIN_ARTICLES", "Passage", "draw", "passages_of", "repeated"]

CORPUS = "fang_covid"
SEED = 20261125
PER_PUBLISHER = 60
MIN_ARTICLES = 3
_MIN_PIECE = 10  # words of a run that is no whole line, sentence or bracket


@dataclass(frozen=True, slots=True)
class Passage:
    """A repeated passage, ``text[start:end]`` of an article, with the windows by which it is known.

    Parameters
    ----------
    articles : int
        How many articles of the publisher carry most of it.
    """

    article: Article
    start: int
    end: int
    articles: int
    keys: frozenset[int]

    def as_row(self) -> dict[str, Any]:
        """Return the passage without its text."""
        passage = self.article.text[self.start : self.end]
        return {
            "corpus": CORPUS,
            "id": self.article.id,
            "sha256": sha256(self.article.text),
            "outlet": self.article.outlet,
            "start": self.start,
            "end": self.end,
            "passage_sha256": sha256(passage),
            "articles": self.articles,
        }


def draw(per_publisher: int = PER_PUBLISHER, seed: int = SEED) -> list[Passage]:
    """Return up to `per_publisher` passages of each publisher that share no window, in a drawn order."""
    articles = [row for row in read_corpus(CORPUS) if isinstance(row, Article)]
    gold = {document.id for document in read_sample() if document.corpus == CORPUS}
    by_outlet: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet or ""].append(article)
    drawn: list[Passage] = []
    for outlet in sorted(by_outlet):
        rng = random.Random(f"{seed} {outlet}")  # noqa: S311 - not for secrets
        drawn += list(_some(repeated(by_outlet[outlet], gold), per_publisher, rng))
    random.Random(seed).shuffle(drawn)  # noqa: S311
    return drawn


def _some(found: dict[int, list[Passage]], size: int, rng: random.Random) -> Iterator[Passage]:
    seen: set[int] = set()
    for key in rng.sample(sorted(found), len(found)):
        passage = rng.choice(found[key])
        if not seen & passage.keys:
            seen |= passage.keys
            yield passage
            size -= 1
        if not size:
            return


def repeated(articles: Sequence[Article], left_out: set[str]) -> dict[int, list[Passage]]:
    """Return the repeated passages of one outlet's articles by hash, those of the articles `left_out` excepted."""
    prints = {_identity(found): (article, found) for article in articles if (found := _print(article))}
    keys = [np.unique(found.counted().keys) for _, found in prints.values()]
    names, counts = np.unique(np.concatenate(keys), return_counts=True)
    often = {int(k): int(n) for k, n in zip(names, counts, strict=True) if n >= MIN_ARTICLES}
    by_hash: dict[int, list[Passage]] = defaultdict(list)
    for article, found in prints.values():
        if article.id not in left_out:
            for key, passage in passages_of(article, found, often):
                by_hash[key].append(passage)
    return by_hash


def _print(article: Article) -> Fingerprint | None:
    found = fingerprint(article.text, article.lang)
    return found if len(found.words) else None


def _identity(found: Fingerprint) -> int:
    """Return a number for the text's words: a text that was crawled twice counts once."""
    return int(run_keys(found.words.hashes, np.array([0]), np.array([len(found.words)]))[0])


def passages_of(article: Article, found: Fingerprint, often: dict[int, int]) -> Iterator[tuple[int, Passage]]:
    """Yield each repeated passage of an article with its hash; `often` maps what repeats to its number of articles."""
    counted = found.counted()
    known = np.array([int(key) in often for key in counted.keys], bool)
    whole = {found.words.within(unit.start, unit.end) for unit in found.units}
    windows = np.flatnonzero(known & counted.is_window)
    runs = [(first, last) for first, last in _runs(counted.first[windows]) if _is_one(first, last, whole)]
    runs += [(int(counted.first[i]), int(counted.last[i])) for i in np.flatnonzero(known & ~counted.is_window).tolist()]
    for first, last in sorted(runs):
        inside = known & (counted.first >= first) & (counted.last <= last)
        keys = [int(key) for key in counted.keys[inside]]
        start, end = int(found.words.starts[first]), int(found.words.ends[last - 1])
        number = sorted(often[key] for key in keys)[len(keys) // 2]
        key = int(run_keys(found.words.hashes, np.array([first]), np.array([last]))[0])
        yield key, Passage(article, start, end, number, frozenset(keys))


def _is_one(first: int, last: int, whole: set[tuple[int, int]]) -> bool:
    return last - first >= _MIN_PIECE or (first, last) in whole


def _runs(first: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Join windows that follow each other word by word to runs of words."""
    for group in np.split(first, np.flatnonzero(np.diff(first) > 1) + 1):
        if len(group):
            yield int(group[0]), int(group[-1]) + WINDOW
