"""Fit one pipeline on many parts of the same texts; where its first step counts n-grams, they are counted once.

Counting takes most of the time of a linear pipeline, and a report fits some forty times. What is counted once is cut to
the training part afterwards: columns by how many of its texts have them, weights from it alone. So a model is the one
that fitting on those texts would give (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

__all__ = ["Fits", "Fitted", "fits_of"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted pipeline, and its last step over what is known of the texts already.

    Parameters
    ----------
    model : estimator
        Takes texts.
    last, known : estimator, any
        ``last.predict(known(rows))`` is ``model.predict`` of these rows' texts.
    """

    model: Any
    last: Any
    known: Any


class Fits(Protocol):
    """One pipeline over one set of texts."""

    def fit(self, rows: Rows, answers: Any) -> Fitted:
        """Fit a clone of the pipeline on the texts of `rows` and their answers."""
        ...  # pragma: no cover


def fits_of(model: Any, texts: Sequence[str]) -> Fits:
    """Return the quickest way to fit `model` on parts of `texts`.

    Raises
    ------
    ValueError
        In scikit-learn's words, when no n-gram is left.
    """
    from clf.framing.train import TextClassifier

    if isinstance(model, TextClassifier):
        return _RecipeFits(model, texts)
    vectorizers = _vectorizers(model)
    return _TextFits(model, texts) if vectorizers is None else _CountedFits(model, vectorizers, texts)


class _TextFits:
    """Any pipeline: every part is read anew."""

    def __init__(self, model: Any, texts: Sequence[str]) -> None:
        self._model, self._texts = model, texts

    def fit(self, rows: Rows, answers: Any) -> Fitted:
        from sklearn.base import clone

        fitted = clone(self._model).fit(self._take(rows), answers)
        return Fitted(fitted, fitted, self._take)

    def _take(self, rows: Rows) -> list[str]:
        return [self._texts[row] for row in rows]


class _RecipeFits:
    """The classifier of a recipe, which takes counts as well as texts."""

    def __init__(self, model: Any, texts: Sequence[str]) -> None:
        from clf.framing.counts import Counts

        self._model, self._counts = model, Counts.of(texts, model.settings)

    def fit(self, rows: Rows, answers: Any) -> Fitted:
        from sklearn.base import clone

        fitted = clone(self._model).fit(self._counts.take(rows), answers)
        return Fitted(fitted, fitted, self._counts.take)


class _CountedFits:
    """A pipeline whose first step is a vectorizer of scikit-learn's, or several side by side."""

    def __init__(self, model: Any, vectorizers: list[Any], texts: Sequence[str]) -> None:
        self._model = model
        self._blocks = [_Block(vectorizer, texts) for vectorizer in vectorizers]

    def fit(self, rows: Rows, answers: Any) -> Fitted:
        from scipy import sparse
        from sklearn.base import clone
        from sklearn.pipeline import FeatureUnion, Pipeline

        parts = [block.fit(rows) for block in self._blocks]

        def known(asked: Rows) -> Any:
            blocks = [part.features(asked) for part in parts]
            return blocks[0] if len(blocks) == 1 else sparse.csr_matrix(sparse.hstack(blocks, format="csr"))

        (name, first), *rest = self._model.steps
        last = clone(Pipeline(rest)).fit(known(rows), answers)
        if isinstance(first, FeatureUnion):
            names = [inner for inner, _ in first.transformer_list]
            fitted: Any = FeatureUnion(list(zip(names, (part.vectorizer for part in parts), strict=True)))
        else:
            fitted = parts[0].vectorizer
        return Fitted(Pipeline([(name, fitted), *last.steps]), last, known)


def _vectorizers(model: Any) -> list[Any] | None:
    """Return the vectorizers that a pipeline begins with, or None where they are not scikit-learn's own, as made."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.pipeline import FeatureUnion, Pipeline

    if type(model) is not Pipeline or len(model.steps) < 2 or model.memory is not None:
        return None
    first = model.steps[0][1]
    found = [first]
    if type(first) is FeatureUnion:
        if first.transformer_weights:
            return None
        found = [vectorizer for _, vectorizer in first.transformer_list]
    plain = (type(each) in (CountVectorizer, TfidfVectorizer) and each.vocabulary is None for each in found)
    # A vectorizer without idf cannot be handed what was learned elsewhere.
    return found if all(plain) and all(getattr(each, "use_idf", True) for each in found) else None


class _Block:
    """What one vectorizer counts in all texts."""

    def __init__(self, vectorizer: Any, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        self._vectorizer = vectorizer
        options = {name: getattr(vectorizer, name) for name in CountVectorizer().get_params()}
        # An n-gram too rare in all texts is too rare in any part of them.
        fewest = vectorizer.min_df if isinstance(vectorizer.min_df, Integral) else 1
        counter = CountVectorizer(**options | {"min_df": fewest, "max_df": 1.0, "max_features": None})
        self._counts = counter.fit_transform(texts).tocsr()
        self._names = counter.get_feature_names_out()

    def fit(self, rows: Rows) -> _Part:
        from sklearn.base import clone
        from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

        counts = self._counts[rows]
        columns = self._kept(counts)
        vectorizer = clone(self._vectorizer).set_params(vocabulary=self._names[columns])
        if not isinstance(vectorizer, TfidfVectorizer):
            return _Part(self._counts, columns, None, vectorizer)
        options = {name: getattr(vectorizer, name) for name in TfidfTransformer().get_params()}
        weigher = TfidfTransformer(**options).fit(counts[:, columns])
        vectorizer.idf_ = weigher.idf_
        return _Part(self._counts, columns, weigher, vectorizer)

    def _kept(self, counts: Any) -> Rows:
        """Return the columns that the vectorizer would keep of these texts."""
        v, n = self._vectorizer, counts.shape[0]
        low, high = (float(bound if isinstance(bound, Integral) else bound * n) for bound in (v.min_df, v.max_df))
        documents = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero((documents >= max(low, 1)) & (documents <= high))
        if v.max_features is not None and len(kept) > v.max_features:
            totals = np.asarray(counts.sum(axis=0)).ravel()[kept]
            kept = np.sort(kept[(-totals).argsort()[: v.max_features]])
        if not len(kept):
            raise ValueError("no terms remain")
        return kept


@dataclass(frozen=True, slots=True)
class _Part:
    """A vectorizer fitted on a part of the texts."""

    counts: Any
    columns: Rows
    weigher: Any
    vectorizer: Any

    def features(self, rows: Rows) -> Any:
        counts = self.counts[rows][:, self.columns]
        return counts if self.weigher is None else self.weigher.transform(counts, copy=False)
