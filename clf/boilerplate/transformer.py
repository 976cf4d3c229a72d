"""Boilerplate removal as a step of a scikit-learn pipeline, and as a function for ``datasets.Dataset.map``."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from clf.boilerplate.index import open_flagger
from clf.boilerplate.masking import strip
from clf.boilerplate.mine import MEMORY, mine
from clf.boilerplate.seen import Given, asked_of
from clf.corpora.file_dates import iso_dates
from clf.errors import UsageError
from clf.schema import Article
from clf.text.cells import is_missing, plain_value
from clf.text.language_codes import language_code

if TYPE_CHECKING:
    from datasets import Features
    from numpy.typing import NDArray

    from clf.boilerplate.flagger import Flagger
    from clf.boilerplate.index import OutletIndex
    from clf.schema import Span

__all__ = ["BoilerplateRemover", "boilerplate_columns", "boilerplate_features"]

_SPAN = {
    "start": "int64",
    "end": "int64",
    "kind": "string",
    "score": "float64",
    "outlet": "string",
    "evidence": "string",
}
"""The fields of a span and their Arrow types."""


class BoilerplateRemover(TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):  # type: ignore[call-arg,misc]
    """Takes the outlet's boilerplate out of texts, before a vectoriser sees them.

    It gives a list of texts whatever scikit-learn's ``transform_output`` says: of a table a vectoriser would read the
    names of the columns.

    Parameters
    ----------
    model : str or path, optional
        ``default``, ``open``, or a model folder; its passage classifier is used.
    index : OutletIndex, str or path, optional
        An index that was mined before. None: `fit` mines its own from the training texts.
    memory : int
        Bytes that mining plans with.

    Attributes
    ----------
    index_ : OutletIndex

    Examples
    --------
    >>> from sklearn.feature_extraction.text import TfidfVectorizer
    >>> from sklearn.pipeline import make_pipeline
    >>> model = make_pipeline(BoilerplateRemover(), TfidfVectorizer())
    >>> model.fit(texts, boilerplateremover__outlets=outlets)  # doctest: +SKIP
    """

    def __init__(
        self,
        *,
        model: str | Path | None = None,
        index: OutletIndex | str | Path | None = None,
        memory: int = MEMORY,
    ) -> None:
        self.model = model
        self.index = index
        self.memory = memory

    def fit(
        self,
        X: Iterable[str],  # noqa: N803 - scikit-learn's name
        y: Any = None,  # noqa: ARG002 - a pipeline passes it
        *,
        outlets: Iterable[Any] | None = None,
        dates: Iterable[Any] | None = None,
        titles: Iterable[Any] | None = None,
    ) -> BoilerplateRemover:
        """Mine what the outlets of the texts repeat, unless an index was given.

        Parameters
        ----------
        X : iterable of str, n texts
        y : ignored
        outlets, dates, titles : sequence, array or Series of n, optional
            Missing ones are None or NaN. Without outlets the texts count as one outlet; without dates a running story
            is harder to tell; without titles links to other articles are.

        Raises
        ------
        TypeError
            When `X` is one string instead of a collection.
        ValueError
            When `outlets`, `dates` or `titles` has another length than `X`.
        """
        texts = _texts(X)
        written = iso_dates(_one_each(dates, "dates", len(texts)), lambda told: warnings.warn(told, stacklevel=4))
        beside = (_one_each(outlets, "outlets", len(texts)), written, _one_each(titles, "titles", len(texts)))
        found = self.index
        if found is None:
            articles = (
                Article(str(i), text, title=title, outlet=outlet, date=date)
                for i, (text, outlet, date, title) in enumerate(zip(texts, *beside, strict=True))
            )
            found = mine(articles, memory=self.memory)
        self._flagger = open_flagger(self.model, found)
        self.index_ = self._flagger.index
        return self

    def transform(self, X: Iterable[str]) -> list[str]:  # noqa: N803
        """Return the texts without their boilerplate.

        Parameters
        ----------
        X : iterable of str

        Returns
        -------
        list of str
        """
        check_is_fitted(self)
        texts = _texts(X)
        return [strip(*found)[0] for found in zip(texts, self._flagger.flag_each(map(Given.whole, texts)), strict=True)]

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Return the names of what goes in: one column of texts, which comes out again."""
        return np.asarray(["text"] if input_features is None else input_features, dtype=object)

    def flag(self, text: str, lang: str | None = None) -> list[Span]:
        """Return the boilerplate passages of one text: what `transform` takes out of it; see `Flagger.flag`."""
        check_is_fitted(self)
        lang = asked_of(text, lang)
        return self._flagger.flag_all([Given.whole(text, lang)])[0]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def boilerplate_columns(
    model: str | Path | None = None,
    index: OutletIndex | str | Path | None = None,
    *,
    text_column: str = "text",
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a function for ``Dataset.map`` that adds ``boilerplate`` (a list of spans) and ``news_text``.

    With ``batched=True`` it takes about a third of the time, but `datasets` then learns the types of the columns from
    the first batch, in which nothing may be flagged: give it `boilerplate_features`.

    Parameters
    ----------
    model, index
        As in `BoilerplateRemover`.
    text_column : str

    Examples
    --------
    >>> dataset.map(boilerplate_columns(index="outlets.idx"))  # doctest: +SKIP
    >>> features = boilerplate_features(dataset.features)  # doctest: +SKIP
    >>> dataset.map(boilerplate_columns(), batched=True, features=features)  # doctest: +SKIP
    """
    import pyarrow as pa
    from datasets.formatting.formatting import LazyRow

    flagger = open_flagger(model, index)
    spans_type = pa.list_(pa.struct({name: pa.type_for_alias(alias) for name, alias in _SPAN.items()}))

    def columns(rows: Any) -> dict[str, Any]:
        if not isinstance(rows, Mapping):  # of a dataset in the format of pandas or Arrow, or input_columns
            kind, remedy = type(rows).__name__, "Map dataset.with_format(None), without input_columns."
            if kind == "Series":  # of pandas' own apply
                remedy = 'Of a table of pandas, give it each of table.to_dict("records").'
            raise UsageError(f"Expected a row as a dict, found {kind}. {remedy}")
        if text_column not in rows:
            raise UsageError(f"There is no column {text_column!r}; there are: {', '.join(map(str, rows))}.")
        texts = rows[text_column]
        if isinstance(texts, bool | int | float) and not is_missing(texts):
            raise TypeError(f"Expected texts in the column {text_column!r}, got {type(texts).__name__}.")
        if not isinstance(texts, str) and not is_missing(texts):
            return _columns(texts, rows.get("lang"), flagger)
        found = {name: values[0] for name, values in _columns([texts], [rows.get("lang")], flagger).items()}
        if isinstance(rows, LazyRow):
            # `datasets` learns a column's type from the first rows, in which nothing may be flagged; of an array it
            # takes type and single value.
            found["boilerplate"] = pa.array([found["boilerplate"]], spans_type)
        return found

    return columns


def boilerplate_features(features: Features) -> Features:
    """Return `features` of a dataset with those of the columns that `boilerplate_columns` adds."""
    from datasets import Features, Value

    spans = [{name: Value(alias) for name, alias in _SPAN.items()}]
    return Features({**features, "boilerplate": spans, "news_text": Value("string")})


def _columns(texts: Iterable[Any], langs: Iterable[Any] | None, flagger: Flagger) -> dict[str, list[Any]]:
    news = ["" if is_missing(text) else text for text in texts]
    for text in news:
        if not isinstance(text, str):
            raise TypeError(f"Expected a column of texts, got {type(text).__name__} in it.")
    known = [None] * len(news) if langs is None else [language_code(plain_value(lang)) for lang in langs]
    flags = list(flagger.flag_each(map(Given.whole, news, known)))
    return {
        "boilerplate": [[span.as_dict() for span in spans] for spans in flags],
        "news_text": [strip(*found)[0] for found in zip(news, flags, strict=True)],
    }


def _one_each(values: Iterable[Any] | None, name: str, n: int) -> list[str | None]:
    if values is None:
        return [None] * n
    found = list(map(plain_value, values))
    if len(found) != n:
        raise ValueError(f"{name} must have one entry per text: expected {n}, got {len(found)}.")
    return found


def _texts(given: Any) -> list[str]:
    if isinstance(given, str):
        raise TypeError("Expected a collection of texts, got one string. Give [text].")
    if getattr(given, "ndim", 1) != 1:
        raise TypeError('Expected one column of texts, got a table. Give table["text"].')
    if isinstance(given, Mapping):
        raise TypeError("Expected a collection of texts, got a dict. Give its list of texts.")
    texts = list(given)
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            found = "nothing" if is_missing(text) else type(text).__name__
            raise TypeError(f"Text {number}: expected a str, found {found}. Leave the row out, or make it ''.")
    return texts
