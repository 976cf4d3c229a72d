"""Train a linear model from labelled texts: word and character TF-IDF, one logistic regression per label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from clf.framing.contrast import Contrast
from clf.framing.counts import ANALYZERS, Counts, documents
from clf.framing.crossfit import Evaluated, Fitted, cross_fit, rounded
from clf.framing.further import Further
from clf.framing.model import LinearModel
from clf.framing.solver import balanced_weights, fit_logistic, naive_bayes_scales
from clf.framing.thresholds import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

__all__ = ["Settings", "TextClassifier", "fitted", "train"]


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
    naive_bayes : bool
        Let the weight of an n-gram move the more the better it tells a label's texts from the others by itself.
    together : bool
        Calibrate all labels at once, each held near the others (`clf.framing.calibrate`).
    metric : {"micro", "macro"}
        What thresholds are chosen for: one for all labels, or one per label (`clf.framing.thresholds`).
    strengths : tuple of float
        What stands for `c` where several languages are trained at once (`clf.framing.joint`): the mean of the models
        with each, so that none has to be chosen.
    """

    c: float = 10.0
    min_documents: int = 3
    n_features: int | None = None
    balanced: bool = True
    nested: bool = True
    strengths: tuple[float, ...] = (0.1, 0.3, 1.0)
    word_lengths: tuple[int, int] = (1, 2)
    char_lengths: tuple[int, int] = (3, 5)
    naive_bayes: bool = False
    together: bool = False
    metric: Metric = "micro"

    @property
    def lengths(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """N-gram lengths of the two blocks, words first."""
        return self.word_lengths, self.char_lengths


_FREE = 3.0


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
        Rounded to half precision on purpose: these are the very weights that are saved.
    intercept_ : array of shape (L,)
    """

    def __init__(self, settings: Settings = Settings()) -> None:
        self.settings = settings

    def fit(
        self,
        texts: Sequence[str] | Counts,
        targets: Labels,
        groups: NDArray[Any] | None = None,
        contrast: tuple[Counts, Labels] | None = None,
        corpora: Labels | None = None,
        weights: Floats | None = None,
    ) -> TextClassifier:
        """Fit on n texts.

        Parameters
        ----------
        texts : sequence of n str, or their `Counts`
        targets : array of shape (n, L) of 0 and 1; −1 where a text is not annotated for a label
        groups : array of shape (n,), optional
            The document of each text; `min_documents` counts these. Default: each text its own.
        contrast : Counts and targets of counter-examples, optional
            Fitted on besides (`clf.framing.contrast`), a counter-example weighing as much as a positive text; neither
            vocabulary nor idf comes from them.
        corpora : array of shape (n,), optional
            Which corpus each text is from; 0, the default, is the one that the model is for. Every other has a bias
            of its own, which is not kept, because labels are not equally frequent everywhere.
        weights : array of shape (n,), optional
            How much each text counts; 1 by default.

        Raises
        ------
        ValueError
            When no n-gram stands in `min_documents` documents.
        """
        s = self.settings
        counts = texts if isinstance(texts, Counts) else Counts.of(texts, s)
        groups = np.arange(len(targets)) if groups is None else groups
        self._columns = [np.flatnonzero(documents(block, groups) >= s.min_documents) for block in counts.blocks]
        if not any(map(len, self._columns)):
            raise ValueError(
                f"No word and no part of one stands in {s.min_documents} documents: nothing to learn from."
            )
        corpora = np.zeros(len(targets), np.int64) if corpora is None else corpora
        weights = np.ones(len(targets)) if weights is None else weights
        features = self._fit_idf(counts)
        self._fit_weights(features, targets, weights, corpora, contrast)
        if s.n_features is not None and s.n_features < features.shape[1]:
            # A stable sort, so that equal weights give the same vocabulary on every machine.
            best = np.sort(np.argsort(-np.abs(self.coef_).max(axis=1), kind="stable")[: s.n_features])
            n_words = len(self._columns[0])
            words, chars = self._columns
            self._columns = [words[best[best < n_words]], chars[best[best >= n_words] - n_words]]
            self._fit_weights(self._fit_idf(counts), targets, weights, corpora, contrast)
        self.n_texts_ = len(targets)
        self.words_, self.chars_ = (names[c] for names, c in zip(counts.names, self._columns, strict=True))
        return self

    def _fit_idf(self, counts: Counts) -> sparse.csr_matrix:
        kept = [block[:, columns] for block, columns in zip(counts.blocks, self._columns, strict=True)]
        # scikit-learn refuses a matrix without columns.
        self._weighters = [TfidfTransformer(sublinear_tf=True).fit(b) if b.shape[1] else None for b in kept]
        self.document_frequencies_ = np.concatenate([np.bincount(b.indices, minlength=b.shape[1]) for b in kept])
        return self._weigh(kept)

    def _weigh(self, kept: Sequence[sparse.csr_matrix]) -> sparse.csr_matrix:
        pairs = zip(self._weighters, kept, strict=True)
        blocks = [weighter.transform(block) if weighter else block for weighter, block in pairs]
        return sparse.csr_matrix(sparse.hstack(blocks, format="csr"))

    def _fit_weights(
        self,
        features: sparse.csr_matrix,
        targets: Labels,
        given: Floats,
        corpora: Labels,
        contrast: tuple[Counts, Labels] | None,
    ) -> None:
        known = targets >= 0
        weights = balanced_weights(targets) if self.settings.balanced else known.astype(np.float64)
        weights = weights * given[:, None]
        yes, n = (targets == 1).sum(axis=0), known.sum(axis=0)
        both = (yes > 0) & (yes < n)
        # One class alone says nothing of the features; the prior of one text in a hundred decides.
        share = (yes + 0.01) / (n + 0.02)
        coef, bias = np.zeros((features.shape[1], len(both))), np.log(share / (1 - share))
        scales = naive_bayes_scales(features, targets[:, both]) if self.settings.naive_bayes else None
        n_grams = features.shape[1]
        features = _marked(features, corpora)
        if scales is not None:
            scales = np.concatenate([scales, np.ones((features.shape[1] - n_grams, scales.shape[1]), scales.dtype)])
        if contrast is not None:
            made = self.transform(contrast[0])
            made.resize(made.shape[0], features.shape[1])
            features = sparse.vstack([features, made], format="csr")
            weights = np.concatenate([weights, (contrast[1] >= 0) * weights.max(axis=0)])
            targets = np.concatenate([targets, contrast[1]])
        found, bias[both] = fit_logistic(features, targets[:, both], weights[:, both], self.settings.c, scales=scales)
        coef[:, both] = found[:n_grams]
        self.coef_, self.intercept_ = rounded(coef), bias

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
                for analyzer, lengths, grams in zip(ANALYZERS, s.lengths, vocabularies, strict=True)
            ]
        )

    def linear_model(
        self,
        labels: tuple[str, ...],
        calibration: tuple[Floats, Floats],
        thresholds: Floats,
        support: tuple[Floats, Labels, Labels],
    ) -> LinearModel:
        """Return what was fitted as a model to be saved.

        Parameters
        ----------
        labels : tuple of L str
        calibration : slope and intercept of each label, arrays of shape (L,)
        thresholds : array of shape (L,)
        support : edges of shape (L, B − 1), k and n of shape (L, B)
            What became of texts with a probability in each of B bins (`clf.framing.crossfit.support`).
        """
        edges, k, n = support
        return LinearModel(
            labels=labels,
            words=tuple(self.words_),
            chars=tuple(self.chars_),
            document_frequencies=self.document_frequencies_.astype(np.int32),
            n_texts=self.n_texts_,
            weights=self.coef_,
            bias=self.intercept_,
            slope=calibration[0],
            intercept=calibration[1],
            thresholds=thresholds,
            support_edges=edges,
            support_k=k,
            support_n=n,
            word_lengths=self.settings.word_lengths,
            char_lengths=self.settings.char_lengths,
        )

    def decision_function(self, texts: Sequence[str] | Counts) -> Floats:
        """Return the decision values of n texts, shape (n, L)."""
        return np.asarray(self.transform(texts) @ self.coef_.astype(np.float64) + self.intercept_)

    def predict(self, texts: Sequence[str]) -> Labels:
        """Return 0 or 1 for n texts and L labels, at a decision value of 0 (uncalibrated)."""
        return (self.decision_function(texts) > 0).astype(np.int64)


def _marked(features: sparse.csr_matrix, corpora: Labels) -> sparse.csr_matrix:
    """Append a column per corpus other than 0, so large that the penalty leaves its weight free."""
    others = np.unique(corpora[corpora > 0])
    columns = sparse.csr_matrix(_FREE * (corpora[:, None] == others[None, :]))
    return sparse.csr_matrix(sparse.hstack([features, columns], format="csr"))


def train(
    texts: Sequence[str],
    targets: Labels,
    labels: Sequence[str],
    groups: NDArray[Any],
    settings: Settings,
    *,
    documents: NDArray[Any] | None = None,
    contrast: Contrast | None = None,
    further: Further | None = None,
    one_label: bool = False,
    measured: NDArray[np.bool_] | None = None,
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
    contrast : Contrast, optional
        Counter-examples to fit on besides.
    further : Further, optional
        Texts of other corpora to learn from besides.
    one_label : bool
        A text has one label: `clf.framing.thresholds.most_above` says which is called.
    measured : array of shape (n,), optional
        Which texts the model is for; by default all (`clf.framing.crossfit.cross_fit`).
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    ValueError
        With fewer documents than folds.
    """
    of = groups if documents is None else documents
    counts, fit = fitter(texts, targets, of, settings, contrast, further)
    return cross_fit(
        lambda rows: fitted(fit(rows), counts),
        targets,
        labels,
        groups,
        settings,
        one_label=one_label,
        measured=measured,
        progress=progress,
    )


def fitter(
    texts: Sequence[str],
    targets: Labels,
    documents: NDArray[Any],
    settings: Settings,
    contrast: Contrast | None = None,
    further: Further | None = None,
) -> tuple[Counts, Callable[[NDArray[np.int64]], TextClassifier]]:
    """Count n texts and what is learned from besides; return the counts, and what fits on some of the n texts.

    Parameters are those of `train`.
    """
    made, n = (contrast.texts if contrast else []), len(texts)
    besides = further or Further.none(targets.shape[1])
    counts = Counts.of([*texts, *made, *besides.texts], settings)
    added = np.arange(n + len(made), n + len(made) + len(besides.texts))
    codes = np.unique(documents, return_inverse=True)[1]

    def fit(rows: NDArray[np.int64]) -> TextClassifier:
        marked = None
        if contrast is not None:
            chosen = np.flatnonzero(np.isin(contrast.origin, rows))
            marked = counts.take(n + chosen), contrast.targets[chosen]
        return TextClassifier(settings).fit(
            counts.take(np.concatenate([rows, added])),
            np.concatenate([targets[rows], besides.targets]),
            np.concatenate([codes[rows], codes.max() + 1 + besides.documents]),
            marked,
            np.concatenate([np.zeros(len(rows), np.int64), besides.corpora]),
            np.concatenate([np.ones(len(rows)), besides.weights]),
        )

    return counts, fit


def fitted(model: TextClassifier, counts: Counts, number: NDArray[np.int64] | None = None) -> Fitted:
    """Return `model` as what decides on texts; `number`, where given, is the row of `counts` that a text has."""
    return Fitted(
        model.words_,
        model.chars_,
        model.document_frequencies_,
        model.n_texts_,
        model.coef_,
        model.intercept_,
        lambda rows: model.decision_function(counts.take(rows if number is None else number[rows])),
    )
