"""Measure and calibrate a model on articles it has not seen, then fit it on all of them.

The order of work keeps every figure honest. For each of five outer folds the model, its calibration and its
threshold come from the other four folds (all but the model from an inner five-fold prediction of those, see
`Settings.nested`), and the fold is only predicted. Those outer predictions make the card's scores and its support
table; the model that ships is then fitted on everything, calibrated on the five-fold predictions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.model_selection import GroupKFold

from clf.framing.calibrate import apply_calibration, fit_each, fit_together
from clf.framing.model import LinearModel
from clf.framing.thresholds import WITHOUT_CHOICE, choose_thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.train import Settings

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]
    Rows = NDArray[np.int64]

__all__ = ["FOLDS", "SEED", "Evaluated", "Fitted", "cross_fit", "folds", "likeliest", "rounded", "support"]

FOLDS = 5
SEED = 13
_BIN_TEXTS = 25
"""Texts per bin of the support table: the Wilson interval of 5 in 25 is .09 to .39, of 50 in 100 .40 to .60."""
_MAX_BINS = 10


@dataclass(slots=True)
class Fitted:
    """A linear model before its calibration, fitted on some of the texts.

    Attributes
    ----------
    words, chars : arrays of str
    document_frequencies : array of shape (V,)
    n_texts : int
        Of how many texts these are the frequencies.
    weights : array of shape (V, L), float32
        `rounded`.
    bias : array of shape (L,)
    decide : callable
        Takes the numbers of n texts, returns their decision values of shape (n, L).
    """

    words: NDArray[Any]
    chars: NDArray[Any]
    document_frequencies: Labels
    n_texts: int
    weights: NDArray[np.float32]
    bias: Floats
    decide: Callable[[Rows], Floats]


@dataclass(slots=True)
class Evaluated:
    """A trained model and its out-of-fold predictions, of which no choice was made on the text predicted.

    The texts are those it is measured on (`cross_fit`), in their order.

    Attributes
    ----------
    model : LinearModel
    targets, predicted : arrays of shape (n, L)
    probabilities : array of shape (n, L)
    groups : array of shape (n,)
    """

    model: LinearModel
    targets: Labels
    probabilities: Floats
    predicted: Labels
    groups: NDArray[Any]


def rounded(weights: Floats) -> NDArray[np.float32]:
    """Return weights as they are saved: rounded to half precision before anything is measured with them."""
    return weights.astype(np.float16).astype(np.float32)


def cross_fit(
    fit: Callable[[Rows], Fitted],
    targets: Labels,
    labels: Sequence[str],
    groups: NDArray[Any],
    settings: Settings,
    *,
    one_label: bool = False,
    measured: NDArray[np.bool_] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluated:
    """Cross-validate, calibrate and fit.

    Parameters
    ----------
    fit : callable
        Takes the numbers of the texts to learn from, returns the model.
    targets : array of shape (n, L) of 0 and 1; −1 where a text is not annotated for a label
    labels : sequence of L str
    groups : array of shape (n,)
        Equal for texts that must not stand on both sides of a split.
    settings : Settings
    one_label : bool
        A text has one label: the likeliest is called, and no threshold is chosen.
    measured : array of shape (n,), optional
        Which texts are what the model is for: it is calibrated and measured on them, and learns from all. Default:
        all of them.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    ValueError
        With fewer documents than folds.
    """
    n_groups = len(np.unique(groups))
    if n_groups < FOLDS:
        raise ValueError(f"Training needs at least {FOLDS} documents, got {n_groups}.")
    everything = np.arange(len(targets))
    own = np.ones(len(targets), np.bool_) if measured is None else measured
    calibrate = fit_together if settings.together else fit_each
    outer = _out_of_fold(fit, everything, groups, progress)  # decision values
    probabilities = np.zeros(targets.shape)
    predicted = np.zeros(targets.shape, dtype=np.int64)
    for fold, (rest, test) in enumerate(folds(groups)):
        counted = rest[own[rest]]
        seen = outer[counted]
        if settings.nested:
            progress(f"inner folds of fold {fold + 1}")
            seen = _out_of_fold(fit, rest, groups)[own[rest]]
        calibration = calibrate(seen, targets[counted])
        probabilities[test] = apply_calibration(calibration, outer[test])
        if one_label:
            predicted[test] = likeliest(probabilities[test])
            continue
        thresholds = choose_thresholds(apply_calibration(calibration, seen), targets[counted], settings.metric)
        predicted[test] = probabilities[test] >= thresholds
    progress("final fit")
    outer, probabilities = outer[own], probabilities[own]
    targets, predicted, groups = targets[own], predicted[own], groups[own]
    calibration = calibrate(outer, targets)
    thresholds = np.full(len(labels), WITHOUT_CHOICE)
    if not one_label:
        thresholds = choose_thresholds(apply_calibration(calibration, outer), targets, settings.metric)
    final = fit(everything)
    edges, k, n = support(probabilities, targets)
    model = LinearModel(
        labels=tuple(labels),
        words=tuple(final.words),
        chars=tuple(final.chars),
        document_frequencies=final.document_frequencies.astype(np.int32),
        n_texts=final.n_texts,
        weights=final.weights,
        bias=final.bias,
        slope=calibration[0],
        intercept=calibration[1],
        thresholds=thresholds,
        support_edges=edges,
        support_k=k,
        support_n=n,
        word_lengths=settings.word_lengths,
        char_lengths=settings.char_lengths,
    )
    return Evaluated(model, targets, probabilities, predicted, groups)


def likeliest(probabilities: Floats) -> Labels:
    """Return 1 for the likeliest label of each text and 0 for the others; of equal ones the first, as in `calls`."""
    return np.asarray(np.eye(probabilities.shape[1], dtype=np.int64)[probabilities.argmax(axis=1)])


def folds(groups: NDArray[Any]) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows to learn from and the rows held out, of five folds by group."""
    number = min(FOLDS, len(np.unique(groups)))  # the rest of five documents are four
    yield from GroupKFold(number, shuffle=True, random_state=SEED).split(np.zeros(len(groups)), groups=groups)


def _out_of_fold(
    fit: Callable[[Rows], Fitted],
    rows: Rows,
    groups: NDArray[Any],
    progress: Callable[[str], None] = lambda _: None,
) -> Floats:
    """Return decision values of shape (rows, L), each text's from a model that has not seen its group."""
    parts = []
    for fold, (rest, test) in enumerate(folds(groups[rows])):
        progress(f"fold {fold + 1} of {FOLDS}")
        parts.append((test, fit(rows[rest]).decide(rows[test])))
    found = np.zeros((len(rows), parts[0][1].shape[1]))
    for test, decisions in parts:
        found[test] = decisions
    return found


def support(probabilities: Floats, targets: Labels) -> tuple[Floats, Labels, Labels]:
    """Return edges, positives and texts of bins with equally many out-of-fold texts, per label."""
    bins = int(np.clip(len(targets) // _BIN_TEXTS, 1, _MAX_BINS))
    shares = np.arange(1, bins) / bins
    edges, k, n = [], [], []
    for p, column in zip(probabilities.T, targets.T, strict=True):
        known = column >= 0
        p, column = p[known], column[known]
        # Of a label annotated on no text nothing is known, whatever the score.
        cuts = np.quantile(p, shares) if len(p) else shares
        where = np.searchsorted(cuts, p, side="right")
        edges.append(cuts)
        n.append(np.bincount(where, minlength=bins))
        k.append(np.bincount(where, weights=column, minlength=bins).astype(np.int64))
    return np.array(edges).reshape(len(edges), bins - 1), np.array(k), np.array(n)
