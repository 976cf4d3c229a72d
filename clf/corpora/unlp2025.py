"""Read the UNLP 2025 shared task: Telegram posts in Ukrainian and Russian with manipulation techniques and spans.

UNLP 2025 Shared Task on Detecting Social Media Manipulation (aclanthology.org/2025.unlp-1.12), data by Texty.org.ua.
3,822 training posts, 2,589 of them manipulative. A row is a post. Spans mark manipulative wording of any technique.

The layout: ``data/{techniques_classification,span_detection}/train.parquet`` (the same posts twice, read once), and
for the test part ``test.csv`` with the texts beside ``solution.csv`` with the labels.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from clf.corpora.archive import Files, decode
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling, LabelSpan
from clf.text.cells import literal

__all__ = ["VIEWS", "read"]

VIEWS = {"posts": "Telegram posts with 10 manipulation techniques and manipulative spans"}

_TECHNIQUES, _MANIPULATIVE, _TRIGGERS = "unlp2025_techniques", "unlp2025_manipulative", "unlp2025_triggers"
_COLUMNS = {"id", "content", "lang", "manipulative", "techniques", "trigger_words"}
_NOT_TECHNIQUES = {"id", "Usage", "trigger_words"}
_REMEDY = "Take the file from the repository of the shared task again."


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the posts of the training and the test part, whichever is there, each once."""
    seen: set[str] = set()
    texts: dict[str, Article] = {}
    solutions: dict[str, list[Labelling]] = {}
    found = list[str]()
    for name, content in files.iter("train.parquet", "test.csv", "solution.csv"):
        found.append(name)
        try:
            if name.endswith(".parquet"):
                yield from _training_posts(name, content, seen)
            elif name.endswith("test.csv"):
                yield from _add_test_posts(name, content, texts)
            else:
                yield from _add_solutions(name, content, solutions)
        except DataError as error:
            yield error.problem
    if not found:
        files.read("train.parquet")
    yield from _joined(texts, solutions, found)


def _training_posts(name: str, content: bytes, seen: set[str]) -> Iterator[Article | Problem]:
    for number, row in enumerate(_parquet_rows(name, content), 1):
        if not (isinstance(row["id"], str) and isinstance(row["content"], str)):
            yield Problem(name, "an id and a content", "none", _REMEDY, number)
        elif row["id"] not in seen:
            seen.add(row["id"])
            try:
                yield _training_post(row, name, number)
            except (TypeError, ValueError):
                yield Problem(
                    name, "lists of techniques and of (start, end)", "something else", _REMEDY, number, row["id"]
                )


def _parquet_rows(name: str, content: bytes) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(io.BytesIO(content))
        missing = sorted(_COLUMNS - set(table.schema_arrow.names))
        if missing:
            raise DataError(Problem(name, "the columns of the task", f"none named {', '.join(missing)}", _REMEDY))
        for batch in table.iter_batches():
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise DataError(Problem(name, "a parquet file", type(error).__name__, _REMEDY)) from error


def _training_post(row: dict[str, Any], name: str, number: int) -> Article:
    # a post that is not manipulative was annotated too, but has null in place of empty lists
    techniques = tuple(dict.fromkeys(row["techniques"] or ()))
    labels = (
        Labelling(_TECHNIQUES, techniques),
        Labelling(_MANIPULATIVE, ("manipulative",) if row["manipulative"] else ()),
        _triggers(row["content"], row["trigger_words"] or ()),
    )
    return Article(row["id"], row["content"], lang=row["lang"], labels=labels, file=name, row=number)


def _triggers(text: str, offsets: Iterable[Iterable[int]]) -> Labelling:
    # 14 spans of the training part end past their text, one of them begins there
    clipped = ((start, min(end, len(text))) for start, end in offsets)
    spans = tuple(LabelSpan("trigger", start, end) for start, end in clipped if 0 <= start < end)
    return Labelling(_TRIGGERS, ("trigger",) if spans else (), spans)


def _csv_rows(name: str, content: bytes, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    rows = csv.DictReader(io.StringIO(decode(content, name), newline=""))
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise DataError(Problem(name, f"columns {', '.join(columns)}", f"none named {', '.join(missing)}", _REMEDY))
    try:
        yield from enumerate(rows, 1)
    except csv.Error as error:
        found = f"a row that is not, after line {rows.line_num}"
        raise DataError(Problem(name, "comma-separated values", found, _REMEDY)) from error


def _add_test_posts(name: str, content: bytes, texts: dict[str, Article]) -> Iterator[Problem]:
    for number, row in _csv_rows(name, content, "id", "content"):
        if row["id"] and row["content"]:
            lang = row.get("lang") or None
            texts.setdefault(row["id"], Article(row["id"], row["content"], lang=lang, file=name, row=number))
        else:
            yield Problem(name, "an id and a content", "an empty field", _REMEDY, number)


def _add_solutions(name: str, content: bytes, solutions: dict[str, list[Labelling]]) -> Iterator[Problem]:
    for number, row in _csv_rows(name, content, "id"):
        labels = solutions.setdefault(row["id"], [])
        if "trigger_words" not in row:
            names = (column for column, value in row.items() if column not in _NOT_TECHNIQUES and value == "1")
            labels.append(Labelling(_TECHNIQUES, tuple(names)))
            continue
        offsets = _offsets(row["trigger_words"])
        if offsets is None:
            yield Problem(name, "a list of (start, end)", "something else", _REMEDY, number, row["id"])
        else:
            spans = tuple(LabelSpan("trigger", start, end) for start, end in offsets)
            labels.append(Labelling(_TRIGGERS, ("trigger",) if spans else (), spans))


def _offsets(cell: str | None) -> list[tuple[int, int]] | None:
    try:
        return [(int(start), int(end)) for start, end in literal(cell or "[]")]
    except (ValueError, TypeError):
        return None


def _joined(
    texts: dict[str, Article], solutions: dict[str, list[Labelling]], found: list[str]
) -> Iterator[Article | Problem]:
    for post in texts.values():
        labels = (
            _triggers(post.text, ((span.start, span.end) for span in labelling.spans))
            if labelling.scheme == _TRIGGERS
            else labelling
            for labelling in solutions.get(post.id, ())
        )
        yield Article(post.id, post.text, lang=post.lang, labels=tuple(labels), file=post.file, row=post.row)
    lost = sum(post_id not in texts for post_id in solutions)
    if lost:
        file = next(name for name in found if name.endswith("solution.csv"))
        remedy = "Put test.csv of the task beside it; without the texts these labels are of no use here."
        yield Problem(file, "a text in test.csv for every labelled post", f"{lost} labelled posts without one", remedy)
