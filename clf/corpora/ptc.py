"""Read PTC, the Propaganda Techniques Corpus (SemEval-2020 Task 11): English news with technique spans.

Da San Martino, Yu, Barrón-Cedeño, Petrov, Nakov, Fine-Grained Analysis of Propaganda in News Articles
(EMNLP-IJCNLP 2019). 371 training articles, 6,128 spans of 14 techniques. A row is an article; line 1 is its title.
Offsets count a byte order mark, which two files have and which is dropped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clf.corpora.archive import Files
from clf.corpora.lines import title_line
from clf.corpora.span_layout import SpanLayout
from clf.errors import Problem
from clf.schema import Article

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "news articles with the spans of 14 propaganda techniques"}

_LAYOUT = SpanLayout(
    scheme="ptc_techniques",
    lang="en",
    labels=r"(?P<part>[^/]+?)-(?:task-flc-tc|labels-task-flc-tc/article[^/]+)\.labels",
    patterns=("*-task-flc-tc.labels", "*-labels-task-flc-tc/article*.labels"),
)


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles of all parts that are there; unlabelled parts have no `Labelling`."""
    for row in _LAYOUT.read(files):
        yield replace(row, title=title_line(row.text)) if isinstance(row, Article) else row
