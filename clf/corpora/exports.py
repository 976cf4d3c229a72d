"""Exports of press databases and annotation tools, told by their content and not by their name.

Press databases as HTML, many articles in one file: Europresse and Factiva. Annotation tools as JSON: Label Studio and
Doccano. (Media Cloud exports a plain table, which `clf.corpora.columns` knows by its columns.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clf.corpora.columns import Rows, checked_article
from clf.corpora.user_labels import OWN_SCHEME, BadLabelsError, span_of
from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan
from clf.text.dates import iso_date
from clf.text.html_tree import Element, parse_tree
from clf.text.written_dates import written_date

__all__ = ["AnnotatedRecord", "annotated_record", "read_press_export"]

_EUROPRESSE = re.compile(rb"<article\b", re.IGNORECASE), b"DocPublicationName"
_FACTIVA = re.compile(rb"class\s*=\s*[\"']article\s+[a-z]{2}Article\b")
_FACTIVA_CLASS = re.compile(r"([a-z]{2})Article$")

# news·20190405·LM·7302: kind, day, code of the outlet, running number.
_EUROPRESSE_ID = re.compile(r"\b\w+·(\d{8})·\S+")
_ISSUE = re.compile(r"\s*(?:,\s*no\.?\s|\bn[o°]\s?\d).*$", re.DOTALL)
_FACTIVA_ID = re.compile(r"Document\s+([A-Za-z0-9]{10,})\s*$")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?$", re.IGNORECASE)
_FACTIVA_DAY = re.compile(r"\d{1,2}\.?\s+\w+\s+\d{4}$|\w+\s+\d{1,2},\s+\d{4}$")
_FACTIVA_CODE = re.compile(r"[A-Z]{2,3}$")


def read_press_export(content: bytes, file: str) -> Iterator[Article | Problem] | None:
    """Return the articles of a Europresse or Factiva export, or None when the page is neither.

    Parameters
    ----------
    content : bytes
        The whole HTML file.
    file : str
        Its name as the user gave it.
    """
    if _EUROPRESSE[1] in content and _EUROPRESSE[0].search(content):
        return _europresse(parse_tree(_decoded(content)), file)
    if _FACTIVA.search(content):
        return _factiva(parse_tree(_decoded(content)), file)
    return None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _europresse(tree: Element, file: str) -> Iterator[Article | Problem]:
    row = 0
    for element in tree.walk():
        if element.tag == "article" and element.first("DocPublicationName"):
            row += 1
            yield _europresse_article(element, file, row)
    if not row:
        yield _no_articles(file, "Europresse")


def _europresse_article(element: Element, file: str, row: int) -> Article | Problem:
    # The inner container leaves out what Europresse adds to DocText (certificate, links to the PDF page).
    body = _filled(element, "docOcurrContainer") or _filled(element, "DocText")
    outlet = _line(element, "DocPublicationName")
    number = _EUROPRESSE_ID.search(_line(element, "publiC-lblNodoc") or element.line()[-500:])
    header = " ".join(header.line() for header in element.all("DocHeader", "DocTitreSousSection"))
    return checked_article(
        file,
        row,
        "\n\n".join(body.paragraphs()) if body else "",
        id=number[0] if number else None,
        title=_line(element, "rdp__articletitle", "titreArticleVisu", "titreArticle"),
        outlet=_ISSUE.sub("", outlet) or None if outlet else None,
        date=written_date(header) or (iso_date(number[1]) if number else None),
    )


def _filled(element: Element, name: str) -> Element | None:
    return next((found for found in element.all(name) if found.paragraphs()), None)


def _line(element: Element, *classes: str) -> str | None:
    found = element.first(*classes)
    return (found.line() or None) if found else None


def _factiva(tree: Element, file: str) -> Iterator[Article | Problem]:
    row = 0
    for element in tree.all("article"):
        lang = next((match[1] for name in element.classes if (match := _FACTIVA_CLASS.match(name))), None)
        if lang:
            row += 1
            yield _factiva_article(element, file, row, lang)
    if not row:
        yield _no_articles(file, "Factiva")


def _factiva_article(element: Element, file: str, row: int, lang: str) -> Article | Problem:
    paragraphs = [
        paragraph
        for part in element.all("articleParagraph")
        for paragraph in part.paragraphs()
        if not _FACTIVA_ID.match(paragraph)
    ]
    fields = _factiva_fields(element) or _factiva_lines(element)
    number = _FACTIVA_ID.search(fields.get("AN") or element.line())
    date = fields.get("PD")
    return checked_article(
        file,
        row,
        "\n\n".join(paragraphs),
        id=number[1] if number else None,
        title=fields.get("HD"),
        outlet=fields.get("SN"),
        date=(written_date(date) or iso_date(date)) if date else None,
        lang=lang,
    )


def _factiva_fields(element: Element) -> dict[str, str]:
    """Return the fields of the layout with codes: rows of HD headline, PD day, SN source, AN number…"""
    fields: dict[str, str] = {}
    for row in element.walk():
        cells = [child for child in row.children if isinstance(child, Element) and child.tag == "td"]
        if row.tag == "tr" and len(cells) >= 2 and _FACTIVA_CODE.match(code := cells[0].line()):
            fields.setdefault(code, cells[1].line())
    return fields


def _factiva_lines(element: Element) -> dict[str, str]:
    """Return the same fields of the layout without codes: one line each, the outlet after the day and the time."""
    lang = next((match[1] for name in element.classes if (match := _FACTIVA_CLASS.match(name))), "")
    headline = element.first(f"{lang}Headline") or next((e for e in element.walk() if e.id == "hd"), None)
    fields = {"HD": headline.line()} if headline and headline.line() else {}
    lines = [child.line() for child in element.children if isinstance(child, Element) and child.tag == "div"]
    for place, line in enumerate(lines):
        if _FACTIVA_DAY.match(line) and written_date(line):
            fields["PD"] = line
            after = (text for text in lines[place + 1 :] if text and not _TIME.match(text))
            if outlet := next(after, None):
                fields["SN"] = outlet
            break
    return fields


def _no_articles(file: str, source: str) -> Problem:
    return Problem(file, f"articles of a {source} export", "none", "Export the articles again with their full text.")


@dataclass(frozen=True, slots=True)
class AnnotatedRecord:
    """A record as fields by name, and its labels where the tool's own layout gives them."""

    values: Mapping[str, Any]
    labels: tuple[Labelling, ...] | None = None


def annotated_record(record: dict[str, Any], rows: Rows, row: int) -> AnnotatedRecord | Problem:
    """Return a JSON record in the form of a table row; what is no annotation tool's comes back as it is.

    The labels of Label Studio have the name of their control (``from_name``) as scheme, those of Doccano ``label``.
    """
    annotations = record.get("annotations", record.get("completions"))
    if isinstance(record.get("data"), dict) and isinstance(annotations, list):
        return _label_studio(record, annotations, rows, row)
    if isinstance(record.get("data"), str) and "label" in record and "text" not in record:  # Doccano 1.3 and 1.4
        return AnnotatedRecord({"text" if key == "data" else key: value for key, value in record.items()})
    if isinstance(record.get("entities"), list) and ("relations" in record or "cats" in record):
        kept = {key: value for key, value in record.items() if key not in ("entities", "relations", "cats")}
        names = record.get("cats")
        return AnnotatedRecord({**kept, "label": [*(names if isinstance(names, list) else []), *record["entities"]]})
    return AnnotatedRecord(record)


def _label_studio(record: dict[str, Any], annotations: list[Any], rows: Rows, row: int) -> AnnotatedRecord | Problem:
    values = {"id": record.get("id"), **record["data"]}
    done = [one for one in annotations if isinstance(one, dict) and not one.get("was_cancelled")]
    if len(done) > 1:
        rows.notice_once("several annotations of one text: the ground truth is read, else the first")
    text = values.get(rows.assign(values).get("text", ""))
    chosen = next((one for one in done if one.get("ground_truth")), done[0] if done else {})
    results = chosen.get("result")
    try:
        labels = _label_studio_labels(results if isinstance(results, list) else [], text)
    except BadLabelsError as error:
        remedy = "This row was left out; check its labels."
        return rows.traced(Problem(rows.file, "labels that fit the text", str(error), remedy, row), values)
    return AnnotatedRecord(values, labels)


def _label_studio_labels(results: list[Any], text: Any) -> tuple[Labelling, ...]:
    names: dict[str, list[str]] = {}
    spans: dict[str, list[LabelSpan]] = {}
    for result in results:
        value = result.get("value") if isinstance(result, dict) else None
        found = (value.get("choices") or value.get("labels")) if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(found, list) or not isinstance(text, str):
            continue
        scheme = str(result.get("from_name") or OWN_SCHEME)
        names.setdefault(scheme, [])
        for name in found:
            if "start" in value:
                span = span_of(name, value["start"], value.get("end"), text, value.get("text"))
                spans.setdefault(scheme, []).append(span)
            else:
                names[scheme].append(str(name))
    return tuple(
        Labelling(scheme, tuple(dict.fromkeys(whole)), tuple(spans.get(scheme, ()))) for scheme, whole in names.items()
    )
