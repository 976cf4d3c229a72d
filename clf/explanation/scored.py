"""What a score was computed from, character by character: the scored text, and where each character came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clf.errors import UsageError
from clf.scoring.news import News, news_without
from clf.text.header import read_header
from clf.text.segments import Offsets, paragraphs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.model import LinearModel
    from clf.schema import Score

__all__ = ["ScoredText", "scored_paragraph", "scored_text"]


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text as the model read it: `front` characters of title and blank line, then characters of the article.

    Parameters
    ----------
    text : str
    front : int
    places : array of shape (len(text) - front,)
        Where each of the others stands in the article as given.
    """

    text: str
    front: int
    places: NDArray[np.int64]


def scored_text(score: Score, *, with_boilerplate: bool = False) -> ScoredText:
    """Return the title and the news of a scored article; with the boilerplate left in when asked for."""
    news = _news(score)
    text, pieces = news.text, news.offsets.pieces
    if with_boilerplate:
        text, pieces = news.with_boilerplate, ((news.header.end, len(score.text)),)
    places = _places(pieces)
    return ScoredText(text, len(text) - len(places), places)


def scored_paragraph(score: Score, model: LinearModel, label: str) -> ScoredText:
    """Return the paragraph that gave the article its probability of a technique: the one where it is highest.

    Raises
    ------
    UsageError
        When no news is left.
    """
    news = _news(score)
    pieces = paragraphs(news.body)
    if not pieces:
        raise UsageError(f"{score.id}: there is no paragraph of news to explain.")
    start, end = max(pieces, key=lambda piece: model.probabilities(news.body[slice(*piece)])[label])
    return ScoredText(news.body[start:end], 0, _places(news.offsets.pieces)[start:end])


def _news(score: Score) -> News:
    return news_without(score.text, score.title, read_header(score.text), score.boilerplate)


def _places(pieces: Iterable[Offsets]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *(np.arange(*piece) for piece in pieces)])
