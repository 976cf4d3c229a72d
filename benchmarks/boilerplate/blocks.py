"""F1 on text blocks of web pages, from sites that no flagger learns from.

`blocks_inside_checked_f1`: 400 blocks inside the article of news pages, labels as they were read
(``data/gold/blocks.jsonl``); the flagger sees the article, from its first to its last content block, as paragraphs
of one text.
`blocks_inside_raw_f1`: the same blocks by the corpus' own labels. `blocks_f1`: all blocks of at least eight words of
200 pages drawn at random, by their own labels; here the flagger sees the whole page. A block counts as flagged when
half of its characters are.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.boilerplate.common import covered, flagged, pooled_f1
from benchmarks.boilerplate.draw_blocks import MIN_WORDS, SEED, is_inside, pages, words_in
from benchmarks.gold.sample import GOLD, sha256
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import open_flagger
from clf.corpora.registry import read_corpus
from clf.errors import DataError, Problem
from clf.evaluation.uncertainty import Estimate, bootstrap
from clf.schema import Article

__all__ = ["called_blocks", "is_boilerplate", "measure", "read_blocks"]

BLOCKS = GOLD / "blocks.jsonl"
HALF = 0.5
PAGES = 200


def measure() -> dict[str, Estimate]:
    """Return the F1 of boilerplate blocks, by key; intervals over sites."""
    flagger = open_flagger()
    checked = read_blocks()
    found = list(pages(read_corpus("page_blocks")))
    inside: list[tuple[str, bool, bool, bool]] = []  # site, as read, as labelled, called
    for page in found:
        if any(block.id in checked for block in page):
            article = [block for block in page if is_inside(block)]
            called = called_blocks(flagger, article)
            read = [block for block in article if block.id in checked]
            inside += [(b.outlet or "", _as_read(checked.pop(b.id), b), is_boilerplate(b), called[b.id]) for b in read]
    whole: list[tuple[str, bool, bool]] = []
    for page in random.Random(SEED).sample(found, PAGES):  # noqa: S311 - not for secrets
        called = called_blocks(flagger, page)
        whole += [(b.outlet or "", is_boilerplate(b), called[b.id]) for b in page if words_in(b) >= MIN_WORDS]
    _refuse_missing(checked)
    return {
        "blocks_inside_checked_f1": f1([(site, read, called) for site, read, _, called in inside]),
        "blocks_inside_raw_f1": f1([(site, raw, called) for site, _, raw, called in inside]),
        "blocks_inside_raw_labels_f1": f1([(site, read, raw) for site, read, raw, _ in inside]),
        "blocks_f1": f1(whole),
    }


def f1(rows: Sequence[tuple[str, bool, bool]]) -> Estimate:
    """Return the F1 of rows of site, label, call; sites are resampled."""
    table = np.array([(gold and called, gold, called) for _, gold, called in rows], float)
    return bootstrap(pooled_f1(0, 1, 2), [table], outlets=np.array([site for site, _, _ in rows]))


def called_blocks(flagger: Flagger, blocks: Sequence[Article]) -> dict[str, bool]:
    """Return id → whether the block is flagged, when the blocks are the paragraphs of one text."""
    text = "\n\n".join(block.text for block in blocks)
    marks = flagged(flagger, text, blocks[0].lang)
    called, start = {}, 0
    for block in blocks:
        called[block.id] = covered(text, marks, start, start + len(block.text)) >= HALF
        start += len(block.text) + 2
    return called


def is_boilerplate(block: Article) -> bool:
    """Return the corpus' own label of a block."""
    return "boilerplate" in (block.names("page_blocks") or ())


def read_blocks() -> dict[str, dict[str, Any]]:
    """Return id → what was read of a block."""
    rows = [json.loads(line) for line in BLOCKS.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row for row in rows}


def _as_read(row: dict[str, Any], block: Article) -> bool:
    if sha256(block.text) != row["sha256"]:
        _refuse_missing({row["id"]: row})
    return bool(row["boilerplate"])


def _refuse_missing(rows: dict[str, Any]) -> None:
    if rows:
        expected = f"block {next(iter(rows))} of page_blocks with its SHA-256"
        raise DataError(Problem(BLOCKS.name, expected, "none", "Set CLF_DATA to the corpora, in the card's version."))
