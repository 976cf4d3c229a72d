"""Read the user's own files: whatever a researcher or a newsroom has, as a stream of articles and problems.

What is wrong with one row or one file is a `Problem` and the rest goes on; an article's text never stands in it.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, Any, NamedTuple, cast

from clf.corpora.archive import Files, files_below, is_archive, open_stream
from clf.corpora.columns import MAX_CHARS, Columns, DateCells, Rows, checked_article, in_file
from clf.corpora.delimited_files import header_delimiter, read_delimited
from clf.corpora.encodings import Joined, asked_encoding, decoded, has_utf16_mark, recoded
from clf.errors import DataError, Problem, UsageError, on_one_line
from clf.schema import Article

__all__ = ["MAX_CHARS", "READABLE", "Columns", "binary_kind", "is_read_in_folders", "read_files"]

_MAX_TEXT_BYTES = 4 * MAX_CHARS + 4  # UTF-8 has at most four bytes per character
_MAX_HTML_BYTES = 256 << 20
_MAX_FIRST_LINE = 32 << 20
_PACKINGS = (".gz", ".zst", ".xz", ".bz2")
_CONTROLS = {chr(code) for code in range(32)} - {*"\t\n\v\f\r\x1b"}
_FEW = 50  # one character in so many is NUL in UTF-16 without a mark, or another control character in bytes of any kind
_PAGE_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_JSON_BEGINS = re.compile(rb"\{|\[\s*(?:\{|$)")  # "[Video] …" is a text
_BINARY = {
    b"PAR1\x15": "a Parquet file",
    b"PK\x03\x04": "a workbook or zip archive",
    b"\x1f\x8b": "a packed file (gzip)",
    b"\x28\xb5\x2f\xfd": "a packed file (zstd)",
    b"%PDF": "a PDF file",
    b"{\\rtf": "a document of a word processor (RTF)",
    b"\xd0\xcf\x11\xe0": "an old document of Office (.doc, .xls)",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
}

_PASSED_OVER = "{name}: files of other kinds are passed over ({others})"

Result = Article | Problem
_Notice = Callable[[str], None]
_Open = Callable[[Path], IO[bytes]]


class _Source(NamedTuple):
    """One file: its name as the user gave it, the id of an article that has the file for itself, and its bytes.

    `again` opens it a second time, where that can be done.
    """

    file: str
    id: str
    open: Callable[[], IO[bytes]]
    again: Callable[[], IO[bytes]] | None = None

    @property
    def suffix(self) -> str:
        """Suffix in lower case, without that of a packing."""
        return _kind(PurePath(self.id))


def _kind(name: PurePath) -> str:
    return (PurePath(name.stem) if name.suffix.lower() in _PACKINGS else name).suffix.lower()


def is_read_in_folders(name: PurePath) -> bool:
    """Say whether a file of a folder (`name`: its path inside) is read with the folder: of a known kind, not hidden."""
    return _kind(name) in _READERS and not _is_hidden(name)


def _is_hidden(name: PurePath) -> bool:
    return any(part.startswith(".") for part in name.parts)


def read_files(
    paths: Sequence[str | os.PathLike[str]],
    columns: Columns | None = None,
    *,
    on_guess: Callable[[str], None] | None = None,
    on_open: Callable[[IO[bytes]], None] = lambda _: None,
) -> Iterator[Article | Problem]:
    """Yield the articles of files, folders and archives, in order, and a `Problem` for what cannot be read.

    Tables (CSV, TSV, XLSX, Parquet, JSON lines, JSON), plain texts, web pages, exports of Europresse, Factiva, Media
    Cloud, Telegram, Label Studio and Doccano; packed as ``.gz``, ``.zst``, ``.xz`` or ``.bz2``, in folders, in tar and
    zip archives. Only the current row is in memory, except for XLSX and HTML, whose file is, and for members of
    archives.

    Parameters
    ----------
    paths : sequence of str or path
        ``-`` is standard input: JSON lines when it begins with ``{``, CSV when its first line names the
        columns, a web page when it begins like one, else one plain text. ``hf:owner/name[:split]`` is a dataset of
        the Hugging Face hub.
    columns : Columns, optional
        Columns the user names; the others are guessed by their names in English and eleven other languages.
    on_guess : callable, optional
        Told in one sentence what was taken for granted; the default writes to the log.
    on_open : callable, optional
        Given each file that is opened, as it lies on the disk (`clf.corpora.archive.open_stream`); archives are not.

    Raises
    ------
    UsageError
        At once for a path that does not exist; while reading for a dataset of the hub that cannot be reached.
    """
    columns, on_guess = columns or Columns(), on_guess or _log
    if columns.encoding is not None:
        columns = replace(columns, encoding=asked_encoding(columns.encoding))
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    names = [os.fspath(path) for path in given]
    for name in names:
        if name != "-" and not name.startswith("hf:") and not os.path.lexists(name):
            raise UsageError(f"{name}: no such file or folder.")
    return (
        result for name in names for result in _read(name, columns, on_guess, partial(open_stream, on_open=on_open))
    )


def _log(guess: str) -> None:
    import logging

    logging.getLogger(__name__).info(guess)


def _read(name: str, columns: Columns, on_guess: _Notice, opened: _Open) -> Iterator[Result]:
    path = Path(name)
    if name == "-":
        yield from _safely(name, lambda: _standard_input(Rows(name, columns, on_guess)))
    elif name.startswith("hf:"):
        from clf.corpora.columnar_files import read_hub_dataset

        yield from read_hub_dataset(name, Rows(name, columns, on_guess))
    elif path.is_dir():
        yield from _safely(name, lambda: _folder(name, columns, on_guess, opened))
    elif is_archive(path):
        yield from _safely(name, lambda: _archive(name, columns, on_guess))
    else:
        yield from _file(_on_disk(path, name, path.name, opened), columns, on_guess)


def _safely(file: str, read: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    """Yield what `read` yields; what it raises in the middle becomes a problem after the rows before it."""
    try:
        yield from read()
    except DataError as error:
        yield in_file(error.problem, file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield Problem(file, "a readable file", reason.lower(), "Check that it may be read and is complete.")


def _folder(name: str, columns: Columns, on_guess: _Notice, opened: _Open) -> Iterator[Result]:
    folder = Path(name)
    closed: list[Problem] = []
    inner = [path.relative_to(folder) for path in files_below(folder, closed.append)]
    inner = [path for path in inner if not _is_hidden(path)]
    # A pipe would be waited for; a link to nowhere is told like a file that cannot be read.
    files = [path for path in inner if (folder / path).is_file() or not (folder / path).exists()]
    sources = [
        _on_disk(folder / path, str(PurePosixPath(name) / path.as_posix()), path.as_posix(), opened) for path in files
    ]
    readable = [source for source in sources if source.suffix in _READERS]
    others = _others([*(source.suffix for source in sources), *["pipe or device"] * (len(files) < len(inner))])
    if others and readable:
        on_guess(_PASSED_OVER.format(name=on_one_line(name), others=others))
    yield from closed
    for source in readable:
        yield from _file(source, columns, on_guess)
    if not readable and not closed:
        yield Problem(name, f"files to read ({READABLE})", "none", "Check the folder.")


def _on_disk(path: Path, file: str, id: str, opened: _Open) -> _Source:
    return _Source(file, id, partial(opened, path), partial(open_stream, path) if path.is_file() else None)


def _others(suffixes: Iterable[str]) -> str:
    return ", ".join(sorted({suffix or "no suffix" for suffix in suffixes} - _READERS.keys()))


def _archive(name: str, columns: Columns, on_guess: _Notice) -> Iterator[Result]:
    files = Files(Path(name))
    count = 0
    for member, content in files.iter(*_PATTERNS):
        count += 1
        source = _Source(f"{name}/{member}", member, *[partial(_in_memory, content)] * 2)
        if PurePosixPath(member).suffix.lower() in _PACKINGS:
            remedy = "Unpack the archive to a folder and give the folder."
            yield Problem(source.file, "plain files in an archive", "a packed one", remedy)
        else:
            yield from _file(source, columns, on_guess)
    yield from (in_file(problem, name) for problem in files.problems)
    if (others := _others(files.others)) and count:
        on_guess(_PASSED_OVER.format(name=on_one_line(name), others=others))
    if not count and not files.problems:
        yield Problem(name, f"files to read ({READABLE})", "none", "Check the archive.")


def _in_memory(content: bytes) -> IO[bytes]:
    return io.BufferedReader(io.BytesIO(content))


def _file(source: _Source, columns: Columns, on_guess: _Notice) -> Iterator[Result]:
    reader = _READERS.get(source.suffix)
    if reader is None:
        packing = PurePath(source.id).suffix
        found = f"the suffix {packing!r} alone" if packing else "no suffix"
        found = f"the suffix {source.suffix!r}" if source.suffix else found
        yield Problem(source.file, READABLE, found, "Save or export it as one of these.")
        return

    def read_by(rows: Rows, opened: Callable[[], IO[bytes]]) -> Iterator[Any]:
        with opened() as stream:
            is_text = source.suffix in _TEXTUAL
            if (is_text or reader is _page) and (kind := binary_kind(cast(io.BufferedReader, stream).peek())):
                remedy = "Name it by its kind (.xlsx, .parquet, .txt.gz), or save its text as .txt."
                yield Problem(source.file, f"text, as its suffix {source.suffix!r} says", kind, remedy)
                return
            yield from reader(_as_utf8(stream, rows) if is_text else stream, source, rows)

    def dates(again: Callable[[], IO[bytes]]) -> Iterator[str]:
        with suppress(DataError, OSError):  # told when its rows are read
            cells = read_by(DateCells(source.file, columns, lambda _: None), again)
            yield from (cell for cell in cells if isinstance(cell, str))

    ahead = partial(dates, source.again) if source.again else None
    yield from _safely(source.file, lambda: read_by(Rows(source.file, columns, on_guess, ahead), source.open))


def _standard_input(rows: Rows) -> Iterator[Result]:
    if sys.stdin is None:
        raise DataError(
            Problem(rows.file, "articles on standard input", "a closed one", "Give a file, or pipe one in.")
        )
    stream = _as_utf8(sys.stdin.buffer, rows)
    start = _begun(stream)
    if has_utf16_mark(start):
        stream = recoded(cast(IO[bytes], Joined(start, stream)), "utf-16", rows.file)
        start = _begun(stream)
    first, second = start.removeprefix(codecs.BOM_UTF8).lstrip(), b""
    if kind := binary_kind(first):
        remedy = "Save it to a file and give the file (clf score FILE), or save its text as .txt."
        yield Problem(rows.file, "JSON lines, a table of text, a web page or one plain text", kind, remedy)
        return
    reader = _json if _JSON_BEGINS.match(first) else _text
    if reader is _text:
        second = stream.readline(_MAX_FIRST_LINE)
        lines = [line.decode("utf-8", "replace") for line in (first, second)]
        if rows.is_table or header_delimiter(lines[0], rows, lines[1]) or _is_one_column(lines, rows):
            reader = _delimited
        elif any(0 < lines[0].count(mark) == lines[1].count(mark) for mark in ";\t|,"):
            rows.notice("read as one text; if it is a table, name the column of the texts: --text-column")
    joined = cast(IO[bytes], Joined(start + second, stream))
    # A first line that is only a bracket begins records of several lines each; a damaged one costs itself alone.
    name = "-.json" if first.strip() == b"{" else "-"
    yield from reader(joined, _Source("-", name, lambda: joined), rows)


def binary_kind(start: bytes) -> str | None:
    """Return what a file is that begins so, where it is no text."""
    return next((kind for mark, kind in _BINARY.items() if start.startswith(mark)), None)


def _is_one_column(lines: Sequence[str], rows: Rows) -> bool:
    """Return whether a text begins like a table of texts alone: their column's name, then one in quotation marks."""
    name = lines[0].strip().strip('"')
    return rows.fits([name]) and bool(lines[1].strip()) and (lines[1].startswith('"') or name.casefold() == "text")


def _begun(stream: IO[bytes]) -> bytes:
    """Return what a stream begins with, to the end of the first line that is not blank."""
    start = b""
    while not start.strip() and (line := stream.readline(_MAX_FIRST_LINE)):
        start += line
    return start


def _as_utf8(stream: IO[bytes], rows: Rows) -> IO[bytes]:
    return stream if rows.encoding is None else recoded(stream, rows.encoding, rows.file)


def _delimited(stream: IO[bytes], source: _Source, rows: Rows) -> Iterator[Result]:
    return read_delimited(stream, rows, "\t" if source.suffix in (".tsv", ".tab") else ",")


def _json(stream: IO[bytes], source: _Source, rows: Rows) -> Iterator[Result]:
    from clf.corpora.json_files import read_json

    return read_json(stream, rows, is_lines=source.suffix != ".json")


def _workbook(stream: IO[bytes], _source: _Source, rows: Rows) -> Iterator[Result]:
    from clf.corpora.columnar_files import read_workbook

    return read_workbook(stream, rows)


def _columnar(stream: IO[bytes], source: _Source, rows: Rows) -> Iterator[Result]:
    from clf.corpora.columnar_files import read_arrow, read_parquet

    if not stream.seekable():
        remedy = "Unpack it: Parquet and Arrow are packed inside and have to be read from their end."
        return iter([Problem(source.file, "a plain Parquet or Arrow file", "a packed one", remedy)])
    return read_parquet(stream, rows) if source.suffix == ".parquet" else read_arrow(stream, rows)


def _text(stream: IO[bytes], source: _Source, rows: Rows) -> Iterator[Result]:
    content = stream.read(_MAX_TEXT_BYTES + 1)
    if _PAGE_BEGINS.match(content):
        rows.notice("read as a web page, as which it begins")
        yield from _page(cast(IO[bytes], Joined(content, stream)), source, rows)
    else:
        yield _text_article(content, rows, source.id)


def _text_article(content: bytes, rows: Rows, name: str) -> Result:
    if len(content) > _MAX_TEXT_BYTES:
        found = f"more than {_MAX_TEXT_BYTES:,} bytes"
        return Problem(rows.file, f"at most {MAX_CHARS:,} characters", found, "Split it into articles.", id=name)
    read = decoded(content, is_utf8=rows.encoding is not None)
    if read is None or sum(map(read.text.count, _CONTROLS)) * _FEW > len(read.text):
        remedy = "Save it as UTF-8; its letters may be cp1252, cp1251, cp1250 or UTF-16 (also: --encoding)."
        expected = "UTF-8, UTF-16 with a mark or a code page of Windows"
        return Problem(rows.file, expected, "bytes that are neither", remedy, id=name)
    for warning in read.warnings:
        rows.notice(warning)
    return checked_article(rows.file, None, read.text.removeprefix("\ufeff"), id=name, warnings=read.warnings)


def _page(stream: IO[bytes], source: _Source, rows: Rows) -> Iterator[Result]:
    from clf.corpora.exports import read_press_export
    from clf.corpora.telegram_export import is_page, read_page

    content = stream.read(_MAX_HTML_BYTES + 1)
    if len(content) > _MAX_HTML_BYTES:
        found = f"more than {_MAX_HTML_BYTES:,} bytes"
        yield Problem(rows.file, "a page or an export", found, "Export it in several files.")
        return
    articles = read_page(content, rows) if is_page(content) else read_press_export(content, rows.file)
    if articles is not None:
        yield from articles
        return
    yield _web_article(content, source, rows)


def _web_article(content: bytes, source: _Source, rows: Rows) -> Result:
    from clf.text.html import html_to_text

    try:
        page = html_to_text(content)
    except UsageError as error:
        # A folder of texts with one web page in it is still worth reading.
        return Problem(rows.file, "trafilatura, which reads web pages", "none", f"{error}.", id=source.id)
    if not page.text.strip():
        remedy = "Save the text of the article as .txt."
        return Problem(rows.file, "an article in the page", "none", remedy, id=source.id)
    article = checked_article(rows.file, None, page.text, id=source.id, **page.known())
    return article if isinstance(article, Problem) else replace(article, extracted=True)


_READERS: dict[str, Callable[[IO[bytes], _Source, Rows], Iterator[Result]]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), _delimited),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), _json),
    ".xlsx": _workbook,
    **dict.fromkeys((".parquet", ".arrow", ".feather"), _columnar),
    ".txt": _text,
    **dict.fromkeys((".html", ".htm"), _page),
}
_TEXTUAL = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".txt")  # of which an encoding may be given
READABLE = f"{', '.join(_READERS)}, packed as .gz, .zst, .xz or .bz2, or in .zip or .tar"
"""The kinds of file that `read_files` reads, for messages and help texts."""

# Files matches names with case; a camera or an old system writes REPORT.TXT.
_PATTERNS = [
    "*" + "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in suffix + packing)
    for suffix in _READERS
    for packing in ("", *_PACKINGS)
]
