"""A text as a reader sees it: no characters that nobody sees, and an accent as a part of its letter.

A soft hyphen inside a word, or an accent that is a character of its own (Unicode's decomposed form, which PDF files
and macOS leave behind), changes every n-gram around it and nothing for whoever reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining, is_normalized, normalize

from clf.text.offsets import without
from clf.text.segments import Offsets

__all__ = ["as_read", "plain_letters", "seen"]

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]+")  # soft hyphen, zero-width space, word joiner, byte order mark
_JAMO = ("\u1160", "\u11ff")  # vowels and final consonants, which a Korean syllable is composed of


def as_read(text: str) -> tuple[str, list[Offsets]]:
    """Return `text` with composed letters, as long as it was, and what of it is to be left out.

    A composed letter stands where its first character stood; the others are among what is left out. So
    `clf.text.offsets.without` gives the text that is read, and the way back to `text`.

    Examples
    --------
    >>> without(*as_read("de\u0301ja\u0300 vu, Gemein\u00adde"))[0]
    'déjà vu, Gemeinde'
    """
    left_out = [match.span() for match in _INVISIBLE.finditer(text)]
    if is_normalized("NFC", text):
        return text, left_out
    characters = list(text)
    for start, end in _letters(text):
        composed = normalize("NFC", text[start:end])
        if len(composed) <= end - start:  # a few letters of Hebrew and Hindi get longer: those stay
            characters[start : start + len(composed)] = composed
            left_out.append((start + len(composed), end))
    return "".join(characters), left_out


def seen(text: str) -> str:
    """Return `text` as a reader sees it, without the way back."""
    return without(*as_read(text))[0]


def plain_letters(word: str) -> str:
    """Return `word` in lower case and without accents."""
    return "".join(character for character in normalize("NFKD", word.casefold()) if not combining(character))


def _letters(text: str) -> Iterator[Offsets]:
    """Yield each character with the marks that belong to it."""
    start = 0
    for place, character in enumerate(text):
        if place and not combining(character) and not _JAMO[0] <= character <= _JAMO[1]:
            yield start, place
            start = place
    if text:
        yield start, len(text)
