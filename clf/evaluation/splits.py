"""Splits that keep apart what must be apart: scikit-learn splitters for `cv=` anywhere.

All take ``split(X, y, groups)`` and are seeded. `groups` says, per document, what must stay on one side: copies of one
text, the outlet, the topic; for `TimeSplit` it is the date.

scikit-learn's ``StratifiedGroupKFold`` takes one label per document; with several labels at once it was asked for in
scikit-learn#13621, iterative-stratification#10 and scikit-multilearn#310.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import check_random_state

from clf.evaluation.folds import deal, indicator
from clf.evaluation.groups import group_codes, join_groups, near_duplicate_groups, outlet_groups, site_of, topic_groups
from clf.text.cells import is_missing, plain_value

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Fold = tuple[Codes, Codes]

__all__ = [
    "LeaveOneOutletOut",
    "MultilabelStratifiedGroupKFold",
    "OutletKFold",
    "TimeSplit",
    "TopicKFold",
    "join_groups",
    "near_duplicate_groups",
    "outlet_groups",
    "site_of",
    "topic_groups",
]


class _GroupSplitter(BaseEstimator, BaseCrossValidator):  # type: ignore[misc]
    """Parameters, clone and repr of an estimator; asks scikit-learn's metadata routing for groups."""

    __metadata_request__split = {"groups": True}  # noqa: RUF012 - read by scikit-learn as it stands
    n_splits: int

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of splits."""
        return self.n_splits


class MultilabelStratifiedGroupKFold(_GroupSplitter):
    """K folds that keep groups whole and every label's share near its share in the whole.

    Groups are dealt out heaviest first, each to the fold that so far has least of its labels; then groups are moved
    and exchanged while that evens the labels out. Should `GroupKFold` happen to come nearer to the labels' shares
    (it may, with a handful of groups), its folds are taken, so the result is never worse than that. Time is linear in
    documents. With few large groups no split can be even: look at the shares.

    Parameters
    ----------
    n_splits : int, default=5
    shuffle : bool, default=True
        Vary the order of groups with `random_state`; without it the folds are always the same.
    random_state : int, RandomState or None, default=13

    Notes
    -----
    `y` is an indicator array of shape (n, L), in which only 1 counts as having the label (−1: not annotated), or one
    class per document of shape (n,), at most 500 classes. Without `groups` every document is a group of its own;
    without `y` folds are even in documents alone.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.tile(np.eye(2, dtype=int), (6, 1))
    >>> cv = MultilabelStratifiedGroupKFold(n_splits=3)
    >>> [y[test].mean(axis=0).tolist() for _, test in cv.split(y, y, groups=np.arange(12) // 2)]
    [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
    """

    def __init__(self, n_splits: int = 5, shuffle: bool = True, random_state: Any = 13) -> None:
        self.n_splits = n_splits
        self.shuffle = shuffle
        self.random_state = random_state

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[Fold]:
        """Yield the row numbers of each training and test part."""
        rows = _length(X, y)
        codes = np.arange(rows) if groups is None else group_codes(groups)
        yield from _complements(deal(indicator(y, rows), codes, self.n_splits, self._random()), self.n_splits)

    def _random(self) -> np.random.RandomState | None:
        return check_random_state(self.random_state) if self.shuffle else None


class OutletKFold(_GroupSplitter):
    """Repeated k folds whose outlets are disjoint: every score is of outlets the model has not seen.

    `groups` are outlets by name or address (see `site_of`). A document without an outlet is a group of its own, though
    its outlet may be one of the others: leave such out where all scores have to be of outlets not seen. Labels are kept
    as even as whole outlets allow (see `MultilabelStratifiedGroupKFold`).

    Parameters
    ----------
    n_splits : int, default=5
    n_repeats : int, default=1
        Other folds each time; with few outlets some may come again.
    random_state : int, RandomState or None, default=13
    """

    def __init__(self, n_splits: int = 5, n_repeats: int = 1, random_state: Any = 13) -> None:
        self.n_splits = n_splits
        self.n_repeats = n_repeats
        self.random_state = random_state

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of folds of all repeats together."""
        return self.n_splits * self.n_repeats

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[Fold]:
        """Yield the row numbers of each training and test part, repeat after repeat."""
        rows = _length(X, y)
        codes = outlet_groups(_needed(groups, "the outlet of each document"))
        random = check_random_state(self.random_state)
        for _ in range(self.n_repeats):
            yield from _complements(deal(indicator(y, rows), codes, self.n_splits, random), self.n_splits)


class LeaveOneOutletOut(_GroupSplitter):
    """One fold per outlet; `groups` are outlets by name or address (see `site_of`).

    Documents without an outlet are in every training part and in no test part: of whom they are is not known, so no
    score of theirs is of an outlet never seen.
    """

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of outlets."""
        return int(self._codes(groups).max(initial=-1)) + 1

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[Fold]:
        """Yield the row numbers of all other outlets and of the outlet left out."""
        codes = self._codes(groups)
        if len(codes) != _length(X, y):
            raise ValueError(f"one outlet per document was expected ({_length(X, y)}), got {len(codes)}")
        if (n_outlets := int(codes.max(initial=-1)) + 1) < 2:
            raise ValueError(f"leaving one outlet out needs at least two outlets, found {n_outlets}")
        yield from _complements(codes, n_outlets)

    def _codes(self, groups: Any) -> Codes:
        """Return one code per outlet, −1 where it is missing."""
        given = list(_needed(groups, "the outlet of each document"))
        missing = np.array([is_missing(name) or not str(name).strip() for name in given], dtype=bool)
        return np.where(missing, -1, outlet_groups(given))  # those of missing ones come last


class TopicKFold(_GroupSplitter):
    """K folds whose topics are disjoint.

    `groups` are topic labels. Without them topics are clusters of `X`, which must then be numbers (see `topic_groups`;
    for a pipeline over texts call that first and hand its result over as `groups`).

    Parameters
    ----------
    n_splits : int, default=5
    n_topics : int, default=20
    random_state : int or None, default=13
    """

    def __init__(self, n_splits: int = 5, n_topics: int = 20, random_state: int | None = 13) -> None:
        self.n_splits = n_splits
        self.n_topics = n_topics
        self.random_state = random_state

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[Fold]:
        """Yield the row numbers of each training and test part."""
        topics = groups if groups is not None else topic_groups(X, self.n_topics, self.random_state)
        yield from MultilabelStratifiedGroupKFold(self.n_splits, random_state=self.random_state).split(X, y, topics)


_PERIODS = r"\d{4}", r"\d{4}-\d{2}", r"\d{4}-?\d{2}-?\d{2}"
"""How a date of a year, a month, a day is written."""


class TimeSplit(_GroupSplitter):
    """Train on the past, test on what came later, with a gap between.

    Parameters
    ----------
    test_share : float, default=.2
        Share of the dated documents that are tested on: the latest. Documents of one instant stay together.
    gap : str or int, default="30D"
        Time before the first test document from which nothing is trained on: days, or pandas' way of writing a span.
    dates : array-like of shape (n,), optional
        The dates, if `groups` has another use; then no group of the test part is trained on.

    Notes
    -----
    Without `dates`, `groups` are the dates. A date is anything pandas reads as ISO 8601; times are taken as UTC where
    they name no zone. A date of a year, month or day is trained on when all of that period is early enough, and tested
    on when it begins late enough. Documents without a date are in neither part, nor those whose date tells too little.
    """

    def __init__(self, test_share: float = 0.2, gap: str | int = "30D", dates: Any = None) -> None:
        self.test_share = test_share
        self.gap = gap
        self.dates = dates

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return 1."""
        return 1

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[Fold]:
        """Yield the row numbers of the earlier and of the later part, once."""
        import pandas as pd

        dates, last = _periods(self.dates if self.dates is not None else _needed(groups, "the date of each document"))
        if len(dates) != _length(X, y):
            raise ValueError(f"one date per document was expected ({_length(X, y)}), got {len(dates)}")
        known = dates.dropna().sort_values()
        if not 0 < self.test_share < 1 or known.empty:
            raise ValueError(f"a split by time needs dates and a share between 0 and 1, got {self.test_share}")
        start = known.iloc[min(round(len(known) * (1 - self.test_share)), len(known) - 1)]
        gap = _span(self.gap)
        if gap < pd.Timedelta(0):
            raise ValueError(f"a gap of 0 or more was expected, got {self.gap}: what is tested would be trained on")
        test = (dates >= start).to_numpy()
        train = (last < start - gap).to_numpy()
        if self.dates is not None and groups is not None:
            codes = group_codes(groups)
            train = train & ~np.isin(codes, codes[test])
        if not train.any():
            raise ValueError(f"no document is older than {start - gap}; choose a shorter gap than {self.gap}")
        yield np.flatnonzero(train), np.flatnonzero(test)


def _span(gap: Any) -> Any:
    """Return a number of days, or what pandas reads as a span of time."""
    import pandas as pd

    try:
        found = pd.Timedelta(days=float(gap))
    except (TypeError, ValueError):
        found = pd.to_timedelta(gap, errors="coerce") if isinstance(gap, str) else gap
    if not isinstance(found, timedelta) or pd.isna(found):
        raise ValueError(f"a gap in days, or such as '30D', was expected, got {gap!r}")
    return pd.Timedelta(found)


def _length(X: Any, y: Any) -> int:
    for array in (X, y):
        if array is not None:
            return int(array.shape[0]) if hasattr(array, "shape") else len(array)
    raise ValueError("a split needs X or y to know the number of documents")


def _needed(groups: Iterable[Any] | None, what: str) -> Iterable[Any]:
    if groups is None:
        raise ValueError(f"groups must be given: {what}")
    return groups


def _periods(given: Iterable[Any]) -> tuple[pd.Series[pd.Timestamp], pd.Series[pd.Timestamp]]:
    """Return the first and the last second that each date may mean: the same where it has a time."""
    import pandas as pd

    written = pd.Series(list(given), dtype=object)
    written = written.mask(written.eq("")).map(plain_value)
    dates = pd.to_datetime(written, utc=True, format="ISO8601", errors="coerce")
    unread = np.flatnonzero(dates.isna() & written.notna())
    if len(unread):
        raise ValueError(f"{len(unread)} dates are not ISO 8601 (like 2024-05-31); the first is number {unread[0] + 1}")
    last, text = dates.copy(), written.astype(str)
    lengths = pd.DateOffset(years=1), pd.DateOffset(months=1), pd.DateOffset(days=1)
    for pattern, length in zip(_PERIODS, lengths, strict=True):
        rows = text.str.fullmatch(pattern) & dates.notna()
        last[rows] = last[rows] + length - pd.Timedelta(seconds=1)
    return dates, last


def _complements(folds: Codes, k: int) -> Iterator[Fold]:
    for fold in range(k):
        yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
