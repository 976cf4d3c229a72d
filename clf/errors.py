"""What can go wrong, told once: an error names the place, what was expected, what was found and the way out.

::

    ClfError
    ├── UsageError     the call cannot work as it is
    └── DataError      a file is not as it should be, and none of it can be used
        └── ModelError a model folder is incomplete or damaged: nothing can be scored

Each of them ends a command with exit status 2. A `Problem` of one row, or of one file among others, is told and the
rest goes on: exit status 1.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ClfError", "DataError", "ModelError", "Problem", "UsageError", "on_one_line"]


class ClfError(Exception):
    """Base of every error that clf raises on purpose."""

    exit_code = 1


class UsageError(ClfError):
    """The call itself cannot work: a missing file, an unknown name, an impossible option."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(on_one_line(message))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one file or one row of it; the other rows go on.

    Parameters
    ----------
    file : str
        The file's name as the user gave it.
    expected, found, remedy : str
        What should stand there, what stands there instead (never an article's text), and what to do.
    row : int or None
        Row, line or record, counted from 1 below a header; None when the whole file is meant.
    id, outlet, date : str or None
        What the row has of these, so that an output row can be traced back and counted.
    """

    file: str
    expected: str
    found: str
    remedy: str
    row: int | None = None
    id: str | None = None
    outlet: str | None = None
    date: str | None = None

    @property
    def output_id(self) -> str:
        """The id of the output row: that of the row, else its number, or the name of the file where it is meant."""
        return self.id or (self.file if self.row is None else str(self.row))

    def __str__(self) -> str:
        file = on_one_line(self.file)
        place = file if self.row is None else f"{file}, row {self.row}"
        return f"{place}: expected {self.expected}, found {self.found}. {self.remedy}"


def on_one_line(name: str) -> str:
    """Return a name, or a message that has some in it, on one line: a line break in it would begin another message."""
    return name.replace("\n", "\\n")


class DataError(ClfError):
    """A whole file cannot be used. `problem` says where and why."""

    exit_code = 2

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ModelError(DataError):
    """A model folder is incomplete, damaged or of another format version."""
