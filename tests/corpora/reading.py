"""What the tests of users' files share: two sentences, and short ways to write a file and to read it."""

from __future__ import annotations

from pathlib import Path

from clf.corpora.files import Columns, read_files
from clf.errors import Problem
from clf.schema import Article

RIVER = "The river rose again on Monday, and the town waited."
STRIKE = "La grève continue à Lyon ; les cheminots, eux, négocient."


def read(*paths: Path | str, columns: Columns | None = None) -> list[Article | Problem]:
    return list(read_files([str(path) for path in paths], columns, on_guess=lambda message: None))


def articles(*paths: Path | str, columns: Columns | None = None) -> list[Article]:
    found = read(*paths, columns=columns)
    assert not [one for one in found if isinstance(one, Problem)], [str(one) for one in found]
    return [one for one in found if isinstance(one, Article)]


def problem(*paths: Path | str, columns: Columns | None = None) -> Problem:
    (found,) = [one for one in read(*paths, columns=columns) if isinstance(one, Problem)]
    return found


def notices(*paths: Path | str, columns: Columns | None = None) -> list[str]:
    told: list[str] = []
    list(read_files([str(path) for path in paths], columns, on_guess=told.append))
    return told


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
