"""Decisions on outlets never seen: leave out one operator of state outlets and a part of the other outlets at a time.

Every model learns from matched articles of the outlets that are left, n-grams of two outlets at least, and decides on
the articles of those left out. A state outlet and another one are compared within one model, by pairs of articles of
one collection on one topic, and of one month where they have one in common. Between collections it is the collection
that is told apart: its years, its crawler, its choice of subjects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.framing.counts import Counts, documents
from clf.framing.crossfit import SEED
from clf.framing.train import Settings, TextClassifier
from clf.statemedia.articles import Articles
from clf.statemedia.matching import Matched, matched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

__all__ = ["MIN_OUTLETS", "SETTINGS", "Learner", "Unseen", "auc", "cells", "decide_unseen"]

SETTINGS = Settings(c=3.0, n_features=12_000)
"""Set without a trial."""
MIN_OUTLETS = 2
_PARTS = 4
"""Into so many parts the other outlets are dealt; each is left out beside each operator."""


class Learner:
    """Fits the linear model on some of the articles; what is counted once serves every split.

    Parameters
    ----------
    articles : Articles
    topics : array of shape (n,)
    settings : Settings
    """

    def __init__(self, articles: Articles, topics: Rows, settings: Settings = SETTINGS) -> None:
        self.articles, self.topics, self.settings = articles, topics, settings
        self.counts = Counts.of(articles.texts, settings)

    def match(self, rows: Rows, is_state: Rows) -> Matched:
        """Return matched articles among `rows`."""
        return matched(rows, is_state, self.topics, self.articles)

    def fit(self, rows: Rows, is_state: Rows) -> tuple[TextClassifier, Callable[[Rows], Floats]]:
        """Return a model of `rows`, and what gives its decisions on any articles."""
        outlets = self.articles.outlets[rows]
        columns = [np.flatnonzero(documents(block[rows], outlets) >= MIN_OUTLETS) for block in self.counts.blocks]
        counts = Counts(
            tuple(block[:, kept] for block, kept in zip(self.counts.blocks, columns, strict=True)),
            tuple(names[kept] for names, kept in zip(self.counts.names, columns, strict=True)),
        )
        model = TextClassifier(self.settings).fit(counts.take(rows), is_state[rows, None])
        return model, lambda asked: model.decision_function(counts.take(asked))[:, 0]


@dataclass(slots=True)
class Unseen:
    """What models say of outlets they have not seen.

    Attributes
    ----------
    auc : dict
        (state outlet, other outlet) → share of comparable pairs of articles in which the state outlet's scores higher.
    auc_any_collection : dict
        The same over pairs of one topic of whatever collection: what one would measure who minds topics alone.
    decisions : array of shape (n,)
        Mean over the models that had not seen the article's outlet, nor its operator; NaN where there is none.
    compared : array of n bool
        Articles that are in any comparable pair.
    """

    auc: dict[tuple[str, str], float]
    auc_any_collection: dict[tuple[str, str], float]
    decisions: Floats = field(repr=False)
    compared: NDArray[np.bool_] = field(repr=False)


def decide_unseen(learner: Learner, is_state: Rows, units: NDArray[Any]) -> Unseen:
    """Train on all but one unit of state outlets and one part of the others, and decide on these; every combination.

    Parameters
    ----------
    learner : Learner
    is_state : array of shape (n,)
        Sides; not those of `learner.articles` where a permutation is tried.
    units : array of shape (n,)
        What is left out as a whole: operators, or outlets.
    """
    found = Unseen({}, {}, np.zeros(len(is_state)), np.zeros(len(is_state), dtype=bool))
    times = np.zeros(len(is_state))
    for test in _splits(is_state, units):
        rows = learner.match(np.flatnonzero(~test), is_state).rows
        if len(rows) < learner.settings.min_documents * 2:
            continue
        _, decide = learner.fit(rows, is_state)
        asked = np.flatnonzero(test)
        decisions = np.full(len(is_state), np.nan)
        decisions[asked] = decide(asked)
        found.decisions[asked] += decisions[asked]
        times[asked] += 1
        _compare(found, decisions, asked, is_state, learner)
    found.decisions[times == 0] = np.nan
    found.decisions /= np.maximum(times, 1)
    return found


def _splits(is_state: Rows, units: NDArray[Any]) -> Iterator[NDArray[np.bool_]]:
    others = np.unique(units[is_state == 0])
    dealt = np.random.default_rng(SEED).permutation(len(others)) % min(_PARTS, len(others))
    for unit in np.unique(units[is_state == 1]):
        for part in range(dealt.max() + 1):
            yield (units == unit) | np.isin(units, others[dealt == part])


def _compare(found: Unseen, decisions: Floats, asked: Rows, is_state: Rows, learner: Learner) -> None:
    articles, topics = learner.articles, learner.topics
    rows_of = {name: asked[articles.outlets[asked] == name] for name in np.unique(articles.outlets[asked]).tolist()}
    state = [name for name, rows in rows_of.items() if is_state[rows[0]]]
    for name in state:
        for other in rows_of.keys() - state:
            pair = rows_of[name], rows_of[other]
            alike = cells(*pair, topics, articles)
            found.auc[name, other] = auc(decisions, alike)
            found.auc_any_collection[name, other] = auc(decisions, cells(*pair, topics, None))
            for one in alike:
                found.compared[np.concatenate(one)] = True


def cells(state: Rows, others: Rows, topics: Rows, articles: Articles | None) -> list[tuple[Rows, Rows]]:
    """Return the articles of two outlets that can be compared, cell by cell.

    A cell is a topic of one collection, and one month of it if the two have any in common; without `articles`, to
    tell collection and month, a topic.
    """
    found = []
    for topic in _shared(state, others, topics):
        if articles is None:
            found.append(topic)
            continue
        for one in _shared(*topic, articles.collections):
            found += _shared(*one, articles.months) or [one]
    return found


def _shared(state: Rows, others: Rows, values: NDArray[Any]) -> list[tuple[Rows, Rows]]:
    """Cut both by each value that both have; the empty string is none."""
    common = [value for value in np.intersect1d(values[state], values[others]) if value != ""]
    return [(state[values[state] == value], others[values[others] == value]) for value in common]


def auc(decisions: Floats, compared: list[tuple[Rows, Rows]]) -> float:
    """Return the share of pairs within cells in which the state outlet's article scores higher; a tie is half.

    NaN where there is no cell.
    """
    higher, n = 0.0, 0
    for state, others in compared:
        ahead = decisions[state][:, None] - decisions[others][None, :]
        higher += float((ahead > 0).sum() + 0.5 * (ahead == 0).sum())
        n += ahead.size
    return higher / n if n else float("nan")
