"""Write the output record as JSON lines, CSV, XLSX or Parquet; a file gets its name when it is complete.

The flat form (CSV, XLSX) has a column per label; lists of objects stand in it as JSON. Cells that a spreadsheet
would take for a formula are written with a leading apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from clf.errors import UsageError
from clf.text.cells import writable

__all__ = ["CELL_UNITS", "SUFFIXES", "Writer", "flat", "harmless", "open_writer", "spreadsheet_cell", "written_whole"]

Record = dict[str, Any]
_PER_LABEL = ("frames", "genre", "techniques", "frames_with_boilerplate")
_AS_JSON = (
    "frames_support",
    "genre_support",
    "techniques_called",
    "techniques_support",
    "other",
    "state_media",
    "boilerplate",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"  # compiled where a workbook is written
CELL_UNITS = 32_767
"""UTF-16 units that a cell of a workbook holds."""
_CUT = "A cell of a workbook holds 32,767 characters: {} was cut. Write to .jsonl, .csv or .parquet for all of it."
_PARQUET_BATCH = 500
_XLSX_ROWS = 1_048_575


class Writer(Protocol):
    """Takes records one at a time."""

    def write(self, record: Record) -> None:
        """Write one record."""

    def close(self) -> None:
        """Write what is left."""


def flat(record: Record) -> Record:
    """Return a record without nesting: ``frames.Economic``, lists joined by ``; ``, lists of objects as JSON."""
    row: Record = {}
    for name, value in record.items():
        if name == "source":
            row["source_file"], row["source_row"] = value["file"], value["row"]
        elif name in _PER_LABEL:
            row.update({f"{name}.{label}": p for label, p in value.items()})
        elif name in _AS_JSON:
            row[name] = None if value is None else json.dumps(value, ensure_ascii=False)
        elif isinstance(value, list):
            row[name] = "; ".join(value)
        else:
            row[name] = value
    return row


def columns_of(labels: dict[str, list[str]]) -> list[str]:
    """Return the columns of the flat form for a model's labels per task (`frames`, `genre`, `techniques`)."""
    from clf.schema import Score

    columns: list[str] = []
    for name in Score("").record():
        if name == "source":
            columns += ["source_file", "source_row"]
        elif name in _PER_LABEL:
            task = "frames" if name == "frames_with_boilerplate" else name
            columns += [f"{name}.{label}" for label in labels.get(task, [])]
        else:
            columns.append(name)
    return columns


def harmless(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet takes it for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def spreadsheet_cell(value: Any) -> Any:
    """Return a cell's value as a workbook can hold it: harmless, without characters that XML forbids, not too long."""
    if not isinstance(value, str):
        return value
    units = harmless(re.sub(_NOT_IN_XML, "\ufffd", value)).encode("utf-16-le")[: 2 * CELL_UNITS]
    return units.decode("utf-16-le", "ignore")


def _units(value: Any) -> int:
    """Return how many UTF-16 units a cell's value takes, which a workbook counts."""
    return len(harmless(value).encode("utf-16-le", "surrogatepass")) // 2 if isinstance(value, str) else 0


class _JsonLines:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        import orjson

        try:
            line = orjson.dumps(record)
        except (TypeError, ValueError):  # a lone surrogate in an id or outlet name
            line = json.dumps(writable(record), ensure_ascii=False).encode("utf-8")
        self._stream.write(line + b"\n")

    def close(self) -> None:
        self._stream.close()


class _Csv:
    def __init__(self, path: Path, columns: list[str], delimiter: str) -> None:
        import csv

        # utf-8-sig: without the mark a spreadsheet reads "é" as "Ã©".
        self._file = path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
        self._rows = csv.DictWriter(self._file, columns, delimiter=delimiter, restval="")
        self._rows.writeheader()

    def write(self, record: Record) -> None:
        self._rows.writerow({name: harmless(value) for name, value in flat(record).items()})

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    def __init__(self, path: Path, columns: list[str]) -> None:
        from openpyxl import Workbook

        self._path, self._columns, self._n = path, columns, 0
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("scores")
        self._sheet.append([*map(spreadsheet_cell, columns)])

    def write(self, record: Record) -> None:
        self._n += 1
        if self._n > _XLSX_ROWS:
            raise UsageError(f"An XLSX sheet holds {_XLSX_ROWS:,} rows. Write to .csv, .parquet or .jsonl instead.")
        row = flat(record)
        if cut := [name for name in self._columns if _units(row.get(name)) > CELL_UNITS]:
            row["warnings"] = "; ".join(filter(None, [row.get("warnings"), _CUT.format(", ".join(cut))]))
        self._sheet.append([spreadsheet_cell(row.get(name)) for name in self._columns])

    def close(self) -> None:
        import io

        # Through memory: where a disk is full, openpyxl leaves half-open archives that complain much later.
        content = io.BytesIO()
        self._book.save(content)
        self._path.write_bytes(content.getvalue())


class _Parquet:
    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        text, number = pa.string(), pa.float64()
        probabilities, support = pa.map_(text, number), pa.map_(text, pa.list_(number))
        called = pa.struct([("technique", text), ("start", pa.int64()), ("end", pa.int64()), ("probability", number)])
        span = [("start", pa.int64()), ("end", pa.int64()), ("kind", text), ("score", number), ("outlet", text)]
        types = {
            "version": pa.int64(),
            "source": pa.struct([("file", text), ("row", pa.int64())]),
            "n_chars": pa.int64(),
            "frames": probabilities,
            "frames_called": pa.list_(text),
            "frames_support": support,
            "genre": probabilities,
            "genre_support": support,
            "techniques": probabilities,
            "techniques_called": pa.list_(called),
            "techniques_support": support,
            "frames_with_boilerplate": probabilities,
            "other": pa.map_(text, probabilities),
            "state_media": pa.struct(
                [
                    ("probability", number),
                    ("called", pa.bool_()),
                    ("right_if_called", pa.map_(text, pa.list_(number))),
                    ("caveat", text),
                ]
            ),
            "boilerplate": pa.list_(pa.struct([*span, ("evidence", text)])),
            "warnings": pa.list_(text),
        }
        from clf.schema import Score

        self._schema = pa.schema([(name, types.get(name, text)) for name in Score("").record()])
        self._table, self._batch = pa.Table, list[Record]()
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, record: Record) -> None:
        self._batch.append(record)
        if len(self._batch) >= _PARQUET_BATCH:
            self._flush()

    def _flush(self) -> None:
        try:
            table = self._table.from_pylist(self._batch, schema=self._schema)
        except UnicodeEncodeError:
            table = self._table.from_pylist(writable(self._batch), schema=self._schema)
        self._writer.write_table(table)
        self._batch.clear()

    def close(self) -> None:
        if self._batch:
            self._flush()
        self._writer.close()


def _json_lines(path: Path, _columns: list[str]) -> Writer:
    return _JsonLines(path.open("wb"))


def _gzipped(path: Path, _columns: list[str]) -> Writer:
    import gzip
    from typing import cast

    return _JsonLines(cast(IO[bytes], gzip.open(path, "wb")))


SUFFIXES: dict[str, Callable[[Path, list[str]], Writer]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".jsonl.gz": _gzipped,
    ".csv": lambda path, columns: _Csv(path, columns, ","),
    ".tsv": lambda path, columns: _Csv(path, columns, "\t"),
    ".xlsx": _Xlsx,
    ".parquet": lambda path, _: _Parquet(path),
}


def json_lines_to(stream: IO[bytes]) -> Writer:
    """Return a writer of JSON lines to an open stream (standard output)."""
    return _JsonLines(stream)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; what is written there becomes `path` when all of it is, and is deleted where it fails.

    Raises
    ------
    UsageError
        When the file cannot be written (no such folder, no permission, disk full).
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: could not be written ({error.strerror or error}). Nothing was kept.") from error
    finally:
        with contextlib.suppress(OSError):  # a path that cannot be written may be none to delete from, either
            partial.unlink()


@contextlib.contextmanager
def open_writer(path: Path, labels: dict[str, list[str]]) -> Iterator[Writer]:
    """Open an output file by its suffix; it gets its name only when everything is written.

    Raises
    ------
    UsageError
        When the suffix is not known or the file cannot be written (no such folder, no permission, disk full).
    """
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if path.name.lower().endswith(s)), None)
    if suffix is None:
        raise UsageError(f"{path}: the output's suffix is not known. Use one of: {', '.join(SUFFIXES)}.")
    with written_whole(path) as partial:
        writer = SUFFIXES[suffix](partial, columns_of(labels))
        try:
            yield writer
        except BaseException:
            # What failed once fails again, each writer in its own way (pyarrow: "operation on closed file").
            with contextlib.suppress(Exception):
                writer.close()
            raise
        writer.close()
