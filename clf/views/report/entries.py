"""One article as the page holds it: a row of the list, and what the reading pane shows of it.

Names and sentences that come again and again are numbers into `Tables`; probabilities are whole per cent, which is
what the page prints and all that calibration on some hundred articles supports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from clf.boilerplate.kinds import describe
from clf.messages import forms
from clf.schema import Score, Span, Support
from clf.views.report.marked import Block
from clf.views.words import label_words, printable, spoken, why

__all__ = ["Tables", "detail", "row", "safe_url"]

_TITLE = 300  # characters of a title, an outlet's name or an id; longer ones are no names
_URL = 500
_LEAD = 120


class Numbered:
    """Things in the order in which they were first met; calling it with one gives its number."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def __call__(self, thing: Any) -> int:
        """Return the number of `thing`."""
        return self._numbers.setdefault(thing, len(self._numbers))

    def __iter__(self) -> Any:
        return iter(self._numbers)


@dataclass
class Tables:
    """What the numbers in rows and details mean.

    Parameters
    ----------
    lang : str
        Language of the page, ``en`` or ``fr``.
    """

    lang: str
    frames: Numbered = field(default_factory=Numbered)
    genres: Numbered = field(default_factory=Numbered)
    techniques: Numbered = field(default_factory=Numbered)
    kinds: Numbered = field(default_factory=Numbered)
    outlets: Numbered = field(default_factory=Numbered)
    langs: Numbered = field(default_factory=Numbered)
    supports: Numbered = field(default_factory=Numbered)
    notes: Numbered = field(default_factory=Numbered)
    scheme: str | None = None
    technique_schemes: dict[str, str | None] = field(default_factory=dict)  # languages may have different ones

    def as_dict(self) -> dict[str, list[Any]]:
        """Return the tables in plain words, fit to print."""
        return {
            "frames": [label_words(self.scheme, name, self.lang) for name in self.frames],
            "genres": [label_words("semeval2023_genre", name, self.lang) for name in self.genres],
            "techniques": [label_words(self.technique_schemes.get(name), name, self.lang) for name in self.techniques],
            "kinds": [describe(name, self.lang) for name in self.kinds],
            "outlets": [named(name) for name in self.outlets],
            "langs": [named(name) for name in self.langs],
            "supports": list(self.supports),
            "notes": list(self.notes),
        }


def row(score: Score, tables: Tables, blocks: list[Block]) -> dict[str, Any]:
    """Return what the list of articles shows of one, and searches, filters and sorts by."""
    tables.scheme = tables.scheme or score.frame_scheme
    tables.technique_schemes.update(dict.fromkeys(score.technique_probabilities, score.technique_scheme))
    flagged = sum(span.end - span.start for span in score.boilerplate)
    entry: dict[str, Any] = {
        "id": named(score.id),
        "title": named(score.title or ""),
        "o": tables.outlets(score.outlet or ""),
        "d": named(score.date or "")[:10],
        "l": tables.langs(score.lang or ""),
        "n": score.n_chars,
        "f": [[tables.frames(label), _per_cent(p)] for label, p in score.frame_probabilities.items()],
        "c": [tables.frames(label) for label in score.frames_called],
        "b": round(100 * flagged / max(score.n_chars, 1)),
        "k": sorted({tables.kinds(span.kind) for span in score.boilerplate}),
        "lead": _lead(blocks),
    }
    return entry


def detail(score: Score, tables: Tables, blocks: list[Block], url: str | None = None) -> dict[str, Any]:
    """Return what the reading pane shows besides the row; `blocks` is the text, or the excerpt of it."""
    lang = tables.lang
    entry: dict[str, Any] = {
        "x": blocks,
        "b": [_passage(span, tables) for span in score.boilerplate],
        "t": _techniques(score, tables),
        "s": [_support(score.frames_support.get(label), tables) for label in score.frame_probabilities],
        "h": [_per_cent(score.frame_thresholds.get(label, 1.0)) for label in score.frame_probabilities],
        "of": forms(score.frame_unit)[lang],
        "g": _genre(score, tables),
        "w": [
            [tables.frames(label), _per_cent(p)]
            for label, p in score.frames_with_boilerplate.items()
            if _per_cent(p) != _per_cent(score.frame_probabilities[label])
        ],
        "m": [tables.notes(spoken(warning, lang)) for warning in score.warnings],
        "u": safe_url(url),
    }
    # An empty list of techniques says that none was called; where no model looked for them nothing may be said.
    looked_for = ("t",) if score.technique_probabilities else ()
    return {name: value for name, value in entry.items() if value or name in looked_for}


def _support(support: Support | None, tables: Tables) -> int:
    """Return the number of ``[k, n, % low, % high]``; -1 where no training text had such a score."""
    if support is None or not support.n:
        return -1
    return tables.supports((support.k, support.n, _per_cent(support.low), _per_cent(support.high)))


def _genre(score: Score, tables: Tables) -> list[list[int]]:
    """Return the genres, the likeliest first: number, per cent, and per cent of the training articles."""
    ranked = sorted(score.genre.items(), key=lambda pair: -pair[1])
    shares = score.genre_shares
    return [[tables.genres(name), _per_cent(p), *([_per_cent(shares[name])] if shares else [])] for name, p in ranked]


def named(name: str) -> str:
    """Return a name on one line, fit to print and not endless."""
    line = " ".join(printable(name[: _TITLE + 1]).split())
    return line if len(name) <= _TITLE else f"{line[:_TITLE]}…"


def safe_url(url: str | None) -> str | None:
    """Return an address that may become a link: http and https with a host, nothing that does not print; else None.

    >>> safe_url("javascript:alert(1)"), safe_url("https://example.org/a?b=c")
    (None, 'https://example.org/a?b=c')
    """
    if not url or len(url) > _URL or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    # A name or a password in front of the host is how an address pretends to be another.
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def _lead(blocks: list[Block]) -> str:
    """Return the first words: the search looks through them, and the list shows them where a title is missing."""
    pieces = blocks[0]["s"] if blocks else []
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
    return " ".join(text[:_LEAD].split())


def _passage(span: Span, tables: Tables) -> list[int]:
    note = tables.notes(why(span, tables.lang))
    return [span.start, span.end, tables.kinds(span.kind), _per_cent(span.score), note]


def _techniques(score: Score, tables: Tables) -> list[list[int]]:
    """Return ``[technique, paragraphs it is called in, highest per cent]``, those called most often first."""
    called: dict[str, list[float]] = {}
    for call in score.technique_calls:
        called.setdefault(call.technique, []).append(call.probability)
    ranked = sorted(called.items(), key=lambda pair: (-len(pair[1]), -max(pair[1])))
    return [[tables.techniques(name), len(found), _per_cent(max(found))] for name, found in ranked]


def _per_cent(share: float) -> int:
    # As `clf.views.words.percent` rounds, so that page and terminal say the same.
    return int(f"{100 * share:.0f}")
