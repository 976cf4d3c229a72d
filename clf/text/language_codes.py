"""What people write where a language is asked for: ``fr``, ``fr_CA``, ``fra``, ``French``, ``français``."""

from __future__ import annotations

from clf.errors import UsageError
from clf.text.as_read import plain_letters

__all__ = ["asked_language", "language_code"]

_NAMES = {
    **dict.fromkeys(("english", "anglais", "englisch", "eng"), "en"),
    **dict.fromkeys(("french", "francais", "franzosisch", "fra", "fre"), "fr"),
    **dict.fromkeys(("german", "allemand", "deutsch", "deu", "ger"), "de"),
    **dict.fromkeys(("spanish", "espagnol", "spanisch", "espanol", "spa"), "es"),
    **dict.fromkeys(("italian", "italien", "italienisch", "italiano", "ita"), "it"),
    **dict.fromkeys(("portuguese", "portugais", "portugiesisch", "portugues", "por"), "pt"),
    **dict.fromkeys(("polish", "polonais", "polnisch", "polski", "pol"), "pl"),
    **dict.fromkeys(("russian", "russe", "russisch", "rus"), "ru"),
    **dict.fromkeys(("ukrainian", "ukrainien", "ukrainisch", "ukr", "ua"), "uk"),
    **dict.fromkeys(("arabic", "arabe", "arabisch", "ara"), "ar"),
    **dict.fromkeys(("chinese", "chinois", "chinesisch", "zho", "chi"), "zh"),
}


def language_code(value: str | None) -> str | None:
    """Return the ISO 639-1 code (639-3 where there is none) of a code or a name; None for what is neither.

    Examples
    --------
    >>> language_code("fr_CA"), language_code("Deutsch"), language_code("uk"), language_code("Klingon")
    ('fr', 'de', 'uk', None)
    """
    name = plain_letters((value or "").strip())
    code = name.replace("_", "-").split("-")[0]
    code = _NAMES.get(name, _NAMES.get(code, code))
    return code if code.isascii() and code.isalpha() and len(code) in (2, 3) else None


def asked_language(value: str, option: str = "--lang") -> str:
    """Return the code of the language that a caller names.

    Raises
    ------
    UsageError
        When it is neither a code nor a name that clf knows.
    """
    code = language_code(value)
    if code is None:
        raise UsageError(f"{option} {value}: expected a code of two letters (ISO 639-1), such as fr, en or uk.")
    return code
