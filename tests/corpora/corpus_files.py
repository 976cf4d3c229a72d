"""Small corpora for the tests: written as a folder, and packed as the archive it would be downloaded as."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Article


def written(layout: dict[str, str | bytes], tmp_path: Path) -> tuple[Path, Path]:
    """Write the files of a repository below a folder, and pack them as the archive it would be downloaded as."""
    folder, archive = tmp_path / "clone", tmp_path / "corpus.tar.xz"
    for name, content in layout.items():
        path = folder / "repository-main" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(folder, ".")
    return folder, archive


def read_both(
    reader: ModuleType, view: str, tmp_path: Path, files: dict[str, str | bytes]
) -> tuple[list[Article], list[Problem]]:
    """Read `files` from a folder and from a tar.xz of it, see that both give the same, and return it."""
    folder, archive = written(files, tmp_path)
    from_folder, from_archive = (list(reader.read(Files(path), view)) for path in (folder, archive))
    assert from_folder == from_archive
    articles = [row for row in from_folder if isinstance(row, Article)]
    return articles, [row for row in from_folder if isinstance(row, Problem)]


def by_id(rows: Iterable[Article | Problem]) -> dict[str, Article]:
    return {row.id: row for row in rows if isinstance(row, Article)}


def problems(rows: Iterable[Article | Problem]) -> list[Problem]:
    return [row for row in rows if isinstance(row, Problem)]
