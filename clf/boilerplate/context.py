"""What stands around a piece, in numbers, and the model, linear in them and their products, that judges a piece.

What a piece reads like (the passage classifier, `clf.framing.model.LinearModel`) is not enough: "Read also:" makes the
title behind it a link, a short line counts for more at the end of a text than in it, a place before a dash is a
dateline in the first line only. So the classifier's decisions on the piece, on the sentence, the line and their first
words, and on the neighbours, are put together with place, form and likeness to the rest of the text by one logistic
regression. Most of it counts only together, such as a colon and what stands before it, or wording and place: so the
regression has the product of every two numbers, too, squares among them.

A classifier over a classifier's out-of-fold decisions is a stacked generalisation (Wolpert, Neural Networks 5, 1992).

Boilerplate comes in rows: a sure line has less sure ones beside it. So there are two thresholds (hysteresis, as Canny
follows edges; IEEE PAMI 8, 1986): `ContextModel.flagged`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.characters import characters_of
from clf.boilerplate.form import Spots, as_numbers, form_of
from clf.boilerplate.pieces import Piece
from clf.text.characters import changes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.text.characters import Characters, Places

    Floats = NDArray[np.float64]
    Reads = Callable[[Sequence[str]], Floats]

__all__ = ["ContextModel", "context", "opening", "scaled_by"]

_OPENING, _LONGEST_OPENING = 6, 80  # words, characters
_LEFT = 10  # characters; an opening that leaves less than these of a passage is the whole of it
_NOTHING = -2.0  # decision for a neighbour that is not there: neither surely news nor boilerplate
_FAR, _NEAR = 300.0, 30.0  # characters of news between a piece and the end of the text at which its nearness fades
_BOUND = 4.0  # standard deviations: a product of two numbers that are further off would outweigh all else
_SURE, _CLIP = 6.0, 4.0  # decisions (on boilerplate, on a kind) beyond these say no more; most are below in training


@dataclass(frozen=True, slots=True)
class ContextModel:
    """A logistic regression over d of the numbers that `context` gives, and over their products.

    Parameters
    ----------
    names : tuple of d str
        Which numbers, in the order of the arrays.
    mean, scale : arrays of shape (d,)
        What is taken off each number, and what the rest is divided by; beyond `_BOUND` it counts as that.
    weights : array of shape (d,)
        Of the numbers so scaled.
    products : array of shape (d, d)
        Weights of the products of two of them, and of squares; 0 below the diagonal.
    bias : float
    threshold : float
        A piece is flagged when its probability reaches it; chosen out-of-fold for character F1.
    beside : float
        At most `threshold`: enough for a piece in a row with one that reaches `threshold`.
    """

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    products: Floats
    bias: float
    threshold: float
    beside: float

    def probabilities(self, numbers: Mapping[str, Floats], begins: Sequence[int] = (0,)) -> Floats:
        """Return the probability of boilerplate of n pieces, given `context` of them."""
        columns = np.concatenate([numbers[name] for name in self.names])  # `np.stack` takes three times as long
        rows = np.ascontiguousarray(columns.reshape(len(self.names), -1).T)
        scaled = scaled_by(rows, self.mean, self.scale)
        # Article by article: how a product is rounded depends on how many rows there are.
        parts = [scaled[own] for own in _each(begins, len(scaled))]
        logit = np.concatenate([((part @ self.products + self.weights) * part).sum(axis=1) for part in parts])
        logit += self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-_within(logit, 30.0))))

    def flagged(self, probabilities: Floats, begins: Sequence[int] = (0,)) -> NDArray[np.bool_]:
        """Return which of n pieces, in order, are boilerplate, shape (n,).

        Those that reach `threshold`, and what stands in an unbroken row with one in its article and reaches `beside`.
        """
        likely = probabilities >= self.beside
        if not likely.any():
            return likely
        opens = likely.copy()
        opens[1:] &= ~likely[:-1]
        opens[[*begins]] = likely[[*begins]]
        best = np.maximum.reduceat(np.where(likely, probabilities, 0.0), opens.nonzero()[0])
        return np.asarray(likely & (best >= self.threshold)[opens.cumsum() - 1])

    def as_dict(self) -> dict[str, Any]:
        """Return what a model card holds of it."""
        return {
            "names": list(self.names),
            "mean": self.mean.tolist(),
            "scale": self.scale.tolist(),
            "weights": self.weights.tolist(),
            "products": self.products[np.triu_indices(len(self.names))].tolist(),
            "bias": self.bias,
            "threshold": self.threshold,
            "beside": self.beside,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ContextModel:
        """Read back `as_dict`.

        Raises
        ------
        ValueError
            When a field is missing, of another type or length, or not finite, or the thresholds are no two
            probabilities in order.
        """
        try:
            names = tuple(values["names"])
            mean, scale, weights, above = (
                np.asarray(values[name], dtype=np.float64) for name in ("mean", "scale", "weights", "products")
            )
            bias, threshold, beside = (float(values[name]) for name in ("bias", "threshold", "beside"))
            d = len(set(names))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"not a context model ({type(error).__name__})") from error
        fits = mean.shape == scale.shape == weights.shape == (len(names),) and above.shape == (d * (d + 1) // 2,)
        if not d or d < len(names) or not fits:
            raise ValueError("not a context model (weights do not fit their names)")
        if not np.isfinite([*mean, *scale, *weights, *above, bias, threshold]).all():
            raise ValueError("not a context model (numbers that are not finite)")
        if not (scale > 0).all():
            raise ValueError("not a context model (a scale that is not above 0)")
        if not 0 <= beside <= threshold <= 1:
            raise ValueError("not a context model (thresholds out of order)")
        products = np.zeros((d, d))
        products[np.triu_indices(d)] = above
        return cls(names, mean, scale, weights, products, bias, threshold, beside)


def scaled_by(numbers: Floats, mean: Floats, scale: Floats) -> Floats:
    """Return numbers of shape (n, d) less their mean, by their scale, and within `_BOUND` of 0."""
    return _within((numbers - mean) / scale, _BOUND)


def opening(passage: str) -> str:
    """Return the first six words of a longer passage, a shorter one whole; a passage begins with a word."""
    return passage[: int(_openings(characters_of(passage), np.array([0]), np.array([len(passage)]))[0])]


def _openings(characters: Characters, starts: Places, ends: Places) -> Places:
    """Return where the `opening` of each passage ends."""
    begins, behind = characters.runs("printed")
    last = begins.searchsorted(starts, "right") - 1 + _OPENING - 1
    words_end = np.minimum(behind[np.minimum(last, len(behind) - 1)], ends)
    short = np.minimum(words_end, starts + _LONGEST_OPENING)
    return np.where(ends - words_end > _LEFT, short, ends)


def context(
    characters: Characters, pieces: Sequence[Piece], reads: Reads, begins: Sequence[int] = (0,)
) -> dict[str, Floats]:
    """Return name → number for each of n pieces, arrays of shape (n,).

    What is said of an article does not depend on the others: to the last bit the same numbers as of it alone.

    Parameters
    ----------
    characters : Characters
        `characters_of` an article, or of several with a line end between them.
    pieces : sequence of n Piece
        All pieces of the text.
    reads : callable
        The passage classifier: takes m passages, returns decisions of shape (m, 1 + K): boilerplate, then K kinds.
    begins : sequence of int
        Which pieces are the first of an article.
    """
    spots = Spots.of_pieces(pieces, begins)
    wording, kinds = _wording(characters, spots, reads, begins)
    place = _place(spots, wording["piece"] + wording["sentence"] + wording["line"], begins)
    form = form_of(characters, spots)
    numbers = {**wording, **place, **form}
    numbers.update(zip(_names_of_kinds(len(kinds)), kinds, strict=True))
    return numbers


@cache
def _names_of_kinds(n: int) -> tuple[str, ...]:
    return tuple(f"kind {number}" for number in range(n))


def _wording(
    characters: Characters, spots: Spots, reads: Reads, begins: Sequence[int]
) -> tuple[dict[str, Floats], Floats]:
    """Return what each piece, and what it stands in and beside, reads like, and its kinds, of shape (K, n)."""
    decisions, cut = _read(characters, spots, reads)
    sure = _within(decisions[:, 0], _SURE)
    values = {name: sure[rows] for name, rows in cut.items()}
    own = values["piece"]
    starts = changes(spots.line_start)
    run = starts.cumsum() - 1
    values["first of line"] = own[starts.nonzero()[0][run]]
    values["mean of line"] = (np.bincount(run, weights=own) / np.bincount(run))[run]
    before, behind, firsts = np.empty_like(own), np.empty_like(own), np.array(begins)
    before[1:], behind[:-1] = own[:-1], own[1:]
    before[firsts] = behind[firsts - 1] = _NOTHING  # before the first piece of an article is the last of another
    values["before"], values["behind"] = before, behind
    # The lines of all articles, each with two that are not there on either side.
    room = spots.of[firsts] + 4
    lines = np.full(room.sum(), _NOTHING)
    at = spots.number + (room.cumsum() - room)[spots.article]
    lines[at + 2] = values["line"]
    for name, step in (("line before", 1), ("line behind", 3), ("second line before", 0), ("second line behind", 4)):
        values[name] = lines[at + step]
    return values, _within(decisions[cut["piece"], 1:].T, _CLIP)


def _read(characters: Characters, spots: Spots, reads: Reads) -> tuple[Floats, dict[str, Places]]:
    """Return the decisions on all passages, each asked once, and which of them each piece stands in."""
    sentence, line = (spots.sentence_start, spots.sentence_end), (spots.line_start, spots.line_end)
    places = {
        "piece": (spots.start, spots.end),
        "sentence": sentence,
        "line": line,
        "sentence opening": (sentence[0], _openings(characters, *sentence)),
        "line opening": (line[0], _openings(characters, *line)),
    }
    text, base = characters.text, len(characters.text) + 1
    starts, ends = (np.concatenate(some) for some in zip(*places.values(), strict=True))
    keys = starts * base + ends
    order = keys.argsort()
    is_other = changes(keys[order])
    rows = np.empty_like(order)
    rows[order] = is_other.cumsum() - 1
    asked = order[is_other]
    spans = zip(starts[asked].tolist(), ends[asked].tolist(), strict=True)
    decisions = reads([text[start:end] for start, end in spans])
    return decisions, dict(zip(places, rows.reshape(len(places), -1), strict=True))


def _each(begins: Sequence[int], n: int) -> Iterator[slice]:
    """Yield which of n pieces are each article's."""
    return starmap(slice, pairwise([*begins, n]))


def _within(values: Floats, most: float) -> Floats:
    # What np.clip does, which takes as long again to look at its arguments.
    return np.minimum(np.maximum(values, -most), most)


def _place(spots: Spots, reads: Floats, begins: Sequence[int]) -> dict[str, Floats]:
    """Return where each piece stands; nearness to an end counts characters of likely news in between."""
    news = (spots.end - spots.start) / (1.0 + np.exp(reads / 3))
    before, behind = np.empty_like(news), np.empty_like(news)
    for own in _each(begins, len(news)):
        before[own] = news[own].cumsum() - news[own]
        behind[own] = news[own].sum() - before[own] - news[own]
    starts, ends = spots.start == spots.line_start, spots.end == spots.line_end
    starts_sentence, ends_sentence = spots.start == spots.sentence_start, spots.end == spots.sentence_end
    opens_line, closes_line = spots.sentence_start == spots.line_start, spots.sentence_end == spots.line_end
    found = {
        "first line": spots.number == 0,
        "last line": spots.number == spots.of - 1,
        "one of the last three lines": (spots.number >= spots.of - 3) & (spots.of > 3),
        "only line": spots.of == 1,
        "starts line": starts,
        "ends line": ends,
        "whole line": starts & ends,
        "whole sentence": starts_sentence & ends_sentence,
        "sentence is line": opens_line & closes_line,
        "starts sentence": starts_sentence,
        "near start": np.exp(-before / _FAR),
        "near end": np.exp(-behind / _FAR),
        "at start": np.exp(-before / _NEAR),
        "at end": np.exp(-behind / _NEAR),
    }
    return as_numbers(found)
