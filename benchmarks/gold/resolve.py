"""Turn the readers' answers into offsets, and tell a reader plainly what is to be mended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.gold.quotes import QuoteError, Seen, lines_within
from benchmarks.gold.sample import Document
from benchmarks.gold.texts import GoldSpan
from clf.boilerplate.kinds import KINDS

__all__ = ["Reading", "answer_files", "gold_rows", "read_answers"]

_NEEDED = {"kind", "start", "end"}
_KEYS = _NEEDED | {"occurrence", "unsure"}
_READER = re.compile(r"[a-z0-9-]{1,20}")


@dataclass(slots=True)
class Reading:
    """What one reader said of one batch: number → spans, and what is wrong with the answers."""

    reader: str
    spans: dict[int, list[GoldSpan]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def read_answers(path: Path, batch: Sequence[tuple[int, str]]) -> Reading:
    """Resolve one file of answers against the documents of its batch.

    Parameters
    ----------
    path : Path
        ``<reader>/<batch>.jsonl``: a line ``{"doc": 17, "spans": [...]}`` per document.
    batch : sequence of (int, str)
        Number and text of each document.
    """
    reading = Reading(path.parent.name)
    if not _READER.fullmatch(reading.reader):
        reading.errors.append(f"the reader's folder must be named in a-z, 0-9 and '-', found {reading.reader!r}")
    texts = dict(batch)
    for row, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            reading.errors += [f"line {row}: {error}" for error in _take(line, texts, reading)]
    missing = [f"{number:03d}" for number in texts if number not in reading.spans]
    if missing:
        reading.errors.append(f'no answer for {", ".join(missing)}; a clean document has "spans": []')
    return reading


def _take(line: str, texts: Mapping[int, str], reading: Reading) -> Iterator[str]:
    try:
        answer = json.loads(line)
    except json.JSONDecodeError as error:
        yield f"no valid JSON ({error.msg}, column {error.colno})"
        return
    if not isinstance(answer, dict) or answer.keys() != {"doc", "spans"} or not isinstance(answer["spans"], list):
        yield 'expected {"doc": number, "spans": [...]} and no other field'
        return
    number = answer["doc"]
    if type(number) is not int or number not in texts:
        yield f"document {number!r} is not in this batch"
    elif number in reading.spans:
        yield f"document {number:03d} is answered twice"
    else:
        reading.spans[number] = []
        for entry in answer["spans"]:
            try:
                reading.spans[number] += _resolved(entry, texts[number])
            except QuoteError as error:
                yield f"document {number:03d}: {error}"
        reading.spans[number].sort(key=lambda span: span.start)
        yield from _overlaps(number, reading.spans[number], texts[number])


def _resolved(entry: Any, text: str) -> Iterator[GoldSpan]:
    if not isinstance(entry, dict) or not _NEEDED <= entry.keys() <= _KEYS:
        raise QuoteError(
            f"a span needs {', '.join(sorted(_NEEDED))} and may have occurrence and unsure; found {entry!r}"
        )
    kind, occurrence, unsure = entry["kind"], entry.get("occurrence"), entry.get("unsure", False)
    if kind not in KINDS:
        raise QuoteError(f"unknown kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if not isinstance(entry["start"], str) or not isinstance(entry["end"], str):
        raise QuoteError("'start' and 'end' must be quotes")
    if not isinstance(unsure, bool) or not (occurrence is None or type(occurrence) is int):
        raise QuoteError("'unsure' must be true or false and 'occurrence' a number")
    start, end = Seen.of(text).span(entry["start"], entry["end"], occurrence)
    for part in lines_within(text, start, end):
        yield GoldSpan(*part, kind, unsure)


def _overlaps(number: int, spans: Sequence[GoldSpan], text: str) -> Iterator[str]:
    for left, right in pairwise(spans):
        if right.start < left.end:
            yield f"document {number:03d}: two spans overlap at {text[right.start : min(left.end, right.end)]!r}"


def answer_files(folder: Path, batch: str) -> list[Path]:
    """Return the answers to one batch, of whichever reader."""
    return sorted(folder.glob(f"answers/*/{batch}.jsonl"))


def gold_rows(documents: Sequence[Document], readings: Sequence[Reading], *, second: bool) -> list[dict[str, Any]]:
    """Return the lines of ``boilerplate.jsonl`` (or ``second_reading.jsonl``), in the order of the sample."""
    said = {number: (reading.reader, spans) for reading in readings for number, spans in reading.spans.items()}
    rows = []
    for document in documents:
        number = document.second if second else document.number
        if number is not None:
            reader, spans = said[number]
            known = {name: getattr(document, name) for name in ("corpus", "id", "sha256", "lang", "part")}
            rows.append({**known, "reader": reader, "spans": [asdict(span) for span in spans]})
    return rows
