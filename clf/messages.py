"""A sentence for a person that is English wherever it is a string, and can be said in the language of a page.

The output record keeps the English; only a view asks for another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Message", "said", "units"]

_UNITS = {
    "article": {"en": "articles", "fr": "articles"},
    "headline": {"en": "headlines", "fr": "titres"},
    "paragraph": {"en": "paragraphs", "fr": "paragraphes"},
    "passage": {"en": "passages", "fr": "passages"},
    "post": {"en": "posts", "fr": "messages"},
    "sentence": {"en": "sentences", "fr": "phrases"},
    "span": {"en": "passages", "fr": "passages"},
    "text": {"en": "texts", "fr": "textes"},
}


class Message(str):
    """A string in English that knows its own words in other languages.

    Parameters
    ----------
    words : mapping of str to str
        ISO 639-1 code → template as for `str.format`; ``en`` must be there and is the string itself.
    **values
        What the templates name; a mapping of language to text is said in the language of the sentence. A value is
        put in as it is: braces in it mean nothing.

    Examples
    --------
    >>> warning = Message({"en": "{n} characters", "fr": "{n} caractères"}, n=3)
    >>> warning, said(warning, "fr"), said("as typed", "fr")
    ('3 characters', '3 caractères', 'as typed')
    """

    words: Mapping[str, str]
    values: dict[str, Any]

    def __new__(cls, words: Mapping[str, str], **values: Any) -> Message:  # noqa: D102 - see the class
        message = super().__new__(cls, _filled(words, values, "en"))
        message.words, message.values = words, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[Mapping[str, str]], dict[str, Any]]:
        return (self.words,), self.values  # copies and pickles are made of the parts, not of the finished sentence


def said(text: str, lang: str) -> str:
    """Return `text` in `lang` where it is a `Message` that has this language, else as it stands."""
    return _filled(text.words, text.values, lang) if isinstance(text, Message) else text


def units(unit: str) -> Mapping[str, str]:
    """Return what several texts of a unit (`clf.framing.labels.Scheme.unit`) are called, by language."""
    return _UNITS.get(unit, _UNITS["text"])


def _filled(words: Mapping[str, str], values: Mapping[str, Any], lang: str) -> str:
    own = {
        name: value.get(lang, value["en"]) if isinstance(value, Mapping) else value for name, value in values.items()
    }
    return words.get(lang, words["en"]).format(**own)
