"""What an explanation holds: every character's contribution to one logit, and what is made of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import UsageError
from clf.schema import Score, Span
from clf.text.as_read import seen, word_characters
from clf.text.header import read_header

if TYPE_CHECKING:
    import pandas as pd

    from clf.framing.model import Floats

__all__ = ["PARTS", "Explanation", "Piece"]

PARTS = ("news", "title", "outlet_name", "boilerplate")
"""Where a contribution may come from."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a sentence and what it adds to the logit.

    Parameters
    ----------
    start, end : int
        Characters of the article's text as given; of its title where `part` is title.
    text : str
    part : str
        One of `PARTS`.
    contribution : float
        Log-odds before calibration; above 0 speaks for the label.
    """

    start: int
    end: int
    text: str
    part: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What every character of one article adds to the logit of one label.

    Attributes
    ----------
    score : Score
    label, task, scheme : str
    bias : float
        The logit of a text without a known word.
    logit : float
        Log-odds before calibration: bias and all contributions together.
    probability : float
        After calibration.
    threshold : float or None
        The label is called from this probability on; None for a genre.
    training_share : float or None
        Of a genre, of which one is called: the one whose odds are most above its share of the training articles.
    text_gains, title_gains : arrays, one entry per character
        Of the text as given, and of the title.
    boilerplate : tuple of Span
        Set aside unless `with_boilerplate`: then what they add is told apart.
    names : tuple of (int, int)
        Where the text names an outlet.
    """

    score: Score
    label: str
    task: str
    scheme: str | None
    bias: float
    logit: float
    probability: float
    threshold: float | None
    training_share: float | None
    text_gains: Floats = field(repr=False)
    title_gains: Floats = field(repr=False)
    boilerplate: tuple[Span, ...] = field(repr=False)
    names: tuple[tuple[int, int], ...] = field(repr=False)
    with_boilerplate: bool = False

    def words(self) -> list[Piece]:
        """Return every word and run of punctuation, in order; contributions and bias sum to the logit."""
        header = read_header(self.score.text).end
        body = self._tokens(self.score.text, self.text_gains, None)
        return [
            *self._tokens(self.score.title or "", self.title_gains, "title"),
            *(piece for piece in body if piece.start >= header),
        ]

    def sentences(self) -> list[Piece]:
        """Return every sentence (the title is one), in order; contributions and bias sum to the logit.

        A passage of boilerplate is a piece of its own.
        """
        starts = set(_sentence_starts(self.score.text, self.score.lang))
        starts |= {place for span in self.boilerplate for place in (span.start, span.end)}
        header = read_header(self.score.text).end
        cuts = sorted({header, *(start for start in starts if start > header)})
        title = self.score.title or ""
        found = [Piece(0, len(title), title, "title", float(self.title_gains.sum()))] if title else []
        for start, end in zip(cuts, [*cuts[1:], len(self.score.text)], strict=True):
            text = self.score.text[start:end]
            if text.strip():
                end = start + len(text.rstrip())
                found.append(Piece(start, end, text.rstrip(), self._part(start, end), self.of(start, end)))
        return found

    def of(self, start: int, end: int) -> float:
        """Return what ``text[start:end]`` adds to the logit."""
        return float(self.text_gains[start:end].sum())

    def parts(self) -> dict[str, float]:
        """Return the logit as a sum: bias, news, title, outlet names and, when it was scored, boilerplate."""
        sums = {"bias": self.bias, **dict.fromkeys(PARTS, 0.0)}
        for word in self.words():
            sums[word.part] += word.contribution
        return sums

    def table(self, unit: str = "word") -> pd.DataFrame:
        """Return words or sentences as a table, the strongest first; equal words of one part are one row.

        Parameters
        ----------
        unit : str
            ``word`` or ``sentence``.

        Returns
        -------
        pandas.DataFrame
            Columns ``text, part, contribution`` and, of words, ``times``; of sentences, ``start, end``.
        """
        import pandas as pd

        if unit not in ("word", "sentence"):
            raise UsageError(f"unit={unit!r}: expected word or sentence.")
        pieces = self.words() if unit == "word" else self.sentences()
        # As a reader sees them; half a surrogate pair is no text to a table.
        texts = (seen(piece.text).encode("utf-8", "replace").decode() for piece in pieces)
        rows = [(text, p.part, p.contribution, p.start, p.end) for text, p in zip(texts, pieces, strict=True)]
        table = pd.DataFrame(rows, columns=["text", "part", "contribution", "start", "end"])
        if unit == "word":
            words = table.assign(text=table["text"].str.lower()).groupby(["text", "part"], sort=False)["contribution"]
            table = words.agg(contribution="sum", times="size").reset_index()
        order = table["contribution"].abs().sort_values(ascending=False, kind="stable").index
        return table.loc[order].reset_index(drop=True)

    def as_dict(self, words: int | None = None) -> dict[str, Any]:
        """Return everything as plain JSON types; `words` keeps the strongest alone."""
        table = self.table()
        return {
            "id": self.score.id,
            "label": self.label,
            "task": self.task,
            "lang": self.score.lang,
            "logit": self.logit,
            "probability": self.probability,
            "threshold": self.threshold,
            "training_share": self.training_share,
            "parts": self.parts(),
            "words": (table if words is None else table.head(words)).to_dict("records"),
            "sentences": self.table("sentence").to_dict("records"),
            "model": self.score.model,
        }

    def _tokens(self, text: str, gains: Floats, part: str | None) -> Iterator[Piece]:
        sums = np.concatenate([[0.0], np.cumsum(gains)])
        for start, end in _token_places(text):
            yield Piece(start, end, text[start:end], part or self._part(start, end), float(sums[end] - sums[start]))

    def _part(self, start: int, end: int) -> str:
        if any(span.start <= start < span.end for span in self.boilerplate):
            return "boilerplate"
        return "outlet_name" if any(first <= start and end <= last for first, last in self.names) else "news"

    def __repr__(self) -> str:
        return f"Explanation(label={self.label!r}, logit={self.logit:.3f}, probability={self.probability:.3f})"

    def __str__(self) -> str:
        from clf.views.explanation import explanation_text

        return explanation_text(self)

    def _repr_html_(self) -> str:
        from clf.views.explanation import explanation_html

        return explanation_html(self)


# One article is explained for many labels: its words and sentences are the same for all.
@lru_cache(maxsize=4)
def _token_places(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(rf"\w[{word_characters()}]*|[^\w\s]+", text))


@lru_cache(maxsize=4)
def _sentence_starts(text: str, lang: str | None) -> tuple[int, ...]:
    from clf.text.segments import sentences

    return tuple(start for start, _ in sentences(text, lang))
