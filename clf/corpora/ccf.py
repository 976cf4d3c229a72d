"""Read CCF, Canadian climate framing: English and French newspaper sentences with frames and 60 other labels.

Repository ``antoinelemor/CCF-canadian-climate-framing``, deposit 10.5281/zenodo.20346363; 4,000 sentences of one coder,
from 3,083 documents of 1988 to 2023, and 1,000 more of two coders. A row is a unit of about two sentences; `document`
is the article, numbered alike in all files.

The layout: ``Annotated_sentences.jsonl``; for the 1,000 ``consensus_gold_standard.jsonl`` and ``second_coder.jsonl``
with the labels and ``blind_verification.jsonl`` with the texts, joined on document and sentence. Labels are spelled as
in the first file throughout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clf.corpora.archive import Files, decode
from clf.corpora.ccf_labels import MAIN_FRAMES, first_spelling
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {
    "sentences": "every sentence that is there: one coder's 4,000, and the consensus of two coders on 1,000",
    "consensus": "the 1,000 sentences of two coders: what both agreed on",
    "second_coder": "the same 1,000 sentences: the second coder alone",
}

_FIRST, _BLIND = "Annotated_sentences.jsonl", "blind_verification.jsonl"
_CONSENSUS, _SECOND = "consensus_gold_standard.jsonl", "second_coder.jsonl"
_LABEL_FILES = {"sentences": _CONSENSUS, "consensus": _CONSENSUS, "second_coder": _SECOND}
_OUTLETS = {"Toronton Sun": "Toronto Sun"}
_REMEDY = "This row was left out; compare the file with the authors' repository."

_Key = tuple[str, str]  # document, sentence
_Row = tuple[str, int, dict[str, Any]]  # file, line, record


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the sentences of one view."""
    found = {name.rsplit("/", 1)[-1]: content for name, content in files.iter(_FIRST, _BLIND, _CONSENSUS, _SECOND)}
    _require(files, found, view)
    if view == "sentences" and _FIRST in found:
        for row in _records(_FIRST, found[_FIRST]):
            yield from _article(row, row, "") if isinstance(row, tuple) else (row,)
    texts: dict[_Key, _Row] = {}
    for name in (_BLIND, _SECOND):  # both hold the texts
        for row in _records(name, found.get(name, b"")):
            if isinstance(row, Problem):
                yield row
            elif row[2].get("text"):
                texts.setdefault(_key(row), row)
    labels = found.get(_LABEL_FILES[view])
    if labels is None:
        for text in texts.values():
            yield from _article(text, None, "unlabelled")
    else:
        yield from _joined(_LABEL_FILES[view], labels, texts)


def _require(files: Files, found: dict[str, bytes], view: str) -> None:
    if view == "sentences":
        if not found.keys() & {_FIRST, _BLIND, _SECOND}:
            files.read(_FIRST)
    elif _LABEL_FILES[view] not in found:
        files.read(_LABEL_FILES[view])
    elif not found.keys() & {_BLIND, _SECOND}:
        files.read(_BLIND)


def _joined(name: str, content: bytes, texts: dict[_Key, _Row]) -> Iterator[Article | Problem]:
    for row in _records(name, content):
        if isinstance(row, Problem):
            if name != _SECOND:  # the second coder's file was walked for its texts already
                yield row
            continue
        text = texts.get(_key(row))
        if text is None:
            yield Problem(name, f"a text of the same document in {_BLIND}", "none", _REMEDY, row[1])
        else:
            yield from _article(text, row, "consensus" if name == _CONSENSUS else "second")


def _records(name: str, content: bytes) -> Iterator[_Row | Problem]:
    try:
        lines = decode(content, name).split("\n")
    except DataError as error:
        yield error.problem
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict) and isinstance(record.get("meta"), dict) and _are_labels(record.get("label")):
            yield name, number, record
        else:
            yield Problem(name, "a JSON object with meta and a list label", "something else", _REMEDY, number)


def _are_labels(labels: object) -> bool:
    return isinstance(labels, list) and all(isinstance(label, str) for label in labels)


def _key(row: _Row) -> _Key:
    meta = row[2]["meta"]
    return str(meta.get("doc_ID", meta.get("doc_id", ""))), str(meta.get("sentence_id", ""))


def _article(text: _Row, labels: _Row | None, prefix: str) -> Iterator[Article | Problem]:
    name, number, record = text
    meta, (document, sentence) = record["meta"], _key(text)
    if not (isinstance(record.get("text"), str) and record["text"].strip()):
        yield Problem(name, "a text", "none", _REMEDY, number)
        return
    names = list(dict.fromkeys(first_spelling(label) for label in labels[2]["label"])) if labels else []
    if labels and None in names:
        remedy = "This label was left out; the row was read without it."
        yield Problem(labels[0], "labels of the codebook", "one that is not", remedy, labels[1])
    media = str(meta.get("media") or "")
    yield Article(
        id=f"{prefix}-{document}-{sentence}" if prefix else str(record.get("id", f"line-{number}")),
        text=record["text"],
        document=document or None,
        title=str(meta.get("title") or "") or None,
        outlet=_OUTLETS.get(media, media) or None,
        date=iso_date(str(meta.get("date") or "")),
        lang=str(meta.get("language") or "").lower() or None,
        labels=_labels([label for label in names if label]) if labels else (),
        file=name,
        row=number,
    )


def _labels(names: list[str]) -> tuple[Labelling, ...]:
    frames = tuple(name for name in names if name in MAIN_FRAMES)
    return Labelling("ccf_frames", frames), Labelling("ccf_labels", tuple(names))
