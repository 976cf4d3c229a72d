"""A sentence for a person that is English wherever it is a string, and can be said in the language of a page.

The output record keeps the English; only a view asks for another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Message", "amount", "fill", "forms", "number", "said", "units"]

_UNITS = {
    "article": {"en": "article|articles", "fr": "article|articles"},
    "headline": {"en": "headline|headlines", "fr": "titre|titres"},
    "paragraph": {"en": "paragraph|paragraphs", "fr": "paragraphe|paragraphes"},
    "passage": {"en": "passage|passages", "fr": "passage|passages"},
    "post": {"en": "post|posts", "fr": "message|messages"},
    "sentence": {"en": "sentence|sentences", "fr": "phrase|phrases"},
    "span": {"en": "passage|passages", "fr": "passage|passages"},
    "text": {"en": "text|texts", "fr": "texte|textes"},
}


class Message(str):
    """A string in English that knows its own words in other languages.

    Parameters
    ----------
    words : mapping of str to str
        ISO 639-1 code → template as for `fill`; ``en`` must be there and is the string itself.
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
    return {lang: both.partition("|")[2] for lang, both in forms(unit).items()}


def forms(unit: str) -> Mapping[str, str]:
    """Return what one text of a unit and several are called, by language: ``article|articles``."""
    return _UNITS.get(unit, _UNITS["text"])


def fill(template: str, lang: str, /, **values: Any) -> str:
    """Return a sentence with its values filled in, whole numbers as the language writes and counts them.

    Parameters
    ----------
    template : str
        As for `str.format`. ``{n:article|articles}`` is the first for one (in French for none too), else the second.
    lang : str
        ``en`` or ``fr``.
    **values
        What the template names.

    Examples
    --------
    >>> fill("{n} {n:text|texts} of {of}", "en", n=0, of="Alder"), fill("{n} {n:texte|textes}", "fr", n=0)
    ('0 texts of Alder', '0 texte')
    """
    return template.format(**{name: _Count(n, lang) if isinstance(n, int) else n for name, n in values.items()})


def number(n: int, lang: str) -> str:
    """Return a whole number with its thousands apart: ``1,062``, in French with a no-break space."""
    return f"{n:,d}" if lang == "en" else f"{n:,d}".replace(",", "\u00a0")


def amount(n: int, thing: str) -> str:
    """Return how many things there are, in English.

    Examples
    --------
    >>> amount(1, "article"), amount(2_000, "row"), amount(0, "outlet")
    ('1 article', '2,000 rows', '0 outlets')
    """
    return fill("{n} {thing}{n:|s}", "en", n=n, thing=thing)


class _Count(int):
    """A whole number that knows the language of its sentence."""

    lang: str

    def __new__(cls, n: int, lang: str) -> _Count:
        count = super().__new__(cls, n)
        count.lang = lang
        return count

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return format(int(self), spec) if spec else number(int(self), self.lang)
        one, several = spec.split("|")
        return one if self == 1 or (self == 0 and self.lang == "fr") else several


def _filled(words: Mapping[str, str], values: Mapping[str, Any], lang: str) -> str:
    own = {
        name: value.get(lang, value["en"]) if isinstance(value, Mapping) else value for name, value in values.items()
    }
    return fill(words.get(lang, words["en"]), lang if lang in words else "en", **own)
