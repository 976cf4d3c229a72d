"""Download the corpora whose files have a public address and a checksum, and say how to get the others.

A download grows in ``<name>.partial``, is continued there, and is renamed only when size and checksum are the card's.
"""

from __future__ import annotations

import http.client
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import Progress

from clf.corpora.check import sha256
from clf.corpora.registry import Card, ExpectedFile
from clf.errors import DataError, Problem, UsageError

__all__ = ["fetch", "is_fetched"]

TIMEOUT = 30.0  # seconds a server may stay silent
SPARE_BYTES = 64 << 20  # free space that a download leaves on the disk
_CHANGED = "The address holds another version of the file than the measured one."
_HTTP_ON_LOOPBACK = False  # the tests' own server speaks no TLS


def is_fetched(card: Card) -> bool:
    """Return whether `fetch` downloads a corpus, rather than say how to get it."""
    return not card.research_only and bool(card.public)


def fetch(card: Card, folder: Path) -> str:
    """Download a corpus whose files are public one by one, or say how to get it.

    Parameters
    ----------
    card : Card
        The corpus. With terms of research use only, or without files of known address and checksum, nothing is
        downloaded: what cannot be checked is not fetched.
    folder : Path
        Where the corpus's own folder goes; made when it is not there. An interrupted download is continued.

    Returns
    -------
    str
        What was downloaded or how to get it, what to do next, and the licence.

    Raises
    ------
    UsageError
        When the folder cannot be written or the disk is too full.
    DataError
        When an address does not answer, or does not hold the file that was measured.
    """
    if not is_fetched(card):
        lines = [f"clf does not download it: {_reason(card)}.", f"How to get it: {card.how_to_get}"]
        if card.how_to_get.startswith("Clone"):
            lines.append("Without git: “Code”, then “Download ZIP” on that page; clf reads the zip as it is.")
        lines.append(f"Then: clf corpora check {card.name} --data PATH (the folder {card.folders[0]}, or the archive)")
    else:
        own = folder / card.folders[0]
        lines = [_fetch_file(file, own / file.name) for file in card.public]
        lines.append(f"Then: clf corpora check {card.name} --data {own}")
    stated = "none stated" if card.licence == "none" else card.licence
    terms = [f"Licence: {stated}. {card.licence_note}".rstrip(), f"Please cite: {card.citation}"]
    return "\n    ".join([f"{card.name}: {card.title}", *lines, *terms])


def _reason(card: Card) -> str:
    if card.research_only:
        return "its terms are yours to accept first"
    return "there is no fixed address whose content could be compared with a checksum"


def _fetch_file(file: ExpectedFile, target: Path) -> str:
    partial = target.with_name(f"{target.name}.partial")
    if target.exists():
        if sha256(target) == file.sha256:
            return f"{target} is there already, sha256 equal"
        raise _wrong(file, "no file or the measured one", "a file with another checksum", "Move it away and try again.")
    _make_room(file, target.parent, file.bytes - _size(partial) + SPARE_BYTES)
    if _size(partial) > file.bytes:
        partial.unlink()
    if _size(partial) < file.bytes:
        _download(file, partial)
    if sha256(partial) != file.sha256:
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
