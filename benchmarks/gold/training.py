"""Documents read whole for training alone: drawn from outlets that are not in the gold standard's test part."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.gold.frame import domain
from benchmarks.gold.resolve import Reading
from benchmarks.gold.sample import GOLD, Document, allot, families, seeded, sha256
from clf.boilerplate.examples import is_unseen_site
from clf.boilerplate.gold import family_of_site
from clf.boilerplate.held_out import is_held_out
from clf.corpora import read_corpus
from clf.corpora.joined import view_of
from clf.corpora.page_blocks import source_of
from clf.schema import Article

__all__ = ["QUOTAS", "draw_training", "family_of", "is_unfit", "save", "training_rows"]

SEED = 20261126
CHARS = (200, 5000)  # below: a headline; above: too long to be read whole with care
QUOTAS: dict[str, dict[str, dict[str, int]]] = {
    "texts": {
        "semeval2023": {"de": 95, "fr": 95, "it": 80, "pl": 75, "ru": 80},
        "semeval2025_narratives": {"bg": 10, "pt": 15, "ru": 20},
        "telegram_news_ru": {"ru": 65},
        "fang_covid": {"de": 45},
        "fake_news_es": {"es": 40},
        "ppn": {"de": 12, "es": 10, "fr": 18},
        "media_pl": {"pl": 24},
        "saudi_news": {"ar": 20},
        "unlp2025": {"uk": 20},
    },
    "pages": {
        "page_blocks": {"en": 400, "de": 60}
        | {"da": 2, "it": 4, "nl": 2, "no": 3, "pt": 4, "ru": 2, "sv": 2, "tr": 2, "zh": 3}
    },
}
"""Round → corpus → language → documents: first languages that ``training.jsonl`` had few of, then many sites."""
BY_HOST = ("article_bias_prediction", "fake_news_corpus", "fake_news_es")
"""Corpora in which an outlet is the host of the address: their names of outlets are many for one, or none."""
NO_NEWS = ("readability-silver", "cleaneval", "cleaneval-dev", "cleanportaleval")
"""Sources of ``page_blocks`` that are test pages, private pages or portals."""


def draw_training(name: str) -> dict[int, tuple[Document, str]]:
    """Return number → document and text of a round: near-equally over outlets, none that was drawn or read before."""
    known = set(_known())
    drawn = [pair for corpus, sizes in QUOTAS[name].items() for pair in _draw(corpus, sizes, known)]
    seeded(SEED, "order").shuffle(drawn)
    return {n: (replace(document, number=n), text) for n, (document, text) in enumerate(drawn, 1)}


def _known() -> Iterator[str]:
    for name in ("sample.jsonl", "training.jsonl"):
        for line in (GOLD / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("reader") is None:  # a second draw finds what the first one drew
                yield row["sha256"]


def _draw(corpus: str, sizes: Mapping[str, int], known: set[str]) -> Iterator[tuple[Document, str]]:
    cells: dict[tuple[str, str], dict[str, Article]] = defaultdict(dict)
    for article in read_corpus(corpus, view=view_of(corpus)):
        if not isinstance(article, Article) or is_held_out(corpus, article) or is_unfit(corpus, article):
            continue
        digest = sha256(article.text)
        if CHARS[0] <= len(article.text) <= CHARS[1] and digest not in known:
            cells[article.lang or "", article.outlet or ""].setdefault(digest, article)
    rng = seeded(SEED, corpus)
    for lang, size in sizes.items():
        available = {cell: len(cells[cell]) for cell in sorted(cells) if cell[0] == lang}
        for cell, n in allot(size, available, rng).items():
            for digest, article in rng.sample(sorted(cells[cell].items()), n):
                family = family_of(corpus, article)
                yield Document(0, None, corpus, article.id, digest, lang, cell[1], family, "training"), article.text


def is_unfit(corpus: str, article: Article) -> bool:
    """Return whether a page is of a site that is kept for tests, or no news."""
    is_page = corpus == "page_blocks"
    return is_page and (source_of(article) in NO_NEWS or is_unseen_site(article.outlet or ""))


def family_of(corpus: str, article: Article) -> str:
    """Return what keeps documents of one house together; a document of an unknown outlet stands for itself."""
    host = article.outlet if corpus == "page_blocks" else domain(article.url) if corpus in BY_HOST else None
    name = family_of_site(host) if host else f"{corpus}/{article.outlet or article.id}"
    return families().get(name, name)


def training_rows(drawn: Mapping[int, tuple[Document, str]], readings: Sequence[Reading]) -> list[dict[str, object]]:
    """Return lines for ``training.jsonl``, one per document that was read."""
    rows = []
    for reading in readings:
        for number, spans in sorted(reading.spans.items()):
            document = drawn[number][0]
            known = {name: getattr(document, name) for name in ("corpus", "id", "sha256", "lang", "family")}
            rows.append({**known, "reader": reading.reader, "spans": [asdict(s) for s in spans], "unknown": []})
    return rows


def save(name: str, rows: Sequence[dict[str, object]], path: Path = GOLD / "training.jsonl") -> None:
    """Put the rows of a round behind the others, in the place of an earlier call's."""
    old = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [row for row in old if "reader" not in row or row["corpus"] not in QUOTAS[name]]
    lines = (json.dumps(row, ensure_ascii=False) for row in (*kept, *rows))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
