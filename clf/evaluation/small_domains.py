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
_BLOCK = 500  # domains at a time: draws of ten thousand would fill the memory
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
    total = np.bincount(domains, minlength=n_domains)
    coded = np.bincount(domains[rows], minlength=n_domains)
    cells = []
    for cell in (0, 1):
        mine = called[rows] == cell
        where, weight, code = domains[rows][mine], inclusion[mine], codes[mine]
        share, n_effective = _by_domain(where, weight, code, n_domains)
        known, done = np.bincount(where, code, n_domains), np.bincount(where, minlength=n_domains)
        rest = np.bincount(domains[called == cell], minlength=n_domains) - done
        random = np.random.default_rng([_SEED, cell])
        cells.append((share, n_effective, known, rest, _common(share, n_effective, random), random))
    found: list[tuple[float, float, float, int]] = []
    for start in range(0, n_domains, _BLOCK):
        block = slice(start, start + _BLOCK)
        having = np.zeros((_DRAWS, len(total[block])))
        for share, n_effective, known, rest, (a, b), random in cells:
            hits, misses = (share * n_effective)[block], ((1 - share) * n_effective)[block]
            rate = random.beta(a[:, None] + hits, b[:, None] + misses)
            having += known[block] + random.binomial(rest[block], rate)
        low, high = np.quantile(having, [0.025, 0.975], axis=0) / total[block]
        value = having.mean(axis=0) / total[block]
        found += zip(value.tolist(), low.tolist(), high.tolist(), coded[block].tolist(), strict=True)
    return [Estimate(value, min(low, value), max(high, value), n) for value, low, high, n in found]


def _by_domain(domains: Ints, inclusion: Floats, codes: Floats, n_domains: int) -> tuple[Floats, Floats]:
    """Return weighted share and effective number (Kish 1965) of the coded articles of each domain."""
    weights = 1.0 / inclusion
    total = np.bincount(domains, weights, n_domains)
    squares = np.bincount(domains, weights**2, n_domains)
    share = np.bincount(domains, weights * codes, n_domains) / np.maximum(total, 1e-300)
    return np.minimum(share, 1.0), np.where(total > 0, total**2 / np.maximum(squares, 1e-300), 0.0)


def _common(share: Floats, n: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return draws of the beta distribution that the domains' rates come from: its two parameters, each (draws,)."""
    from scipy.special import betaln, expit

    mean, spread = (grid.ravel() for grid in np.meshgrid(expit(_LOGITS), _SPREADS, indexing="ij"))
    precision = 1 / spread**2 - 1
    a, b = mean * precision, (1 - mean) * precision
    log_density = 0.5 * (np.log(mean) + np.log1p(-mean))  # Jeffreys' prior of the mean, on the grid of logits
    hits, misses = (share * n)[n > 0], ((1 - share) * n)[n > 0]
    log_density += (betaln(a[:, None] + hits, b[:, None] + misses) - betaln(a, b)[:, None]).sum(axis=1)
    weight = np.exp(log_density - log_density.max())
    place = random.choice(len(mean), _DRAWS, p=weight / weight.sum())
    return a[place], b[place]
