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
from clf.framing.thresholds import choose_thresholds, most_above, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.train import Settings

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]
    Rows = NDArray[np.int64]
    Calibration = tuple[Floats, Floats]

__all__ = ["FOLDS", "SEED", "Evaluated", "Fitted", "cross_fit", "cross_fit_in_common", "folds", "rounded", "support"]

FOLDS = 5
SEED = 13
_EDGES = np.round(np.arange(0.1, 0.95, 0.1), 1)
"""Of the bins of the support table: "a score like this one" is one in the same tenth. Bins of equally many texts would
put .15 and .60 of a rare label together."""


@dataclass(slots=True)
class Fitted:
    """A linear model before its calibration, fitted on some of the texts.

    Attributes
    ----------
    words, chars : arrays of str
    document_frequencies : array of shape (V,)
    n_texts : int
        How many texts the document frequencies are counted in.
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
        A text has one label: `most_above` says which is called, and no threshold is chosen.
    measured : array of shape (n,), optional
        Which texts the model is calibrated and measured on, being what it is for; it learns from all. Default: all.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    ValueError
        With fewer documents than folds.
    """
    own = np.ones(len(targets), np.bool_) if measured is None else measured
    found = _predicted(lambda rows: fit(rows).decide, targets, groups, settings, own, one_label, progress)
    progress("final fit")
    return found.of(fit(np.arange(len(targets))), own, labels, settings)


def cross_fit_in_common(
    fit: Callable[[Rows], dict[str, Fitted]],
    langs: NDArray[np.str_],
    targets: Labels,
    labels: Sequence[str],
    groups: NDArray[Any],
    settings: Settings,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Evaluated]:
    """Cross-validate and fit a model for each of several languages, and calibrate and call all of them as one.

    With calibrated probabilities one threshold for all texts is also what makes a label's F1 over them highest (Lipton,
    Elkan and Narayanaswamy, 2014).

    Parameters
    ----------
    fit : callable
        Takes the numbers of the texts to learn from, returns language → model, which decides on texts of it.
    langs : array of shape (n,)
        The language of each text.
    targets, labels, groups, settings, progress
        As for `cross_fit`; of all languages.
    """

    def learn(rows: Rows) -> Callable[[Rows], Floats]:
        models = fit(rows)

        def decide(asked: Rows) -> Floats:
            found = np.zeros((len(asked), targets.shape[1]))
            for lang, model in models.items():
                there = langs[asked] == lang
                found[there] = model.decide(asked[there])
            return found

        return decide

    found = _predicted(learn, targets, groups, settings, np.ones(len(targets), np.bool_), False, progress)
    progress("final fit")
    models = fit(np.arange(len(targets)))
    return {lang: found.of(model, langs == lang, labels, settings) for lang, model in models.items()}


def folds(groups: NDArray[Any]) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows to learn from and the rows held out, of five folds by group."""
    number = min(FOLDS, len(np.unique(groups)))  # the rest of five documents are four
    yield from GroupKFold(number, shuffle=True, random_state=SEED).split(np.zeros(len(groups)), groups=groups)


@dataclass(slots=True)
class _Predicted:
    """What was predicted of n texts out-of-fold; calibration and thresholds of the model that is fitted on all."""

    targets: Labels
    groups: NDArray[Any]
    probabilities: Floats
    predicted: Labels
    calibration: Calibration
    thresholds: Floats

    def of(self, final: Fitted, rows: NDArray[np.bool_], labels: Sequence[str], settings: Settings) -> Evaluated:
        """Return the model `final`, calibrated, as it is measured on some of the texts."""
        targets, probabilities = self.targets[rows], self.probabilities[rows]
        edges, k, n = support(probabilities, targets)
        model = LinearModel(
            labels=tuple(labels),
            words=tuple(final.words),
            chars=tuple(final.chars),
            document_frequencies=final.document_frequencies.astype(np.int32),
            n_texts=final.n_texts,
            weights=final.weights,
            bias=final.bias,
            slope=self.calibration[0],
            intercept=self.calibration[1],
            thresholds=self.thresholds,
            support_edges=edges,
            support_k=k,
            support_n=n,
            word_lengths=settings.word_lengths,
            char_lengths=settings.char_lengths,
        )
        return Evaluated(model, targets, probabilities, self.predicted[rows], self.groups[rows])


def _predicted(
    learn: Callable[[Rows], Callable[[Rows], Floats]],
    targets: Labels,
    groups: NDArray[Any],
    settings: Settings,
    own: NDArray[np.bool_],
    one_label: bool,
    progress: Callable[[str], None],
) -> _Predicted:
    """Cross-validate; `own` are the texts to calibrate and choose thresholds on."""
    n_groups = len(np.unique(groups))
    if n_groups < FOLDS:
        raise ValueError(f"Training needs at least {FOLDS} documents, got {n_groups}.")
    calibrate = fit_together if settings.together else fit_each
    outer = _out_of_fold(learn, np.arange(len(targets)), groups, progress)  # decision values
    probabilities = np.zeros(targets.shape)
    predicted = np.zeros(targets.shape, dtype=np.int64)
    for fold, (rest, test) in enumerate(folds(groups)):
        counted = rest[own[rest]]
        seen = outer[counted]
        if settings.nested:
            progress(f"inner folds of fold {fold + 1}")
            seen = _out_of_fold(learn, rest, groups)[own[rest]]
        calibration = calibrate(seen, targets[counted])
        probabilities[test] = apply_calibration(calibration, outer[test])
        if one_label:
            predicted[test] = most_above(probabilities[test], shares(targets[counted]))
            continue
        thresholds = choose_thresholds(apply_calibration(calibration, seen), targets[counted], settings.metric)
        predicted[test] = probabilities[test] >= thresholds
    calibration = calibrate(outer[own], targets[own])
    thresholds = shares(targets[own])
    if not one_label:
        chance = apply_calibration(calibration, outer[own])
        thresholds = choose_thresholds(chance, targets[own], settings.metric)
    return _Predicted(targets, groups, probabilities, predicted, calibration, thresholds)


def _out_of_fold(
    learn: Callable[[Rows], Callable[[Rows], Floats]],
    rows: Rows,
    groups: NDArray[Any],
    progress: Callable[[str], None] = lambda _: None,
) -> Floats:
    """Return decision values of shape (rows, L), each text's from a model that has not seen its group."""
    parts = []
    for fold, (rest, test) in enumerate(folds(groups[rows])):
        progress(f"fold {fold + 1} of {FOLDS}")
        parts.append((test, learn(rows[rest])(rows[test])))
    found = np.zeros((len(rows), parts[0][1].shape[1]))
    for test, decisions in parts:
        found[test] = decisions
    return found


def support(probabilities: Floats, targets: Labels) -> tuple[Floats, Labels, Labels]:
    """Return edges, positives and texts of bins a tenth wide, per label; a bin may hold no text."""
    bins = len(_EDGES) + 1
    k, n = np.zeros((2, probabilities.shape[1], bins), dtype=np.int64)
    for label, (p, column) in enumerate(zip(probabilities.T, targets.T, strict=True)):
        known = column >= 0
        where = np.searchsorted(_EDGES, p[known], side="right")
        n[label] = np.bincount(where, minlength=bins)
        k[label] = np.bincount(where[column[known] == 1], minlength=bins)
    return np.tile(_EDGES, (probabilities.shape[1], 1)), k, n
