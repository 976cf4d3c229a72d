"""What is asked of the local page: one article, as JSON; everything else is refused with what was expected."""

from __future__ import annotations

import re
from typing import Any

import orjson

from clf.corpora.file_dates import date_alone
from clf.errors import UsageError
from clf.messages import Message
from clf.schema import Article
from clf.text.language_codes import language_code

__all__ = ["MAX_BYTES", "MAX_CHARS", "MAX_HTML", "RefusedError", "article_of", "asked"]

MAX_CHARS = 100_000
"""Characters of an article."""
MAX_HTML = 2_000_000
"""Characters of a page's HTML."""
MAX_BYTES = 8 << 20
"""Bytes of a request: JSON may write a character with up to six."""
_FIELDS = {"text": MAX_CHARS, "html": MAX_HTML, "title": 1_000, "outlet": 300, "date": 40, "lang": 3, "ui": 2}
_OWN = {"ui"}
"""Fields of the page's own script, which nobody else needs to know of."""
_LANG = re.compile(r"[a-z]{2,3}", re.IGNORECASE)

_REASONS: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {
    "json": (
        {"en": "a JSON object", "fr": "un objet JSON"},
        {"en": "something else", "fr": "autre chose"},
        {"en": 'Send {{"text": "…"}} or {{"html": "…"}}.', "fr": 'Envoyez {{"text": "…"}} ou {{"html": "…"}}.'},
    ),
    "surrogate": (
        {"en": "whole characters", "fr": "des caractères entiers"},
        {"en": "half of a pair (a lone surrogate)", "fr": "une moitié de paire (un « surrogate » seul)"},
        {
            "en": "Do not cut a text in the middle of a character; send it as UTF-8.",
            "fr": "Ne coupez pas un texte au milieu d'un caractère ; envoyez-le en UTF-8.",
        },
    ),
    "type": (
        {"en": "JSON (Content-Type: application/json)", "fr": "du JSON (Content-Type: application/json)"},
        {"en": "another content type", "fr": "un autre type de contenu"},
        {"en": "Set the header Content-Type.", "fr": "Indiquez l'en-tête Content-Type."},
    ),
    "field": (
        {"en": "the fields {known}", "fr": "les champs {known}"},
        {"en": "another field", "fr": "un autre champ"},
        {"en": "Leave the other one out.", "fr": "Retirez l'autre."},
    ),
    "string": (
        {"en": "a text in “{name}”", "fr": "un texte dans « {name} »"},
        {"en": "something else", "fr": "autre chose"},
        {"en": "Give it as a string.", "fr": "Donnez-le comme chaîne de caractères."},
    ),
    "lang": (
        {"en": "a language code of two or three letters", "fr": "un code de langue de deux ou trois lettres"},
        {"en": "something else", "fr": "autre chose"},
        {"en": "Write fr, en or uk, or leave it out.", "fr": "Écrivez fr, en ou uk, ou rien."},
    ),
    "date": (
        {"en": "a date whose month is clear", "fr": "une date dont le mois est clair"},
        {"en": "something else", "fr": "autre chose"},
        {
            "en": "Write 2017-05-11, 2017-05 or 2017, or leave it out.",
            "fr": "Écrivez 2017-05-11, 2017-05 ou 2017, ou rien.",
        },
    ),
    "long": (
        {"en": "at most {most} characters in “{name}”", "fr": "au plus {most} caractères dans « {name} »"},
        {"en": "{n}", "fr": "{n}"},
        {"en": "For longer texts use clf score.", "fr": "Pour des textes plus longs, prenez clf score."},
    ),
    "long_field": (
        {"en": "at most {most} characters in “{name}”", "fr": "au plus {most} caractères dans « {name} »"},
        {"en": "{n}", "fr": "{n}"},
        {"en": "Shorten it, or leave it out.", "fr": "Raccourcissez-le, ou laissez-le de côté."},
    ),
    "large": (
        {"en": "a request of at most {most} bytes", "fr": "une requête de {most} octets au plus"},
        {"en": "more", "fr": "plus"},
        {"en": "For longer texts use clf score.", "fr": "Pour des textes plus longs, prenez clf score."},
    ),
    "slow": (
        {"en": "the whole request within {most} seconds", "fr": "toute la requête en {most} secondes"},
        {"en": "a part of it", "fr": "une partie"},
        {"en": "Send it again.", "fr": "Envoyez-la à nouveau."},
    ),
    "one": (
        {"en": "either “text” or “html”", "fr": "« text » ou bien « html »"},
        {"en": "both or neither", "fr": "les deux, ou aucun"},
        {"en": "Send one of the two.", "fr": "Envoyez l'un des deux."},
    ),
    "empty": (
        {"en": "an article", "fr": "un article"},
        {"en": "no word", "fr": "aucun mot"},
        {"en": "Paste its text.", "fr": "Collez son texte."},
    ),
    "no_article": (
        {"en": "an article in the page", "fr": "un article dans la page"},
        {"en": "none", "fr": "aucun"},
        {"en": "Paste the text of the article instead.", "fr": "Collez plutôt le texte de l'article."},
    ),
    "no_reader": (
        {"en": "trafilatura, which reads web pages", "fr": "trafilatura, qui lit les pages web"},
        {"en": "none", "fr": "rien"},
        {
            "en": "Install it (pip install 'clf-framing[html]'), or paste the text.",
            "fr": "Installez-le (pip install 'clf-framing[html]'), ou collez le texte.",
        },
    ),
}


class RefusedError(Exception):
    """A request that cannot be answered, with its HTTP status and the reason: expected, found, remedy.

    The reason never holds a word of what was sent.
    """

    def __init__(self, status: int, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.status = status
        names = ("expected", "found", "remedy")
        self.parts = {name: Message(words, **values) for name, words in zip(names, _REASONS[reason], strict=True)}


def asked(body: bytes) -> dict[str, str]:
    """Return the fields of a request's body; a field that is null is left out.

    Raises
    ------
    RefusedError
        When it is no JSON object, or a field is unknown, no string or too long.
    """
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, "surrogate" if "surrogate in string" in str(error) else "json") from error
    if not isinstance(raw, dict):
        raise RefusedError(400, "json")
    fields = {name: value for name, value in raw.items() if value is not None}
    if not fields.keys() <= _FIELDS.keys():
        raise RefusedError(400, "field", known=", ".join(name for name in _FIELDS if name not in _OWN))
    for name, value in fields.items():
        if not isinstance(value, str):
            raise RefusedError(400, "string", name=name)
        if name == "lang" and not _LANG.fullmatch(value):
            raise RefusedError(400, "lang")
        if len(value) > _FIELDS[name]:
            what = "long" if name in ("text", "html") else "long_field"
            raise RefusedError(413, what, name=name, most=_FIELDS[name], n=len(value))
    return fields


def article_of(fields: dict[str, str]) -> Article:
    """Return the article that is asked about; of HTML, the article in the page.

    Raises
    ------
    RefusedError
        When there is no article, or none can be looked for because trafilatura is not installed.
    """
    if ("text" in fields) == ("html" in fields):
        raise RefusedError(400, "one")
    known = {name: fields.get(name) or None for name in ("title", "outlet", "date", "lang")}
    if known["date"]:
        known["date"] = date_alone(known["date"])
        if known["date"] is None:
            raise RefusedError(400, "date")
    if known["lang"] and language_code(known["lang"]) is None:
        raise RefusedError(400, "lang")
    if "text" in fields:
        return Article("text", _with_words(fields["text"], "empty"), **known)  # type: ignore[arg-type]
    from clf.text.html import html_to_text

    try:
        page = html_to_text(fields["html"])
    except UsageError as error:
        raise RefusedError(501, "no_reader") from error
    found = {name: known[name] or value for name, value in page.known().items()}
    text = _with_words(page.text, "no_article")
    if len(text) > MAX_CHARS:
        raise RefusedError(413, "long", name="html", most=MAX_CHARS, n=len(text))
    return Article("html", text, extracted=True, **found)  # type: ignore[arg-type]


def _with_words(text: str, reason: str) -> str:
    if not any(character.isalnum() for character in text):
        raise RefusedError(422, reason)
    return text
