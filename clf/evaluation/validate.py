"""Shares of a label in a corpus, corrected by a sample that people coded, with intervals.

A classifier's raw counts are biased, however many articles there are. A sample with known inclusion probabilities
says how often articles that the model called have the label, and how often articles that it did not call; the known
numbers of called and other articles put these two rates together. This is the post-stratified (regression) estimator of
survey sampling (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, ch. 7), and for a yes/no
prediction the power-tuned prediction-powered estimator (Angelopoulos et al., Science 382, 2023; Angelopoulos, Duchi and
Zrnic, PPI++, 2023); Egami et al. (NeurIPS 2023) argue for its use with text labels.

The intervals come from Jeffreys' posterior of the two rates (Brown, Cai and DasGupta, Statistical Science 16, 2001) at
their effective numbers, since limits from an estimated variance miss rare labels: of 70 articles not called, often none
has the label, and the variance is then estimated as zero. Precision, recall and F1 are functions of the same rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.small_domains import pooled_shares
from clf.evaluation.sums import ratio
from clf.evaluation.uncertainty import Estimate, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = [
    "FEWEST_CODED",
    "FEWEST_DIRECT",
    "CodedSample",
    "Share",
    "corrected_share",
    "domain_shares",
    "joint_f1",
    "label_quality",
    "raw_share",
]

FEWEST_CODED = 20
"""With fewer coded articles nothing is corrected."""
FEWEST_DIRECT = 15
"""A part of the corpus with fewer coded articles borrows from the other parts (`clf.evaluation.small_domains`)."""

_DRAWS = 4000
_SEED = 13


@dataclass(frozen=True, slots=True)
class CodedSample:
    """Articles that people coded for L labels.

    Parameters
    ----------
    rows : array of shape (n,)
        Which articles of the corpus, by place.
    inclusion : array of shape (n,)
        Probability, 0 to 1, with which each came into the sample.
    codes : array of shape (n, L)
        Share of the coders who gave the label, 0 to 1.
    """

    rows: Ints
    inclusion: Floats
    codes: Floats


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a label in a corpus or a part of it, as the model counts it and as it was corrected.

    Parameters
    ----------
    raw : Estimate
        `n` counts all articles; its interval takes the model's calls for the truth.
    corrected : Estimate or None
        `n` counts coded articles; None where too few were coded.
    method : str
        ``direct`` (rests on the sample's design alone), ``pooled`` (borrows from other parts) or ``none``.
    coded : int
        Articles of it that were coded, whether or not they are enough to correct the share.
    """

    raw: Estimate
    corrected: Estimate | None
    method: str
    coded: int

    @property
    def best(self) -> Estimate:
        """The corrected share, or the raw one where too few were coded to correct it."""
        return self.corrected or self.raw


def raw_share(called: Ints) -> Estimate:
    """Return the share of articles called, and the interval that takes the calls for the truth."""
    return Estimate(float(called.mean()), *wilson(int(called.sum()), len(called)), len(called))


def corrected_share(called: Ints, sample: CodedSample, label: int = 0) -> Estimate:
    """Return the share of articles that have the label.

    Parameters
    ----------
    called : array of shape (N,)
        0 or 1: whether the model gave the label to each article of the corpus.
    sample : CodedSample
    label : int
        Which column of the codes.
    """
    rates, draws = _rates(called[sample.rows], sample.inclusion, sample.codes[:, label])
    weights = np.array([1 - called.mean(), called.mean()])
    return _estimate(rates @ weights, draws @ weights, len(sample.rows))


def domain_shares(called: Ints, domains: Ints, n_domains: int, sample: CodedSample, label: int = 0) -> list[Share]:
    """Return the share of each part of the corpus, numbered 0 to ``n_domains − 1`` in `domains` of shape (N,)."""
    size = np.bincount(domains, minlength=n_domains).tolist()
    hits = np.bincount(domains[called == 1], minlength=n_domains).tolist()
    raw = [Estimate(k / n, *wilson(k, n), n) for k, n in zip(hits, size, strict=True)]
    coded = domains[sample.rows]
    count = np.bincount(coded, minlength=n_domains)
    if len(sample.rows) < FEWEST_CODED:
        return [Share(entry, None, "none", n) for entry, n in zip(raw, count.tolist(), strict=True)]
    pooled = pooled_shares(called, domains, sample.rows, sample.inclusion, sample.codes[:, label], n_domains)
    found = [
        Share(entry, borrowed, "pooled", n) for entry, borrowed, n in zip(raw, pooled, count.tolist(), strict=True)
    ]
    is_whole = count == size  # every article of it was coded: nothing is estimated, and nothing borrowed
    for domain in np.flatnonzero((count >= FEWEST_DIRECT) | (is_whole & (count > 0))):
        inside, mine = domains == domain, coded == domain
        places = np.cumsum(inside) - 1
        inclusion = np.ones(int(count[domain])) if is_whole[domain] else sample.inclusion[mine]
        part = CodedSample(places[sample.rows[mine]], inclusion, sample.codes[mine])
        corrected = corrected_share(called[inside], part, label)
        found[domain] = Share(raw[domain], corrected, "direct", int(count[domain]))
    return found


def label_quality(called: Ints, sample: CodedSample, label: int = 0) -> dict[str, Estimate]:
    """Return precision, recall and F1 of the model's calls on the whole corpus.

    NaN where they are not defined (nothing called, no case found), and with n = 0 where no coded article tells: the
    precision needs coded articles that were called, the other two also coded articles that were not.
    """
    coded = called[sample.rows]
    rates, draws = _rates(coded, sample.inclusion, sample.codes[:, label])
    sizes = np.array([(called == 0).sum(), (called == 1).sum()], float)
    values, spread = _quality(rates, sizes), _quality(draws, sizes)
    told = [bool((coded == cell).any()) or not (called == cell).any() for cell in (0, 1)]
    n = {"precision": int((coded == 1).sum()), "recall": len(coded) * all(told), "f1": len(coded) * all(told)}
    known = {"precision": told[1], "recall": all(told), "f1": all(told)}
    return {name: _estimate(values[name] if known[name] else np.nan, spread[name], n[name]) for name in values}


def joint_f1(called: Ints, sample: CodedSample) -> dict[str, Estimate]:
    """Return micro and macro F1 over all labels on the whole corpus, from `called` of shape (N, L).

    Every label has the rates and draws that its own F1 has. Labels of one article hang together, so their draws are put
    into the order that a bootstrap of the articles gives them (Schaake shuffle: Clark et al., Journal of
    Hydrometeorology 5, 2004): each label keeps its own spread, which a bootstrap loses where no case was found.
    """
    mine, positive = called[sample.rows], called.sum(axis=0).astype(float)
    rates, draws = np.empty((called.shape[1], 2)), np.empty((_DRAWS, called.shape[1], 2))
    for label, codes in enumerate(sample.codes.T):
        rates[label], draws[:, label] = _rates(mine[:, label], sample.inclusion, codes)
    draws = _ordered_as(draws, _resampled_hits(mine, sample))
    cells = np.stack([len(called) - positive, positive], axis=1)
    whole, spread = _joint(rates * cells, positive), _joint(draws * cells, positive)
    return {name: _estimate(whole[name], spread[name], len(mine)) for name in whole}


def _resampled_hits(called: Ints, sample: CodedSample) -> Floats:
    """Return how often resampled articles have each label, not called and called, of shape (draws, L, 2).

    An article that was sure to be drawn keeps its weight (Beaumont and Patak, International Statistical Review 80,
    2012). Less what a usual article of the cell would bring, so that only the rate counts and not the cell's size.
    """
    n, n_labels = called.shape
    random = np.random.default_rng([_SEED, 1])
    drawn = random.multinomial(n, np.full(n, 1 / n), _DRAWS)
    weights = 1.0 / sample.inclusion
    spread = weights * (1 + np.sqrt(np.maximum(1 - sample.inclusion, 0)) * (drawn - 1))
    found = np.empty((_DRAWS, n_labels, 2))
    for cell in (0, 1):
        inside = called == cell
        usual = ratio(weights @ (sample.codes * inside), weights @ inside, 0.0)
        found[:, :, cell] = spread @ ((sample.codes - usual) * inside)
    return found


def _ordered_as(draws: Floats, like: Floats) -> Floats:
    """Return `draws` so put in order, column by column, that their ranks are those of `like`; ties by chance."""
    mixed = np.random.default_rng([_SEED, 2]).random(like.shape)
    ranks = np.argsort(np.lexsort((mixed, like), axis=0), axis=0)
    return np.take_along_axis(np.sort(draws, axis=0), ranks, axis=0)


def _rates(called: Ints, inclusion: Floats, codes: Floats) -> tuple[Floats, Floats]:
    """Return how often coded articles that were not called (place 0) and called (1) have the label, and draws of it.

    Without a coded article of one kind nothing is known of it: its draws are of anything from 0 to 1, its rate is half.
    """
    random = np.random.default_rng(_SEED)
    found, draws = np.zeros(2), np.zeros((_DRAWS, 2))
    for cell in (0, 1):
        share, n = _rate(inclusion[called == cell], codes[called == cell])
        found[cell] = share
        hits = share * n if n else 0.0
        draws[:, cell] = random.beta(hits + 0.5, n - hits + 0.5, _DRAWS) if np.isfinite(n) else share
    return np.where(np.isnan(found), 0.5, found), draws


def _rate(inclusion: Floats, codes: Floats) -> tuple[float, float]:
    """Return a weighted share and the size of a simple random sample that would say as much; infinite for a census.

    Of no article the share is NaN.
    """
    n = len(codes)
    if n == 0:
        return float("nan"), 0.0
    weights = 1.0 / inclusion
    weights = weights / weights.sum()
    share = min(float(weights @ codes), 1.0)  # rounding
    # Hájek's variance of a fixed-size sample with unequal probabilities; articles that were sure to come bring none.
    uncertain = (1.0 - inclusion) * weights**2
    if not uncertain.any():
        return share, np.inf
    variance = float(uncertain @ (codes - share) ** 2) * n / max(n - 1, 1)
    # Kish's size where it is smaller: with few or no cases the estimated variance is too small.
    kish = float(1.0 / uncertain.sum())
    return share, min(kish, share * (1 - share) / variance) if variance > 0 else kish


def _quality(rates: Floats, sizes: Floats) -> dict[str, Floats]:
    missed, hits = rates[..., 0] * sizes[0], rates[..., 1] * sizes[1]
    return {
        "precision": ratio(hits, sizes[1]),
        "recall": ratio(hits, hits + missed),
        "f1": ratio(2 * hits, hits + missed + sizes[1]),
    }


def _joint(cases: Floats, called: Floats) -> dict[str, Floats]:
    """Return micro and macro F1 of cases of shape (…, L, 2), not called and called, and of calls of shape (L,)."""
    hits, total = 2 * cases[..., 1], cases.sum(axis=-1) + called
    return {
        "micro_f1": ratio(hits.sum(axis=-1), total.sum(axis=-1), 0.0),
        "macro_f1": np.asarray(ratio(hits, total, 0.0).mean(axis=-1)),
    }


def _estimate(value: Any, draws: Floats, n: int) -> Estimate:
    known = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(known):
        return Estimate(float("nan"), float("nan"), float("nan"), n)
    low, high = np.quantile(known, [0.025, 0.975])
    # Without a single case the share found is 0, and Jeffreys' lower limit a little more.
    return Estimate(float(value), min(float(low), float(value)), max(float(high), float(value)), n)
