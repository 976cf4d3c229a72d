"""Draw blocks inside the article zone of news pages of page_blocks, for reading one by one.

From sites that no flagger learns from (`clf.boilerplate.examples.is_unseen_site`); blocks of at least eight words, at
most four pages a site, as the corpus' own first measurements have it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from benchmarks.gold.sample import sha256
from clf.boilerplate.examples import is_unseen_site
from clf.corpora.page_blocks import source_of
from clf.corpora.registry import read_corpus
from clf.schema import Article

__all__ = ["MIN_WORDS", "NEWS", "SEED", "draw", "is_inside", "pages", "words_in"]

SEED = 20261125
SIZE = 400
MIN_WORDS = 8
PAGES_PER_SITE = 4
NEWS = ("article-extraction-benchmark", "fundus", "fundus-evaluation")
_DENSE = ("ja", "zh", "ko", "th")  # a word is two characters


def words_in(block: Article) -> float:
    """Return the number of words of a block; of Chinese, Japanese, Korean and Thai half its characters."""
    return len(block.text) / 2 if block.lang in _DENSE else len(block.text.split())


def is_inside(block: Article) -> bool:
    """Return whether a block stands between the first and the last content block of its page."""
    return "inside" in (block.names("page_blocks_zone") or ())


def pages(blocks: Iterable[Any]) -> Iterator[list[Article]]:
    """Yield the pages of unseen sites, whole, at most four of a site; silver labels are left out.

    Which four of a site is drawn by the hash of the page, so that it does not depend on the order of the file.
    """
    by_site: dict[str, dict[str, list[Article]]] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        if (
            isinstance(block, Article)
            and is_unseen_site(block.outlet or "")
            and source_of(block) != "readability-silver"
        ):
            by_site[block.outlet or ""][block.document or ""].append(block)
    for site in sorted(by_site):
        chosen = sorted(by_site[site], key=lambda page: sha256(f"{SEED} {page}"))
        for page in chosen[:PAGES_PER_SITE]:
            yield by_site[site][page]


def draw(size: int = SIZE, seed: int = SEED) -> list[Article]:
    """Return blocks inside the article of news pages, in a drawn order."""
    found = [block for page in pages(read_corpus("page_blocks")) for block in page if _may_be_drawn(block)]
    return random.Random(seed).sample(found, size)  # noqa: S311 - not for secrets


def _may_be_drawn(block: Article) -> bool:
    return source_of(block) in NEWS and is_inside(block) and words_in(block) >= MIN_WORDS


def as_row(block: Article, is_boilerplate: bool, is_unsure: bool) -> dict[str, Any]:
    """Return a block as it was read, without its text."""
    return {
        "id": block.id,
        "sha256": sha256(block.text),
        "characters": len(block.text),
        "boilerplate": is_boilerplate,
        "unsure": is_unsure,
    }


def neighbours(block: Article, page: Sequence[Article]) -> tuple[str, str]:
    """Return the texts before and after a block on its page."""
    at = [other.id for other in page].index(block.id)
    return (page[at - 1].text if at else ""), (page[at + 1].text if at + 1 < len(page) else "")
