"""The n-grams of a text, exactly as scikit-learn's ``CountVectorizer`` finds them, without importing it.

``word``: lower-cased tokens of two or more word characters, runs of 1 to n of them.
``char_wb``: character n-grams inside words, each word padded with a space on either side.
A test holds both equal to scikit-learn on texts in many scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

__all__ = ["Grams", "char_ngrams", "located_char_ngrams", "located_word_ngrams", "word_ngrams"]

_TOKEN = re.compile(r"(?u)\b\w\w+\b")
_WORD = re.compile(r"\S+")

Range = tuple[int, int]


class Grams(Sequence[str]):
    """The n-grams of a vocabulary in column order, left as they lie in a model's file until one is asked for.

    The kernel takes them as they lie, so who only scores never makes ten thousands of strings.

    Parameters
    ----------
    packed : bytes
        In UTF-8, with a line end between them: none stands in an n-gram, for both analysers cut at white space.

    Examples
    --------
    >>> grams = Grams(b"prices\nprices rose")
    >>> len(grams), grams[1]
    (2, 'prices rose')
    """

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    @cached_property
    def _strings(self) -> tuple[str, ...]:
        return tuple(self.packed.decode().split("\n")) if self.packed else ()

    def __len__(self) -> int:
        return self.packed.count(b"\n") + 1 if self.packed else 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._strings)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._strings[place]

    def __eq__(self, other: object) -> bool:
        return self._strings == (other._strings if isinstance(other, Grams) else other)


def word_ngrams(text: str, lengths: Range) -> list[str]:
    """Return the word n-grams of `text` with ``lengths[0]`` to ``lengths[1]`` words, repeats included."""
    tokens = _TOKEN.findall(text.lower())
    low, high = lengths
    found = list(tokens) if low == 1 else []
    for n in range(max(low, 2), min(high, len(tokens)) + 1):
        found += map(" ".join, zip(*(tokens[i:] for i in range(n)), strict=False))
    return found


def char_ngrams(text: str, lengths: Range) -> list[str]:
    """Return the character n-grams inside the words of `text`, repeats included.

    A padded word shorter than n counts once, as a whole, and not again for longer n.
    """
    low, high = lengths
    found: list[str] = []
    for word in text.lower().split():
        padded = f" {word} "
        size = len(padded)
        for n in range(low, high + 1):
            if size <= n:
                found.append(padded)
                break
            found += [padded[i : i + n] for i in range(size - n + 1)]
    return found


def located_word_ngrams(text: str, lengths: Range) -> Iterator[tuple[str, int, int]]:
    """Yield ``(n-gram, start, end)`` for every word n-gram, as offsets into `text`."""
    lowered, origin = _lowered(text)
    tokens = [(match[0], *match.span()) for match in _TOKEN.finditer(lowered)]
    if lengths[0] == 1:
        yield from ((token, origin[start], origin[end - 1] + 1) for token, start, end in tokens)
    for n in range(max(lengths[0], 2), lengths[1] + 1):
        for i in range(len(tokens) - n + 1):
            gram = " ".join([token for token, _, _ in tokens[i : i + n]])
            yield gram, origin[tokens[i][1]], origin[tokens[i + n - 1][2] - 1] + 1


def located_char_ngrams(text: str, lengths: Range) -> Iterator[tuple[str, int, int]]:
    """Yield ``(n-gram, start, end)`` for every character n-gram, the padding cut off the offsets.

    An n-gram that is padding alone stands at the character it touches.
    """
    lowered, origin = _lowered(text)
    for match in _WORD.finditer(lowered):
        padded = f" {match[0]} "
        first, last = match.span()
        for n in range(lengths[0], lengths[1] + 1):
            for i in range(max(len(padded) - n + 1, 1)):
                gram = padded[i : i + n]
                start = min(max(first + i - 1, first), last - 1)
                end = max(min(first + i - 1 + len(gram), last), start + 1)
                yield gram, origin[start], origin[end - 1] + 1
            if len(padded) <= n:
                break


def _lowered(text: str) -> tuple[str, list[int] | range]:
    """Return `text` in lower case and, for each of its characters, the place of the original one."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered, range(len(text))
    # A few capitals become two characters (İ → i̇); lower() of a single character ignores the final-sigma rule,
    # which changes a character but never a length.
    return lowered, [i for i, character in enumerate(text) for _ in character.lower()]
