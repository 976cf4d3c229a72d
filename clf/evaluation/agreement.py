"""How far do people who coded the same texts agree: the ceiling for any model.

Codes are whole numbers of shape (n, coders), a negative one missing; sets of labels are 0/1 of shape (n, coders, L),
−1 missing. Coefficients are functions of sums (`SumMeasure`), so that `bootstrap` gives them intervals quickly. They
are NaN where nobody made a distinction: agreement by chance is then certain, and none beyond it can be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.sums import SumMeasure, ratio, weighted
from clf.evaluation.uncertainty import Estimate, bootstrap

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clf.evaluation.sums import Floats

    Codes = NDArray[np.int64]

__all__ = [
    "Agreement",
    "alpha",
    "gwet_ac1",
    "human_f1",
    "kappa",
    "krippendorff_alpha",
    "label_agreement",
    "masi_alpha",
    "masi_codes",
    "percent_agreement",
    "tier",
]


_USABLE, _CAUTION = 0.8, 2 / 3
_FEWEST_EITHER = 10  # units with the label, or without it, below which the interval of alpha is no guide


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement about one label, and what it is good for.

    Parameters
    ----------
    n : int
        Units coded by at least two.
    share : float
        Mean share of units that a coder gave the label to.
    percent, kappa, alpha, ac1, f1 : Estimate
        Raw agreement, Cohen's kappa, Krippendorff's alpha, Gwet's AC1, F1 of one coder against another: the human
        ceiling of a model's F1.
    tier : str
        Of the value of alpha; see `is_unsure`.
    rarer : int
        Units to which a coder gave the label, or units to which one did not: the fewer of both.
    """

    n: int
    share: float
    percent: Estimate
    kappa: Estimate
    alpha: Estimate
    ac1: Estimate
    f1: Estimate
    tier: str
    rarer: int

    @property
    def is_unsure(self) -> bool:
        """Whether alpha may be lower than the tier says.

        Its interval reaches down to where labels are not to be used, or fewer than 10 units have the label, or lack
        it: ten units with one on which both coders agree have an alpha of 1 in every resample.
        """
        return self.alpha.value >= _CAUTION and (self.alpha.low < _CAUTION or self.rarer < _FEWEST_EITHER)

    @property
    def verdict(self) -> str:
        """The tier, with a question mark where it is unsure."""
        return self.tier + "?" * self.is_unsure


def tier(alpha: float) -> str:
    """Return what alpha allows: from .8 usable, from .667 caution, below do not use.

    The bounds are Krippendorff's (Content Analysis, 2004, p. 241), and for alpha alone.
    """
    if isnan(alpha):
        return "not defined"
    return "usable" if alpha >= _USABLE else "caution" if alpha >= _CAUTION else "do not use"


def label_agreement(
    labels: Sequence[str],
    codes: Codes,
    *,
    groups: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    repeats: int = 1000,
    seed: int = 13,
) -> dict[str, Agreement]:
    """Return the agreement about each label with intervals over units, or over `groups` (documents, outlets).

    Parameters
    ----------
    labels : sequence of str, length L
    codes : array of shape (n, coders, L)
        0, 1, or −1 where a coder did not code.
    weights : array of shape (n,), optional
        How many units of a corpus each stands for, where some were likelier to be drawn: 1 / inclusion probability.
    """
    found = {}
    for column, label in enumerate(labels):
        of_label = codes[:, :, column]
        whole = (of_label >= 0).sum(axis=1) >= 2

        known = None if groups is None else np.asarray(groups)[whole]
        measured = partial(_measured, of_label[whole], _scaled(weights, whole), known, repeats, seed)

        reliability = measured(krippendorff_alpha)
        found[label] = Agreement(
            n=int(whole.sum()),
            share=_share(of_label, np.ones(len(of_label)) if weights is None else np.asarray(weights, dtype=float)),
            percent=measured(percent_agreement),
            kappa=measured(kappa(codes.shape[1])),
            alpha=reliability,
            ac1=measured(gwet_ac1),
            f1=measured(human_f1),
            tier=tier(reliability.value),
            rarer=int(min((of_label[whole] == code).any(axis=1).sum() for code in (0, 1))),
        )
    return found


def _scaled(weights: ArrayLike | None, whole: NDArray[np.bool_]) -> Floats | None:
    """Return weights whose mean is 1, so that alpha, which corrects for few units, still knows how many there are."""
    if weights is None:
        return None
    known = np.asarray(weights, dtype=np.float64)[whole]
    scaled: Floats = known / known.mean()
    return scaled


def _measured(
    codes: Codes, weights: Floats | None, groups: NDArray[Any] | None, repeats: int, seed: int, measure: SumMeasure
) -> Estimate:
    if weights is None:
        return bootstrap(measure, (codes,), groups=groups, repeats=repeats, seed=seed)
    return bootstrap(weighted(measure), (codes, weights), groups=groups, repeats=repeats, seed=seed)


def _share(codes: Codes, weights: Floats) -> float:
    given, coded = weights @ (codes == 1).sum(axis=1), weights @ (codes >= 0).sum(axis=1)
    return float(given / coded) if coded else 0.0


def kappa(coders: int = 2) -> SumMeasure:
    """Return Cohen's kappa as a measure of codes; of more than two coders the mean over pairs (Light 1971).

    A pair of coders who share no unit says nothing and is left out.
    """
    pairs = coders * (coders - 1) // 2

    def value(sums: Floats) -> Floats:
        k = round((sums.shape[-1] / pairs) ** 0.5)
        table = sums.reshape(*sums.shape[:-1], pairs, k, k)
        n = table.sum(axis=(-2, -1))
        agreed = ratio(np.trace(table, axis1=-2, axis2=-1), n)
        chance = ratio((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), n * n)
        of_pair = np.where(n > 0, ratio(agreed - chance, 1 - chance), 0.0)
        return ratio(of_pair.sum(axis=-1), (n > 0).sum(axis=-1))

    return SumMeasure(_joint_tables, value)


def _joint_tables(codes: Codes) -> Floats:
    """Return the cell of each pair of coders in each unit, one-hot, of shape (n, pairs · k · k)."""
    k = int(codes.max(initial=0)) + 1
    cells = [np.where((a >= 0) & (b >= 0), a * k + b, -1) for a, b in combinations(codes.T, 2)]
    return np.concatenate([cell[:, None] == np.arange(k * k) for cell in cells], axis=1).astype(float)


def _tallies(codes: Codes) -> Floats:
    """Return how many coders gave each code to each unit, of shape (n, k), k at least 2."""
    values = np.arange(max(int(codes.max(initial=0)) + 1, 2))
    return np.asarray((codes[:, :, None] == values).sum(axis=1), dtype=float)


def _agreeing(tallies: Floats) -> Floats:
    """Return the share of agreeing pairs of coders in each unit, and 1 if there is a pair, of shape (n, 2)."""
    coders = tallies.sum(axis=1)
    agreed = ratio((tallies * (tallies - 1)).sum(axis=1), coders * (coders - 1), 0.0)
    return np.column_stack([agreed, coders >= 2])


percent_agreement = SumMeasure(lambda codes: _agreeing(_tallies(codes)), lambda sums: ratio(sums[..., 0], sums[..., 1]))
"""Mean share of pairs of coders who agree on a unit."""


def _ac1_counts(codes: Codes) -> Floats:
    tallies = _tallies(codes)
    return np.column_stack([_agreeing(tallies), ratio(tallies, tallies.sum(axis=1, keepdims=True), 0.0)])


def _ac1(sums: Floats) -> Floats:
    shares = ratio(sums[..., 2:], sums[..., 2:].sum(axis=-1, keepdims=True))
    chance = (shares * (1 - shares)).sum(axis=-1) / (shares.shape[-1] - 1)
    return ratio(ratio(sums[..., 0], sums[..., 1]) - chance, 1 - chance)


gwet_ac1 = SumMeasure(_ac1_counts, _ac1)
"""Gwet's AC1 (British Journal of Mathematical and Statistical Psychology 61, 2008), with missing codes as in his
Handbook (2014): agreement from units with two coders, shares of codes from all. Codes count from 0 to the highest met,
and are at least two. It stays high for rare labels, where two coders agree mostly on what is not there."""


def alpha(distance: Floats | None = None) -> SumMeasure:
    """Return Krippendorff's alpha as a measure of codes, for a distance of codes of shape (k, k); nominal without."""

    def counts(codes: Codes) -> Floats:
        tallies = _tallies(codes)
        coders = tallies.sum(axis=1)
        tallies[coders < 2] = 0
        return np.column_stack([ratio(_disagreement(tallies, distance), coders - 1, 0.0), tallies])

    def value(sums: Floats) -> Floats:
        coded = sums[..., 1:]
        return 1 - ratio((coded.sum(axis=-1) - 1) * sums[..., 0], _disagreement(coded, distance))

    return SumMeasure(counts, value)


def _disagreement(tallies: Floats, distance: Floats | None) -> Floats:
    """Return the summed distance of all ordered pairs of codes, of shape (…)."""
    if distance is None:
        return np.asarray(tallies.sum(axis=-1) ** 2 - (tallies**2).sum(axis=-1))
    return np.asarray(((tallies @ distance) * tallies).sum(axis=-1))


krippendorff_alpha = alpha()
"""Krippendorff's alpha for nominal codes (Content Analysis, 2004, ch. 11); units coded once do not count."""


def masi_codes(sets: NDArray[np.int64]) -> tuple[Codes, Floats]:
    """Return sets of labels of shape (n, coders, L) as codes of shape (n, coders), and their distances for `alpha`.

    The distance is MASI (Passonneau, LREC 2006): 1 less Jaccard's overlap times 1 for equal sets, 2/3 where one holds
    the other, 1/3 where they overlap. Two empty sets are equal.
    """
    n, coders, n_labels = sets.shape
    flat = sets.reshape(-1, n_labels)
    kinds, codes = np.unique((flat == 1).astype(float), axis=0, return_inverse=True)
    codes = np.where((flat >= 0).all(axis=1), codes.ravel(), -1).reshape(n, coders)
    shared, sizes = kinds @ kinds.T, kinds.sum(axis=1)
    union = sizes[:, None] + sizes - shared
    equal, nested = shared == union, shared == np.minimum(sizes[:, None], sizes)
    weight = np.select([equal, nested, shared > 0], [1, 2 / 3, 1 / 3], 0)
    distance = 1 - ratio(shared, union, 1.0) * weight
    if len(kinds) < 2:  # alpha counts two codes at least
        distance = np.zeros((2, 2))
    return codes.astype(np.int64), distance


def masi_alpha(sets: NDArray[np.int64]) -> float:
    """Return Krippendorff's alpha of whole sets of labels, of shape (n, coders, L), with MASI distance."""
    codes, distance = masi_codes(sets)
    return alpha(distance)(codes)


def _human_counts(codes: Codes) -> Floats:
    """Return hits and labels given by either, over pairs of coders who both coded, of shape (n, 2)."""
    units = codes if codes.ndim == 3 else codes[:, :, None]
    rows = np.zeros((len(units), 2))
    for i, j in combinations(range(units.shape[1]), 2):
        a, b = units[:, i], units[:, j]
        both = (a >= 0) & (b >= 0)
        rows[:, 0] += (both & (a == 1) & (b == 1)).sum(axis=1)
        rows[:, 1] += (both & (a == 1)).sum(axis=1) + (both & (b == 1)).sum(axis=1)
    return rows


human_f1 = SumMeasure(_human_counts, lambda sums: ratio(2 * sums[..., 0], sums[..., 1]))
"""Micro-F1 of one coder against another, pairs of coders pooled (Hripcsak and Rothschild, JAMIA 12, 2005): the ceiling
to print beside a model's. Codes of shape (n, coders) or (n, coders, L)."""
