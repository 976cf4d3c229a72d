"""Join what was said of texts, kept as offsets and checksums, with the texts themselves."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clf.corpora.registry import read_corpus
from clf.schema import Article

__all__ = ["checksum", "joined", "view_of"]

_VIEWS = {"cctv": "items", "page_blocks": "pages", "semeval2023": "articles"}
"""Where the ids and texts are those of another view than the default."""


def joined(rows: Iterable[dict[str, Any]], data: Path | None) -> Iterator[tuple[Article, dict[str, Any]]]:
    """Yield each row's article with the row, corpus by corpus; a text that stands in a corpus twice comes once.

    Parameters
    ----------
    rows : iterable of dict
        Each has ``corpus`` and ``sha256``, the checksum of the whole text in UTF-8.
    data : Path or None
        The corpora; None for ``CLF_DATA``.

    Raises
    ------
    UsageError
        Where a corpus is missing.
    """
    wanted: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        wanted[row["corpus"]][row["sha256"]].append(row)
    for corpus in sorted(wanted):
        found = wanted[corpus]
        for article in read_corpus(corpus, data, view_of(corpus)):
            if isinstance(article, Article) and (digest := checksum(article.text)) in found:
                yield from ((article, row) for row in found.pop(digest))


def view_of(corpus: str) -> str | None:
    """Return the view of the corpus that the ids of its documents belong to."""
    return _VIEWS.get(corpus)


def checksum(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal digits; half a surrogate pair counts as three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
