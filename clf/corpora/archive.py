"""Read a published corpus where it lies: a folder, a tar or zip archive, or a single file.

An archive is read as a stream and nothing of it is ever unpacked to disk. What a download may hold to harm
the machine (members that point outside, links, devices, a small file that unpacks to an enormous one) is refused with a
`Problem`, and the other members are read.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, cast

from clf.errors import DataError, Problem, UsageError

__all__ = ["FREE_BYTES", "MAX_MEMBER_BYTES", "Files", "decode", "files_below", "is_archive", "open_stream"]

MAX_MEMBER_BYTES = 2 << 30
"""One unpacked file may have this many bytes; the largest published file among the corpora has a tenth."""
_SHOWN = 80  # characters of a refused member's name
MAX_RATIO = 200
"""Unpacked over packed size beyond which a stream is taken for a decompression bomb; news text packs 3 to 12 fold."""
FREE_BYTES = 64 << 20
"""Below this size the ratio is not looked at: short repetitive files pack very well."""

_ZSTD_PIECE = 1 << 10  # packed bytes at once: four may unpack to 128 KiB, and all that is unpacked is held

_TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tar.zst")


def is_archive(path: Path) -> bool:
    """Say whether `path` names a tar or zip archive."""
    return path.name.lower().endswith((*_TAR_SUFFIXES, ".zip"))


def files_below(folder: Path, on_problem: Callable[[Problem], None]) -> list[Path]:
    """Return the paths of all files in a folder and those in it, in order; told is each folder that cannot be read."""

    def tell(error: OSError) -> None:
        reason = (error.strerror or type(error).__name__).lower()
        on_problem(Problem(str(error.filename), "a readable folder", reason, "Its files were not read."))

    found = os.walk(folder, onerror=tell)
    return sorted(Path(inner, name) for inner, _, names in found for name in names)


def open_stream(path: Path, on_open: Callable[[IO[bytes]], None] = lambda _: None) -> IO[bytes]:
    """Open a file for reading bytes, unpacking ``.gz``, ``.xz``, ``.bz2`` and ``.zst`` on the way.

    `on_open` is given the file as it lies on the disk: where it is read tells how far one is.

    Raises
    ------
    DataError
        While reading: when the stream is truncated, damaged, or unpacks to more than it may.
    """
    suffix = path.suffix.lower()
    raw = path.open("rb")
    on_open(raw)
    if suffix in (".gz", ".tgz"):
        import gzip

        plain: IO[bytes] = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    elif suffix in (".xz", ".txz"):
        import lzma

        plain = cast(IO[bytes], lzma.LZMAFile(raw))  # noqa: SIM115 - closed by the guard
    elif suffix == ".bz2":
        import bz2

        plain = cast(IO[bytes], bz2.BZ2File(raw))
    elif suffix == ".zst":
        plain = cast(IO[bytes], _Zstd(raw))
    else:
        return raw
    return cast(IO[bytes], io.BufferedReader(_Guarded(plain, raw, path), 1 << 20))


class _Zstd(io.RawIOBase):
    """Unpacks zstandard frames; the library's own reader takes a truncated file for a complete one."""

    def __init__(self, raw: IO[bytes]) -> None:
        import zstandard

        self._raw, self._new = raw, zstandard.ZstdDecompressor().decompressobj
        self._frame, self._ready = self._new(), b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._ready:
            packed = self._frame.unused_data if self._frame.eof else b""
            packed = packed or self._raw.read(_ZSTD_PIECE)
            if not packed:
                if not self._frame.eof:
                    raise EOFError("truncated zstandard frame")
                break
            if self._frame.eof:
                self._frame = self._new()
            self._ready = self._frame.decompress(packed)
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece


class _Guarded(io.RawIOBase):
    """A decompressing stream that tells damage and bombs apart from end of file."""

    def __init__(self, plain: IO[bytes], raw: IO[bytes], path: Path) -> None:
        self._plain, self._raw, self._path, self._seen = plain, raw, path, 0
        # read1 gives out what stands before a damage, and only then tells of it
        self._read: Callable[[int], bytes] = getattr(plain, "read1", plain.read)
        self._limit = max(FREE_BYTES, min(path.stat().st_size * MAX_RATIO, 64 * MAX_MEMBER_BYTES))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            piece = self._read(len(view))
        except Exception as error:  # each way of packing has exceptions of its own
            raise _unreadable(self._path, type(error).__name__) from error
        self._seen += len(piece)
        if self._seen > self._limit:
            raise DataError(
                Problem(
                    self._path.name,
                    f"at most {MAX_RATIO} times the packed size",
                    f"more than {self._limit:,} bytes unpacked",
                    "It looks like a decompression bomb and was not read further; unpack it yourself if you trust it.",
                )
            )
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._plain.close()
        self._raw.close()  # the decompressors of the standard library leave a given file open
        super().close()


def _damage() -> tuple[type[Exception], ...]:
    """Return what the libraries raise of a damaged archive; asked for first, as modules may go before a generator."""
    import tarfile
    import zipfile
    import zlib

    return (zipfile.BadZipFile, zlib.error, tarfile.TarError, EOFError, RuntimeError, NotImplementedError)


def _unreadable(path: Path, found: str) -> DataError:
    return DataError(
        Problem(
            path.name,
            "a complete file",
            f"a truncated or damaged one, or one with a password ({found})",
            "Download or export it again, or unpack it to a folder and give the folder; `clf corpora check` compares a "
            "corpus with its checksum.",
        )
    )


class Files:
    """The files of one corpus or folder, by the names their authors gave them.

    Parameters
    ----------
    path : Path
        A folder, an archive (tar in all its packings, zip), or one plain or packed file.

    Attributes
    ----------
    problems : list of Problem
        Members that were refused; filled while reading.
    others : set of str
        Suffixes of visible files that `iter` passed over, as ``.docx``; filled while reading.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder.")
        self.path = path
        self.problems: list[Problem] = []
        self.others: set[str] = set()

    def iter(self, *patterns: str) -> Iterator[tuple[str, bytes]]:
        """Yield ``(name, content)`` of every file that matches one of `patterns`, one at a time.

        A pattern is matched against the end of the name (``data/en/*.txt`` also finds ``repo-main/data/en/a.txt``);
        ``*`` does not cross a ``/``. Hidden files (macOS ``._*`` among them) are passed over. A folder is
        walked in sorted order, an archive in its own.
        """
        damage = _damage()
        try:
            for name, read in self._walk():
                if not _visible(name):
                    continue
                if any(_matches(name, pattern) for pattern in patterns):
                    yield name, read()
                else:
                    self.others.add(PurePosixPath(name).suffix.lower())
        except damage as error:
            raise _unreadable(self.path, type(error).__name__) from error

    def names(self) -> list[str]:
        """Return the names of all visible files."""
        damage = _damage()
        try:
            return [name for name, _ in self._walk() if _visible(name)]
        except damage as error:
            raise _unreadable(self.path, type(error).__name__) from error

    def read(self, pattern: str) -> bytes:
        """Return the content of the first file that matches `pattern`.

        Raises
        ------
        DataError
            When there is none.
        """
        for _, content in self.iter(pattern):
            return content
        raise DataError(
            Problem(
                self.path.name,
                f"a file {pattern}",
                "none of that name",
                "Point to the folder or archive as its authors publish it; `clf corpora` names the expected files.",
            )
        )

    def _walk(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        if self.path.is_dir():
            for file in files_below(self.path, self.problems.append):
                if file.is_file():
                    yield file.relative_to(self.path).as_posix(), file.read_bytes
        elif self.path.suffix.lower() == ".zip":
            yield from self._walk_zip()
        elif is_archive(self.path):
            yield from self._walk_tar()
        else:
            yield self.path.name, lambda: _read_all(open_stream(self.path))

    def _walk_tar(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        import tarfile

        with open_stream(self.path) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                # Of the size of a sparse member next to nothing is in the archive.
                is_odd = not member.isreg() or member.issparse()
                if member.isdir() or self._refused(member.name, member.size, is_odd):
                    continue
                packed = tar.extractfile(member)
                assert packed is not None  # noqa: S101 - a regular member always has content
                yield member.name.removeprefix("./"), packed.read

    def _walk_zip(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        import zipfile

        with zipfile.ZipFile(self.path) as archive:
            for info in archive.infolist():
                is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
                too_dense = info.file_size > max(FREE_BYTES, info.compress_size * MAX_RATIO)
                if info.is_dir() or self._refused(info.filename, info.file_size, is_link or too_dense):
                    continue
                yield info.filename, lambda info=info: archive.read(info)  # type: ignore[misc]

    def _refused(self, name: str, size: int, is_odd: bool) -> bool:
        path = PurePosixPath(name)
        outside = path.is_absolute() or ".." in path.parts or "\\" in name
        if not (outside or is_odd or size > MAX_MEMBER_BYTES):
            return False
        what = "a path that points outside" if outside else "a link, a device or an oversized member"
        found = f"{what}: {name[:_SHOWN]!r}"  # quoted: a name may hold anything
        self.problems.append(
            Problem(
                self.path.name,
                "plain files below the archive's own folder",
                found,
                "This member was not read, the others were. Take the archive from its authors' own address.",
            )
        )
        return True


def _visible(name: str) -> bool:
    return not any(part.startswith(".") for part in PurePosixPath(name).parts)


def _matches(name: str, pattern: str) -> bool:
    wanted, parts = pattern.split("/"), name.split("/")
    return len(parts) >= len(wanted) and all(
        fnmatchcase(part, want) for part, want in zip(parts[-len(wanted) :], wanted, strict=True)
    )


def _read_all(stream: IO[bytes]) -> bytes:
    with stream:
        return stream.read()


def decode(content: bytes, file: str) -> str:
    """Return UTF-8 `content` as text, without a byte order mark, its line ends as they are.

    Raises
    ------
    DataError
        When the bytes are not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Problem(
                file,
                "UTF-8 text",
                f"byte {error.start} that is not UTF-8",
                "Save the file as UTF-8 and try again.",
            )
        ) from error
