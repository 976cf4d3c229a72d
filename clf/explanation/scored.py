"""What a score was computed from, character by character: the scored text, and where each character came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clf.scoring.news import News, news_without
from clf.text.header import read_header
from clf.text.segments import Offsets, paragraphs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.schema import Score, Span

__all__ = ["ScoredText", "scored_paragraphs", "scored_text"]


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
    news = _news(score, () if with_boilerplate else score.boilerplate)
    places = _places(news.offsets.pieces)
    return ScoredText(news.text, len(news.text) - len(places), places)


def scored_paragraphs(score: Score) -> list[ScoredText]:
    """Return the paragraphs of the news, each of which is scored for techniques by itself."""
    news = _news(score, score.boilerplate)
    places = _places(news.offsets.pieces)
    return [ScoredText(news.body[start:end], 0, places[start:end]) for start, end in paragraphs(news.body)]


def _news(score: Score, boilerplate: Sequence[Span]) -> News:
    return news_without(score.text, score.title, read_header(score.text), boilerplate)


def _places(pieces: Iterable[Offsets]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *(np.arange(*piece) for piece in pieces)])
