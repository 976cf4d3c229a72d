"""How alike two readings of documents of the gold standard are: by one reader, so no agreement of people.

150 documents of the first sample, and all of the second test part, were read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.boilerplate.common import column_share, marked, pooled_f1
from benchmarks.boilerplate.gold import COLUMNS, counts, families, suffix_of
from benchmarks.gold.sample import GOLD
from benchmarks.gold.texts import GoldDocument, read_gold
from clf.evaluation.uncertainty import Estimate, bootstrap

__all__ = ["measure"]


def measure() -> dict[str, Estimate]:
    """Return the character F1 of the second readings against the first, and the share of documents read alike."""
    sample = alike(read_gold(), read_gold(path=GOLD / "second_reading.jsonl"), "")
    second_test = alike(read_gold("test2"), read_gold("test2", GOLD / "second_reading_2.jsonl"), suffix_of("test2"))
    return sample | second_test


def alike(first: Sequence[GoldDocument], again: Sequence[GoldDocument], suffix: str) -> dict[str, Estimate]:
    """Return the figures of the documents of `first` that were read again."""
    second = {one.document.number: one for one in again}
    first = [one for one in first if one.document.number in second]
    rows = counts(first, lambda one: marked(one.text, second[one.document.number].spans))
    at = {name: COLUMNS.index(name) for name in ("hits", "gold", "called")}
    groups = families(first)
    same = np.array([[float(one.spans == second[one.document.number].spans), 1.0] for one in first])
    with_spans = np.array([bool(one.spans or second[one.document.number].spans) for one in first])
    share = bootstrap(column_share(0, 1), [same[with_spans]], outlets=groups[with_spans])
    return {
        f"gold_self_consistency_char_f1{suffix}": bootstrap(
            pooled_f1(at["hits"], at["gold"], at["called"]), [rows], outlets=groups
        ),
        f"gold_self_consistency_same_spans{suffix}": replace(share, n=int(with_spans.sum())),
    }
