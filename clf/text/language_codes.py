"""What people write where a language is asked for: ``fr``, ``fr_CA``, ``fra``, ``French``, ``français``."""

from __future__ import annotations

from clf.errors import UsageError
from clf.text.as_read import plain_letters

__all__ = ["ISO_639_1", "asked_language", "language_code"]

_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
ISO_639_1 = frozenset(_TWO_LETTERS.split())
"""The two-letter codes (Library of Congress, iso639-2/php/code_list.php), with sh, which older files have."""

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


_NONE = frozenset(["und", "mul", "mis", "zxx"])  # ISO 639-3 for undetermined, several, uncoded, none


def language_code(value: str | None) -> str | None:
    """Return the ISO 639-1 code (639-3 where there is none) of a code or a name; None for what is neither.

    Of three letters any will do: there are eight thousand such codes, and no list of them is at hand.

    Examples
    --------
    >>> language_code("fr_CA"), language_code("Deutsch"), language_code("uk"), language_code("Klingon")
    ('fr', 'de', 'uk', None)
    """
    name = plain_letters((value or "").strip())
    code = name.replace("_", "-").split("-")[0]
    code = _NAMES.get(name, _NAMES.get(code, code))
    if code in _NONE:
        return None
    return code if code in ISO_639_1 or (len(code) == 3 and code.isascii() and code.isalpha()) else None


def asked_language(value: str, option: str = "--lang") -> str:
    """Return the code of the language that a caller names.

    Raises
    ------
    UsageError
        When it is neither a code nor a name that clf knows.
    """
    code = language_code(value) if isinstance(value, str) else None
    if code is None:
        raise UsageError(f"{option} {value}: expected a code of two letters (ISO 639-1), such as fr, en or uk.")
    return code
