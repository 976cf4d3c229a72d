"""A text as a reader sees it: no characters that nobody sees, and an accent as a part of its letter.

A soft hyphen inside a word, or an accent that is a character of its own (Unicode's decomposed form, which PDF files
and macOS leave behind), changes every n-gram around it and nothing for whoever reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import category, combining, is_normalized, normalize

from clf.text.offsets import without
from clf.text.segments import Offsets

__all__ = ["as_read", "plain_letters", "seen", "whole_word", "word_characters"]

_UNSEEN = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
_UNBROKEN = re.compile(r"[^ \n]+")  # nothing is composed with either of these
_JAMO = ("\u1160", "\u11ff")  # vowels and final consonants, which a Korean syllable is composed of


def as_read(text: str) -> tuple[str, list[Offsets]]:
    """Return `text` with composed letters, as long as it was, and the spans of it that are to be left out.

    A composed letter stands where its first character stood; the others are among what is left out. So
    `clf.text.offsets.without` gives the text that is read, and the way back to `text`.

    Examples
    --------
    >>> without(*as_read("de\u0301ja\u0300 vu, Gemein\u00adde"))[0]
    'déjà vu, Gemeinde'
    """
    # To search for one character after the other is much faster than for any of them.
    is_there = any(character in text for character in _UNSEEN)
    left_out = [match.span() for match in _INVISIBLE.finditer(text)] if is_there else []
    if is_normalized("NFC", text):
        return text, left_out
    characters = list(text)
    for start, end in _letters(text):
        composed = normalize("NFC", text[start:end])
        if len(composed) <= end - start:  # a few letters of Hebrew and Hindi get longer: those stay
            characters[start : start + len(composed)] = composed
            if start + len(composed) < end:
                left_out.append((start + len(composed), end))
    return "".join(characters), left_out


def seen(text: str) -> str:
    """Return `text` as a reader sees it, without the way back."""
    return without(*as_read(text))[0]


@cache
def word_characters() -> str:
    """Return what a word goes on with, for a class of a regular expression: also vowel signs, and what nobody sees.

    ``\\w`` alone ends a word of Hindi at its first vowel sign, and a word of decomposed letters at its first accent.
    """
    marks = (chr(code) for code in range(0x300, 0x11000) if category(chr(code)).startswith("M"))
    return rf"\w{''.join(marks)}{_UNSEEN}"


def whole_word(text: str, start: int, end: int) -> str:
    """Return the word that ``text[start:end]`` is in, as a reader sees it.

    ``\\w`` cuts words at vowel signs, and lower case puts a mark into "İLGİLİ".
    """
    while start and _is_in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_in_word(text[end]):
        end += 1
    return text[start:end]


def _is_in_word(character: str) -> bool:
    return character.isalnum() or category(character).startswith("M")


def plain_letters(word: str) -> str:
    """Return `word` in lower case and without accents."""
    return "".join(character for character in normalize("NFKD", word.casefold()) if not combining(character))


def _letters(text: str) -> Iterator[Offsets]:
    """Yield each character with the marks that belong to it, where there is something to compose."""
    for unbroken in _UNBROKEN.finditer(text):
        if is_normalized("NFC", unbroken[0]):
            continue
        start, end = unbroken.span()
        for place in range(start + 1, end):
            if not combining(text[place]) and not _JAMO[0] <= text[place] <= _JAMO[1]:
                yield start, place
                start = place
        yield start, end
