"""Small corpora for the tests: written as a folder, and packed as the archive it would be downloaded as."""

from __future__ import annotations

import tarfile
from pathlib import Path
from types import ModuleType

from clf.corpora.archive import Files
from clf.corpora.registry import load_card, read_corpus
from clf.errors import Problem
from clf.schema import Article


def read_both(
    reader: ModuleType, view: str, tmp_path: Path, files: dict[str, str | bytes]
) -> tuple[list[Article], list[Problem]]:
    """Read `files` from a folder and from a tar.xz of it, see that both give the same, and return it."""
    folder = tmp_path / "clone"
    for name, content in files.items():
        path = folder / "repository-main" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    archive = tmp_path / "corpus.tar.xz"
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(folder, ".")
    from_folder, from_archive = (list(reader.read(Files(path), view)) for path in (folder, archive))
    assert from_folder == from_archive
    articles = [row for row in from_folder if isinstance(row, Article)]
    return articles, [row for row in from_folder if isinstance(row, Problem)]


def assert_card_counts(name: str, data: Path) -> None:
    """See that the real corpus has the rows and languages its card states, and no row that cannot be read."""
    card = load_card(name)
    for view, count in card.rows.items():
        found = list(read_corpus(name, data, view))
        assert not [row for row in found if isinstance(row, Problem)]
        articles = [row for row in found if isinstance(row, Article)]
        assert len(articles) == count
        assert len({article.id for article in articles}) == count
        if view == next(iter(card.views)):
            languages = [article.lang for article in articles]
            assert {lang: languages.count(lang) for lang in card.languages} == card.languages
            assert {labelling.scheme for article in articles for labelling in article.labels} == set(card.schemes)
