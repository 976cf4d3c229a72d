"""Documents whose boilerplate was read, with their texts: what the flagger learns from.

``data/gold`` (its ``CARD.md`` says by what and how it was read) holds offsets and checksums; the texts come from the
corpora. Three files are learned from: the development part of the gold standard, read from the first word to the last,
``training.jsonl`` and ``doubts.jsonl``. Of the documents of the last, and of the first ones of ``training.jsonl``, the
pieces were read that a model did not find plainly news; the others were read whole, among them pages of many sites.
Outlets of the gold standard's test part stand in none.

Frames and genre are trained on articles that a flagger has cleaned, and scored on the articles that lie in the folders
of other subtasks of SemEval-2023: of that corpus only articles are learned from that every subtask has labelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clf.corpora.joined import joined
from clf.corpora.page_blocks import open_sources, source_of
from clf.resources import data_dir, json_lines
from clf.schema import Article
from clf.text.segments import Offsets

__all__ = [
    "CORPORA",
    "ReadDocument",
    "documents_of",
    "family_of_site",
    "read_documents",
    "without_space",
]

_BOILERPLATE = 0.8
_NEWS = 0.1
"""A passage is boilerplate when this share of its characters is marked, news when at most that; between, neither."""

CORPORA = (
    "article_bias_prediction",
    "bbc_afrique",
    "fake_news_corpus",
    "fake_news_es",
    "fang_covid",
    "framenews_pt",
    "media_pl",
    "page_blocks",
    "ppn",
    "ria",
    "saudi_news",
    "semeval2023",
    "semeval2025_narratives",
    "telegram_news_ru",
    "unlp2025",
)
"""Corpora that documents were read of."""
_SUBTASKS = ("semeval2023_genre", "semeval2023_frames", "semeval2023_techniques")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document, and which of its passages are boilerplate.

    Parameters
    ----------
    name : str
        Corpus and id.
    family : str
        Outlets of one house, equal for documents that must not stand on both sides of a split.
    text : str
    lang : str or None
    origin : str
        ``gold`` (standard, development part), ``drawn`` at random for training, ``page`` (put together from blocks of a
        web page), ``doubts`` (drawn for the passages a model doubted), ``written`` by us.
    kinds : array of shape (len(text),), int8
        0 news, i + 1 the i-th of `KINDS`, −1 not known; −2 white space.
    """

    name: str
    family: str
    text: str
    lang: str | None
    origin: str
    kinds: Any

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read, so that what is not marked is news."""
        return not (self.kinds == _UNKNOWN).any()

    def label(self, passage: Offsets) -> int | None:
        """Return the kind of a passage as in `kinds`, 0 for news, None where it is neither or not known."""
        here = self.kinds[slice(*passage)]
        here = here[here != _SPACE]
        marked = here[here > 0]
        if not len(here) or (here == _UNKNOWN).any() or _NEWS * len(here) < len(marked) < _BOILERPLATE * len(here):
            return None
        return int(np.bincount(marked).argmax()) if len(marked) >= _BOILERPLATE * len(here) else 0


_UNKNOWN, _SPACE = -1, -2


def read_documents(corpora: Sequence[str], data: Path | None, *, open_only: bool = False) -> Iterator[ReadDocument]:
    """Yield the documents of `corpora` that were read and may be learned from, corpus by corpus.

    With `open_only`, of ``page_blocks`` only pages of sources whose terms allow any use.
    """
    families = {row["sha256"]: row["family"] for row in json_lines(data_dir("gold") / "sample.jsonl")}
    rows = [
        {**row, "origin": origin}
        for file, origin in (("training.jsonl", "drawn"), ("doubts.jsonl", "doubts"))
        for row in json_lines(data_dir("gold") / file)
    ]
    rows += [
        {**row, "origin": "gold", "family": families[row["sha256"]], "unknown": []}
        for row in json_lines(data_dir("gold") / "boilerplate.jsonl")
        if row["part"] == "dev"
    ]
    yield from documents_of(rows, corpora, data, open_only=open_only)


def documents_of(
    rows: Iterable[dict[str, Any]], corpora: Sequence[str], data: Path | None, *, open_only: bool = False
) -> Iterator[ReadDocument]:
    """Yield the documents of `rows` (as in the files, with their `origin`) that `corpora` have, corpus by corpus."""
    kept = open_sources() if open_only else None
    for article, row in joined((row for row in rows if row["corpus"] in corpora), data):
        if not _is_shut(row["corpus"], article, kept):
            yield _document(article, row)


def _is_shut(corpus: str, article: Article, sources: set[str] | None) -> bool:
    if corpus == "semeval2023":
        return any(article.names(scheme) is None for scheme in _SUBTASKS)
    return corpus == "page_blocks" and sources is not None and source_of(article) not in sources


def family_of_site(site: str) -> str:
    """Return the family of a site that belongs to no house of several: hosts are one space of names in all corpora."""
    return f"article_bias_prediction/{site}"


def _document(article: Article, row: dict[str, Any]) -> ReadDocument:
    from clf.boilerplate.kinds import KINDS

    number = {kind: i for i, kind in enumerate(KINDS, 1)}
    kinds = np.zeros(len(article.text), np.int8)
    for span in row["spans"]:
        kinds[span["start"] : span["end"]] = number[span["kind"]]
    for start, end in row["unknown"]:
        kinds[start:end] = _UNKNOWN
    origin = "page" if row["corpus"] == "page_blocks" else "drawn" if row.get("whole") else row["origin"]
    name = f"{row['corpus']} {row['id']}"
    return ReadDocument(name, row["family"], article.text, row["lang"], origin, without_space(article.text, kinds))


def without_space(text: str, kinds: Any) -> Any:
    """Return the kinds of n characters with white space set apart, as in `ReadDocument`."""
    return np.where([character.isspace() for character in text], np.int8(_SPACE), kinds)
