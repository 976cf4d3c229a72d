"""Is a flagger better for further material? It is trained with it on the folds of the one that ships without.

How outlets fall into folds moves the development figure by .1, so only figures of equal folds can be compared.

``data/gold/next`` holds what was read and written and has not earned its place yet (its ``README.md`` says more).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.gold.sample import GOLD
from clf.boilerplate.examples import phrases
from clf.boilerplate.gold import ReadDocument, documents_of, without_space
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.train import Further, flagger_sources, train_flagger
from clf.evaluation.uncertainty import Estimate
from clf.framing.build import flagger_scores

__all__ = ["MATERIAL", "further", "trial", "unmarked", "written_articles"]

NEXT = GOLD / "next"
MATERIAL = ("documents", "phrases", "articles")
_MARK = re.compile(r"\[\[(\w+)\|(.+?)\]\](?!\])", re.DOTALL)
_NUMBERS = {kind: number for number, kind in enumerate(KINDS, 1)}


def trial(
    material: tuple[str, ...], data: Path | None, *, open_only: bool, progress: Callable[[str], None]
) -> dict[str, Estimate]:
    """Return the development scores of a flagger that learns from `material` besides; of none, as it ships."""
    return flagger_scores(
        train_flagger(data, open_only=open_only, progress=progress, further=further(material, data, open_only))
    )


def further(material: tuple[str, ...], data: Path | None, open_only: bool) -> Further:
    """Return what is to be learned from besides."""
    documents: list[ReadDocument] = []
    if "documents" in material:
        lines = (NEXT / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [{**json.loads(line), "origin": "doubts"} for line in lines]
        documents += documents_of(rows, flagger_sources(open_only), data, open_only=open_only)
    if "articles" in material:
        documents += written_articles()
    return Further(documents, [*phrases(NEXT / "phrases")] if "phrases" in material else [])


def written_articles() -> Iterator[ReadDocument]:
    """Yield the articles written by us; each stands for itself."""
    for path in sorted((NEXT / "articles").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            article = json.loads(line)
            yield unmarked(f"articles {path.stem}-{number}", article["text"], article["lang"])


def unmarked(name: str, marked: str, lang: str) -> ReadDocument:
    """Return an article whose boilerplate is marked as ``[[kind|passage]]``.

    Raises
    ------
    ValueError
        When a mark names no kind.
    """
    text = ""
    kinds: list[int] = []
    news, *marks = _MARK.split(marked)  # news, then kind, passage and the news behind it, again and again
    for kind, passage, behind in zip(marks[::3], marks[1::3], marks[2::3], strict=True):
        if kind not in _NUMBERS:
            raise ValueError(f"{name}: expected one of {', '.join(_NUMBERS)}, found {kind!r}")
        text += news + passage
        kinds += [0] * len(news) + [_NUMBERS[kind]] * len(passage)
        news = behind
    text += news
    kinds += [0] * len(news)
    return ReadDocument(name, name, text, lang, "written", without_space(text, np.array(kinds, np.int8)))
