"""Is a flagger better for further documents? It is trained with them on the folds of the one that ships without.

How outlets fall into folds moves the development figure by .1, so only figures of equal folds can be compared.

``data/gold/next`` holds what was read and has not earned its place yet (its ``README.md`` says more).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.gold.sample import GOLD
from clf.boilerplate.gold import ReadDocument, documents_of
from clf.boilerplate.train import flagger_sources, train_flagger
from clf.evaluation.uncertainty import Estimate
from clf.framing.build import flagger_scores

__all__ = ["further", "trial"]


def trial(
    with_further: bool, data: Path | None, *, open_only: bool, progress: Callable[[str], None]
) -> dict[str, Estimate]:
    """Return the development scores of a flagger that learns from further documents besides, or as it ships."""
    documents = further(data, open_only) if with_further else []
    return flagger_scores(train_flagger(data, open_only=open_only, progress=progress, further=documents))


def further(data: Path | None, open_only: bool) -> Sequence[ReadDocument]:
    """Return the documents of ``data/gold/next``."""
    lines = (GOLD / "next" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [{**json.loads(line), "origin": "doubts"} for line in lines]
    return [*documents_of(rows, flagger_sources(open_only), data, open_only=open_only)]
