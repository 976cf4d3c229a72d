"""The layout that propaganda span corpora share: one file per article, labels as character offsets.

::

    {part}-articles/article{ID}.txt
    {labels of the part}            ID <tab> technique <tab> start <tab> end (exclusive)

Parts (``train``, ``dev``, ``test``) are read wherever they are there. A part without a label file is unlabelled:
its articles get no `Labelling`. In a labelled part an article without rows was annotated and has no technique.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from clf.corpora.archive import Files, decode
from clf.corpora.lines import bom_length, tab_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling, LabelSpan

__all__ = ["SpanLayout"]

_ARTICLES = "*-articles/article*.txt"
_ARTICLE = re.compile(r"(?:^|/)(?P<part>[^/]+)-articles/article(?P<id>[^/]+)\.txt$")
_REMEDY = "This label was left out; compare the label file with the authors' own copy."


@dataclass(frozen=True, slots=True)
class SpanLayout:
    """Where one corpus keeps its labels.

    Parameters
    ----------
    scheme, lang : str
    labels : str
        Regular expression of the end of a label file's name; its group ``part`` names the part.
    patterns : tuple of str
        The same files as patterns of `Files.iter`.
    """

    scheme: str
    lang: str
    labels: str
    patterns: tuple[str, ...]

    def read(self, files: Files) -> Iterator[Article | Problem]:
        """Yield the articles of every part that is there, ordered by part and id.

        Raises
        ------
        DataError
            When there is no article file.
        """
        found = _Found()
        for name, content in files.iter(_ARTICLES, *self.patterns):
            try:
                self._add(found, name, content)
            except DataError as error:
                found.problems.append(error.problem)
        if not found.articles and not found.problems:
            files.read(_ARTICLES)
        yield from found.problems
        for (part, _), entry in sorted(found.articles.items()):
            yield from self._labelled(entry, part in found.labelled)
        for place, file in found.rows.items():
            if place[:2] not in found.articles:
                yield Problem(file, f"an article {place[1]}", "labels of it, but no text", _REMEDY, place[2])

    def _add(self, found: _Found, name: str, content: bytes) -> None:
        if article := _ARTICLE.search(name):
            key = (article["part"], article["id"])
            text = decode(content, name)
            entry = found.articles.setdefault(key, _Entry(Article(article["id"], text, lang=self.lang, file=name)))
            entry.shift = bom_length(content)
            entry.spans = found.spans.setdefault(key, {})
        elif labels := re.search(rf"(?:^|/){self.labels}$", name):
            found.labelled.add(labels["part"])
            for row, fields in tab_rows(content, name):
                self._add_row(found, labels["part"], name, row, fields)

    def _add_row(self, found: _Found, part: str, name: str, row: int, fields: list[str]) -> None:
        if len(fields) != 4 or not (fields[2].isdecimal() and fields[3].isdecimal()):
            expected = "four fields: id, technique, start, end"
            found.problems.append(Problem(name, expected, f"{len(fields)} fields or no numbers", _REMEDY, row))
            return
        span = LabelSpan(fields[1], int(fields[2]), int(fields[3]))
        # the joined file and the file per article repeat each other: a dict keeps one
        found.spans.setdefault((part, fields[0]), {}).setdefault(span, (name, row))
        found.rows.setdefault((part, fields[0], row), name)

    def _labelled(self, entry: _Entry, annotated: bool) -> Iterator[Article | Problem]:
        spans: list[LabelSpan] = []
        for span, (name, row) in entry.spans.items():
            start, end = span.start - entry.shift, span.end - entry.shift
            if 0 <= start < end <= len(entry.article.text):
                spans.append(LabelSpan(span.name, start, end))
            else:
                expected = f"offsets inside article {entry.article.id}"
                yield Problem(name, expected, f"{span.start} to {span.end}", _REMEDY, row, entry.article.id)
        names = tuple(dict.fromkeys(span.name for span in spans))
        labels = (Labelling(self.scheme, names, tuple(spans)),) if annotated else ()
        yield replace(entry.article, labels=labels)


@dataclass(slots=True)
class _Entry:
    article: Article
    shift: int = 0
    spans: dict[LabelSpan, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Found:
    articles: dict[tuple[str, str], _Entry] = field(default_factory=dict)
    spans: dict[tuple[str, str], dict[LabelSpan, tuple[str, int]]] = field(default_factory=dict)
    rows: dict[tuple[str, str, int], str] = field(default_factory=dict)
    labelled: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
