"""Shares of articles with their intervals: over whole outlets where there are several, else over articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from clf.evaluation.uncertainty import Estimate, interval, replicates, wilson

if TYPE_CHECKING:
    from clf.views.report.tally import Cell, Tally

__all__ = ["Counts", "by_outlet", "of_characters", "of_one", "over_outlets", "periods"]

Counts = tuple[int, int]
"""Of n articles, k: ``(k, n)``."""
_MOST_PERIODS = 48
_FEWEST = 8  # articles per outlet and period, on average


def of_one(k: int, n: int) -> Estimate:
    """Return a share of the articles of one outlet.

    The interval is Wilson's: a bootstrap over articles draws the same binomial, but says 0 to 0 of 0 in 12.
    """
    return Estimate(k / n if n else float("nan"), *wilson(k, n), n)


def of_characters(tally: Tally) -> Estimate:
    """Return the share of all characters that is boilerplate; its n counts articles.

    Characters of one article stand and fall together, so they are not the units: the variance is that of a ratio over
    whole articles, and the interval Wilson's for as many independent characters as have that variance (Dean and
    Pagano, Journal of Survey Statistics and Methodology 3, 2015). Several outlets are resampled as in `over_outlets`.
    """
    import numpy as np

    sums = [(c.boilerplate, c.chars, c.articles, *c.squares) for c in tally.cells.values()]
    flagged, chars, articles, squared, product, whole = np.sum(sums, axis=0, dtype=float).tolist()
    if not chars:
        return of_one(0, 0)
    share = flagged / chars
    spread = max(squared - 2 * share * product + share**2 * whole, 0.0)
    variance = spread * articles / max(articles - 1, 1) / chars**2
    # Without any spread (one article, or no boilerplate) nothing but the number of articles is known.
    size = share * (1 - share) / variance if variance > 0 else articles
    own = Estimate(share, *wilson(share * size, size), int(articles))
    outlets = by_outlet(tally, lambda cell: [(cell.boilerplate, cell.chars)])
    drawn = over_outlets(outlets)[0]
    return own if drawn.outlets is None else _widest(own, (drawn.low, drawn.high), drawn.outlets)


def over_outlets(counts: Mapping[str, Sequence[Counts]]) -> list[Estimate]:
    """Return shares over several outlets, of shape (labels,), from the counts of each outlet, of shape (labels,).

    The interval is a percentile bootstrap over whole outlets (1,000 draws): it says what to expect of other such
    outlets. It is never taken narrower than Wilson's over articles: eight outlets without a case would say 0 to 0.
    With a single outlet it is Wilson's alone. Texts without an outlet (under ``""``) are drawn as one, and are not
    counted as one.
    """
    import numpy as np

    from clf.evaluation.sums import SumMeasure, ratio

    if not any(counts.values()):
        return []
    pairs = np.array(list(counts.values()), dtype=float).reshape(len(counts), -1, 2)
    is_named = np.array([bool(outlet) for outlet in counts])
    filled = pairs[:, :, 1].sum(axis=1) > 0
    pairs, is_named = pairs[filled], is_named[filled]
    k, n = pairs.sum(axis=0).T
    if is_named.sum() < 2:
        return [of_one(int(a), int(b)) for a, b in zip(k, n, strict=True)]
    half = pairs.shape[1]
    measure = SumMeasure(
        lambda above, below: np.concatenate([above, below], axis=1),
        lambda sums: ratio(sums[..., :half], sums[..., half:]),
    )
    draws = replicates(measure, (pairs[:, :, 0], pairs[:, :, 1]))
    outlets = (pairs[is_named, :, 1] > 0).sum(axis=0)
    return [
        _widest(of_one(int(a), int(b)), interval(column), int(count))
        for a, b, column, count in zip(k, n, draws.T, outlets, strict=True)
    ]


def _widest(one: Estimate, drawn: tuple[float, float], outlets: int) -> Estimate:
    low, high = (bound if drawn[0] == drawn[0] else own for bound, own in zip(drawn, (one.low, one.high), strict=True))
    return Estimate(one.value, min(low, one.low), max(high, one.high), one.n, outlets)


def by_outlet(
    tally: Tally, count: Callable[[Cell], Sequence[Counts]], months: Iterable[str] = ()
) -> dict[str, list[Counts]]:
    """Return counts per outlet, of `months` alone where these are given; texts without an outlet are under ``""``."""
    wanted = set(months)
    found: dict[str, list[Counts]] = {}
    for (outlet, month), cell in tally.cells.items():
        if wanted and month not in wanted:
            continue
        here = count(cell)
        before = found.get(outlet, [(0, 0)] * len(here))
        found[outlet] = [(a + k, b + n) for (a, b), (k, n) in zip(before, here, strict=True)]
    return found


def periods(tally: Tally) -> dict[str, list[str]]:
    """Return the periods of the charts and the months in each: months, else quarters, else years.

    Months are put together where there are many of them or where an outlet has few articles in each: a share of two
    articles is no share.
    """
    articles = sum(cell.articles for (outlet, month), cell in tally.cells.items() if outlet and month)
    known = sorted({month for _, month in tally.cells if month})
    found: dict[str, list[str]] = {}
    for name in (str, _quarter, _year):
        found = {}
        for month in known:
            found.setdefault(name(month), []).append(month)
        cells = {(outlet, name(month)) for outlet, month in tally.cells if outlet and month}
        if len(found) <= _MOST_PERIODS and articles >= _FEWEST * len(cells):
            return found
    return found


def _quarter(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _year(month: str) -> str:
    return month[:4]
