"""Boilerplate removal as a step of a scikit-learn pipeline, and as a function for ``datasets.Dataset.map``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from clf.boilerplate.flagger import strip
from clf.boilerplate.index import open_flagger
from clf.boilerplate.mine import MEMORY, mine
from clf.schema import Article

if TYPE_CHECKING:
    from clf.boilerplate.index import OutletIndex
    from clf.schema import Span

__all__ = ["BoilerplateRemover", "boilerplate_columns"]


class BoilerplateRemover(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Takes the outlet's boilerplate out of texts, before a vectoriser sees them.

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
        outlets: Sequence[str | None] | None = None,
        dates: Sequence[str | None] | None = None,
    ) -> BoilerplateRemover:
        """Mine what the outlets of the texts repeat, unless an index was given.

        Parameters
        ----------
        X : iterable of str, n texts
        y : ignored
        outlets, dates : sequence of n str or None, optional
            Without outlets the texts count as one outlet; without dates a running story is harder to tell.

        Raises
        ------
        TypeError
            When `X` is one string instead of a collection.
        ValueError
            When `outlets` or `dates` has another length than `X`.
        """
        texts = _texts(X)
        for name, values in (("outlets", outlets), ("dates", dates)):
            if values is not None and len(values) != len(texts):
                raise ValueError(f"{name} must have one entry per text: expected {len(texts)}, got {len(values)}.")
        found = self.index
        if found is None:
            found = mine(
                (
                    Article(str(i), text, outlet=outlets[i] if outlets else None, date=dates[i] if dates else None)
                    for i, text in enumerate(texts)
                ),
                memory=self.memory,
            )
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
        return [strip(text, self.flag(text))[0] for text in _texts(X)]

    def flag(self, text: str, lang: str | None = None) -> list[Span]:
        """Return the boilerplate passages of one text."""
        check_is_fitted(self)
        return self._flagger.flag(text, lang)

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

    Parameters
    ----------
    model, index
        As in `BoilerplateRemover`.
    text_column : str

    Examples
    --------
    >>> dataset.map(boilerplate_columns(index="outlets.idx"))  # doctest: +SKIP
    """
    flagger = open_flagger(model, index)

    def columns(row: dict[str, Any]) -> dict[str, Any]:
        text = row[text_column] or ""
        spans = flagger.flag(text, row.get("lang"))
        return {"boilerplate": [span.as_dict() for span in spans], "news_text": strip(text, spans)[0]}

    return columns


def _texts(given: Iterable[str]) -> list[str]:
    if isinstance(given, str):
        raise TypeError("Expected a collection of texts, got one string. Give [text].")
    texts = list(given)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"Expected texts (str), got {type(text).__name__}.")
    return texts
