"""What is asked of the characters of an article, to cut it into pieces and to say what each looks like."""

from __future__ import annotations

import re

from clf.text.characters import CharacterKinds, Characters

__all__ = ["SYMBOLS", "characters_of"]

SYMBOLS = r"\U0001F000-\U0001FAFF\u2190-\u21FF\u2600-\u27BF\u2B00-\u2BFF"
"""Emoji, arrows and dingbats, for a class of a regular expression."""

_SYMBOL = re.compile(f"[{SYMBOLS}]")
_OPENING_QUOTES = frozenset("„“«")
_STOPS = ".!?…\"”»'“"

_KINDS = CharacterKinds(
    {
        "letter": str.isalpha,
        "small letter": str.islower,
        "capital": lambda c: c.isupper() and c.isalpha(),
        "digit": str.isdigit,
        "space": str.isspace,
        "printed": lambda c: not c.isspace(),
        "word": lambda c: c.isalnum() and not c.isdecimal(),
        "of a word": lambda c: c.isalnum() or c == "_",
        "symbol": lambda c: ord(c) > 0x2190 and not c.isalpha(),
        # where a passage may begin or end
        "no stop": lambda c: c.isalnum() or c in '%)]»”"',
        "closing": frozenset('.!?…:»”")]').__contains__,
        "beginning": lambda c: c.isupper() or c in _OPENING_QUOTES,
        "quotation opens": _OPENING_QUOTES.__contains__,
        "ideograph": lambda c: "\u4e00" <= c <= "\u9fff",
        "apostrophe": frozenset("'’").__contains__,
        "hyphen": "-".__eq__,
        "before hyphen": frozenset(")]/-").__contains__,
        "bracket": frozenset("([（【").__contains__,
        "separator": lambda c: c in "|•·►▶■●→»/#" or bool(_SYMBOL.match(c)),
        "lead-in": frozenset("—–―:：").__contains__,
        # what it looks like
        "stop": frozenset(_STOPS).__contains__,
        "stop of line": frozenset(_STOPS + ":").__contains__,
        "at sign": "@".__eq__,
        "bracket of line": frozenset("([").__contains__,
        "bracket end of line": frozenset(")].").__contains__,
        "colon": frozenset(":：").__contains__,
        "opening quote": frozenset('«"“„').__contains__,
        "quotation mark": frozenset('"“»„').__contains__,
        "exclamation mark": "!".__eq__,
        "question mark": "?".__eq__,
    }
)


def characters_of(text: str) -> Characters:
    """Return what the characters of an article, or of several with a line end between them, are."""
    return _KINDS.of(text)
