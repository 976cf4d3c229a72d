"""Train a linear model from labelled texts: fit, choose thresholds out-of-fold, calibrate, measure.

The order of work keeps every figure honest. For each of five outer folds the model, its calibration and its
threshold come from the other four folds (calibration and threshold from an inner five-fold prediction of those,
see `Settings.nested`), and the fold is only predicted. Those outer predictions make the card's scores and its
support table; the model that ships is then fitted on everything, calibrated on the five-fold predictions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from clf.framing.model import LinearModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

__all__ = ["Evaluated", "Settings", "TextClassifier", "train"]

FOLDS = 5
SEED = 13
_BIN_TEXTS = 25
"""Texts per bin of the support table: the Wilson interval of 5 in 25 is .09 to .39, of 50 in 100 .40 to .60."""
_MAX_BINS = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen when a model is trained.

    Parameters
    ----------
    c : float
        Inverse strength of the L2 penalty of the logistic regressions.
    min_documents : int
        An n-gram from fewer distinct documents is not used, nor shipped.
    n_features : int or None
        Columns kept: those with the largest absolute weight in any label in a first fit on all of them.
    balanced : bool
        Weigh a label's positives and negatives equally.
    nested : bool
        Calibrate and choose the threshold for a fold on an inner five-fold prediction of the other folds. Without
        it, on the other folds' own out-of-fold predictions, whose models have seen the fold: five times faster, and
        with thousands of texts the difference is small.
    """

    c: float = 10.0
    min_documents: int = 3
    n_features: int | None = None
    balanced: bool = True
    nested: bool = True
    word_lengths: tuple[int, int] = (1, 2)
    char_lengths: tuple[int, int] = (3, 5)

    @property
    def lengths(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """N-gram lengths of the two blocks, words first."""
        return self.word_lengths, self.char_lengths


_ANALYZERS = ("word", "char_wb")


@dataclass(frozen=True, slots=True)
class Counts:
    """The n-grams of n texts, counted once; a fold takes its rows, and fitting on them its vocabulary.

    Fitting on rows gives what fitting on those texts alone would: columns are kept and weighted by the rows at hand.

    Parameters
    ----------
    blocks : two sparse matrices of shape (n, n-grams found)
    names : two arrays of str
        The n-gram of each column.
    """

    blocks: tuple[sparse.csr_matrix, ...]
    names: tuple[NDArray[Any], ...]

    @classmethod
    def of(cls, texts: Sequence[str], settings: Settings) -> Counts:
        """Count the words and character n-grams of `texts`; those in fewer than `min_documents` texts are dropped."""
        if isinstance(texts, str):
            raise ValueError("Expected a sequence of texts, got a single string.")
        blocks, names = [], []
        for analyzer, lengths in zip(_ANALYZERS, settings.lengths, strict=True):
            # Every document has at least one text, so this drops nothing that counting documents would keep.
            counter = CountVectorizer(
                analyzer=analyzer, ngram_range=lengths, min_df=settings.min_documents, dtype=np.float64
            )
            blocks.append(counter.fit_transform(texts))
            names.append(counter.get_feature_names_out())
        return cls(tuple(blocks), tuple(names))

    def take(self, rows: NDArray[np.int64]) -> Counts:
        """Return the counts of some of the texts."""
        return Counts(tuple(block[rows] for block in self.blocks), self.names)


class TextClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Word and character TF-IDF with one logistic regression per label, as a scikit-learn estimator.

    Parameters
    ----------
    settings : Settings

    Attributes
    ----------
    words_, chars_ : list of str
        The vocabulary kept.
    document_frequencies_ : array of shape (V,)
        In how many texts each n-gram of the vocabulary occurs.
    coef_ : array of shape (V, L), float32
        Rounded to single precision on purpose: these are the very weights that are saved.
    intercept_ : array of shape (L,)
    """

    def __init__(self, settings: Settings = Settings()) -> None:
        self.settings = settings

    def fit(self, texts: Sequence[str] | Counts, targets: Labels, groups: NDArray[Any] | None = None) -> TextClassifier:
        """Fit on n texts.

        Parameters
        ----------
        texts : sequence of n str, or their `Counts`
        targets : array of shape (n, L) of 0 and 1; −1 where a text is not annotated for a label
        groups : array of shape (n,), optional
            The document of each text; `min_documents` counts these. Default: each text its own.
        """
        s = self.settings
        counts = texts if isinstance(texts, Counts) else Counts.of(texts, s)
        groups = np.arange(len(targets)) if groups is None else groups
        self._columns = [np.flatnonzero(_documents(block, groups) >= s.min_documents) for block in counts.blocks]
        features = self._fit_idf(counts)
        self._fit_weights(features, targets)
        if s.n_features is not None and s.n_features < features.shape[1]:
            # A stable sort, so that equal weights give the same vocabulary on every machine.
            best = np.sort(np.argsort(-np.abs(self.coef_).max(axis=1), kind="stable")[: s.n_features])
            n_words = len(self._columns[0])
            words, chars = self._columns
            self._columns = [words[best[best < n_words]], chars[best[best >= n_words] - n_words]]
            self._fit_weights(self._fit_idf(counts), targets)
        self.words_, self.chars_ = (names[c] for names, c in zip(counts.names, self._columns, strict=True))
        return self

    def _fit_idf(self, counts: Counts) -> sparse.csr_matrix:
        kept = [block[:, columns] for block, columns in zip(counts.blocks, self._columns, strict=True)]
        self._weighters = [TfidfTransformer(sublinear_tf=True).fit(block) for block in kept]
        self.document_frequencies_ = np.concatenate([np.bincount(b.indices, minlength=b.shape[1]) for b in kept])
        return self._weigh(kept)

    def _weigh(self, kept: Sequence[sparse.csr_matrix]) -> sparse.csr_matrix:
        blocks = [weighter.transform(block) for weighter, block in zip(self._weighters, kept, strict=True)]
        return sparse.csr_matrix(sparse.hstack(blocks, format="csr"))

    def _fit_weights(self, features: sparse.csr_matrix, targets: Labels) -> None:
        weights, bias = [], []
        for column in targets.T:
            known = column >= 0
            coef, intercept = self._fit_label(features[known], column[known])
            weights.append(coef)
            bias.append(intercept)
        self.coef_ = np.stack(weights, axis=1).astype(np.float32)
        self.intercept_ = np.array(bias)

    def _fit_label(self, features: sparse.csr_matrix, column: Labels) -> tuple[Floats, float]:
        if len(np.unique(column)) < 2:
            # One class alone says nothing of the features; the prior of one text in a hundred decides.
            share = (column.sum() + 0.01) / (len(column) + 0.02)
            return np.zeros(features.shape[1]), float(np.log(share / (1 - share)))
        model = LogisticRegression(
            C=self.settings.c,
            class_weight="balanced" if self.settings.balanced else None,
            solver="liblinear",
            random_state=SEED,
        ).fit(features, column)
        return model.coef_[0], float(model.intercept_[0])

    def transform(self, texts: Sequence[str] | Counts) -> sparse.csr_matrix:
        """Return the TF-IDF features of n texts, shape (n, V); `Counts` must have been made with those of `fit`."""
        if isinstance(texts, Counts):
            return self._weigh([block[:, columns] for block, columns in zip(texts.blocks, self._columns, strict=True)])
        s = self.settings
        vocabularies = (self.words_, self.chars_)
        return self._weigh(
            [
                # A vectorizer needs one term at least; the stand-in cannot occur in a text.
                CountVectorizer(analyzer=analyzer, ngram_range=lengths, vocabulary=[*grams] or ["\n"]).transform(texts)[
                    :, : len(grams)
                ]
                for analyzer, lengths, grams in zip(_ANALYZERS, s.lengths, vocabularies, strict=True)
            ]
        )

    def decision_function(self, texts: Sequence[str] | Counts) -> Floats:
        """Return the decision values of n texts, shape (n, L)."""
        return np.asarray(self.transform(texts) @ self.coef_.astype(np.float64) + self.intercept_)

    def predict(self, texts: Sequence[str]) -> Labels:
        """Return 0 or 1 for n texts and L labels, at a decision value of 0 (uncalibrated)."""
        return (self.decision_function(texts) > 0).astype(np.int64)


def _documents(counts: sparse.csr_matrix, groups: NDArray[Any]) -> Labels:
    """Return in how many distinct groups each n-gram occurs."""
    _, codes = np.unique(groups, return_inverse=True)
    rows = np.arange(len(groups))
    member = sparse.csr_matrix((np.ones(len(rows), np.int32), (codes, rows)))
    return np.asarray(((member @ counts) > 0).sum(axis=0)).ravel()


@dataclass(slots=True)
class Evaluated:
    """A trained model and its out-of-fold predictions, of which no choice was made on the text predicted.

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


def train(
    texts: Sequence[str],
    targets: Labels,
    labels: Sequence[str],
    groups: NDArray[Any],
    settings: Settings,
    *,
    documents: NDArray[Any] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluated:
    """Train, calibrate and measure one linear model.

    Parameters
    ----------
    texts : sequence of n str
    targets : array of shape (n, L) of 0 and 1; −1 where a text is not annotated for a label
    labels : sequence of L str
    groups : array of shape (n,)
        Equal for texts that must not stand on both sides of a split.
    settings : Settings
    documents : array of shape (n,), optional
        What `Settings.min_documents` counts, where that is not `groups`.
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
    counts = Counts.of(texts, settings)
    documents = groups if documents is None else documents
    outer = np.zeros(targets.shape)  # decision values
    probabilities = np.zeros(targets.shape)
    predicted = np.zeros(targets.shape, dtype=np.int64)
    folds = list(_folds(groups))
    for fold, (rest, test) in enumerate(folds):
        progress(f"fold {fold + 1} of {FOLDS}")
        fitted = TextClassifier(settings).fit(counts.take(rest), targets[rest], documents[rest])
        outer[test] = fitted.decision_function(counts.take(test))
    for fold, (rest, test) in enumerate(folds):
        seen = outer[rest]
        if settings.nested:
            progress(f"inner folds of fold {fold + 1}")
            seen = _out_of_fold(counts.take(rest), targets[rest], groups[rest], documents[rest], settings)
        calibration = _calibrate(seen, targets[rest])
        probabilities[test] = _apply(calibration, outer[test])
        predicted[test] = probabilities[test] >= _thresholds(_apply(calibration, seen), targets[rest])
    progress("final fit")
    calibration = _calibrate(outer, targets)
    thresholds = _thresholds(_apply(calibration, outer), targets)
    final = TextClassifier(settings).fit(counts, targets, documents)
    edges, k, n = _support(probabilities, targets)
    model = LinearModel(
        labels=tuple(labels),
        words=tuple(final.words_),
        chars=tuple(final.chars_),
        document_frequencies=final.document_frequencies_.astype(np.int32),
        n_texts=len(texts),
        weights=final.coef_,
        bias=final.intercept_,
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


def _folds(groups: NDArray[Any]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    folds = min(FOLDS, len(np.unique(groups)))  # the rest of five documents are four
    yield from GroupKFold(folds, shuffle=True, random_state=SEED).split(np.zeros(len(groups)), groups=groups)


def _out_of_fold(
    counts: Counts, targets: Labels, groups: NDArray[Any], documents: NDArray[Any], settings: Settings
) -> Floats:
    found = np.zeros(targets.shape)
    for rest, test in _folds(groups):
        fitted = TextClassifier(settings).fit(counts.take(rest), targets[rest], documents[rest])
        found[test] = fitted.decision_function(counts.take(test))
    return found


def _calibrate(decisions: Floats, targets: Labels) -> tuple[Floats, Floats]:
    """Return slope and intercept per label (Platt, Probabilistic outputs for support vector machines, 1999)."""
    slopes, intercepts = [], []
    for scores, column in zip(decisions.T, targets.T, strict=True):
        known = column >= 0
        scores, column = scores[known], column[known]
        if len(np.unique(column)) < 2 or np.ptp(scores) == 0:
            share = (column.sum() + 0.5) / (len(column) + 1)
            slopes.append(0.0)
            intercepts.append(float(np.log(share / (1 - share))))
            continue
        # The mild penalty pulls a label with a handful of positives towards its share instead of to 0 and 1.
        scale = scores.std()
        fitted = LogisticRegression(C=1.0).fit(scores[:, None] / scale, column)
        slopes.append(max(float(fitted.coef_[0, 0] / scale), 0.0))  # monotone: a higher score is never less probable
        intercepts.append(float(fitted.intercept_[0]))
    return np.array(slopes), np.array(intercepts)


def _apply(calibration: tuple[Floats, Floats], decisions: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-(calibration[0] * decisions + calibration[1]))))


def _thresholds(probabilities: Floats, targets: Labels) -> Floats:
    """Return the one probability, for all labels, at which micro-F1 is highest.

    One threshold and not L: with some 150 articles a language, a threshold per label fits noise.
    """
    known = targets >= 0
    flat, truth = probabilities[known], targets[known]
    grid = np.unique(np.round(flat, 2))
    grid = grid[(grid >= 0.02) & (grid <= 0.98)]
    if not len(grid):
        return np.full(targets.shape[1], 0.5)
    scores = [f1_score(truth, flat >= t, zero_division=0.0) for t in grid]
    return np.full(targets.shape[1], float(grid[int(np.argmax(scores))]))


def _support(probabilities: Floats, targets: Labels) -> tuple[Floats, Labels, Labels]:
    """Return edges, positives and texts of bins with equally many out-of-fold texts, per label."""
    bins = int(np.clip(len(targets) // _BIN_TEXTS, 1, _MAX_BINS))
    edges, k, n = [], [], []
    for p, column in zip(probabilities.T, targets.T, strict=True):
        known = column >= 0
        p, column = p[known], column[known]
        cuts = np.quantile(p, np.arange(1, bins) / bins)
        where = np.searchsorted(cuts, p, side="right")
        edges.append(cuts)
        n.append(np.bincount(where, minlength=bins))
        k.append(np.bincount(where, weights=column, minlength=bins).astype(np.int64))
    return np.array(edges).reshape(len(edges), bins - 1), np.array(k), np.array(n)
