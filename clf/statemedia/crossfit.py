"""Decisions on outlets never seen: leave out one operator of state outlets and a part of the other outlets at a time.

Every model learns from matched articles of the outlets that are left, n-grams of two outlets at least, and decides on
the articles of those left out. A state outlet and another one are compared within one model, by pairs of articles on
one topic, and of one month where they have one in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.framing.crossfit import SEED
from clf.framing.train import Counts, Settings, TextClassifier, documents
from clf.statemedia.articles import Articles
from clf.statemedia.matching import Matched, matched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

__all__ = ["MIN_OUTLETS", "SETTINGS", "Learner", "Unseen", "decide_unseen", "pair_auc"]

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
        return matched(rows, is_state, self.topics, self.articles.months)

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
        (state outlet, other outlet) → share of matched pairs of articles in which the state outlet's scores higher.
    decisions : array of shape (n,)
        Mean over the models that had not seen the article's outlet, nor its operator; NaN where there is none.
    """

    auc: dict[tuple[str, str], float]
    decisions: Floats = field(repr=False)

    def matrix(self) -> tuple[list[str], list[str], Floats]:
        """Return the state outlets, the others, and their `auc`; NaN where no pair could be matched."""
        state, others = (sorted({pair[side] for pair in self.auc}) for side in (0, 1))
        return state, others, np.array([[self.auc.get((s, o), np.nan) for o in others] for s in state])


def decide_unseen(
    learner: Learner, is_state: Rows, units: NDArray[Any], *, parts: int = _PARTS, seed: int = SEED
) -> Unseen:
    """Train on all but one unit of state outlets and one part of the others, and decide on these; every combination.

    Parameters
    ----------
    learner : Learner
    is_state : array of shape (n,)
        Sides; not those of `learner.articles` where a permutation is tried.
    units : array of shape (n,)
        What is left out as a whole: operators, or outlets.
    """
    outlets = learner.articles.outlets
    auc: dict[tuple[str, str], float] = {}
    total, times = np.zeros(len(outlets)), np.zeros(len(outlets))
    for test in _splits(is_state, units, parts, seed):
        rows = learner.match(np.flatnonzero(~test), is_state).rows
        if len(rows) < learner.settings.min_documents * 2:
            continue
        _, decide = learner.fit(rows, is_state)
        asked = np.flatnonzero(test)
        decisions = np.full(len(outlets), np.nan)
        decisions[asked] = decide(asked)
        total[asked] += decisions[asked]
        times[asked] += 1
        auc |= _compared(decisions, asked, is_state, learner)
    return Unseen(auc, np.divide(total, times, out=np.full(len(outlets), np.nan), where=times > 0))


def _splits(is_state: Rows, units: NDArray[Any], parts: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    others = np.unique(units[is_state == 0])
    dealt = np.random.default_rng(seed).permutation(len(others)) % min(parts, len(others))
    for unit in np.unique(units[is_state == 1]):
        for part in range(dealt.max() + 1):
            yield (units == unit) | np.isin(units, others[dealt == part])


def _compared(
    decisions: Floats, asked: Rows, is_state: Rows, learner: Learner
) -> Iterator[tuple[tuple[str, str], float]]:
    outlets = learner.articles.outlets
    names = [np.unique(outlets[asked[is_state[asked] == side]]) for side in (1, 0)]
    for state in names[0]:
        for other in names[1]:
            a, b = (asked[outlets[asked] == name] for name in (state, other))
            yield (str(state), str(other)), pair_auc(decisions, a, b, learner.topics, learner.articles.months)


def pair_auc(decisions: Floats, state: Rows, others: Rows, topics: Rows, months: NDArray[Any]) -> float:
    """Return the share of comparable pairs in which the state outlet's article has the higher decision; a tie is half.

    Pairs are comparable when they are on one topic, and of one month if the two have any month of that topic in
    common. NaN where no pair is.
    """
    higher, n = 0.0, 0
    for topic in np.intersect1d(topics[state], topics[others]):
        a, b = (rows[topics[rows] == topic] for rows in (state, others))
        shared = np.setdiff1d(np.intersect1d(months[a], months[b]), [""])
        cells = [(a[months[a] == month], b[months[b] == month]) for month in shared] or [(a, b)]
        for left, right in cells:
            ahead = decisions[left][:, None] - decisions[right][None, :]
            higher += float((ahead > 0).sum() + 0.5 * (ahead == 0).sum())
            n += ahead.size
    return higher / n if n else float("nan")
