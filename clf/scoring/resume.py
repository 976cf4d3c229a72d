"""Go on with a job that was interrupted: the JSON lines it wrote stay, and their rows are not scored again.

A row is known by its file and number, never by its id. Records stand in the order of the input, so that the rows done
are its beginning and nothing has to be kept in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from clf.errors import Problem, UsageError
from clf.schema import Article
from clf.scoring.writers import Writer, json_lines_to
from clf.text.cells import writable

__all__ = ["alone", "claimed", "digest", "identity", "note_settings", "open_resumable", "partial_of", "unwritten"]

_SUFFIXES = (".jsonl", ".ndjson")
_BLOCK = 1 << 16
_ENDS = 1 << 20
Place = tuple[str | None, int | None]


def partial_of(output: Path) -> Path:
    """Return where the records of an unfinished job for `output` stand."""
    if output.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--resume goes on with JSON lines only: {output.name} does not end with .jsonl.")
    return output.with_name(f".{output.name}.resume")  # not what a job without --resume writes to


@contextlib.contextmanager
def claimed(output: Path) -> Iterator[None]:
    """Keep every other process from going on with the unfinished job for `output` meanwhile.

    Raises
    ------
    UsageError
        When another process is at work on it, or `output` is there already and nothing is left to go on with.
    """
    with alone(output):
        if output.exists() and not partial_of(output).exists():
            raise UsageError(
                f"{output.name} is complete: no job for it is left to go on with. Leave --resume out to write it anew."
            )
        yield


@contextlib.contextmanager
def alone(output: Path) -> Iterator[None]:
    """Keep every other process from writing `output` meanwhile: both would write what becomes one file.

    Raises
    ------
    UsageError
        When another process is at work on it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(output.with_name(f".{output.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(f"{output}: another process is writing it. Wait until it is done, or stop it.") from error
    except OSError as error:
        raise UsageError(f"{output}: could not be written ({error.strerror or error}).") from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows deletes no open file
            Path(lock.lock_file).unlink()
        lock.release()


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
        _note_of(output).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{output}: could not be written ({error.strerror or error}).") from error


def digest(*paths: Path | None) -> str:
    """Return one checksum of files, and of the files in folders; of a path that is None, nothing."""
    found = hashlib.sha256()
    for path in paths:
        files = [] if path is None else sorted(path.iterdir()) if path.is_dir() else [path]
        found.update(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files if file.is_file()) + b"|")
    return found.hexdigest()


def identity(inputs: Iterable[str]) -> str:
    """Return a checksum of what tells inputs from others: their names, and size and first and last megabyte of a file.

    Of the files in a folder only names and sizes count; hidden ones, such as those of the job itself, do not.
    """
    found = hashlib.sha256()
    for name in inputs:
        path = Path(name)
        found.update(f"{name}|".encode("utf-8", "surrogateescape"))
        with contextlib.suppress(OSError):  # what cannot be read is told as that of its rows
            if path.is_dir():
                inner = sorted(file.relative_to(path) for file in path.rglob("*") if file.is_file())
                for file in inner:
                    if not any(part.startswith(".") for part in file.parts):
                        size = (path / file).stat().st_size
                        found.update(f"{file.as_posix()} {size}|".encode("utf-8", "surrogateescape"))
            elif path.is_file():
                with path.open("rb") as stream:
                    found.update(stream.read(_ENDS))
                    size = stream.seek(0, 2)
                    stream.seek(max(size - _ENDS, 0))
                    found.update(f"{size}|".encode() + stream.read(_ENDS))
    return found.hexdigest()


def note_settings(output: Path, settings: dict[str, str]) -> None:
    """Keep beside the records of a new job what it is done with; a job that goes on must have the same.

    Parameters
    ----------
    output : Path
    settings : dict
        What the records do not say themselves: option → its value, or a `digest` of what it names.

    Raises
    ------
    UsageError
        When the job was begun with other settings, which are named, or the note cannot be written or read.
    """
    partial, note = partial_of(output), _note_of(output)
    try:
        if not (partial.exists() and partial.stat().st_size):
            note.write_text(json.dumps(settings), encoding="utf-8")
            return
        before = json.loads(note.read_bytes()) if note.exists() else settings
    except (OSError, ValueError) as error:
        raise UsageError(f"{note}: cannot be written or read. Delete {partial.name} to begin anew.") from error
    other = [name for name, value in settings.items() if before.get(name) != value]
    if other:
        raise UsageError(
            f"{partial.name} was begun with another {', '.join(other)}, so its records and the rest would not fit "
            "together. Give what it was begun with, or delete the file to begin anew."
        )


def _note_of(output: Path) -> Path:
    return output.with_name(f".{output.name}.settings")


def unwritten(
    rows: Iterable[Article | Problem],
    output: Path,
    model: str,
    on_record: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Iterator[Article | Problem]:
    """Yield the rows that have no record yet; to be called before `open_resumable` adds any.

    `on_record` is told each record that is there already.

    Raises
    ------
    UsageError
        When the records are not those of the first rows (another input, or one that changed), or of another model than
        `model`, its name as records have it.
    """
    partial = partial_of(output)
    _cut_half_line(partial)
    rows = iter(rows)
    for place, by, record in _written(partial, partial.stat().st_size if partial.exists() else 0):
        on_record(record)
        if by and by != model:
            raise UsageError(
                f"{partial.name} was begun with another model: {_named(place)} was scored by {by}, and the rest would "
                f"be by {model}. Name that model with --model, or delete the file to begin anew."
            )
        row = next(rows, None)
        if row is None or (writable(row.file), row.row) != place:
            found = "its end" if row is None else _named((row.file, row.row))
            raise UsageError(
                f"{partial.name} was begun with another input: it has {_named(place)} where the input has {found}. "
                "Delete it to begin anew."
            )
    yield from rows


def _written(partial: Path, size: int) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """Yield each record, with its place and model, among the first `size` bytes of a file that may grow meanwhile.

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
            yield *found, record


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
