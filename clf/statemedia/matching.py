"""Match articles of state outlets with others on one topic, of one collection and month where that can be had.

What is left of a difference between matched articles is not their subject, as far as topics of this grain tell it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from clf.evaluation.groups import topic_groups
from clf.framing.crossfit import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.statemedia.articles import Articles

    Rows = NDArray[np.int64]

__all__ = ["TOPICS", "Matched", "matched", "topics_of"]

TOPICS = 12
_DIMENSIONS = 50


def topics_of(texts: Sequence[str], n_topics: int = TOPICS) -> Rows:
    """Return one topic per text: clusters of words, blind to outlet and side.

    Words of fewer than five texts, or of more than three in ten, say nothing of the topic. Directions are those of a
    latent semantic analysis with 50 dimensions.
    """
    features = TfidfVectorizer(sublinear_tf=True, min_df=5, max_df=0.3).fit_transform(texts)
    dimensions = min(_DIMENSIONS, features.shape[1] - 1)
    directions = TruncatedSVD(dimensions, random_state=SEED).fit_transform(features)
    return topic_groups(directions, n_topics, SEED)


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows of both sides, equally many, and how they were matched.

    Parameters
    ----------
    rows : array of int
        In ascending order.
    same_month, same_collection, same_topic : int
        State articles with a partner of the same topic, collection and month; topic and collection; topic alone.
    alone : int
        State articles without a partner; they are not used.
    """

    rows: Rows
    same_month: int
    same_collection: int
    same_topic: int
    alone: int

    def as_dict(self) -> dict[str, int]:
        """Return the counts as a card has them."""
        return {name: getattr(self, name) for name in ("same_month", "same_collection", "same_topic", "alone")}


def matched(rows: Rows, is_state: Rows, topics: Rows, articles: Articles) -> Matched:
    """Give each state article among `rows` a partner of the other side, at random, each used once.

    Parameters
    ----------
    rows : array of int
        Which articles may be used.
    is_state, topics : arrays of shape (n,)
        Of all articles.
    articles : Articles
        Their months and collections.
    """
    random = np.random.default_rng(SEED)
    state, free = (random.permutation(rows[is_state[rows] == side]).tolist() for side in (1, 0))
    months, collections = articles.months, articles.collections
    keys: tuple[Callable[[int], Any], ...] = (
        # An article without a month has none in common with any.
        lambda row: (topics[row], collections[row], months[row] or row),
        lambda row: (topics[row], collections[row]),
        lambda row: topics[row],
    )
    found, numbers = list[int](), list[int]()
    for key in keys:
        pairs, state = _paired(state, free, key)
        taken = {partner for _, partner in pairs}
        free = [row for row in free if row not in taken]
        found += [row for pair in pairs for row in pair]
        numbers.append(len(pairs))
    same_month, same_collection, same_topic = numbers
    return Matched(np.sort(np.array(found, dtype=np.int64)), same_month, same_collection, same_topic, len(state))


def _paired(
    rows: Sequence[int], partners: Sequence[int], key: Callable[[int], Any]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return pairs with equal keys, and the rows that found none."""
    free = defaultdict[Any, list[int]](list)
    for partner in partners:
        free[key(partner)].append(partner)
    pairs, alone = list[tuple[int, int]](), list[int]()
    for row in rows:
        if waiting := free.get(key(row)):
            pairs.append((row, waiting.pop()))
        else:
            alone.append(row)
    return pairs, alone
