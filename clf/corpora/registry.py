"""The corpora clf reads: one card (``data/cards/<name>.toml``) and one reader (``clf/corpora/<module>.py``) each.

A reader module has ``VIEWS``, a dict of view name → one-line description (the first is the default), and

    def read(files: Files, view: str) -> Iterator[Article | Problem]

It yields an `Article` per row of the view, and a `Problem` for a row that cannot be read.
"""

from __future__ import annotations

import importlib
import os
import tomllib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from clf.corpora.archive import Files
from clf.errors import Problem, UsageError
from clf.messages import amount
from clf.resources import data_dir
from clf.schema import Article, features

__all__ = ["Card", "cards", "find_data", "load_card", "load_corpus", "read_corpus"]


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """A file that holds the corpus, or a part of it, with the checksum it was measured with.

    Parameters
    ----------
    name : str
        File name; of a file in the authors' repository its path there.
    url : str or None
        Where exactly this version of it is public.
    """

    name: str
    sha256: str
    bytes: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What is to be known about a corpus before its first row is read (``data/cards/<name>.toml``).

    `families` are outlets to be held out together; `outlet_folds` the outlets of each fold of the outlet-disjoint
    split, where random folds would leave one without a label.
    """

    name: str
    title: str
    homepage: str
    licence: str
    licence_note: str
    research_only: bool
    open_use: bool
    citation: str
    module: str
    files: tuple[ExpectedFile, ...]
    public: tuple[ExpectedFile, ...]
    folders: tuple[str, ...]
    schemes: tuple[str, ...]
    languages: dict[str, int]
    rows: dict[str, int]
    traps: tuple[str, ...]
    how_to_get: str
    subject: dict[str, str] | None
    families: dict[str, tuple[str, ...]]
    outlet_folds: tuple[tuple[str, ...], ...]

    @property
    def views(self) -> dict[str, str]:
        """The views the reader offers, the default first."""
        return dict(self._reader().VIEWS)

    def _reader(self) -> Any:
        return importlib.import_module(f"clf.corpora.{self.module}")

    def read(self, path: Path, view: str | None = None) -> Iterator[Article | Problem]:
        """Yield the rows of one view, read from `path` (archive, folder or file)."""
        reader = self._reader()
        view = view or next(iter(reader.VIEWS))
        if view not in reader.VIEWS:
            raise UsageError(f"{self.name} has no view {view!r}. Choose one of: {', '.join(reader.VIEWS)}.")
        files = Files(path)
        yield from reader.read(files, view)
        yield from files.problems


@cache
def load_card(name: str) -> Card:
    """Return the card of the corpus `name`."""
    path = data_dir("cards") / f"{name}.toml"
    if "/" in name or not path.is_file():
        raise UsageError(f"{name}: no such file, and no corpus of that name (`clf corpora` lists them).")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Card(
        name=name,
        title=raw["title"],
        homepage=raw["homepage"],
        licence=raw["licence"],
        licence_note=raw.get("licence_note", ""),
        research_only=raw["research_only"],
        open_use=raw["open_use"],
        citation=raw["citation"],
        module=raw.get("module", name),
        files=tuple(ExpectedFile(**entry) for entry in raw["files"]),
        public=_public(raw.get("public", {"at": "", "files": []})),
        folders=tuple(raw.get("folders", ())),
        schemes=tuple(raw["schemes"]),
        languages=raw["languages"],
        rows=raw["rows"],
        traps=tuple(raw["traps"]),
        how_to_get=raw["how_to_get"],
        subject=raw.get("subject"),
        families={name: tuple(outlets) for name, outlets in raw.get("families", {}).items()},
        outlet_folds=tuple(tuple(fold["outlets"]) for fold in raw.get("outlet_folds", ())),
    )


def _public(raw: dict[str, Any]) -> tuple[ExpectedFile, ...]:
    """Return the files that can be downloaded one by one: together they are what the reader needs."""
    return tuple(ExpectedFile(**entry, url=raw["at"] + entry["name"]) for entry in raw["files"])


def cards() -> list[Card]:
    """Return all cards, by name."""
    return [load_card(path.stem) for path in sorted(data_dir("cards").glob("*.toml"))]


def find_data(card: Card, path: Path | None = None) -> list[Path]:
    """Return where the files of a corpus lie, or an empty list where they are not found.

    `path` may be the archive itself, the folder that holds the published layout, or a folder (of several
    corpora) to look in; without it the environment variable ``CLF_DATA`` names such a folder.
    """
    if path is None:
        root = os.environ.get("CLF_DATA")
        if not root:
            return []
        path = Path(root)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"{path}: no such file or folder.")
    found = [next(iter(sorted(path.rglob(file.name))), None) for file in card.files]
    if any(found):
        return [file for file in found if file is not None]
    # A repository downloaded as a zip unpacks into a folder with the branch in its name.
    for folder in (f"{name}{branch}" for name in card.folders for branch in ("", "-main", "-master")):
        hits = [hit for hit in sorted(path.rglob(folder)) if hit.is_dir()]
        if path.name == folder:
            hits.insert(0, path)
        if hits:
            return hits[:1]
    return []


def read_corpus(
    name: str | Path, data: str | Path | None = None, view: str | None = None
) -> Iterator[Article | Problem]:
    """Yield every row of a corpus, or of a file of your own, `Article` or `Problem`, one at a time.

    Parameters
    ----------
    name : str or path
        As `clf corpora` lists it; or a file, folder or archive, whose columns are guessed as by `clf score`.
    data : path, optional
        Archive, folder in the published layout, or a folder to look in. Default: ``CLF_DATA``.
    view : str, optional
        Which rows: the reader's first view by default.

    Raises
    ------
    UsageError
        When the corpus, the view or its files are not there.
    DataError
        When a file is damaged or of another layout.
    """
    name = str(name)
    if data is None and _is_own(name):
        from clf.corpora.files import read_files

        yield from read_files([name])
        return
    card = load_card(name)
    where = None if data is None else Path(data)
    paths = find_data(card, where)
    if not paths and where is not None:
        paths = [where]  # a folder under another name: the reader says what it misses
    if not paths:
        wanted = ", ".join(file.name for file in card.files)
        raise UsageError(
            f"{name}: its files were not found. Give --data PATH or set CLF_DATA to the folder that holds {wanted}. "
            f"{card.how_to_get}"
        )
    if missing := _missing(card, paths):
        raise UsageError(
            f"{name}: {', '.join(missing)} is not beside {paths[0].name}, and half a corpus would give other figures. "
            f"{card.how_to_get}"
        )
    for path in paths:
        yield from card.read(path, view)


def _is_own(name: str) -> bool:
    """Return whether a file or folder is meant; the name of a corpus goes before one of the same name."""
    return not (data_dir("cards") / f"{name}.toml").is_file() and os.path.exists(name)  # noqa: PTH110 - a name or a path


def _missing(card: Card, paths: Sequence[Path]) -> list[str]:
    """Return the files of a corpus of several that are not among those that were found by their names."""
    names, found = [file.name for file in card.files], {path.name for path in paths}
    return [name for name in names if name not in found] if found & set(names) else []


def load_corpus(
    name: str | Path, data: str | Path | None = None, view: str | None = None, *, streaming: bool = False
) -> Any:
    """Return a corpus, or a file of your own, as ``datasets.Dataset`` with the columns of `clf.schema.features`.

    Parameters
    ----------
    name, data, view
        See `read_corpus`.
    streaming : bool
        Return a ``datasets.IterableDataset`` that reads while it is iterated and never holds the corpus.

    Warns
    -----
    UserWarning
        When rows could not be read: how many, and the first three.
    """
    from datasets import Dataset, IterableDataset

    name = str(name)
    # fails here, not inside a generator of datasets, when the call cannot work
    rows = read_corpus(name, data, view)
    first = next(rows, None)

    def articles() -> Iterator[dict[str, Any]]:
        for article in _only_articles(read_corpus(name, data, view), name):
            yield article.as_row()

    if streaming:
        return IterableDataset.from_generator(articles, features=features())
    head = [] if first is None else [first]
    rest = (row for part in (head, rows) for row in part)
    return Dataset.from_list([article.as_row() for article in _only_articles(rest, name)], features=features())


def _only_articles(rows: Iterator[Article | Problem], name: str) -> Iterator[Article]:
    problems: list[Problem] = []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        else:
            yield row
    if problems:
        shown = " ".join(str(problem) for problem in islice(problems, 3))
        warnings.warn(f"{name}: {amount(len(problems), 'row')} could not be read. {shown}", UserWarning, stacklevel=3)
