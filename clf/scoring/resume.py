"""Go on with a job that was interrupted: the JSON lines it wrote stay, and their rows are not scored again.

A row is known by its file and number, never by its id. Records stand in the order of the input, so that the rows done
are its beginning and nothing has to be kept in memory.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from clf.errors import Problem, UsageError
from clf.schema import Article
from clf.scoring.writers import Writer, json_lines_to

__all__ = ["open_resumable", "partial_of", "unwritten"]

_SUFFIXES = (".jsonl", ".ndjson")
_BLOCK = 1 << 16
Place = tuple[str | None, int | None]


def partial_of(output: Path) -> Path:
    """Return where the records of an unfinished job for `output` stand."""
    if output.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--resume goes on with JSON lines only: {output.name} does not end with .jsonl.")
    return output.with_name(f".{output.name}.partial")


@contextlib.contextmanager
def open_resumable(output: Path) -> Iterator[Writer]:
    """Open `output` so that what is written survives an interruption; it gets its name when it is complete.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    partial = partial_of(output)
    try:
        _cut_half_line(partial)
        with partial.open("ab") as stream:
            yield json_lines_to(stream)
        partial.replace(output)
    except OSError as error:
        raise UsageError(f"{output}: could not be written ({error.strerror or error}).") from error


def unwritten(rows: Iterable[Article | Problem], output: Path, model: str) -> Iterator[Article | Problem]:
    """Yield the rows that have no record yet; to be called before `open_resumable` adds any.

    Raises
    ------
    UsageError
        When the records are not those of the first rows (another input, or one that changed), or of another model than
        `model`, its name as records have it.
    """
    partial = partial_of(output)
    _cut_half_line(partial)
    rows = iter(rows)
    for place, by in _written(partial, partial.stat().st_size if partial.exists() else 0):
        if by and by != model:
            raise UsageError(
                f"{partial.name} was begun with another model: {_named(place)} was scored by {by}, and the rest would "
                f"be by {model}. Name that model with --model, or delete the file to begin anew."
            )
        row = next(rows, None)
        if row is None or (row.file, row.row) != place:
            found = "its end" if row is None else _named((row.file, row.row))
            raise UsageError(
                f"{partial.name} was begun with another input: it has {_named(place)} where the input has {found}. "
                "Delete it to begin anew."
            )
    yield from rows


def _written(partial: Path, size: int) -> Iterator[tuple[Place, str]]:
    """Yield place and model of each record among the first `size` bytes of a file that may grow meanwhile.

    A row that was not scored has no model.
    """
    if not size:
        return
    with partial.open("rb") as stream:
        while stream.tell() < size:
            try:
                record = json.loads(stream.readline())
                found = (record["source"]["file"], record["source"]["row"]), record["model"]
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{partial.name}: expected records of clf score. Delete it to begin anew.") from error
            yield found


def _cut_half_line(partial: Path) -> None:
    """Take off what stands after the last line end: the process was killed while it wrote."""
    if not partial.exists():
        return
    with partial.open("r+b") as stream:
        end = stream.seek(0, 2)
        while end:
            start = max(end - _BLOCK, 0)
            stream.seek(start)
            if (last := stream.read(end - start).rfind(b"\n")) >= 0:
                end = start + last + 1
                break
            end = start
        stream.truncate(end)


def _named(place: Place) -> str:
    return f"{place[0]}" if place[1] is None else f"{place[0]}, row {place[1]}"
