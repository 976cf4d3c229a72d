"""What every character of a text adds to each decision value: the exact decomposition of a linear model.

A decision value is the bias plus one term per n-gram (value × weight). Each term is shared equally among the n-gram's
occurrences and, within one, among its characters that are not white space; so whatever is made of these characters
(words, sentences, the whole text) adds up to the decision value less the bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from clf.scoring.kernel import KernelRefusal

if TYPE_CHECKING:
    from clf.framing.model import Floats, LinearModel

__all__ = ["character_contributions"]


def character_contributions(model: LinearModel, text: str, labels: Sequence[int] | None = None) -> Floats:
    """Return what each of the n characters of `text` adds to each of the L decision values, of shape (n, L).

    With `labels` only to the values of these, in their order. White space gets nothing. The column sums are
    ``model.decision(text) - model.bias``, up to rounding.
    """
    if (kernel := model.kernel()) and not model.has_padding():
        try:
            return kernel.contributions(text, range(len(model.labels)) if labels is None else labels)
        except KernelRefusal:
            pass
    return _with_numpy(model, text, labels)


def _with_numpy(model: LinearModel, text: str, labels: Sequence[int] | None) -> Floats:
    columns, values, places = model.taken_apart(text)
    weights = model.weights[columns] if labels is None else model.weights[columns[:, None], labels]
    if not len(places):
        return np.zeros((len(text), weights.shape[1]))
    terms = values[:, None] * weights.astype(np.float64)
    order = columns.argsort()
    rows = order[columns[order].searchsorted(places["column"])]
    starts, ends = places["start"].astype(np.intp), places["end"].astype(np.intp)
    printed = ~np.fromiter(map(str.isspace, text), np.bool_, len(text))
    before = np.append(0, printed.cumsum())
    shares = terms[rows] / (np.bincount(rows)[rows] * (before[ends] - before[starts]))[:, None]
    # An n-gram's share begins at its first character and ends after its last: the sum of what has begun and not ended.
    steps = [np.bincount(starts, share, len(text) + 1) - np.bincount(ends, share, len(text) + 1) for share in shares.T]
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1].T * printed[:, None])
