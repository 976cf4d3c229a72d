"""Read what people coded: one clear problem for a row that cannot be used, and the other rows go on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.corpora.columns import Columns, Rows
from clf.errors import DataError, Problem, UsageError
from clf.text.cells import plain_value
from clf.validation.coding_file import code_column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Coded", "read_coded"]

_COLUMN = re.compile(r"coder\s*(\d{1,2})\s*:\s*(.*\S)\s*$", re.IGNORECASE | re.DOTALL)
_YES = frozenset(["1", "x", "yes", "y", "true", "oui", "o", "vrai", "ja", "j", "wahr", "да", "✓", "✔"])
_NO = frozenset(["0", "no", "n", "false", "non", "faux", "nein", "falsch", "нет"])
_ZEROS = re.compile(r"(?<=^[01])[.,]0+$")  # whole numbers as spreadsheets and data frames may write them
_SHOWN = 20  # characters of a cell that an error quotes; what is longer may be an article
_ROUNDED = 5e-3  # by which share, at most, a spreadsheet that shows 1.23E+15 has rounded a number
_REMEDY = "This row was left out; write 1 (yes) or 0 (no) in it and run this again."


@dataclass(slots=True)
class Coded:
    """Codes by article and coder.

    Parameters
    ----------
    codes : dict of (article, coder) to list of int
        0 or 1 per label.
    problems : list of Problem
    """

    codes: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def coders(self) -> list[int]:
        """The coders who coded at least one article."""
        return sorted({coder for _, coder in self.codes})

    def matrix(self, articles: Sequence[str]) -> NDArray[np.int64]:
        """Return the codes of `articles` of shape (n, coders, L), −1 where a coder did not code."""
        size = len(next(iter(self.codes.values()), []))
        missing = [-1] * size
        rows = [[self.codes.get((article, coder), missing) for coder in self.coders] for article in articles]
        return np.array(rows, dtype=np.int64).reshape(len(articles), len(self.coders), size)


def read_coded(
    paths: Iterable[Path],
    labels: Sequence[str],
    articles: Mapping[str, bool],
    ids: Mapping[str, str],
    empty_is_no: bool = False,
) -> Coded:
    """Read coding files, one or several: each coder may have filled in a copy of their own.

    Parameters
    ----------
    paths : paths of .xlsx, .csv or .tsv files
    labels : sequence of str
    articles : dict of str to bool
        Every article of the corpus, and whether it was drawn to be coded.
    ids : dict of str to str
        The id of every article. A file most of whose ids are others was drawn from another corpus and is left out.
    empty_is_no : bool
        Take empty cells for no; a row is then never "not coded".

    Raises
    ------
    UsageError
        When a file is not there or of another kind.
    """
    found = Coded()
    for path in paths:
        rows = list(_rows(path, labels))
        if problem := _of_another_corpus(path.name, [row for row in rows if isinstance(row, _Row)], ids):
            found.problems.append(problem)
            continue
        # A coder's columns are empty in the copy of another coder, or where there is one coder alone.
        active = {coder for row in rows if isinstance(row, _Row) for coder, cells in row.cells.items() if any(cells)}
        for row in rows:
            if isinstance(row, Problem):
                found.problems.append(row)
            else:
                _take(row, found, labels, articles, empty_is_no, active)
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    number: int
    article: str
    id: str | None
    cells: dict[int, list[str | None]]  # of each coder, in the order of the labels


class _CodedRows(Rows):
    """Has the readers of users' tables give rows of codes instead of articles."""

    def __init__(self, file: str, labels: Sequence[str]) -> None:
        super().__init__(file, Columns(), lambda _: None)
        self._labels = labels
        self._columns: dict[int, list[str]] = {}

    def problem(self, names: Iterable[str], row: int | None = None) -> Problem | None:
        """Return what keeps a table with this header from being read, or None."""
        if row is not None:
            return None
        header = [str(name) for name in names]
        if "article" not in header:
            remedy = "Take the file that `clf sample` wrote, with all its columns."
            return Problem(self.file, "the column 'article'", _listed(header), remedy)
        matches = [(match, name) for name in header if (match := _COLUMN.match(name.lstrip("'")))]
        coders = sorted({int(match[1]) for match, _ in matches})
        places = {(int(match[1]), match[2]): name for match, name in matches}
        for coder in coders or [1]:
            missing = [label for label in self._labels if (coder, label) not in places]
            if missing:
                remedy = "Put the column back with its name, or take the file that `clf sample` wrote."
                return Problem(self.file, f"the column {code_column(coder, missing[0])!r}", _listed(header[4:]), remedy)
        self._columns = {coder: [places[coder, label] for label in self._labels] for coder in coders}
        return None

    def fits(self, names: Iterable[str]) -> bool:
        """Return whether a sheet with this header is one of codes."""
        return self.problem(names) is None

    def article(self, row: int, values: Mapping[str, Any], labels: Any = None) -> Any:
        """Return one row of codes."""
        del labels
        cells = {
            coder: [plain_value(values.get(column)) for column in columns] for coder, columns in self._columns.items()
        }
        return _Row(self.file, row, plain_value(values.get("article")) or "", plain_value(values.get("id")), cells)


def _rows(path: Path, labels: Sequence[str]) -> Iterator[Any]:
    from clf.corpora.columnar_files import read_workbook
    from clf.corpora.delimited_files import read_delimited
    from clf.corpora.files import binary_kind

    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv", ".tsv"):
        raise UsageError(f"{path.name}: expected a coded file (.xlsx, .csv or .tsv). Save it as one of these.")
    rows = _CodedRows(path.name, labels)
    try:
        with path.open("rb") as stream:
            if suffix != ".xlsx" and (kind := binary_kind(stream.peek())):
                remedy = "Name a workbook .xlsx, or save it as CSV (UTF-8)."
                yield Problem(rows.file, f"text, as its suffix {suffix!r} says", kind, remedy)
                return
            yield from read_workbook(stream, rows) if suffix == ".xlsx" else read_delimited(stream, rows)
    except DataError as error:
        yield error.problem


def _of_another_corpus(file: str, rows: Iterable[_Row], ids: Mapping[str, str]) -> Problem | None:
    """Return a problem where most ids are not those of their articles: keys such as A12 stand in every sample."""
    others = [_is_other(row.id, ids[row.article]) for row in rows if row.id and ids.get(row.article)]
    if 2 * sum(others) <= len(others):
        return None
    remedy = (
        "This file was left out; give the population file of its sample (--population). If a spreadsheet has rewritten "
        "the column 'id', empty that column."
    )
    return Problem(file, "the ids of the population file", f"others in {sum(others)} of {len(others)} rows", remedy)


def _is_other(written: str, known: str) -> bool:
    written = written.removeprefix("'").strip()
    if written == known.strip():
        return False
    try:  # spreadsheets take zeros off the front of a number, and show a long one rounded
        return not math.isclose(float(written), float(known), rel_tol=_ROUNDED if "e" in written.lower() else 0.0)
    except ValueError:
        return True


def _quoted(cell: str) -> str:
    return repr(cell) if len(cell) <= _SHOWN else f"{len(cell):,} characters"


def _take(
    row: _Row, found: Coded, labels: Sequence[str], articles: Mapping[str, bool], empty_is_no: bool, active: set[int]
) -> None:
    if problem := _misplaced(row, articles):
        found.problems.append(problem)
        return
    for coder, cells in row.cells.items():
        if coder not in active or not (any(cells) or empty_is_no):
            continue
        codes = [_code(cell, empty_is_no) for cell in cells]
        if None in codes:
            found.problems.append(_unreadable(row, coder, labels, cells, codes))
        elif (row.article, coder) in found.codes:
            remedy = f"The first one counts. Are these another person's codes, name their columns coder {coder + 1}."
            said = f"{row.article} by coder {coder} again"
            found.problems.append(
                Problem(row.file, "each article once per coder", said, remedy, row.number, row.article)
            )
        else:
            found.codes[row.article, coder] = [code for code in codes if code is not None]


def _misplaced(row: _Row, articles: Mapping[str, bool]) -> Problem | None:
    if articles.get(row.article):
        return None
    found = _quoted(row.article) if row.article else "nothing"
    if row.article in articles:
        found += ", which was not drawn"
    remedy = "Restore the column 'article' as `clf sample` wrote it, or give the population file of this sample."
    return Problem(row.file, "an article of the sample in the column 'article'", found, remedy, row.number)


def _code(cell: str | None, empty_is_no: bool) -> int | None:
    if cell is None:
        return 0 if empty_is_no else None
    plain = _ZEROS.sub("", cell.removeprefix("'").strip().lower())
    return 1 if plain in _YES else 0 if plain in _NO else None


def _unreadable(
    row: _Row, coder: int, labels: Sequence[str], cells: list[str | None], codes: list[int | None]
) -> Problem:
    wrong = [place for place, code in enumerate(codes) if code is None]
    cell = cells[wrong[0]]
    found = "an empty cell" if cell is None else _quoted(cell)
    if len(wrong) > 1:
        found += f" (and {len(wrong) - 1} more in this row)"
    remedy = _REMEDY
    if all(cells[place] is None for place in wrong):
        remedy = "This row was left out; write 0 for no, or use --empty-is-no if your empty cells mean no."
    expected = f"1 or 0 in the column {code_column(coder, labels[wrong[0]])!r}"
    return Problem(row.file, expected, found, remedy, row.number, row.article)


def _listed(names: Sequence[str]) -> str:
    shown = [repr(name[:40]) for name in names[:8]]
    return f"the columns {', '.join(shown)}{' …' if len(names) > 8 else ''}" if shown else "no other columns"
