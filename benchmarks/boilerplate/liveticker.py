"""Of passages that publishers of FANG-COVID repeat and that are no boilerplate: the share that is flagged.

The passages were drawn by `benchmarks.boilerplate.draw_repeats` and read one by one (``data/gold/repeats.jsonl``, its
card beside it). Flagged with an index of the corpus without the gold
standard's documents; a passage counts when half of its characters are flagged.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.boilerplate.common import covered, flagged, share
from benchmarks.boilerplate.draw_repeats import CORPUS
from benchmarks.boilerplate.gold import index_of
from benchmarks.gold.sample import GOLD, read_sample, sha256
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import open_flagger
from clf.corpora.registry import read_corpus
from clf.errors import DataError, Problem
from clf.schema import Article

__all__ = ["is_flagged", "measure", "read_repeats"]

REPEATS = GOLD / "repeats.jsonl"
HALF = 0.5


def measure() -> dict[str, Any]:
    """Return the share flagged of what is no boilerplate, and beside it of what is."""
    rows = read_repeats()
    by_id = {row.id: row for row in read_corpus(CORPUS) if isinstance(row, Article)}
    tested = {document.outlet for document in read_sample() if document.corpus == CORPUS and document.part == "test"}
    flagger = open_flagger(index=index_of(CORPUS))
    return _shares(rows, [is_flagged(flagger, row, by_id) for row in rows], tested)


def _shares(rows: Sequence[dict[str, Any]], called: Sequence[bool], tested: set[str]) -> dict[str, Any]:
    read = list(zip(rows, called, strict=True))
    news = [(row, is_called) for row, is_called in read if not row["boilerplate"]]
    of_tested = [is_called for row, is_called in news if row["outlet"] in tested]
    return {
        "liveticker_flagged": share([c for _, c in news]).as_dict() | {"of_test_outlets": len(of_tested)},
        "liveticker_flagged_without_unsure": share([c for row, c in news if not row["unsure"]]),
        "liveticker_flagged_test_outlets": share(of_tested),
        "repeated_boilerplate_flagged": share([c for row, c in read if row["boilerplate"]]),
    }


def read_repeats() -> list[dict[str, Any]]:
    """Return the passages that were read, without their texts."""
    return [json.loads(line) for line in REPEATS.read_text(encoding="utf-8").splitlines()]


def is_flagged(flagger: Flagger, row: dict[str, Any], articles: dict[str, Article]) -> bool:
    """Return whether half of a passage's characters are flagged.

    Raises
    ------
    DataError
        When the article is missing or is not the one that was read.
    """
    article = articles.get(row["id"])
    if article is None or sha256(article.text) != row["sha256"]:
        problem = Problem(REPEATS.name, f"article {row['id']} with its SHA-256", "none", "Set CLF_DATA to the corpora.")
        raise DataError(problem)
    marks = flagged(flagger, article.text, article.lang)
    return covered(article.text, marks, row["start"], row["end"]) >= HALF
