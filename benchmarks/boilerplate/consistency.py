"""How alike the two readings of 150 documents of the gold standard are: by one reader, so no agreement of people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.boilerplate.common import column_share, marked, pooled_f1
from benchmarks.boilerplate.gold import COLUMNS, counts, families
from benchmarks.gold.sample import GOLD
from benchmarks.gold.texts import read_gold
from clf.evaluation.uncertainty import Estimate, bootstrap

__all__ = ["measure"]


def measure() -> dict[str, Estimate]:
    """Return the character F1 of the second reading against the first, and the share of documents read alike."""
    second = {one.document.number: one for one in read_gold(path=GOLD / "second_reading.jsonl")}
    first = [one for one in read_gold() if one.document.number in second]
    rows = counts(first, lambda one: marked(one.text, second[one.document.number].spans))
    at = {name: COLUMNS.index(name) for name in ("hits", "gold", "called")}
    groups = families(first)
    same = np.array([[float(one.spans == second[one.document.number].spans), 1.0] for one in first])
    with_spans = np.array([bool(one.spans or second[one.document.number].spans) for one in first])
    alike = bootstrap(column_share(0, 1), [same[with_spans]], outlets=groups[with_spans])
    return {
        "gold_self_consistency_char_f1": bootstrap(
            pooled_f1(at["hits"], at["gold"], at["called"]), [rows], outlets=groups
        ),
        "gold_self_consistency_same_spans": replace(alike, n=int(with_spans.sum())),
    }
