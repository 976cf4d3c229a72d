"""Passages to learn from: a phrasebook of ours, documents that were read, and labelled blocks of web pages.

- ``data/phrases``: passages of ten kinds and news that resembles them, written by us in 48 languages.
- documents that were read (`clf.boilerplate.gold`): their pieces, sentences and lines, and the first words of these.
- ``page_blocks``: blocks of real pages. Its labels are noisy inside an article, so a block is taken only where a model
  of the two other sources does not contradict (Blum and Mitchell, Combining labeled and unlabeled data with
  co-training, COLT 1998). No block is learned from sites of `is_unseen_site` and of the gold standard's test outlets.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xxhash

from clf.boilerplate.context import opening
from clf.boilerplate.gold import ReadDocument, family_of_site
from clf.boilerplate.held_out import is_held_out
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.pieces import Piece
from clf.corpora.page_blocks import open_sources, source_of
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.framing.crossfit import SEED
from clf.resources import data_dir, json_lines
from clf.text.segments import Offsets

__all__ = ["Example", "block_examples", "document_examples", "is_unseen_site", "passages_of", "phrases"]

_STAND_ALONE = ("dateline", "headline")  # kinds of the phrasebook that are never joined to longer passages
_NUMBERS = {kind: number for number, kind in enumerate(KINDS, 1)}
_UNSEEN_SHARE = 5  # one site of five
_BLOCKS, _NEWS_BLOCKS = 14_000, 7_000
_SAMPLED = 0.12  # of blocks outside the article, and of news
_NEWS_KEPT = 0.33  # of the news passages of documents: they outnumber all else
_LONGEST_BLOCK = 900  # characters


@dataclass(frozen=True, slots=True)
class Example:
    """A passage: 0 for news, i for the i-th kind, −1 for boilerplate of an unknown kind; and whose it is."""

    text: str
    kind: int
    family: str
    document: str


def phrases(folder: Path | None = None) -> Iterator[Example]:
    """Yield the phrasebook, or another in `folder`, its neighbours of one kind joined (real follow-us paragraphs run to
    several sentences), and the first words of each.
    """
    for path in sorted((folder or data_dir("phrases")).glob("*.jsonl")):
        texts: dict[str, list[str]] = defaultdict(list)
        for entry in json_lines(path):
            texts[entry["kind"]].append(entry["text"])
        for kind, singles in texts.items():
            sizes = () if kind in _STAND_ALONE else (2, 3)
            joined = [" ".join(singles[i : i + n]) for n in sizes for i in range(len(singles) - n + 1)]
            for number, text in enumerate([*singles, *joined]):
                # What is joined counts as a document that was there before: no n-gram becomes frequent by being joined.
                document = f"{path.stem} {kind} {number % len(singles)}"
                for passage in dict.fromkeys((text, opening(text))):
                    yield Example(passage, _NUMBERS.get(kind, 0), "phrases", document)


def passages_of(text: str, pieces: Sequence[Piece]) -> Iterator[tuple[str, Offsets]]:
    """Yield every passage of a text that the classifier is asked about, and the place it stands for."""
    for place in dict.fromkeys(place for p in pieces for place in ((p.start, p.end), p.sentence, p.paragraph)):
        whole = text[slice(*place)]
        for passage in dict.fromkeys((whole, opening(whole))):
            yield passage, place


def document_examples(document: ReadDocument, pieces: Sequence[Piece]) -> Iterator[Example]:
    """Yield what of a document is known, its news thinned out."""
    for passage, place in passages_of(document.text, pieces):
        label = document.label(place)
        if label or (label == 0 and _by_chance(passage) < _NEWS_KEPT):
            yield Example(passage, label, document.family, document.name)


def _by_chance(passage: str) -> float:
    """Return a number in [0, 1) that depends on the passage alone, for sampling without an order."""
    return xxhash.xxh32_intdigest(passage.encode("utf-8", "surrogatepass"), SEED) / 2**32


def is_unseen_site(site: str) -> bool:
    """Return whether a site of ``page_blocks`` and ``news_pages`` is never learned from, but kept for tests."""
    return bool(xxhash.xxh64_intdigest(site.encode()) % _UNSEEN_SHARE == 0)


def block_examples(data: Path | None, open_only: bool) -> list[Example]:
    """Return blocks of pages, boilerplate (all that are inside an article, some others) and news."""
    sources = open_sources() if open_only else None
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    found: dict[bool, list[Example]] = {True: [], False: []}
    for row in read_corpus("page_blocks", data):
        if isinstance(row, Problem) or len(row.text.split()) < 2 or len(row.text) > _LONGEST_BLOCK:
            continue
        is_boilerplate = "boilerplate" in (row.names("page_blocks") or ())
        is_inside = bool(row.names("page_blocks_zone"))
        source, site = source_of(row), row.outlet or ""
        if chance.random() > (1.0 if is_boilerplate and is_inside else _SAMPLED):
            continue
        if source == "readability-silver" or (sources is not None and source not in sources):
            continue
        if is_unseen_site(site) or is_held_out("page_blocks", row):
            continue
        found[is_boilerplate].append(
            Example(row.text, -int(is_boilerplate), family_of_site(site), f"page {row.document}")
        )
    for examples in found.values():
        chance.shuffle(examples)
    return [*found[True][:_BLOCKS], *found[False][:_NEWS_BLOCKS]]
