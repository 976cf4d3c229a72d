"""Metadata written in front of an article's text: read, not scored.

Exports and hand-made collections often put the date, the outlet or the title before the body, as
`` date 2017-05 Le dirigeant…`` on one line or as ``Date: 3 May 2017`` on lines of their own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from clf.text.dates import iso_date
from clf.text.language_codes import language_code
from clf.text.written_dates import written_date

__all__ = ["Header", "read_header"]

_NAMES = {
    "date": "date datum дата fecha data published",
    "title": "title titre headline titel título titolo tytuł заголовок название назва",
    "outlet": "outlet source journal média media quelle fuente fonte źródło источник издание джерело видання",
    "url": "url link ссылка",
    "lang": "lang language langue sprache язык мова",
    "": "author authors by byline reporter auteur autor autore автор section category rubrique ressort рубрика tags "
    "keywords",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_INLINE_DATE = re.compile(r"\s*date\s*:?\s+(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?![\d-])[ \t]*(?:\r?\n)*", re.IGNORECASE)
_LINE = re.compile(r"[ \t]*(\w{2,9})[ \t]*:[ \t]*([^\r\n]{1,300}?)[ \t]*(?:\r?\n|$)")
_RULE = re.compile(r"[ \t]*-{3,}[ \t]*(?:\r?\n|$)")
_BLANK = re.compile(r"\s*")


class Header(NamedTuple):
    """What stands in front of ``text[end:]``; `end` is 0 where there is no header.

    `date` is ISO 8601, `lang` an ISO 639-1 code; None where the header has none that can be read.
    """

    end: int = 0
    date: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    lang: str | None = None


def read_header(text: str) -> Header:
    """Return the metadata in front of an article's text.

    A single ``word: value`` line is taken for a header only when it is a date: ``Source: …`` alone may well be
    the first line of the article.
    """
    found: dict[str, str] = {}
    position = start = _BLANK.match(text).end()  # type: ignore[union-attr]
    if rule := _RULE.match(text, position):
        position = rule.end()
    while line := _LINE.match(text, position):
        name = _FIELDS.get(line[1].casefold())
        if name is None or name in found:
            break
        if name:  # else who wrote it, or the section: no part of the article, and not kept
            found[name] = line[2]
        position = line.end()
    inline = _INLINE_DATE.match(text)
    # "date: 2017-05 The mayor said …" is one line of a field, too, and its value is not the date alone.
    if inline and inline[1] != found.get("date") and len(found) < 2 and (date := iso_date(inline[1])):
        return Header(end=inline.end(), date=date)
    if rule := _RULE.match(text, position):
        position = rule.end()
    date = iso_date(found["date"], dayfirst=True) or written_date(found["date"]) if "date" in found else None
    if position == start or (date is None and len(found) < 2):
        return Header()
    end = _BLANK.match(text, position).end()  # type: ignore[union-attr]
    return Header(end, **found | {"date": date, "lang": language_code(found.get("lang"))})
