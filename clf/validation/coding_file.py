"""The file that people code: an article per row, a column per coder and label, the codebook beside it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clf.errors import UsageError
from clf.scoring.writers import CELL_UNITS, harmless, spreadsheet_cell
from clf.validation.codebook import Codebook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["SUFFIXES", "Question", "code_column", "codebook_beside", "population_beside", "write_coding_file"]

SUFFIXES = (".xlsx", ".csv")
_KNOWN = ("article", "id", "title", "text")
_WIDTHS = (10, 14, 30, 90)


@dataclass(frozen=True, slots=True)
class Question:
    """One article to code. Its outlet and what the model says of it are left out, so that nobody codes by them."""

    article: str
    id: str
    title: str
    text: str


def code_column(coder: int, label: str) -> str:
    """Return the name of a column to fill in."""
    return f"coder {coder}: {label}"


def population_beside(path: Path) -> Path:
    """Return where the population of a coding file lies: ``to_code.population.parquet`` beside ``to_code.xlsx``."""
    return path.with_name(f"{path.stem}.population.parquet")


def codebook_beside(path: Path) -> Path:
    """Return where the codebook of a CSV file lies."""
    return path.with_name(f"{path.stem}.codebook.md")


def write_coding_file(
    path: Path, questions: Sequence[Question], labels: Sequence[str], coders: int, book: Codebook
) -> int:
    """Write the file to code and its codebook; return how many texts were too long for a cell and were cut.

    Raises
    ------
    UsageError
        When the suffix is neither .xlsx nor .csv, or the file cannot be written.
    """
    codes = [code_column(coder, label) for coder in range(1, coders + 1) for label in labels]
    header = [*_KNOWN, *map(spreadsheet_cell, codes)]
    rows = [[question.article, question.id, question.title, question.text] for question in questions]
    try:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(path, header, rows, book)
            return sum(len(question.text.encode("utf-16-le", "replace")) > 2 * CELL_UNITS for question in questions)
        if path.suffix.lower() == ".csv":
            _write_csv(path, header, rows)
            codebook_beside(path).write_text(book.markdown(), encoding="utf-8", errors="backslashreplace")
            return 0
    except OSError as error:
        raise UsageError(
            f"{path}: could not be written ({error.strerror or error}). Close it if it is open."
        ) from error
    raise UsageError(f"{path.name}: the suffix is not known. Use one of: {', '.join(SUFFIXES)}.")


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([*map(harmless, row), *([""] * (len(header) - len(row)))] for row in rows)


def _write_workbook(path: Path, header: list[str], rows: list[list[str]], book: Codebook) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "code"
    _fill(sheet, [header, *rows], _WIDTHS)
    sheet.freeze_panes = "E2"
    first, last = get_column_letter(len(_KNOWN) + 1), get_column_letter(len(header))
    choice = DataValidation(type="list", formula1='"1,0"', allow_blank=True)
    choice.error = "1 = yes, 0 = no"
    choice.add(f"{first}2:{last}{len(rows) + 1}")
    sheet.add_data_validation(choice)
    for column in range(len(_KNOWN) + 1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 14
    page = workbook.create_sheet("codebook")
    lines: list[Sequence[Any]] = [
        [book.title],
        *[[step] for step in book.steps],
        [],
        book.header,
        *book.rows,
        [],
        [book.source],
    ]
    _fill(page, lines, (40, 40, 100))
    for sheets, row in ((sheet, 1), (page, 1), (page, len(book.steps) + 3)):
        for cell in sheets[row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for line in range(1, len(book.steps) + 2):
        page.cell(line, 1).alignment = Alignment(wrap_text=False)  # runs over the columns to its right
    workbook.save(path)


def _fill(sheet: Worksheet, lines: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    for line in lines:
        sheet.append([spreadsheet_cell(value) for value in line])
    for row in sheet.iter_rows(max_col=len(widths)):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
