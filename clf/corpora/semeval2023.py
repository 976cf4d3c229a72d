"""Read SemEval-2023 Task 3: news articles with genre, frames and persuasion techniques, in six languages.

Piskorski, Stefanovitch, Da San Martino, Nakov, SemEval-2023 Task 3: Detecting the Category, the Framing, and the
Persuasion Techniques in Online News in a Multi-lingual Setup (SemEval 2023). The training part has 1,460 distinct
articles. Each subtask has its own choice of articles and its own split: which subtasks an article belongs to shows in
the schemes it has a `Labelling` of (1 genre, 2 frames, 3 techniques). A row is an article or one of its paragraphs.

The layout, ``{part}`` being train, dev or test::

    data/{language}/{part}-articles-subtask-{1,2,3}/article{ID}.txt
    data/{language}/{part}-labels-subtask-{1,2,3}.txt
    data/en/{part}-labels-subtask-3-spans/article{ID}-labels-subtask-3.txt
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clf.corpora.archive import Files, decode
from clf.corpora.lines import are_numbers, bom_length, line_offsets, tab_rows, title_line
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling, LabelSpan

__all__ = ["VIEWS", "read"]

VIEWS = {
    "articles": "each article once, with genre, frames and the techniques of its paragraphs",
    "paragraphs": "the paragraphs of subtask 3, with techniques, in English also as spans",
}

_GENRE, _FRAMES, _TECHNIQUES = "semeval2023_genre", "semeval2023_frames", "semeval2023_techniques"
_LANGUAGES = {"ge": "de", "po": "pl", "gr": "el"}  # the task's own codes; "ka" is Georgian in both
_TEXT_ORDER = ("2", "1", "3")
_ARTICLES = "*/*-articles-subtask*/article*.txt"
_PATTERNS = (_ARTICLES, "*/*-labels-subtask*.txt", "en/*-labels-subtask-3-spans/article*.txt")
# the readme writes "articles-subtask1", the folders are "articles-subtask-1"
_ARTICLE = re.compile(r"(?:^|/)(?P<lang>[a-z]{2})/[a-z]+-articles-subtask-?(?P<task>[123])/article(?P<id>[^/]+)\.txt$")
_LABELS = re.compile(r"(?:^|/)(?P<lang>[a-z]{2})/[a-z]+-labels-subtask-?(?P<task>[123])\.txt$")
_SPANS = re.compile(r"(?:^|/)en/[^/]+-spans/article[^/]+\.txt$")
_REMEDY = "This row was left out; compare the file with the organisers' own bundle."

_Key = tuple[str, str]  # language, article id


@dataclass(frozen=True, slots=True)
class _Text:
    file: str
    text: str
    bom: int


@dataclass(slots=True)
class _Bundle:
    texts: dict[_Key, dict[str, _Text]] = field(default_factory=dict)
    genre: dict[_Key, tuple[str, ...]] = field(default_factory=dict)
    frames: dict[_Key, tuple[str, ...]] = field(default_factory=dict)
    techniques: dict[_Key, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    spans: dict[_Key, list[LabelSpan]] = field(default_factory=dict)
    places: dict[_Key, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(files: Files, view: str) -> Iterator[Article | Problem]:
    """Yield the rows of `view` of all parts that are there, ordered by language and id."""
    bundle = _collect(files)
    yield from bundle.problems
    for key, (file, row) in bundle.places.items():
        if key not in bundle.texts:
            yield Problem(file, f"a file article{key[1]}.txt", "labels of it, but no text", _REMEDY, row, _id(key))
    for key in sorted(bundle.texts):
        if view == "articles":
            yield _article(bundle, key)
        elif "3" in bundle.texts[key]:
            yield from _paragraphs(bundle, key)


def _collect(files: Files) -> _Bundle:
    bundle = _Bundle()
    for name, content in files.iter(*_PATTERNS):
        try:
            if match := _ARTICLE.search(name):
                key = (_language(match["lang"]), match["id"])
                text = _Text(name, decode(content, name), bom_length(content))
                bundle.texts.setdefault(key, {}).setdefault(match["task"], text)
            elif match := _LABELS.search(name):
                _add_labels(bundle, _language(match["lang"]), match["task"], name, content)
            elif _SPANS.search(name):
                _add_spans(bundle, name, content)
        except DataError as error:
            bundle.problems.append(error.problem)
    if not bundle.texts:
        files.read(_ARTICLES)
    return bundle


def _add_labels(bundle: _Bundle, lang: str, task: str, name: str, content: bytes) -> None:
    for row, fields in tab_rows(content, name):
        key = (lang, fields[0])
        bundle.places.setdefault(key, (name, row))
        if task == "1" and len(fields) == 2:
            bundle.genre[key] = _names(fields[1])
        elif task == "2" and len(fields) == 2:
            bundle.frames[key] = _names(fields[1])
        elif task == "3" and 2 <= len(fields) <= 3 and are_numbers(fields[1]):
            # a paragraph without techniques has an empty third field
            names = _names(fields[2]) if len(fields) == 3 else ()
            bundle.techniques.setdefault(key, {})[int(fields[1])] = names
        else:
            expected = "id, paragraph number, techniques" if task == "3" else "id, labels"
            found = f"{len(fields)} fields or no paragraph number"
            bundle.problems.append(Problem(name, expected, found, _REMEDY, row))


def _add_spans(bundle: _Bundle, name: str, content: bytes) -> None:
    for row, fields in tab_rows(content, name):
        if len(fields) == 4 and are_numbers(*fields[2:4]):
            span = LabelSpan(fields[1], int(fields[2]), int(fields[3]))
            bundle.spans.setdefault(("en", fields[0]), []).append(span)
        else:
            found = f"{len(fields)} fields or no numbers"
            bundle.problems.append(Problem(name, "id, technique, start, end", found, _REMEDY, row))


def _article(bundle: _Bundle, key: _Key) -> Article:
    texts = bundle.texts[key]
    chosen = texts[next(task for task in _TEXT_ORDER if task in texts)]
    labels = [
        Labelling(scheme, names[key])
        for scheme, names in ((_GENRE, bundle.genre), (_FRAMES, bundle.frames))
        if key in names
    ]
    if key in bundle.techniques:
        union = dict.fromkeys(name for names in bundle.techniques[key].values() for name in names)
        labels.append(Labelling(_TECHNIQUES, tuple(union)))
    return Article(
        id=_id(key),
        text=chosen.text,
        title=title_line(chosen.text),
        lang=key[0],
        labels=tuple(labels),
        file=chosen.file,
    )


def _paragraphs(bundle: _Bundle, key: _Key) -> Iterator[Article | Problem]:
    whole = bundle.texts[key]["3"]
    labelled = bundle.techniques.get(key, {})
    title = title_line(whole.text)
    # line N of the article, not the joined template: that one has lost rows in five languages
    lines = dict(enumerate(line_offsets(whole.text), 1))
    filled = {number for number, (start, end) in lines.items() if whole.text[start:end].strip()}
    for number in sorted(filled | labelled.keys()):
        if number not in filled:
            found = f"labels of paragraph {number}, but no text there"
            yield Problem(whole.file, f"text in line {number}", found, _REMEDY, number, _id(key))
            continue
        start, end = lines[number]
        labels: tuple[Labelling, ...] = ()
        if number in labelled:
            spans = _clipped(bundle.spans.get(key, []), whole.bom, start, end)
            aligned = {span.name for span in spans} == set(labelled[number])
            labels = (Labelling(_TECHNIQUES, labelled[number], spans if aligned else ()),)
        yield Article(
            id=f"{_id(key)}#{number}",
            text=whole.text[start:end],
            document=_id(key),
            title=title,
            lang=key[0],
            labels=labels,
            file=whole.file,
            row=number,
        )


def _clipped(spans: list[LabelSpan], bom: int, start: int, end: int) -> tuple[LabelSpan, ...]:
    """Return what of `spans` (offsets into the article) lies in its paragraph, as offsets into the paragraph."""
    inside = (LabelSpan(s.name, max(s.start - bom, start) - start, min(s.end - bom, end) - start) for s in spans)
    return tuple(span for span in inside if span.start < span.end)


def _names(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in value.split(",") if name))


def _language(code: str) -> str:
    return _LANGUAGES.get(code, code)


def _id(key: _Key) -> str:
    return f"{key[0]}/{key[1]}"
