"""What stands around a piece, in numbers, and the linear model that judges a piece by them.

What a piece reads like (the passage classifier, `clf.framing.model.LinearModel`) is not enough: "Read also:" makes the
title behind it a link, a short line counts for more at the end of a text than in it, a place before a dash is a
dateline in the first line only. So the classifier's decisions on the piece, on the sentence, the line and their first
words, and on the neighbours, are put together with place, form and likeness to the rest of the text by one logistic
regression.

A classifier over a classifier's out-of-fold decisions is a stacked generalisation (Wolpert, Neural Networks 5, 1992).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.pieces import Piece

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Reads = Callable[[Sequence[str]], Floats]

__all__ = ["ContextModel", "context", "opening"]

_OPENING = re.compile(r"\S+(?:\s+\S+){0,5}")
_LONGEST_OPENING = 80  # characters
_WORD = re.compile(r"[^\W\d_]{4,}")
_LINK = re.compile(r"https?://|www\.|t\.me/|\.(?:com|ru|de|fr|pl|org)\b")
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
    """

    names: tuple[str, ...]
    weights: Floats
    bias: float
    threshold: float

    def probabilities(self, numbers: Mapping[str, Floats]) -> Floats:
        """Return the probability of boilerplate of n pieces, given `context` of them."""
        logit = np.stack([numbers[name] for name in self.names], axis=1) @ self.weights + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -30, 30))))

    def as_dict(self) -> dict[str, Any]:
        """Return what a model card holds of it."""
        return {
            "names": list(self.names),
            "weights": self.weights.tolist(),
            "bias": self.bias,
            "threshold": self.threshold,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ContextModel:
        """Read back `as_dict`.

        Raises
        ------
        ValueError
            When a field is missing, of another type or length, or not finite.
        """
        try:
            names = tuple(values["names"])
            weights = np.asarray(values["weights"], dtype=np.float64)
            bias, threshold = float(values["bias"]), float(values["threshold"])
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError(f"not a context model ({type(error).__name__})") from error
        if weights.shape != (len(names),) or not np.isfinite([*weights, bias, threshold]).all():
            raise ValueError("not a context model (weights do not fit their names)")
        return cls(names, weights, bias, threshold)


def opening(passage: str) -> str:
    """Return the first six words of a longer passage, a shorter one whole."""
    match = _OPENING.match(passage)
    return match[0][:_LONGEST_OPENING] if match and len(passage) > match.end() + 10 else passage


def context(text: str, pieces: Sequence[Piece], reads: Reads) -> dict[str, Floats]:
    """Return name → number for each of n pieces, arrays of shape (n,).

    Parameters
    ----------
    text : str
    pieces : sequence of n Piece
        All pieces of `text`.
    reads : callable
        The passage classifier: takes m passages, returns decisions of shape (m, 1 + K): boilerplate, then K kinds.
    """
    wording, kinds = _wording(text, pieces, reads)
    place = _place(pieces, wording["piece"] + wording["sentence"] + wording["line"])
    form = _form(text, pieces)
    numbers = {**wording, **{f"{name} above 0": np.maximum(wording[name], 0.0) for name in _LIKELY}}
    numbers |= place | form | _products(wording, place, form)
    for number, kind in enumerate(kinds["piece"].T):
        numbers[f"kind {number}"] = kind
        numbers[f"kind {number} × near start"] = kind * place["near start"]
        numbers[f"kind {number} of line × behind colon"] = kinds["line"][:, number] * form["behind colon"]
        numbers[f"kind {number} of opening × opening"] = kinds["opening"][:, number] * wording["line opening"]
    return numbers


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


def _wording(text: str, pieces: Sequence[Piece], reads: Reads) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return what each piece, and what it stands in and beside, reads like."""
    passages: dict[str, int] = {}

    def number(passage: str) -> int:
        return passages.setdefault(passage, len(passages))

    cut = {
        "piece": [number(text[p.start : p.end]) for p in pieces],
        "sentence": [number(text[slice(*p.sentence)]) for p in pieces],
        "line": [number(text[slice(*p.paragraph)]) for p in pieces],
        "sentence opening": [number(opening(text[slice(*p.sentence)])) for p in pieces],
        "line opening": [number(opening(text[slice(*p.paragraph)])) for p in pieces],
    }
    decisions = reads(list(passages))
    values = {name: np.clip(decisions[numbers, 0], -_SURE, _SURE) for name, numbers in cut.items()}
    own = values["piece"]
    line = np.array([p.number for p in pieces])
    starts = np.diff(line, prepend=-1) != 0
    run = np.cumsum(starts) - 1
    values["first of line"] = own[np.flatnonzero(starts)[run]]
    values["mean of line"] = (np.bincount(run, weights=own) / np.bincount(run))[run]
    values["before"] = np.concatenate([[_NOTHING], own[:-1]])
    values["behind"] = np.concatenate([own[1:], [_NOTHING]])
    lines = np.full(pieces[0].of + 4, _NOTHING)
    lines[line + 2] = values["line"]
    for name, step in (("line before", 1), ("line behind", 3), ("second line before", 0), ("second line behind", 4)):
        values[name] = lines[line + step]
    kinds = {
        name: np.clip(decisions[cut[source], 1:], -_CLIP, _CLIP)
        for name, source in (("piece", "piece"), ("line", "line"), ("opening", "line opening"))
    }
    return values, kinds


def _place(pieces: Sequence[Piece], reads: Floats) -> dict[str, Floats]:
    """Return where each piece stands; nearness to an end counts characters of likely news in between."""
    lengths = np.array([p.end - p.start for p in pieces], dtype=np.float64)
    news = lengths / (1.0 + np.exp(reads / 3))
    before = np.cumsum(news) - news
    behind = news.sum() - before - news
    number, of = np.array([p.number for p in pieces]), pieces[0].of
    starts = np.array([p.start == p.paragraph[0] for p in pieces], dtype=np.float64)
    ends = np.array([p.end == p.paragraph[1] for p in pieces], dtype=np.float64)
    return {
        "first line": (number == 0) * 1.0,
        "last line": (number == of - 1) * 1.0,
        "one of the last three lines": (of > 3) * (number >= of - 3) * 1.0,
        "only line": np.full(len(pieces), float(of == 1)),
        "starts line": starts,
        "ends line": ends,
        "whole line": starts * ends,
        "whole sentence": np.array([(p.start, p.end) == p.sentence for p in pieces], dtype=np.float64),
        "sentence is line": np.array([p.sentence == p.paragraph for p in pieces], dtype=np.float64),
        "starts sentence": np.array([p.start == p.sentence[0] for p in pieces], dtype=np.float64),
        "near start": np.exp(-before / _FAR),
        "near end": np.exp(-behind / _FAR),
        "at start": np.exp(-before / _NEAR),
        "at end": np.exp(-behind / _NEAR),
    }


def _form(text: str, pieces: Sequence[Piece]) -> dict[str, Floats]:
    """Return length, letters, marks of each piece, and how much of it stands elsewhere in the text."""
    passages = [text[p.start : p.end] for p in pieces]
    words = [{w.casefold() for w in _WORD.findall(passage)} for passage in passages]
    in_pieces = Counter(word for found in words for word in found)
    again = [np.mean([in_pieces[word] > 1 for word in found]) if found else 0.0 for found in words]

    def of(test: Callable[[Piece, str], float]) -> Floats:
        return np.array([test(p, passage) for p, passage in zip(pieces, passages, strict=True)], dtype=np.float64)

    capitals = of(lambda _, s: _share(str.isupper, [c for c in s if c.isalpha()]))
    return {
        "length": of(lambda _, s: np.log1p(len(s))),
        "length of sentence": of(lambda p, _: np.log1p(p.sentence[1] - p.sentence[0])),
        "capitals": capitals,
        "all capitals": (capitals > 0.7) * of(lambda _, s: len(s) > 3),
        "capital words": of(lambda _, s: _share(lambda w: w[0].isupper(), [w for w in s.split() if w[0].isalpha()])),
        "words again": np.array(again),
        "no words": np.array([float(not found) for found in words]),
        "full stop": of(lambda _, s: s[-1] in ".!?…\"”»'“"),
        "line has full stop": of(lambda p, _: text[p.paragraph[1] - 1] in ".!?…\"”»'“:"),
        "link": of(lambda _, s: bool(_LINK.search(s))),
        "at sign": of(lambda _, s: "@" in s),
        "bracket": of(lambda _, s: s[0] in "([（【"),
        "line in brackets": of(lambda p, _: text[p.paragraph[0]] in "([" and text[p.paragraph[1] - 1] in ")]."),
        "colon": of(lambda _, s: s[-1] in ":："),
        "behind colon": of(lambda p, _: text[p.paragraph[0] : p.start].rstrip()[-1:] in (":", "：")),
        "opens quote": of(lambda _, s: s[0] in '«"“„'),
        "opens small": of(lambda _, s: s[0].islower()),
        "symbol": of(lambda _, s: any(ord(c) > 0x2190 and not c.isalpha() for c in s)),
        "digits": of(lambda _, s: _share(str.isdigit, s)),
        "exclamation": of(lambda _, s: "!" in s),
        "question": of(lambda _, s: "?" in s),
        "quotation": of(lambda _, s: any(mark in s for mark in '"“»„')),
        "glued": of(lambda p, _: p.start > p.paragraph[0] and not text[p.start - 1].isspace()),
    }


def _share(test: Callable[[str], bool], of: Sequence[str]) -> float:
    return sum(map(test, of)) / len(of) if of else 0.0


def _products(wording: dict[str, Floats], place: dict[str, Floats], form: dict[str, Floats]) -> dict[str, Floats]:
    """Return what counts only together: the same words at the end and in the middle, a title behind "Read also:"."""
    reads = (wording["piece"] + wording["sentence"] + wording["line"]) / 3
    found = {f"reads × {name}": reads * place[name] for name in _READS_PLACE}
    found |= {f"reads × {name}": reads * form[name] for name in _READS_FORM}
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
