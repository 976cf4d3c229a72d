"""Strings that are hard on a tokeniser: hand-made ones, and random ones from every script. All are ours."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache

__all__ = ["HARD", "random_strings", "scripts"]

HARD = (
    "",
    " ",
    "a",
    "ab",
    "I",
    "a b c d ef g hi",
    "İstanbul İ Iİi İİ",
    "STRASSE Straße ẞ ß",
    "ΣΊΣΥΦΟΣ ΟΔΥΣΣΕΥΣ Σ ΑΣ ΣΑ Σ' ΑΣ' 'ΑΣ ΑΣ.Α ΑΣ-Α Α'Σ Α\u00adΣ Α\u0301Σ\u0301 ΑΣ\u0301Α ΑΣ1 1Σ aΣ\u2019b Σ\u3000Σ ΑΣ\u180e",
    "u\u0308ber fu\u0308r Ko\u0308ln e\u0301te\u0301",
    "don't re-do _x_ a_b __ _ 1 22 3.14",
    "ﬁnanz ﬂug ŉ ǰ ΐ ǅ ǆ Ǆ K Å ª º",
    "\u200bzero\u200bwidth\u00adsoft\u2060joined\ufeffmark",
    "tab\tnew\nline\r\nx\x0b\x0cy\x1c\x1d\x1e\x1f\x85\xa0nb\u1680o\u2000p\u2003em\u2028l\u2029p\u202fn\u205fm\u3000c",
    "Россия и Украина",
    "中文 新闻 報道 。 日本語のニュース",
    "한국어 뉴스 데이터",
    "😀 ok 👩‍👩‍👧 🏳️‍🌈 🇺🇦",
    "١٢٣ ²³ ½ ① Ⅷ ๓๔ 𝟘𝟙 𐒠𐒡",
    "العَرَبِيَّة עִבְרִית हिन्दी বাংলা தமிழ் ไทย ქართული",
    "\ud800 lone \udfff pair \ud83d\ude00",
    "\x00 nul \x00\x00 a\x00b",
    "x" * 5000,
    "ab " * 300,
    "é" * 70 + " " + "é" * 32 + " " + "é" * 33,
    "𐐀𐐁𐐂 𐐨𐐩𐐪 Ⱥ Ⱦ ꭰ Ꭰ Ა ა",
    "der  die   das\n\n\n",
    "a\u00a0b",
    "\U0010ffff \U000e0001 \u0378 \u0e00",
)
"""Casing (İ, ß, final sigma), marks, white space of every kind, digits, lone surrogates, NUL, long runs."""


@cache
def scripts() -> dict[str, list[str]]:
    """Return the assigned characters of every script, by the first word of their Unicode names."""
    found: dict[str, list[str]] = {}
    for code in range(sys.maxunicode + 1):
        if name := unicodedata.name(chr(code), ""):
            found.setdefault(name.split()[0], []).append(chr(code))
    return found


def random_strings(n: int, seed: int) -> Iterator[str]:
    """Yield n strings: pieces of `HARD` shuffled, words of one script, words of several, and any code points at all."""
    draw = random.Random(seed)
    names, pool = list(scripts()), "".join(HARD[1:22])
    for number in range(n):
        size = draw.randint(0, 60)
        if number % 4 == 0:
            yield "".join(draw.choices(pool, k=size))
        elif number % 4 == 1:
            yield _words(draw, draw.choices(scripts()[draw.choice(names)], k=size))
        elif number % 4 == 2:
            yield _words(draw, [draw.choice(scripts()[draw.choice(names)]) for _ in range(size)])
        else:
            yield "".join(chr(draw.choice([draw.randrange(0x250), draw.randrange(0x3100), draw.randrange(sys.maxunicode)])) for _ in range(size))  # fmt: skip


def _words(draw: random.Random, characters: list[str]) -> str:
    """Return the characters with white space, punctuation, marks and sigmas strewn in."""
    between = ["", "", "", " ", " ", "\u3000", "\n", "-", "'", ".", "\u0301", "\u00ad", "Σ", "İ"]
    return "".join(character + draw.choice(between) for character in characters)
