"""How far a job is: articles, rate, and the time left by the bytes of the inputs that were read."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clf.schema import Score

__all__ = ["ReadSoFar", "counted"]


class ReadSoFar:
    """How many bytes of the inputs have been read; of how many is known where all are files and folders."""

    def __init__(self, inputs: tuple[str, ...]) -> None:
        from clf.corpora.archive import is_archive

        self._inputs, self._before, self._size = [Path(name) for name in inputs], 0, 0
        self._raw: IO[bytes] | None = None
        self._is_known = not any(is_archive(path) or not path.exists() for path in self._inputs)

    def total(self) -> int | None:
        """Return the bytes of all that will be read; None where that is not known."""
        if not self._is_known:
            return None
        from clf.corpora.files import is_read_in_folders

        found = 0
        for path in self._inputs:
            inner = (file for file in path.rglob("*") if is_read_in_folders(file.relative_to(path)))
            found += sum(file.stat().st_size for file in (inner if path.is_dir() else [path]) if file.is_file())
        return found

    def open(self, raw: IO[bytes]) -> None:
        """Go on to the next file."""
        self._before += self._size
        self._raw, self._size = raw, os.fstat(raw.fileno()).st_size

    def done(self) -> int:
        """Return the bytes read."""
        return self._before + (self._size if self._raw is None or self._raw.closed else self._raw.tell())


def counted(scores: Iterator[Score], so_far: ReadSoFar) -> Iterator[Score]:
    """Show progress on the terminal, if standard error is one."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield from scores
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    total = so_far.total()
    left: list[Any] = [BarColumn(), TimeRemainingColumn(), TextColumn("left,")] if total else []
    columns: list[Any] = [
        SpinnerColumn(),
        TextColumn("{task.fields[n]:,} articles, {task.fields[rate]:,.0f} a second"),
        *left,
        TimeElapsedColumn(),
    ]
    begun = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, n=0, rate=0.0)
        for n, score in enumerate(scores, 1):
            yield score
            rate = n / max(time.monotonic() - begun, 1e-3)
            progress.update(task, completed=so_far.done(), n=n, rate=rate)
