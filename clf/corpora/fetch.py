"""Check whether the files of a corpus are the measured ones, and download those that have a public address.

A download grows in ``<name>.partial``, is continued there, and is renamed only when size and checksum are the card's.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import Progress

from clf.corpora.registry import Card, ExpectedFile, find_data
from clf.errors import DataError, Problem, UsageError

__all__ = ["CheckReport", "check", "fetch"]

TIMEOUT = 30.0  # seconds a server may stay silent
SPARE_BYTES = 64 << 20  # free space that a download leaves on the disk
_CHANGED = "The address holds another version of the file than the measured one."
_HTTP_ON_LOOPBACK = False  # the tests' own server speaks no TLS


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` found: `ok` when all is as on the card, and a `text` with a line per file and per view."""

    ok: bool
    text: str


def check(card: Card, data: Path | None) -> CheckReport:
    """Compare the files of a corpus with the checksums on its card, and its rows with the counts.

    Parameters
    ----------
    card : Card
    data : Path or None
        Archive, folder in the published layout, or a folder to look in; None: ``CLF_DATA``.

    Returns
    -------
    CheckReport
        Not ok when a file is missing or its checksum differs, when a row cannot be read, or when a view has more
        or fewer rows than on the card. Rows are read only when no file is missing.
    """
    paths = find_data(card, data)
    lines, there, ok = _check_files(card, paths)
    views = [_check_view(card, paths, view) for view in card.views] if there else []
    lines += [line for line, _ in views]
    ok = ok and all(equal for _, equal in views)
    lines += [] if there else [f"rows not counted: a file is missing. {card.how_to_get}"]
    head = f"{card.name}: {'as on its card' if ok else 'not as on its card'}"
    return CheckReport(ok, "\n    ".join([head, *lines]))


def _check_files(card: Card, paths: list[Path]) -> tuple[list[str], bool, bool]:
    """Return a line per file, whether nothing is missing, and whether also no checksum differs."""
    if any(path.is_dir() for path in paths):
        return [f"{path}: found, a folder; there is no checksum to compare" for path in paths], True, True
    digests = {path: _sha256(path) for path in paths}
    lines, there, ok = [], True, True
    for file in card.files:
        by_name = [path for path in paths if path.name == file.name or len(card.files) == 1]
        hit = next((path for path in paths if digests[path] == file.sha256), next(iter(by_name), None))
        equal = hit is not None and digests[hit] == file.sha256
        there, ok = there and hit is not None, ok and equal
        place = f"found {hit}, sha256 {'equal' if equal else 'differs'}" if hit else "missing"
        lines.append(f"{file.name}: {place}")
    return lines, there, ok


def _check_view(card: Card, paths: list[Path], view: str) -> tuple[str, bool]:
    """Return the line on one view, and whether its rows are as many as on the card and all can be read."""
    n_rows, n_problems, shown, end = 0, 0, "", ""
    try:
        for row in (row for path in paths for row in card.read(path, view)):
            if isinstance(row, Problem):
                n_problems += 1
                shown += f"\n        {row}" if n_problems <= 3 else ""
            else:
                n_rows += 1
    except DataError as error:
        end = f"\n        Reading stopped. {error}"
    wanted = card.rows.get(view, n_rows)
    verdict = "as on the card" if n_rows == wanted else f"{wanted:,} on the card"
    line = f"{view}: {n_rows:,} rows, {verdict}; {n_problems:,} problems{shown}{end}"
    return line, n_rows == wanted and not n_problems and not end


def fetch(card: Card, folder: Path) -> str:
    """Download every file of a corpus that has a public address, or say where to ask for it.

    Parameters
    ----------
    card : Card
        The corpus. With terms of research use only, or without any address, nothing is downloaded.
    folder : Path
        Where the files go; made when it is not there. An interrupted download is continued.

    Returns
    -------
    str
        What was downloaded or how to get it, and the licence.

    Raises
    ------
    UsageError
        When the folder cannot be written or the disk is too full.
    DataError
        When an address does not answer, or does not hold the file that was measured.
    """
    public = [] if card.research_only else [file for file in card.files if file.url]
    lines = [f"{card.name}: {_fetch_file(file, folder)}" for file in public]
    rest = [file.name for file in card.files if file not in public]
    if rest:
        lines.append(f"{card.name}: clf does not download {', '.join(rest)}. {card.how_to_get}")
    lines.append(f"Licence: {card.licence}. {card.licence_note}".rstrip())
    return "\n".join(lines)


def _fetch_file(file: ExpectedFile, folder: Path) -> str:
    target, partial = folder / file.name, folder / f"{file.name}.partial"
    if target.exists():
        if _sha256(target) == file.sha256:
            return f"{target} is there already, sha256 equal"
        raise _wrong(file, "no file or the measured one", "a file with another checksum", "Move it away and try again.")
    _make_room(file, folder, file.bytes - _size(partial) + SPARE_BYTES)
    if _size(partial) > file.bytes:
        partial.unlink()
    if _size(partial) < file.bytes:
        _download(file, partial)
    if _sha256(partial) != file.sha256:
        partial.unlink()
        raise _wrong(file, f"sha256 {file.sha256[:12]}…", "another checksum", "It was removed; fetch it again.")
    partial.replace(target)
    return f"{target}, {file.bytes:,} bytes, sha256 equal"


def _make_room(file: ExpectedFile, folder: Path, needed: int) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise UsageError(f"{folder}: cannot be used as a folder ({error.strerror}). Give another.") from error
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{folder}: nothing can be written there. Give another folder.")
    if free < needed:
        raise UsageError(f"{folder}: {file.name} needs {needed:,} bytes, {free:,} are free. Give another folder.")


def _download(file: ExpectedFile, partial: Path) -> None:
    """Write the rest of `file` to `partial`, all of it where the server cannot continue."""
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=not console.is_terminal)
    with _open(file, _size(partial)) as response, bar:
        done = _start(file, response, partial)
        task = bar.add_task(file.name, total=file.bytes, completed=done)
        with partial.open("ab" if done else "wb") as out:
            while done <= file.bytes and (piece := _read(file, response)):
                out.write(piece)
                done += len(piece)
                bar.update(task, completed=done)
            out.flush()
            os.fsync(out.fileno())
    if done > file.bytes:
        partial.unlink()
        raise _wrong(file, f"{file.bytes:,} bytes", "more than these", _CHANGED)
    if done < file.bytes:
        raise _wrong(file, f"{file.bytes:,} bytes", f"{done:,}", "The connection broke off; run it again to go on.")


def _start(file: ExpectedFile, response: Any, partial: Path) -> int:
    """Return the byte an answer begins with; the size it announces must be the card's."""
    start = _size(partial) if response.status == 206 else 0
    if start and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
        partial.unlink()
        raise _wrong(file, "the rest of the file", "another part", "Run it again: it will begin anew.")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and start + int(length) != file.bytes:
        raise _wrong(file, f"{file.bytes:,} bytes", f"{start + int(length):,}", _CHANGED)
    return start


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to an address that could stand on a card."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not _is_safe(newurl):
            fp.close()
            raise urllib.error.URLError("a redirect to an address without https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (_HTTP_ON_LOOPBACK and parts.scheme == "http" and loopback)


def _open(file: ExpectedFile, start: int) -> Any:
    if not _is_safe(file.url or ""):
        raise _wrong(file, "an https address", "another on the card", "Report it to the authors of clf.")
    request = urllib.request.Request(file.url or "", headers={"User-Agent": "clf"})  # noqa: S310 - https, see above
    if start:
        request.add_header("Range", f"bytes={start}-")
    with _network(file):
        return urllib.request.build_opener(_SafeRedirects).open(request, timeout=TIMEOUT)


def _read(file: ExpectedFile, response: Any) -> bytes:
    with _network(file):
        return bytes(response.read(1 << 18))


@contextmanager
def _network(file: ExpectedFile) -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        found = str(getattr(error, "reason", "")) or type(error).__name__
        if isinstance(error, urllib.error.HTTPError):
            error.close()
            found = f"HTTP status {error.code}"
        raise _wrong(file, f"an answer from {file.url}", found, "Try again later; what has come is kept.") from error


def _wrong(file: ExpectedFile, expected: str, found: str, remedy: str) -> DataError:
    return DataError(Problem(file.name, expected, found, remedy))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
