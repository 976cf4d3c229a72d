"""What the measurements share: the flagger, marked characters, and the file of results."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clf.boilerplate.flagger import Flagger
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import Estimate, wilson
from clf.text.header import read_header

__all__ = [
    "RESULTS",
    "Counts",
    "Marks",
    "Range",
    "column_share",
    "covered",
    "flagged",
    "marked",
    "pooled_f1",
    "record",
    "share",
    "visible",
]

Marks = NDArray[np.bool_]
Counts = NDArray[np.float64]

RESULTS = Path(__file__).parents[1] / "results" / "boilerplate.json"


class Range(Protocol):
    """Anything from a start to an end, in characters."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def flagged(flagger: Flagger, text: str, lang: str | None) -> Marks:
    """Return which characters of a text are flagged, as scoring would have it: a header is read first."""
    header = read_header(text)
    return marked(text, flagger.flag(text, lang or header.lang, header.end))


def marked(text: str, spans: Iterable[Range]) -> Marks:
    """Return which characters of `text` stand in `spans`, as an array of shape (characters,)."""
    marks = np.zeros(len(text), bool)
    for span in spans:
        marks[span.start : span.end] = True
    return marks


def visible(text: str) -> Marks:
    """Return which characters are not white space: only those count."""
    return np.fromiter((not character.isspace() for character in text), bool, len(text))


def covered(text: str, marks: Marks, start: int, end: int) -> float:
    """Return the share of the visible characters of ``text[start:end]`` that are marked."""
    seen = visible(text[start:end])
    return float(marks[start:end][seen].mean()) if seen.any() else 0.0


def pooled_f1(hits: int, gold: int, called: int) -> SumMeasure:
    """Return the F1 of three columns of counts: right, to be marked, marked; 1 where there is nothing to mark."""
    return SumMeasure(
        lambda counts: counts[:, [hits, gold, called]],
        lambda sums: ratio(2 * sums[..., 0], sums[..., 1] + sums[..., 2], 1.0),
    )


def column_share(above: int, below: int) -> SumMeasure:
    """Return the ratio of the sums of two columns of counts."""
    return SumMeasure(lambda counts: counts[:, [above, below]], lambda sums: ratio(sums[..., 0], sums[..., 1]))


def share(outcomes: Sequence[bool]) -> Estimate:
    """Return the share of what is true, with its Wilson interval."""
    k, n = sum(outcomes), len(outcomes)
    return Estimate(k / n if n else math.nan, *wilson(k, n), n)


def record(entries: Mapping[str, Estimate | dict[str, Any]], command: str, results: Path = RESULTS) -> None:
    """Write entries into the file of results, which keeps the others, and print them.

    An entry is an `Estimate`, or one as a dictionary with more said about it.
    """
    known: dict[str, Any] = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    for key, entry in entries.items():
        row = entry.as_dict() if isinstance(entry, Estimate) else entry
        row.pop("seed", None)
        known[key] = row | {"command": command}
        print(f"{key}: {row['value']} [{row['low']}, {row['high']}], n = {row['n']}")
    results.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
