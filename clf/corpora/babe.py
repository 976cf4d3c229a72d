"""Read BABE: English news sentences that experts labelled as biased or not and as opinion or fact.

Spinde, Plank, Krieger, Ruas, Gipp and Aizawa, "Neural Media Bias Detection Using Distant Supervision With BABE"
(Findings of EMNLP 2021). SG1 has 1,700 sentences by eight experts, SG2 3,674 by five; 1,694 sentences are in both, 305
of them with another label, so each is a view and never both. A row is a sentence; `document` is the address of the
article it was taken from.

The layout: ``data/final_labels_SG{1,2}.csv``, separated by semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.tables import Row, table_rows
from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan
from clf.text.cells import literal

__all__ = ["VIEWS", "read"]

VIEWS = {
    "sg2": "3,674 sentences, five experts each",
    "sg1": "1,700 sentences, eight experts; nearly all of them are in sg2 too",
}

_FILES = {"sg1": "final_labels_SG1.csv", "sg2": "final_labels_SG2.csv"}
_COLUMNS = ("text", "label_bias", "label_opinion", "biased_words")
_OUTLETS = {
    "alternet": "Alternet",
    "breitbart": "Breitbart",
    "federalist": "Federalist",
    "fox-news": "Fox News",
    "huffpost": "HuffPost",
    "msnbc": "MSNBC",
    "reuters": "Reuters",
    "usa-today": "USA Today",
}
"""Spellings of SG1 → those of SG2."""
_QUOTES = "\"'“”‘’«»"
_WORD = "biased"
_REMEDY = "This row was left out; compare the file with the authors' repository."


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the sentences of one of the two subgroups."""
    for row in table_rows(_FILES[view], files.read(_FILES[view]), _COLUMNS, delimiter=";"):
        yield row if isinstance(row, Problem) else _sentence(row, view)


def _sentence(row: Row, view: str) -> Article | Problem:
    if not row["text"].strip():
        return Problem(row.file, "a sentence", "an empty field", _REMEDY, row.number)
    words = _words(row["biased_words"])
    if words is None:
        return Problem(row.file, "a Python list of biased words", "something else", _REMEDY, row.number)
    schemes = {"babe_bias": row["label_bias"], "babe_opinion": row["label_opinion"]}
    labels = [Labelling(scheme, (name,)) for scheme, name in schemes.items() if name]
    if row["biased_words"]:
        labels.append(Labelling("babe_words", (_WORD,) if words else (), tuple(_spans(row["text"], words))))
    return Article(
        id=f"{view}-{row.number}",
        text=row["text"],
        document=row["news_link"] or None,
        outlet=_OUTLETS.get(row["outlet"], row["outlet"]) or None,
        lang="en",
        url=row["news_link"] or None,
        labels=tuple(labels),
        file=row.file,
        row=row.number,
    )


def _words(cell: str) -> list[str] | None:
    try:
        words = literal(cell or "[]")
    except ValueError:
        return None
    return words if isinstance(words, list) and all(isinstance(word, str) for word in words) else None


def _spans(text: str, words: list[str]) -> Iterator[LabelSpan]:
    """Yield every place of every word: the corpus names the words, not which of their places was meant."""
    places: set[tuple[int, int]] = set()
    for word in words:
        bare = word.strip(_QUOTES + " ")  # the list carries quotation marks that the sentence writes otherwise
        if bare:
            pattern = rf"(?<!\w){re.escape(bare)}(?!\w)"
            places.update(match.span() for match in re.finditer(pattern, text, re.IGNORECASE))
    for start, end in sorted(places):
        yield LabelSpan(_WORD, start, end)
