"""What stands around a piece, in numbers, and the linear model that judges a piece by them.

What a piece reads like (the passage classifier, `clf.framing.model.LinearModel`) is not enough: "Read also:" makes the
title behind it a link, a short line counts for more at the end of a text than in it, a place before a dash is a
dateline in the first line only. So the classifier's decisions on the piece, on the sentence, the line and their first
words, and on the neighbours, are put together with place, form and likeness to the rest of the text by one logistic
regression.

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

__all__ = ["ContextModel", "context", "opening"]

_OPENING, _LONGEST_OPENING = 6, 80  # words, characters
_LEFT = 10  # characters; an opening that leaves less than these of a passage is the whole of it
_NOTHING = -2.0  # decision for a neighbour that is not there: neither surely news nor boilerplate
_FAR, _NEAR = 300.0, 30.0  # characters of news between a piece and the end of the text at which its nearness fades
_SURE, _CLIP = 6.0, 4.0  # decisions (on boilerplate, on a kind) beyond these say no more; most are below in training


@dataclass(frozen=True, slots=True)
class ContextModel:
    """A logistic regression over the numbers that `context` gives.

    Parameters
    ----------
    names : tuple of str
        Which numbers, in the order of the weights.
    weights : array of shape (len(names),)
    bias : float
    threshold : float
        A piece is flagged when its probability reaches it; chosen out-of-fold for character F1.
    beside : float
        At most `threshold`: enough for a piece in a row with one that reaches `threshold`.
    """

    names: tuple[str, ...]
    weights: Floats
    bias: float
    threshold: float
    beside: float

    def probabilities(self, numbers: Mapping[str, Floats], begins: Sequence[int] = (0,)) -> Floats:
        """Return the probability of boilerplate of n pieces, given `context` of them."""
        columns = _rows([numbers[name] for name in self.names])
        rows = np.ascontiguousarray(columns.T)  # a row for each piece, as the solver had them: the same sums
        # Article by article: how a product is rounded depends on how many rows there are.
        logit = np.concatenate([rows[own] @ self.weights for own in _each(begins, len(rows))]) + self.bias
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
            "weights": self.weights.tolist(),
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
            weights = np.asarray(values["weights"], dtype=np.float64)
            bias, threshold, beside = (float(values[name]) for name in ("bias", "threshold", "beside"))
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError(f"not a context model ({type(error).__name__})") from error
        if not names or weights.shape != (len(names),) or not np.isfinite([*weights, bias, threshold]).all():
            raise ValueError("not a context model (weights do not fit their names)")
        if not 0 <= beside <= threshold <= 1:
            raise ValueError("not a context model (thresholds out of order)")
        return cls(names, weights, bias, threshold, beside)


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
    numbers = {**wording, **_above_0(wording), **place, **form, **_products(wording, place, form)}
    by_kind = (
        kinds["piece"],
        kinds["piece"] * place["near start"],
        kinds["line"] * form["behind colon"],
        kinds["opening"] * wording["line opening"],
    )
    for number, values in enumerate(zip(*by_kind, strict=True)):
        numbers.update(zip(_names_of_kind(number), values, strict=True))
    return numbers


@cache
def _names_of_kind(number: int) -> tuple[str, ...]:
    kind = f"kind {number}"
    return kind, f"{kind} × near start", f"{kind} of line × behind colon", f"{kind} of opening × opening"


_LIKELY = (
    "piece",
    "sentence",
    "line",
    "sentence opening",
    "line opening",
    "first of line",
    "mean of line",
    "before",
    "behind",
    "line before",
    "line behind",
    "second line before",
    "second line behind",
)


def _above_0(wording: Mapping[str, Floats]) -> dict[str, Floats]:
    likely = np.maximum(_rows([wording[name] for name in _LIKELY]), 0.0)
    return {f"{name} above 0": values for name, values in zip(_LIKELY, likely, strict=True)}


def _wording(
    characters: Characters, spots: Spots, reads: Reads, begins: Sequence[int]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return what each piece, and what it stands in and beside, reads like."""
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
    of_kinds = _within(decisions[:, 1:].T, _CLIP)
    kinds = {
        name: of_kinds[:, cut[source]]
        for name, source in (("piece", "piece"), ("line", "line"), ("opening", "line opening"))
    }
    return values, kinds


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


def _rows(arrays: list[Floats]) -> Floats:
    """Return n arrays of shape (m,) as one of shape (n, m); numpy takes much longer to find that out by itself."""
    return np.concatenate(arrays).reshape(len(arrays), -1)


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


def _products(wording: dict[str, Floats], place: dict[str, Floats], form: dict[str, Floats]) -> dict[str, Floats]:
    """Return what counts only together: the same words at the end and in the middle, a title behind "Read also:"."""
    reads = (wording["piece"] + wording["sentence"] + wording["line"]) / 3
    names = (*_READS_PLACE, *_READS_FORM)
    products = reads * _rows([place[name] if name in place else form[name] for name in names])
    found = {f"reads × {name}": values for name, values in zip(names, products, strict=True)}
    likely_first = np.maximum(wording["first of line"], 0.0)
    whole = place["whole line"]
    found |= {
        "behind colon × first of line above 0": form["behind colon"] * likely_first,
        "behind colon × first of line": form["behind colon"] * wording["first of line"],
        "colon × piece": form["colon"] * wording["piece"],
        "glued × piece": form["glued"] * wording["piece"],
        "bracket × piece": form["bracket"] * wording["piece"],
        "link × piece": form["link"] * wording["piece"],
        "line in brackets × line": form["line in brackets"] * wording["line"],
        "whole line × line": whole * wording["line"],
        "first line × line has full stop": place["first line"] * form["line has full stop"],
        "last line × line has full stop": place["last line"] * form["line has full stop"],
        "at end × full stop": place["at end"] * form["full stop"],
        "whole line × capital words": whole * form["capital words"],
        "whole line × no full stop": whole * (1 - form["line has full stop"]),
        "whole line × no full stop × line": whole * (1 - form["line has full stop"]) * wording["line"],
        "capital words × length": form["capital words"] * form["length"],
        "words again × length": form["words again"] * form["length"],
    }
    return found


_READS_PLACE = (
    "first line",
    "last line",
    "only line",
    "starts line",
    "ends line",
    "whole line",
    "whole sentence",
    "near start",
    "near end",
    "at start",
    "at end",
)
_READS_FORM = ("words again", "length", "full stop")
