"""Labels of users' own files, in the ways annotation tools and spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from clf.schema import Labelling, LabelSpan
from clf.text.cells import literal

__all__ = ["OWN_SCHEME", "BadLabelsError", "labelling", "span_of"]

OWN_SCHEME = "label"
"""The label scheme of labels that a file gives without naming one."""

_MAX_LIST_CHARACTERS = 10_000
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_ALL_QUOTED = re.compile(rf"\[[\s,]*(?:(?:{_QUOTED.pattern})[\s,]*)*\]")


class BadLabelsError(ValueError):
    """A label that does not fit its text; the message says what is wrong and quotes nothing of the text."""


def labelling(value: Any, text: str) -> Labelling | None:
    """Return what a label cell or field says, or None where it is empty: empty means not annotated.

    Parameters
    ----------
    value : object
        A name, names split by ``;``, a list of names (as JSON, or as Python writes it), ``[start, end, name]``
        spans, spans as records, ``{"choices": [...]}``, or a record of name → probability or true/false.
        An empty list says: annotated, and none of the labels.
    text : str
        The text that spans count in.

    Raises
    ------
    BadLabelsError
        When a span does not lie in the text or a label has no name.
    """
    if isinstance(value, str):
        value = _from_cell(value)
    if value is None or value == "":
        return None
    names: list[str] = []
    spans: list[LabelSpan] = []
    for entry in _entries(value):
        if isinstance(entry, (list, tuple)):
            spans.append(_from_triple(entry, text))
        elif isinstance(entry, Mapping):
            spans.extend(_from_record(entry, text))
        else:
            names.append(_name(entry))
    return Labelling(OWN_SCHEME, tuple(dict.fromkeys(names)), tuple(spans))


def span_of(name: Any, start: Any, end: Any, text: str, quoted: Any = None) -> LabelSpan:
    """Return a span after checking that it lies in `text`.

    Label Studio counted UTF-16 units before version 1.5 (its issue 1347), which shifts a span by one for every
    emoji before it; where the export quotes the passage, the count that fits the quotation is taken.
    """
    if isinstance(quoted, str) and isinstance(start, int) and isinstance(end, int) and text[start:end] != quoted:
        wide = text.encode("utf-16-le", "surrogatepass")
        if 0 <= start <= end and wide[2 * start : 2 * end] == quoted.encode("utf-16-le", "surrogatepass"):
            start = len(wide[: 2 * start].decode("utf-16-le", "surrogatepass"))
            end = start + len(quoted)
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise BadLabelsError("a label outside the text")
    return LabelSpan(_name(name), start, end)


def _from_cell(cell: str) -> Any:
    cell = cell.strip()
    pair = cell[:1] + cell[-1:]
    if pair not in ("[]", "{}"):
        return [name.strip() for name in cell.split(";") if name.strip()] or None
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError as error:
        if len(cell) > _MAX_LIST_CHARACTERS:
            raise BadLabelsError("a long list of labels that is not JSON") from error
    # As pandas writes an array, ['economy' 'security'], and a list or a record.
    if _ALL_QUOTED.fullmatch(cell):
        return [one or other for one, other in _QUOTED.findall(cell)]
    try:
        return literal(cell)
    except ValueError:
        if ";" in cell or "," in cell:
            raise BadLabelsError("a list of labels without quotation marks") from None
        return [cell]  # a label in brackets: [unclear]


def _entries(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        if "choices" in value:
            return _entries(value["choices"])
        if "start" in value or "start_offset" in value:
            return [value]
        shares = {name: share for name, share in value.items() if isinstance(share, (bool, int, float))}
        if value and not shares:
            raise BadLabelsError("a record without a label, a choice or a share")
        return [name for name, share in shares.items() if share >= 0.5]
    return value if isinstance(value, (list, tuple)) else [value]


def _from_triple(entry: list[Any] | tuple[Any, ...], text: str) -> LabelSpan:
    if len(entry) != 3:
        raise BadLabelsError("a span that is not [start, end, label]")
    return span_of(entry[2], entry[0], entry[1], text)


def _from_record(entry: Mapping[str, Any], text: str) -> list[LabelSpan]:
    start = entry.get("start", entry.get("start_offset"))
    end = entry.get("end", entry.get("end_offset"))
    names = entry.get("labels") or entry.get("hypertextlabels") or entry.get("label")
    names = names if isinstance(names, list) else [names]
    return [span_of(name, start, end, text, entry.get("text")) for name in names]


def _name(value: Any) -> str:
    try:
        name = value.strip() if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""
    except ValueError as error:  # a number of more digits than Python writes
        raise BadLabelsError("a number without end as a label") from error
    if not name:
        raise BadLabelsError("a label without a name")
    # pandas writes whole numbers as 1.0 where a cell of the column is empty.
    return name.removesuffix(".0") if name.removesuffix(".0").isdecimal() else name
