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
from clf.corpora.lines import are_numbers, bom_length, tab_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling, LabelSpan

__all__ = ["SpanLayout"]

_ARTICLES = "*-articles/article*.txt"
_ARTICLE = re.compile(r"(?:^|/)(?P<part>[^/]+)-articles/article(?P<id>[^/]+)\.txt$")
_REMEDY = "This label was left out; compare the label file with the authors' own copy."

_Key = tuple[str, str]  # part, article id
_Rows = dict[str, list[tuple[int, LabelSpan]]]  # label file → its rows about one article


@dataclass(slots=True)
class _Found:
    articles: dict[_Key, Article] = field(default_factory=dict)
    shifts: dict[_Key, int] = field(default_factory=dict)
    spans: dict[_Key, _Rows] = field(default_factory=dict)
    labelled: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


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
        if not found.articles:
            yield from found.problems
            files.read(_ARTICLES)
            return
        yield from found.problems
        yield from _without_text(found)
        for key in sorted(found.articles):
            yield from self._labelled(found, key)

    def _add(self, found: _Found, name: str, content: bytes) -> None:
        if match := _ARTICLE.search(name):
            key = (match["part"], match["id"])
            found.articles[key] = Article(match["id"], decode(content, name), lang=self.lang, file=name)
            found.shifts[key] = bom_length(content)
        elif match := re.search(rf"(?:^|/){self.labels}$", name):
            found.labelled.add(match["part"])
            for row, fields in tab_rows(content, name):
                _add_row(found, match["part"], fields, (name, row))

    def _labelled(self, found: _Found, key: _Key) -> Iterator[Article | Problem]:
        article, shift = found.articles[key], found.shifts[key]
        spans: list[LabelSpan] = []
        for name, row, span in _fullest(found.spans.get(key, {})):
            start, end = span.start - shift, span.end - shift
            if 0 <= start < end <= len(article.text):
                spans.append(LabelSpan(span.name, start, end))
            else:
                expected = f"offsets inside article {article.id}"
                yield Problem(name, expected, f"{span.start} to {span.end}", _REMEDY, row, article.id)
        names = tuple(dict.fromkeys(span.name for span in spans))
        annotated = key[0] in found.labelled
        yield replace(article, labels=(Labelling(self.scheme, names, tuple(spans)),) if annotated else ())


def _add_row(found: _Found, part: str, fields: list[str], place: tuple[str, int]) -> None:
    if len(fields) == 4 and are_numbers(*fields[2:4]):
        span = LabelSpan(fields[1], int(fields[2]), int(fields[3]))
        found.spans.setdefault((part, fields[0]), {}).setdefault(place[0], []).append((place[1], span))
    else:
        expected = "four fields: id, technique, start, end"
        found.problems.append(Problem(place[0], expected, f"{len(fields)} fields or no numbers", _REMEDY, place[1]))


def _fullest(rows: _Rows) -> Iterator[tuple[str, int, LabelSpan]]:
    # the joined file and the file per article repeat each other: one of them is enough
    name = max(rows, key=lambda file: len(rows[file]), default="")
    for row, span in rows.get(name, ()):
        yield name, row, span


def _without_text(found: _Found) -> Iterator[Problem]:
    for key, rows in found.spans.items():
        if key not in found.articles:
            name, row, _ = next(_fullest(rows))
            yield Problem(name, f"a file article{key[1]}.txt", "labels of it, but no text", _REMEDY, row, key[1])
