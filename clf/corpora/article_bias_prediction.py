"""Read Article-Bias-Prediction: English news articles with the political leaning of their outlet.

Baly, Da San Martino, Glass and Nakov, "We Can Detect Your Bias: Predicting the Political Ideology of News Articles",
EMNLP 2020 (aclanthology.org/2020.emnlp-main.404); crawled through AllSides. 37,554 articles, 6,389 of 447 source
names in the open archive. A row is an article, ``data/jsons/<ID>.json``. The text is ``content_original``: the field
``content`` is tokenised and cleaned, so that its offsets and its boilerplate are not those of the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.records import Record, one_record, string
from clf.errors import Problem
from clf.schema import Article, Labelling
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles with the leaning (left, center, right) of their outlet, and a topic"}

_BIASES = ("left", "center", "right")
_FILES = "jsons/*.json"


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield one article per file."""
    found = False
    for name, content in files.iter(_FILES):
        found = True
        record = one_record(content, name, "ID", "content_original", "source")
        yield record if isinstance(record, Problem) else _article(record, name)
    if not found:
        files.read(_FILES)


def _article(record: Record, name: str) -> Article | Problem:
    bias, topic = string(record, "bias_text"), string(record, "topic")
    if bias not in _BIASES:
        return Problem(
            name, f"one of {', '.join(_BIASES)} in 'bias_text'", "another value", "Correct it or leave the file out."
        )
    labels = [Labelling("abp_bias", (bias,))]
    if topic:
        labels.append(Labelling("abp_topic", (topic,)))
    return Article(
        id=record["ID"],
        text=record["content_original"],
        title=string(record, "title"),
        outlet=string(record, "source"),
        date=iso_date(string(record, "date") or ""),
        lang="en",
        url=string(record, "url"),
        labels=tuple(labels),
        file=name,
    )
