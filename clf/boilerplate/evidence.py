"""How much the repeats of a passage speak for boilerplate, and the same in words.

A passage that an outlet repeats may be its boilerplate, or one running story: tickers, agency text, quotes, notes on
method in a daily explainer. What tells them apart is how the repeats lie: over how many of the outlet's texts and days,
how far from the other outlets, where in the text, and whether the texts that carry the passage are otherwise alike.
Each of these adds its weight of evidence (Good, Probability and the Weighing of Evidence, 1950).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clf.messages import Message, fill

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["COLUMNS", "OUTLET_COLUMNS", "Edition", "Evidence", "Found", "in_words", "weights_of_evidence", "whose"]

COLUMNS: dict[str, type[np.generic]] = {
    "key": np.uint64,  # hash of the passage
    "outlet": np.uint32,  # number of the edition
    "docs": np.uint32,  # its texts that carry the passage; a text that occurs twice counts once
    "elsewhere": np.uint32,  # texts of other editions that do
    "dated": np.uint32,  # of `docs`, those with a day
    "days": np.uint32,  # on how many different days
    "first_day": np.int32,  # proleptic ordinal; 0: unknown
    "last_day": np.int32,
    "at_start": np.uint32,  # of `docs`, those with the passage in the first paragraph
    "at_end": np.uint32,  # … in the last
    "alike": np.float32,  # mean overlap of the keywords of two texts that carry it, 0 to 1
    "rest": np.float32,  # mean number of words of a text that carries it that are not repeated anywhere
}
"""What the index holds of a passage that an outlet repeats: no words."""

OUTLET_COLUMNS: dict[str, type[np.generic]] = {
    "documents": np.uint32,
    "days": np.uint32,  # different days of its texts
    "alike": np.float32,  # mean keyword overlap of two of its texts taken at random
}

# Tunable, each with its reason. Chosen on texts of ours and on what is plain from the definition, not on gold.
_RARE_SHARE = 0.01  # a passage in one of a hundred texts of an outlet says nothing by itself
_LEAST_SHARE = 0.001  # what counts is the share beyond that of the others: what all print alike is nobody's own
_SHARE = 1.5  # in ten of a hundred: thirty times the odds, for fewer stories run so long; the same again for all
_ELSEWHERE = 20.0  # a share elsewhere of a twentieth of the own one halves the odds: syndicated text, common language
_SPREAD = 2.0  # half the days that chance would give divide the odds by four: a running story
_ALIKE = 12.0  # keyword overlap of .1 above the outlet's usual one divides the odds by three: one topic, a template
_FEW_WORDS, _NOTHING_ELSE = 8.0, 3.0  # carriers with fewer words of their own are copies of each other
_PLACE = 1.0  # always first or last: the odds times e; always in the middle: divided by e
_MOST = 6.0  # no count makes a flag certain

_STANDS = {
    "en": "stands in {docs} of {documents} texts of {whose}{lang}{others}{days}",
    "fr": "figure dans {docs} des {documents} textes {whose}{lang}{others}{days}",
}
_OTHERS = {
    "en": " and in {elsewhere} of {others} {others:other|others}",
    "fr": " et dans {elsewhere} {elsewhere:autre|autres} sur {others}",
}
_CORPUS = {"en": "the corpus", "fr": "du corpus"}


class Edition(NamedTuple):
    """An outlet in one language: the lines of rrn.media in French are no share of its German texts.

    Parameters
    ----------
    outlet : str
        Empty: texts without an outlet.
    lang : str
        ISO 639-1 code; empty where the corpus does not say.
    """

    outlet: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a passage is taken for an outlet's own.

    Parameters
    ----------
    log_odds : float
        Natural logarithm of the factor on the odds of boilerplate.
    words : str
        The same for a reader.
    outlet : str or None
    kind : str or None
        Where it is known.
    is_exact : bool
        A user named the passage, which is no more than that.
    """

    log_odds: float
    words: str
    outlet: str | None = None
    kind: str | None = None
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a text that an index knows: the words ``first:last``, and why it is taken for boilerplate."""

    first: int
    last: int
    evidence: Evidence


def weights_of_evidence(entries: dict[str, NDArray[Any]], outlets: dict[str, NDArray[Any]]) -> Floats:
    """Return the log-odds of each entry.

    Parameters
    ----------
    entries : dict of arrays of shape (n,)
        `COLUMNS`.
    outlets : dict of arrays of shape (m,)
        `OUTLET_COLUMNS`; ``entries["outlet"]`` points into them.
    """
    own = {name: values[entries["outlet"]].astype(np.float64) for name, values in outlets.items()}
    docs = entries["docs"].astype(np.float64)
    others = outlets["documents"].sum(dtype=np.float64) - own["documents"]
    share = _wilson_low(docs, own["documents"])
    elsewhere = entries["elsewhere"] / np.maximum(others, 1.0)
    place = np.maximum(entries["at_start"], entries["at_end"]) / docs
    weight = (
        _SHARE * np.log(np.maximum(share - elsewhere, _LEAST_SHARE) / _RARE_SHARE)
        - np.log1p(_ELSEWHERE * elsewhere / share)
        + _SPREAD * np.log(_spread(entries, own["days"]))
        - _ALIKE * np.maximum(entries["alike"] - own["alike"], 0.0)
        - _NOTHING_ELSE * (entries["rest"] < _FEW_WORDS)
        + _PLACE * (2.0 * place - 1.0)
    )
    return np.asarray(np.clip(weight, -_MOST, _MOST))


def _spread(entries: dict[str, NDArray[Any]], days: Floats) -> Floats:
    """Return days with the passage over the days that as many texts drawn at random would have; 1 where unknown."""
    dated = entries["dated"].astype(np.float64)
    days = np.maximum(days, 1.0)
    expected = days * -np.expm1(dated * np.log1p(-1.0 / np.maximum(days, 1.0 + 1e-9)))
    # Two texts of one day are chance; so one day is taken off what is expected.
    known = (dated >= 2) & (days >= 2)
    return np.where(known, np.clip(entries["days"] / np.maximum(expected - 1.0, 1.0), 0.01, 1.0), 1.0)


def _wilson_low(k: Floats, n: Floats) -> Floats:
    """Return the lower end of the Wilson interval (95 %), so that three of five do not count like three hundred."""
    z2 = 1.959964**2
    n = np.maximum(n, k)
    centre, spread = k + z2 / 2, np.sqrt(z2 * (k * (n - k) / n + z2 / 4))
    return np.asarray((centre - spread) / (n + z2))


def in_words(entry: dict[str, Any], edition: Edition, documents: int, others: int) -> str:
    """Return what the counts of one entry say.

    >>> entry = {"docs": 212, "elsewhere": 0, "first_day": 0, "last_day": 0}
    >>> in_words(entry, Edition("alder.example"), 230, 900)
    'stands in 212 of 230 texts of “alder.example” and in no other'
    """
    has_days = entry["first_day"] > 0
    return Message(
        _STANDS,
        docs=int(entry["docs"]),
        documents=documents,
        whose=whose(edition.outlet),
        lang=f" (“{edition.lang}”)" if edition.lang else "",
        others=_others(int(entry["elsewhere"]), others),
        days=_days(*(date.fromordinal(int(entry[name])) for name in ("first_day", "last_day"))) if has_days else "",
    )


def whose(outlet: str) -> Mapping[str, str]:
    """Return whose texts they are: an outlet's by its name, for another one's article may carry the passage."""
    return {"en": f"“{outlet}”", "fr": f"de « {outlet} »"} if outlet else _CORPUS


def _others(elsewhere: int, others: int) -> Mapping[str, str] | str:
    if not others:
        return ""
    if not elsewhere:
        return {"en": " and in no other", "fr": " et dans aucun autre"}
    return {lang: fill(words, lang, elsewhere=elsewhere, others=others) for lang, words in _OTHERS.items()}


def _days(first: date, last: date) -> Mapping[str, str]:
    return {"en": f", {first} to {last}", "fr": f", du {first} au {last}"}
