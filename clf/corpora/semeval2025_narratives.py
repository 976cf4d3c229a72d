"""Read SemEval-2025 Task 10: online news in five languages with narratives and the roles of entities.

Piskorski et al., SemEval-2025 Task 10: Multilingual Characterization and Extraction of Narratives from Online News
(SemEval 2025). The training part (an earlier release than the final one) has 942 documents, 859 of them with
narratives. A row is a document, its id the file name. Subtask 1 marks entities (roles), subtask 2 documents
(narratives and sub-narratives); the free-text explanations of subtask 3 are not read.

The layout: folders ``{LANG}/raw-documents/`` or ``{LANG}/subtask-{1,2,3}-documents/`` with one file per document, and
``{LANG}/subtask-{1,2}-annotations.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clf.corpora.archive import Files, decode
from clf.corpora.lines import are_numbers, bom_length, tab_rows, title_line
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling, LabelSpan

__all__ = ["VIEWS", "read"]

VIEWS = {"documents": "news articles with narratives, sub-narratives and entity roles"}

_ROLES = "semeval2025_roles"
_NARRATIVES, _SUBNARRATIVES = "semeval2025_narratives", "semeval2025_subnarratives"
_DOCUMENTS = ("*/raw-documents/*.txt", "*/subtask-[123]-documents/*.txt")
_DOCUMENT = re.compile(r"(?:^|/)(?P<lang>[A-Za-z]{2})/(?P<folder>raw|subtask-[123])-documents/(?P<id>[^/]+)$")
_LABELS = re.compile(r"(?:^|/)subtask-(?P<task>[12])-annotations[^/]*$")
_FOLDER_ORDER = ("raw", "subtask-1", "subtask-2", "subtask-3")  # entity offsets belong to the first that is there
_SLIP = 5  # some offsets in EN and HI are off by one to three characters
_REMEDY = "This row was left out; compare the file with the organisers' own bundle."


@dataclass(frozen=True, slots=True)
class _Document:
    file: str
    lang: str
    folder: str
    text: str
    bom: int


@dataclass(frozen=True, slots=True)
class _Entity:
    mention: str
    start: int
    roles: tuple[str, ...]
    file: str
    row: int


@dataclass(slots=True)
class _Bundle:
    documents: dict[str, _Document] = field(default_factory=dict)
    entities: dict[str, list[_Entity]] = field(default_factory=dict)
    narratives: dict[str, tuple[Labelling, Labelling]] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the documents of all parts that are there, ordered by language and id."""
    bundle = _collect(files)
    yield from bundle.problems
    for name, (file, row) in bundle.places.items():
        if name not in bundle.documents:
            yield Problem(file, "a document of the name given", "labels of it, but no text", _REMEDY, row, name)
    for name, document in sorted(bundle.documents.items(), key=lambda entry: (entry[1].lang, entry[0])):
        yield from _article(bundle, name, document)


def _collect(files: Files) -> _Bundle:
    bundle = _Bundle()
    for name, content in files.iter(*_DOCUMENTS, "subtask-[12]-annotations*"):
        try:
            if match := _DOCUMENT.search(name):
                lang, folder = match["lang"].lower(), match["folder"]
                document = _Document(name, lang, folder, decode(content, name), bom_length(content))
                known = bundle.documents.get(match["id"])
                if known is None or _FOLDER_ORDER.index(folder) < _FOLDER_ORDER.index(known.folder):
                    bundle.documents[match["id"]] = document
            elif match := _LABELS.search(name):
                _add_labels(bundle, match["task"], name, content)
        except DataError as error:
            bundle.problems.append(error.problem)
    if not bundle.documents:
        files.read(_DOCUMENTS[0])
    return bundle


def _add_labels(bundle: _Bundle, task: str, name: str, content: bytes) -> None:
    for row, fields in tab_rows(content, name):
        if task == "1" and len(fields) >= 5 and are_numbers(*fields[2:4]):
            roles = tuple(dict.fromkeys(role for role in fields[4:] if role))
            entity = _Entity(fields[1], int(fields[2]), roles, name, row)
            bundle.entities.setdefault(fields[0], []).append(entity)
        elif task == "2" and len(fields) == 3:
            labels = (Labelling(_NARRATIVES, _names(fields[1])), Labelling(_SUBNARRATIVES, _names(fields[2])))
            bundle.narratives[fields[0]] = labels
        else:
            expected = "file, entity, start, end, roles" if task == "1" else "file, narratives, sub-narratives"
            found = f"{len(fields)} fields or no numbers"
            bundle.problems.append(Problem(name, expected, found, _REMEDY, row))
            continue
        bundle.places.setdefault(fields[0], (name, row))


def _names(cell: str) -> tuple[str, ...]:
    # narratives repeat, being parallel to the sub-narratives; one of them has a comma in its name
    return tuple(dict.fromkeys(name for name in cell.split(";") if name))


def _article(bundle: _Bundle, name: str, document: _Document) -> Iterator[Article | Problem]:
    labels: list[Labelling] = list(bundle.narratives.get(name, ()))
    if name in bundle.entities:
        spans: list[LabelSpan] = []
        for entity in bundle.entities[name]:
            start = _aligned(document, entity)
            if start is None:
                expected = "an entity that stands at its offset in the document"
                yield Problem(entity.file, expected, f"another text at {entity.start}", _REMEDY, entity.row, name)
                continue
            spans.extend(LabelSpan(role, start, start + len(entity.mention)) for role in entity.roles)
        names = tuple(dict.fromkeys(span.name for span in spans))
        labels.append(Labelling(_ROLES, names, tuple(spans)))
    yield Article(
        id=name,
        text=document.text,
        title=title_line(document.text),
        lang=document.lang,
        labels=tuple(labels),
        file=document.file,
    )


def _aligned(document: _Document, entity: _Entity) -> int | None:
    """Return where the entity begins in the text, or None where it does not stand near its offset."""
    text, mention = document.text, entity.mention
    stated = entity.start - document.bom
    for start in (stated, _with_bare_line_feeds(text, stated)):
        if start >= 0 and text.startswith(mention, start):
            return start
    near = range(max(stated - _SLIP, 0), stated + _SLIP + 1)
    return min(
        (start for start in near if text.startswith(mention, start)),
        key=lambda start: abs(start - stated),
        default=None,
    )


def _with_bare_line_feeds(text: str, position: int) -> int:
    """Return the offset that `position` is when every bare LF was counted as CRLF, as in most Russian files."""
    counted = 0
    for index, character in enumerate(text):
        if counted >= position:
            return index
        counted += 2 if character == "\n" and text[index - 1 : index] != "\r" else 1
    return len(text)
