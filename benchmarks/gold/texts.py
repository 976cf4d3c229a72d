"""The gold standard with its texts: offsets from ``data/gold/``, texts from the corpora in ``CLF_DATA``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gold.frame import QUOTAS, frame
from benchmarks.gold.sample import GOLD, SAMPLE, SAMPLE_2, Document, read_sample, sha256
from clf.errors import DataError, Problem

__all__ = ["GoldDocument", "GoldSpan", "read_gold", "texts_of"]


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A passage that belongs to the outlet, ``text[start:end]``; `unsure` where the reader doubted."""

    start: int
    end: int
    kind: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document of the sample with its text, the reader who read it and the spans found."""

    document: Document
    text: str
    reader: str
    spans: tuple[GoldSpan, ...]


def read_gold(part: str | None = None, path: Path | None = None) -> list[GoldDocument]:
    """Return the annotated documents.

    Parameters
    ----------
    part : {"dev", "test", "test2"}, optional
        One side of the split, or the second test part; both sides by default.
    path : Path, optional
        The first reading by default; ``second_reading.jsonl``, or ``second_reading_2.jsonl``, holds the other.

    Raises
    ------
    DataError
        When a text is missing or is not the one that was annotated.
    """
    sample = {(d.corpus, d.id): d for d in read_sample(SAMPLE_2 if part == "test2" else SAMPLE)}
    path = path or GOLD / ("boilerplate_2.jsonl" if part == "test2" else "boilerplate.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if part in (None, row["part"])]
    texts = texts_of(sample[row["corpus"], row["id"]] for row in rows)
    return [_joined(sample[row["corpus"], row["id"]], row, texts) for row in rows]


def texts_of(documents: Iterable[Document]) -> dict[int, str]:
    """Return number → text, each checked against its SHA-256.

    Raises
    ------
    DataError
        When a text is missing or is not the one that was drawn.
    """
    wanted = {(d.corpus, d.id): d for d in documents}
    texts: dict[int, str] = {}
    for corpus, article_id, text in _all_texts({corpus for corpus, _ in wanted}):
        document = wanted.get((corpus, article_id))
        if document is not None and sha256(text) == document.sha256:
            texts[document.number] = text
    missing = [d for d in wanted.values() if d.number not in texts]
    if missing:
        expected = f"the text of document {missing[0].number} ({missing[0].corpus}) with the SHA-256 of the sample"
        found = f"none; {len(missing)} texts of {len(wanted)} are missing or differ"
        remedy = "Set CLF_DATA to the folder of the corpora, in the version that their cards name."
        raise DataError(Problem("data/gold/sample.jsonl", expected, found, remedy, missing[0].number))
    return texts


def _all_texts(corpora: set[str]) -> Iterator[tuple[str, str, str]]:
    for corpus in QUOTAS:
        if corpus in corpora:
            for article in frame(corpus):
                yield corpus, article.id, article.text


def _joined(document: Document, row: dict[str, object], texts: dict[int, str]) -> GoldDocument:
    spans = tuple(GoldSpan(**span) for span in row["spans"])  # type: ignore[attr-defined]
    return GoldDocument(document, texts[document.number], str(row["reader"]), spans)
