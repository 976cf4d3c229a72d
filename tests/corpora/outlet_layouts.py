"""What the tests of the outlet corpora share: write a small layout, pack it, read both."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

from clf.corpora.registry import load_card
from clf.errors import Problem
from clf.schema import Article


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def packed(folder: Path) -> Path:
    """Pack a folder as GitHub does, one level deeper than its authors' own paths."""
    archive = folder.parent / "packed.tar.xz"
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(folder, arcname="repository-main")
    return archive


def read_path(name: str, path: Path, view: str | None = None) -> tuple[list[Article], list[Problem]]:
    rows = list(load_card(name).read(path, view))
    return [row for row in rows if isinstance(row, Article)], [row for row in rows if isinstance(row, Problem)]


def read_both(name: str, folder: Path, view: str | None = None) -> tuple[dict[str, Article], list[Problem]]:
    """Read the folder and the archive made of it; they must agree in everything but the place and the order."""
    articles, problems = read_path(name, folder, view)
    from_archive, problems_of_archive = read_path(name, packed(folder), view)
    assert sorted(map(content, articles)) == sorted(map(content, from_archive))
    assert len(problems) == len(problems_of_archive)
    by_id = {article.id: article for article in articles}
    assert len(by_id) == len(articles)
    return by_id, problems


def content(article: Article) -> str:
    return json.dumps(article.as_row(), sort_keys=True)
