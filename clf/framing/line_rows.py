"""The lines of articles as rows: in corpora that mark words in whole articles, a line is a sentence or a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan

__all__ = ["lines_of"]


def lines_of(rows: Iterable[Article | Problem], scheme: str) -> Iterator[Article | Problem]:
    """Yield a row per line that is not empty, with the labels of `scheme` that are marked in it.

    A passage that goes over several lines is marked in each. Articles that were not annotated are left out.
    """
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        for labelling in row.labels:
            if labelling.scheme == scheme:
                yield from _lines(row, labelling)


def _lines(article: Article, labelling: Labelling) -> Iterator[Article]:
    start = 0
    for number, line in enumerate(article.text.split("\n"), 1):
        end = start + len(line)
        if line.strip():
            spans = tuple(
                LabelSpan(span.name, max(span.start, start) - start, min(span.end, end) - start)
                for span in labelling.spans
                if span.start < end and span.end > start
            )
            names = tuple(dict.fromkeys(span.name for span in spans))
            labels = (replace(labelling, names=names, spans=spans),)
            yield replace(article, id=f"{article.id}#{number}", text=line, document=article.id, labels=labels)
        start = end + 1
