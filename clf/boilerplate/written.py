"""News articles that were written with their boilerplate marked.

``data/phrases/articles`` holds them (`README.md` there says by whom). Documents that were read are longer than a
newsroom's short items and know the boilerplate of their outlets alone: from them the context model learns that a lone
"Read also: …" between two paragraphs is hardly ever a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from clf.boilerplate.gold import ReadDocument, without_space
from clf.boilerplate.kinds import KINDS
from clf.resources import data_dir, json_lines

__all__ = ["unmarked", "written_articles"]

_MARK = re.compile(r"\[\[(\w+)\|(.+?)\]\](?!\])", re.DOTALL)
_NUMBERS = {kind: number for number, kind in enumerate(KINDS, 1)}


def written_articles(folder: Path | None = None) -> Iterator[ReadDocument]:
    """Yield the written articles that are learned from, or others in `folder`; each stands for itself in a split."""
    for path in sorted((folder or data_dir("phrases") / "articles").glob("*.jsonl")):
        for number, article in enumerate(json_lines(path), 1):
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
