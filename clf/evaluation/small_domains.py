"""Shares of a label in parts of a corpus in which few or no articles were coded.

There the sample alone says next to nothing, so each part borrows from the others: how often called (and not called)
articles have the label is taken to vary between parts around a common rate, by as much as the coded parts show (a
beta-binomial model with both the rate and its spread unknown; Rao and Molina, Small Area Estimation, 2015, ch. 10). It
is an assumption, not a design: a part in which the classifier errs in a way of its own, and where nobody coded, cannot
be put right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clf.evaluation.uncertainty import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["pooled_shares"]

_DRAWS = 2000
_SEED = 13
_LOGITS = np.linspace(-8.0, 8.0, 81)
# The standard deviation between parts, as a share of its greatest possible value, is as likely small as large (Gelman,
# Bayesian Analysis 1, 2006: uniform on the scale of the deviation).
_SPREADS = np.linspace(0.02, 0.7, 18)


def pooled_shares(
    called: Ints, domains: Ints, rows: Ints, inclusion: Floats, codes: Floats, n_domains: int
) -> list[Estimate]:
    """Return the share of articles with the label in each domain; `n` counts the domain's own coded articles.

    Parameters
    ----------
    called, domains : array of shape (N,)
        0 or 1, and the domain's number, of every article of the corpus.
    rows, inclusion, codes : array of shape (n,)
        The coded articles, as in `clf.evaluation.validate.CodedSample`, for one label.
    n_domains : int
    """
    random = np.random.default_rng(_SEED)
    having = np.zeros((_DRAWS, n_domains))
    middle = np.zeros(n_domains)
    coded_cell, coded_domain = called[rows], domains[rows]
    for cell in (0, 1):
        size = np.bincount(domains[called == cell], minlength=n_domains)
        of_cell = coded_cell == cell
        share, n_effective = _by_domain(coded_domain[of_cell], inclusion[of_cell], codes[of_cell], n_domains)
        rate = _rates(share, n_effective, random)
        middle += size * rate.mean(axis=0)
        known = np.bincount(coded_domain[of_cell], codes[of_cell], n_domains)
        rest = size - np.bincount(coded_domain[of_cell], minlength=n_domains)
        having += known + random.binomial(rest, rate)
    total = np.bincount(domains, minlength=n_domains)
    coded = np.bincount(coded_domain, minlength=n_domains)
    low, high = np.quantile(having, [0.025, 0.975], axis=0) / total
    value = np.clip(middle / total, low, high)
    return [Estimate(*map(float, bounds), int(n)) for *bounds, n in zip(value, low, high, coded, strict=True)]


def _by_domain(domains: Ints, inclusion: Floats, codes: Floats, n_domains: int) -> tuple[Floats, Floats]:
    """Return weighted share and effective number (Kish 1965) of the coded articles of each domain."""
    weights = 1.0 / inclusion
    total = np.bincount(domains, weights, n_domains)
    squares = np.bincount(domains, weights**2, n_domains)
    share = np.bincount(domains, weights * codes, n_domains) / np.maximum(total, 1e-300)
    return np.minimum(share, 1.0), np.where(total > 0, total**2 / np.maximum(squares, 1e-300), 0.0)


def _rates(share: Floats, n: Floats, random: np.random.Generator) -> Floats:
    """Return draws of each domain's rate from what all domains say, of shape (draws, domains)."""
    from scipy.special import betaln, expit

    mean, spread = (grid.ravel() for grid in np.meshgrid(expit(_LOGITS), _SPREADS, indexing="ij"))
    precision = 1 / spread**2 - 1
    a, b = mean * precision, (1 - mean) * precision
    log_density = 0.5 * (np.log(mean) + np.log1p(-mean))  # Jeffreys' prior of the mean, on the grid of logits
    hits, misses = (share * n)[n > 0], ((1 - share) * n)[n > 0]
    log_density += (betaln(a[:, None] + hits, b[:, None] + misses) - betaln(a, b)[:, None]).sum(axis=1)
    weight = np.exp(log_density - log_density.max())
    place = random.choice(len(mean), _DRAWS, p=weight / weight.sum())
    return random.beta(a[place, None] + share * n, b[place, None] + (1 - share) * n)
