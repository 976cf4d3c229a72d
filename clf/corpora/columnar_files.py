"""Users' own tables that are no text: Excel workbooks, Parquet and Arrow files, datasets of the Hugging Face hub."""

from __future__ import annotations

import io
import logging
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

from clf.corpora.archive import FREE_BYTES, MAX_RATIO
from clf.corpora.columns import TITLE_ROWS, Rows
from clf.errors import DataError, Problem, UsageError
from clf.schema import Article
from clf.text.cells import plain_value

__all__ = ["open_workbook", "read_arrow", "read_hub_dataset", "read_parquet", "read_workbook", "sheet_rows"]

_MAX_WORKBOOK_BYTES = 1 << 30
_BATCH_ROWS = 256
_ARROW_FILE = b"ARROW1"
# openpyxl has no error class of its own for a damaged workbook: XML, zip and look-up errors all come through.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, NotImplementedError, RuntimeError),
    *(KeyError, IndexError, TypeError, ValueError, AttributeError),
)
_HUB_NAME = re.compile(r"hf:(?P<name>[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?)(?::(?P<split>[\w.\[\]%:+-]+))?$")


def read_workbook(stream: IO[bytes], rows: Rows) -> Iterator[Article | Problem]:
    """Yield the articles of an Excel workbook (.xlsx): of every sheet whose first row names a column of texts.

    Where no sheet does, the first one is read. Of several sheets, the name stands with the file's.
    """
    content = io.BytesIO(stream.read(_MAX_WORKBOOK_BYTES))
    if problem := _unsafe_workbook(content, rows.file):
        yield problem
        return
    workbook = open_workbook(content, rows.file)
    try:
        sheets = _sheets_of_articles(workbook.worksheets, rows)
        for sheet in sheets:
            part = rows.sheet(sheet.title) if len(sheets) > 1 else rows
            yield from _table(sheet_rows(sheet, rows.file), part)
    finally:
        workbook.close()


def open_workbook(content: IO[bytes], file: str) -> Any:
    """Open an Excel workbook for reading its sheets row by row; to be closed when they are read.

    Raises
    ------
    DataError
        When it is damaged.
    """
    from openpyxl import load_workbook

    return _undamaged(lambda: load_workbook(content, read_only=True, data_only=True), file)


def _unsafe_workbook(content: IO[bytes], file: str) -> Problem | None:
    try:
        with zipfile.ZipFile(content) as parts:
            for part in parts.infolist():
                dense = part.file_size > max(FREE_BYTES, part.compress_size * MAX_RATIO)
                if dense or part.file_size > _MAX_WORKBOOK_BYTES:
                    found = f"a part that unpacks to {part.file_size:,} bytes"
                    return Problem(file, "a workbook of usual size", found, "Save it as CSV (UTF-8).")
    except _DAMAGE:
        remedy = "Open it in a spreadsheet program and save it as .xlsx (without a password) or as CSV (UTF-8)."
        return Problem(file, "an Excel workbook (.xlsx)", "a file of another kind, or a protected one", remedy)
    return None


def _sheets_of_articles(sheets: list[Any], rows: Rows) -> list[Any]:
    if len(sheets) < 2:
        return sheets
    chosen = [
        sheet for sheet in sheets if any(map(rows.fits, map(_names, islice(sheet_rows(sheet, rows.file), TITLE_ROWS))))
    ]
    chosen = chosen or sheets[:1]
    names, others = (
        ", ".join(repr(sheet.title) for sheet in some) for some in (chosen, [s for s in sheets if s not in chosen])
    )
    left = f"; without a column of texts (--text-column): {others}" if others else ""
    rows.notice(f"{len(chosen)} of {len(sheets)} sheets {'is' if len(chosen) == 1 else 'are'} read: {names}{left}")
    return chosen


def sheet_rows(sheet: Any, file: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet as tuples of values.

    Raises
    ------
    DataError
        While reading, when the workbook is damaged.
    """
    sheet.reset_dimensions()  # some programs write a wrong one
    cells = sheet.iter_rows(values_only=True)
    while (row := _undamaged(lambda: next(cells, None), file)) is not None:
        yield row


def _header(cells: tuple[Any, ...]) -> list[str | None]:
    return [plain_value(cell) for cell in cells]


def _names(cells: tuple[Any, ...]) -> list[str]:
    return [name for name in _header(cells) if name]


def _undamaged(step: Callable[[], Any], file: str) -> Any:
    # The filter is set around each step, so that it does not leak to whoever reads the rows.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of cell styles and drop-down lists, which do not concern the text
        try:
            return step()
        except _DAMAGE as error:
            raise DataError(_damaged(file, "an Excel workbook (.xlsx)", type(error).__name__)) from error


def _table(cells: Iterator[tuple[Any, ...]], rows: Rows) -> Iterator[Article | Problem]:
    cells = rows.below_title(cells, _names)
    header = _header(next(cells, ()))
    places = {name: place for place, name in reversed(list(enumerate(header))) if name}
    names = [name for name in dict.fromkeys(header) if name]
    if not names:
        yield Problem(
            rows.file, "a first row with the names of the columns", "none", "Add one, such as id, text, outlet."
        )
        return
    if problem := rows.problem(names):
        yield problem
        return
    rows.tell_doubles([name or "" for name in header])
    is_empty = True
    for number, values in enumerate(cells, 1):
        if any(value is not None and value != "" for value in values):
            is_empty = False
            row = {name: values[places[name]] if places[name] < len(values) else None for name in names}
            yield rows.article(number, row)
    if is_empty:
        yield Problem(rows.file, "rows below the header", "none", "Export the file again.")


def read_parquet(stream: IO[bytes], rows: Rows) -> Iterator[Article | Problem]:
    """Yield the articles of a Parquet file; only the columns that are needed are read, some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(stream) as table:

            def batches(needed: list[str]) -> Iterator[Any]:
                yield from table.iter_batches(batch_size=_BATCH_ROWS, columns=needed)

            yield from _columnar(table.schema_arrow.names, batches, rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield _damaged(rows.file, "a Parquet file", type(error).__name__)


def read_arrow(stream: IO[bytes], rows: Rows) -> Iterator[Article | Problem]:
    """Yield the articles of an Arrow file (Feather, version 2) or stream, as `datasets` keeps its own."""
    import pyarrow as pa

    def batches(needed: list[str]) -> Iterator[Any]:
        for batch in map(table.get_batch, range(table.num_record_batches)) if is_file else table:
            chosen = batch.select([*map(batch.schema.names.index, needed)])
            chosen.validate(full=True)  # places inside the file, which are anybody's
            yield chosen

    try:
        is_file = stream.read(len(_ARROW_FILE)) == _ARROW_FILE
        stream.seek(0)
        one_thread = pa.ipc.IpcReadOptions(use_threads=False)
        table = (pa.ipc.open_file if is_file else pa.ipc.open_stream)(stream, options=one_thread)
        yield from _columnar(table.schema.names, batches, rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as error:  # the last, of an invented size
        yield _damaged(rows.file, "an Arrow file", type(error).__name__)


def _columnar(
    names: list[str], batches: Callable[[list[str]], Iterator[Any]], rows: Rows
) -> Iterator[Article | Problem]:
    """Yield the articles of the batches that there are of the columns that are needed."""
    if problem := rows.problem(names):
        yield problem
        return
    rows.tell_doubles(names)
    needed = list(dict.fromkeys(rows.assign(names).values()))
    number = 0
    for batch in batches(needed):
        columns = {name: batch.column(batch.schema.names.index(name)) for name in needed}
        for place in range(batch.num_rows):
            number += 1
            yield _columnar_row(columns, place, number, names, rows)
    if not number:
        yield Problem(rows.file, "rows", "none", "Export the file again.")


def _columnar_row(columns: dict[str, Any], place: int, number: int, names: list[str], rows: Rows) -> Article | Problem:
    values: dict[str, Any] = dict.fromkeys(names)
    try:
        for name, cells in columns.items():
            values[name] = cells[place].as_py()
    except UnicodeDecodeError:
        return _not_utf8(rows.file, number)
    except (ArithmeticError, LookupError, ValueError) as error:  # a date beyond Python's years, an unknown time zone
        found = f"one that cannot ({type(error).__name__})"
        return Problem(rows.file, "cells that can be read", found, "This row was left out; check its dates.", number)
    return rows.article(number, _as_text(values, columns))


def _as_text(values: dict[str, Any], needed: Iterable[str]) -> dict[str, Any]:
    # Some writers store texts as bytes; what does not decode comes through as lone surrogates, which are refused.
    for name in needed:
        if isinstance(values[name], bytes):
            values[name] = values[name].decode("utf-8", "surrogateescape")
    return values


def _not_utf8(file: str, row: int) -> Problem:
    return Problem(file, "UTF-8 text", "bytes that are not UTF-8", "This row was left out; write it again.", row)


def _damaged(file: str, expected: str, error: str) -> Problem:
    remedy = "Rows before the damage, if any, were read; export it again."
    return Problem(file, expected, f"a damaged one ({error})", remedy)


def read_hub_dataset(address: str, rows: Rows) -> Iterator[Article | Problem]:
    """Yield the articles of a dataset of the Hugging Face hub, as a stream; code of a dataset is never run.

    Parameters
    ----------
    address : str
        ``hf:owner/name`` or ``hf:owner/name:split``; the split ``train`` when none is named.
    rows : Rows

    Raises
    ------
    UsageError
        When the address is none, or the dataset cannot be reached.
    """
    match = _HUB_NAME.match(address)
    if not match:
        raise UsageError(f"{address}: expected hf:owner/name or hf:owner/name:split.")
    table = _hub_table(match["name"], match["split"] or "train")
    classes = _class_names(table)
    number = 0
    entries: Iterable[Mapping[str, Any]] = table
    try:
        for number, entry in enumerate(entries, 1):
            row = dict(entry)
            for column, names in classes.items():
                row[column] = _named_classes(row.get(column), names)
            yield rows.article(number, row)
    # What the hub, the network and the readers below raise in mid-stream has no common class.
    except Exception as error:
        found = f"a stream that broke off ({type(error).__name__})"
        yield Problem(rows.file, "the rows of the dataset", found, "Rows before it were read; try again.", number + 1)


def _hub_table(name: str, split: str) -> Any:
    import datasets

    # From version 4 on, datasets knows no code of datasets and warns of the option.
    safety = {"trust_remote_code": False} if int(datasets.__version__.split(".")[0]) < 4 else {}
    try:
        with _silent_hub():
            table = datasets.load_dataset(name, split=split, streaming=True, **safety)
    except Exception as error:  # the hub's client has dozens of classes for: offline, no such name, no such split
        raise UsageError(
            f"hf:{name}:{split}: cannot be opened ({type(error).__name__}). Check the name, the split and the network; "
            "offline, give the path of a downloaded file."
        ) from error
    columns = list(table.features or ())
    kept = [column for column in columns if not _is_media(table.features[column])]
    return table.select_columns(kept) if len(kept) < len(columns) else table


@contextmanager
def _silent_hub() -> Iterator[None]:
    """Keep the libraries' lines on every attempt from standard error: what they end in is told once."""
    loggers = [logging.getLogger(name) for name in ("huggingface_hub", "datasets", "fsspec")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _is_media(feature: Any) -> bool:
    return type(feature).__name__ in ("Image", "Audio", "Video", "Pdf")  # would be decoded, row by row, for nothing


def _class_names(table: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column, feature in (table.features or {}).items():
        names = getattr(feature, "names", None) or getattr(getattr(feature, "feature", None), "names", None)
        if names:
            found[column] = list(names)
    return found


def _named_classes(value: Any, names: list[str]) -> Any:
    if isinstance(value, list):
        return [_named_classes(one, names) for one in value]
    return names[value] if isinstance(value, int) and 0 <= value < len(names) else None
