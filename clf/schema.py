"""Article, Span and Score: the one place where a field is named and typed.

Plain dataclasses, and named tuples of a few numbers, so that scoring one article imports neither pandas nor datasets;
`features()` makes the matching ``datasets.Features`` and `Score.frames` a pandas Series when asked for.

Offsets always count Unicode characters (code points) of the text as it was given, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from clf.explanation.result import Explanation

__all__ = [
    "NO_ID",
    "RECORD_VERSION",
    "Article",
    "LabelSpan",
    "Labelling",
    "Score",
    "Span",
    "StateMedia",
    "Support",
    "features",
    "names_of",
]

NO_ID = "text"
"""The id of a text that was given alone, without any; a page does not show it."""

RECORD_VERSION = 1
"""Version of the output record (docs/record.md); raised when a field changes its meaning or goes."""


_PLAIN = ("id", "text", "document", "title", "outlet", "date", "lang", "url")  # an article's columns of strings


class LabelSpan(NamedTuple):
    """One label on ``text[start:end]``, as annotated in a corpus."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelling:
    """What one label scheme says about one text.

    An article without a `Labelling` of a scheme was not annotated for it; one with empty `names` was
    annotated and has none of the labels. The two are never the same thing.

    Parameters
    ----------
    scheme : str
        Name of the scheme, a file of the codebook (``data/labels/<scheme>.toml``) or a user's own.
    names : tuple of str
        Labels of the whole text, without repeats, in the order of the corpus.
    spans : tuple of LabelSpan
        Labels of passages, where the corpus marks passages.
    """

    scheme: str
    names: tuple[str, ...] = ()
    spans: tuple[LabelSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One text to read or to score: an article, or the paragraph, sentence, post or headline a corpus labels.

    Parameters
    ----------
    id : str
        As in the source; not necessarily unique in a user's file.
    text : str
        The text as it was given, header and boilerplate included. Never changed by clf.
    document : str or None
        Id of the document this text is a part of (paragraphs, sentences); None when it stands alone.
        Splits keep a document on one side.
    title, outlet, url : str or None
    date : str or None
        ISO 8601 at the precision it has: ``2017``, ``2017-05``, ``2017-05-11`` or with a time
        (``2017-05-11T08:30:00+02:00``).
    lang : str or None
        ISO 639-1 code.
    labels : tuple of Labelling
    file, row : str, int or None
        Where it was read: file name and 1-based row.
    warnings : tuple of str
        What a reader of its scores should know of how it was read.
    extracted : bool
        An extractor took the text out of a web page, and most boilerplate with it.
    """

    id: str
    text: str
    document: str | None = None
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    lang: str | None = None
    url: str | None = None
    labels: tuple[Labelling, ...] = ()
    file: str | None = None
    row: int | None = None
    warnings: tuple[str, ...] = ()
    extracted: bool = False

    def names(self, scheme: str) -> tuple[str, ...] | None:
        """Return the whole-text labels of `scheme`, or None where the article was not annotated for it."""
        return next((labelling.names for labelling in self.labels if labelling.scheme == scheme), None)

    def as_row(self) -> dict[str, Any]:
        """Return the article as a row of `features`."""
        labels = [
            {
                "scheme": labelling.scheme,
                "names": list(labelling.names),
                "spans": [{"name": s.name, "start": s.start, "end": s.end} for s in labelling.spans],
            }
            for labelling in self.labels
        ]
        return {**{name: getattr(self, name) for name in _PLAIN}, "labels": labels}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Article:
        """Return the article of a row of `features` (the inverse of `as_row`)."""
        labels = tuple(
            Labelling(entry["scheme"], tuple(entry["names"]), tuple(LabelSpan(**span) for span in entry["spans"]))
            for entry in row["labels"]
        )
        return cls(**{name: row[name] for name in _PLAIN}, labels=labels)


def features() -> Any:
    """Return the ``datasets.Features`` that every corpus reader of clf shares."""
    from datasets import Features, List, Value

    text, number = Value("string"), Value("int64")
    span = {"name": text, "start": number, "end": number}
    labelling = {"scheme": text, "names": List(text), "spans": List(span)}
    return Features({**dict.fromkeys(_PLAIN, text), "labels": List(labelling)})


def names_of(row: Mapping[str, Any], scheme: str) -> list[str] | None:
    """Return the labels of `scheme` in a dataset row, or None where it was not annotated for that scheme."""
    return next((list(entry["names"]) for entry in row["labels"] if entry["scheme"] == scheme), None)


@dataclass(frozen=True, slots=True)
class Span:
    """A passage flagged as outlet boilerplate: ``text[start:end]``.

    Parameters
    ----------
    start, end : int
        Unicode characters of the text as it was given, end exclusive.
    kind : str
        One of `clf.boilerplate.kinds.KINDS`.
    score : float
        Calibrated probability, 0 to 1, that the passage is boilerplate.
    evidence : str
        Why, in words. Quotes nothing but words of the passage itself.
    outlet : str or None
        The outlet that the passage points to, where known.
    """

    start: int
    end: int
    kind: str
    score: float = 1.0
    evidence: str = ""
    outlet: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the span as it stands in the output record."""
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "score": round(self.score, 4),
            "outlet": self.outlet,
            "evidence": self.evidence,
        }


class Support(NamedTuple):
    """What became of training texts with a score like this one.

    Of `n` out-of-fold training texts (`Score.frame_unit`) in this language whose score fell in the same range, `k`
    had the label; `low` and `high` bound the share (Wilson score interval, 95 %).
    """

    k: int
    n: int
    low: float
    high: float


class TechniqueCall(NamedTuple):
    """A persuasion technique called in one paragraph, ``text[start:end]``, with its calibrated probability."""

    technique: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class StateMedia:
    """How much an article's wording is that of state outlets, or why that is not said (docs/state_media.md).

    Parameters
    ----------
    caveat : str
        What the numbers mean and do not; without numbers, why there are none.
    probability : float or None
        Calibrated on outlets never seen, as if articles of state outlets and of others were equally common.
    called : bool or None
        Whether it reaches one half.
    right_if_called : dict
        Share of state outlets' articles in a collection (``0.05``) → of the articles called, the share that would be
        theirs, with its 95 % interval.
    """

    caveat: str
    probability: float | None = None
    called: bool | None = None
    right_if_called: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the reading as it stands in the output record."""
        return {
            "probability": None if self.probability is None else round(self.probability, 4),
            "called": self.called,
            "right_if_called": {share: list(bounds) for share, bounds in self.right_if_called.items()},
            "caveat": self.caveat,
        }


@dataclass(slots=True, repr=False)
class Score:
    """What clf says about one article: the output record, with displays for people.

    Attributes
    ----------
    frames : pandas.Series
        Label → calibrated probability (0 to 1), highest first. Empty where the model gives no score.
    frames_called : list of str
        Labels over their threshold.
    genre_called : str or None
        The genre whose log-odds are most above three quarters of those of its share of the training articles; not
        always the likeliest, which is nearly always the commonest.
    genre_shares : dict
        Of the training articles in the language, what a probability is to be read against; no field of the record.
    techniques_support : dict
        Of the training paragraphs, by the highest probability over the article's.
    frame_unit : str
        What the frames were learned from and `frames_support` counts: articles, or the sentences, headlines … of the
        corpus. No field of the record, where a warning says so.
    state_media : StateMedia or None
        None unless it was asked for.
    boilerplate : list of Span
    n_chars : int
        Unicode characters of the text as it was given.
    reads_like_boilerplate : bool
        The whole text was flagged, and was scored as it stands; no field of the record, where a warning says so.
    news_chars : int or None
        Characters of title and news that were scored, without header and boilerplate; no field of the record.
    model_folder : str
        Where the model lies, for `explain`; no field of the record.
    warnings : list of str
        What a reader of the numbers should know.
    error : str or None
        Why this row has no score. `error` and scores exclude each other.
    is_whole_file : bool
        Whether `error` is of a file of which nothing could be read; no field of the record.
    """

    id: str
    file: str | None = None
    row: int | None = None
    text: str = field(default="", repr=False)
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    lang: str | None = None
    n_chars: int = 0
    news_chars: int | None = field(default=None, repr=False)
    reads_like_boilerplate: bool = field(default=False, repr=False)
    frame_scheme: str | None = None
    frame_unit: str = "article"
    frame_probabilities: dict[str, float] = field(default_factory=dict)
    frames_called: list[str] = field(default_factory=list)
    frames_support: dict[str, Support] = field(default_factory=dict)
    frame_thresholds: dict[str, float] = field(default_factory=dict, repr=False)
    genre: dict[str, float] = field(default_factory=dict)
    genre_called: str | None = None
    genre_support: dict[str, Support] = field(default_factory=dict)
    genre_shares: dict[str, float] = field(default_factory=dict, repr=False)
    technique_scheme: str | None = None
    technique_probabilities: dict[str, float] = field(default_factory=dict)
    technique_calls: list[TechniqueCall] = field(default_factory=list)
    techniques_support: dict[str, Support] = field(default_factory=dict)
    frames_with_boilerplate: dict[str, float] = field(default_factory=dict)
    other: dict[str, dict[str, float]] = field(default_factory=dict)
    state_media: StateMedia | None = None
    boilerplate: list[Span] = field(default_factory=list)
    highlights: list[tuple[int, int, float]] = field(default_factory=list, repr=False)
    model: str = ""
    model_folder: str = field(default="", repr=False)
    warnings: list[str] = field(default_factory=list)
    error: str | None = None
    is_whole_file: bool = field(default=False, repr=False)

    @property
    def frames(self) -> pd.Series[float]:
        """Label → calibrated probability, highest first."""
        import pandas as pd

        return pd.Series(self.frame_probabilities, dtype=float, name="frames").sort_values(ascending=False)

    @property
    def techniques(self) -> pd.Series[float]:
        """Technique → highest calibrated probability over the paragraphs, highest first."""
        import pandas as pd

        return pd.Series(self.technique_probabilities, dtype=float, name="techniques").sort_values(ascending=False)

    def explain(self, label: str | None = None, **options: Any) -> Explanation:
        """Return which words and sentences the score of `label` comes from; see `clf.explain`."""
        from clf.explanation.explain import explain

        return explain(self, label, **options)

    def record(self) -> dict[str, Any]:
        """Return the output record (docs/record.md) as plain JSON types; it never holds the text."""
        return {
            "version": RECORD_VERSION,
            "id": self.id,
            "source": {"file": self.file, "row": self.row},
            "outlet": self.outlet,
            "date": self.date,
            "lang": self.lang,
            "n_chars": self.n_chars,
            "frames": _rounded(self.frame_probabilities),
            "frames_called": self.frames_called,
            "frames_support": _counted(self.frames_support),
            "genre": _rounded(self.genre),
            "genre_called": self.genre_called,
            "genre_support": _counted(self.genre_support),
            "techniques": _rounded(self.technique_probabilities),
            "techniques_called": [
                {"technique": c.technique, "start": c.start, "end": c.end, "probability": round(c.probability, 4)}
                for c in self.technique_calls
            ],
            "techniques_support": _counted(self.techniques_support),
            "frames_with_boilerplate": _rounded(self.frames_with_boilerplate),
            "other": {scheme: _rounded(probabilities) for scheme, probabilities in self.other.items()},
            "state_media": self.state_media.as_dict() if self.state_media else None,
            "boilerplate": [span.as_dict() for span in self.boilerplate],
            "model": self.model,
            "warnings": self.warnings,
            "error": self.error,
        }

    def __repr__(self) -> str:
        from clf.views.brief import score_text

        return score_text(self)

    def _repr_html_(self) -> str:
        from clf.views.notebook import score_html

        return score_html(self)

    def __str__(self) -> str:
        from clf.views.terminal import page_text

        return page_text(self)


def _counted(support: Mapping[str, Support]) -> dict[str, list[float]]:
    return {name: [s.k, s.n, round(s.low, 4), round(s.high, 4)] for name, s in support.items()}


def _rounded(probabilities: Mapping[str, float]) -> dict[str, float]:
    # Four decimals: more would suggest a precision that calibration on some hundred articles does not have.
    return {name: round(float(p), 4) for name, p in probabilities.items()}
