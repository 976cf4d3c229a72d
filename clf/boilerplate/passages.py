"""How a passage is described to the passage classifier.

A passage is described by its own words with numbers, links and emoji made alike, and by a few marker words for its
form; so one n-gram model sees all of it, and an explanation can name the words. Chinese and Japanese, which put no
space between words, are described by pairs of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from clf.boilerplate.characters import SYMBOLS
from clf.boilerplate.shapes import shapes
from clf.framing.ngrams import located_word_ngrams
from clf.text.characters import CharacterKinds, counted

if TYPE_CHECKING:
    from clf.text.characters import Characters, Places

__all__ = ["REPLACED", "alike", "description", "descriptions", "located_words"]

_DOMAIN = re.compile(r"\.(?:com|org|net|info|ru|de|fr|pl|it|es|me|tv|uk|ua|eu|news|media)\b")
_LINK = re.compile(rf"https?://\S+|www\.\S+|\b[\w-]+{_DOMAIN.pattern}\S*")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_SYMBOL = re.compile(f"[{SYMBOLS}►▶■●•]+")
_WORDS = ((_MAIL, " zzmail ", "@"), (_LINK, " zzlink ", ""), (_HANDLE, " zzhandle ", "@"), (_SYMBOL, " zzsymbol ", ""))
REPLACED = tuple(pattern for pattern, _, _ in _WORDS)
"""Links, addresses, handles and symbols, of which `alike` leaves one word for each."""

_IDEOGRAPHS = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # and kana
_SHAPE_END = 6  # letters; shapes of up to twice as many are shown whole
_BETWEEN = "\x1e"  # white space, so nothing that is replaced or counted reaches over it
_KINDS = CharacterKinds(
    {
        "printed": lambda c: not c.isspace(),
        "letter": str.isalpha,
        "capital": lambda c: c.isalpha() and c.isupper(),
        "alphanumeric": str.isalnum,
        "number": str.isdecimal,
        "ideograph": lambda c: bool(_IDEOGRAPHS.match(c)),
        "symbol": lambda c: bool(_SYMBOL.match(c)),
        "word": lambda c: c.isalnum() and not c.isdecimal(),
        "open end": frozenset(":>»›→").__contains__,
        "mark": frozenset("([（【*_#>►▶•-–—").__contains__,
        "bracket end": frozenset(")]）】").__contains__,
        "quotation mark": frozenset('«"“„').__contains__,
        "sign": lambda c: c in "@:." or bool(_SYMBOL.match(c)),
        "at sign": "@".__eq__,
        "colon": ":".__eq__,
        "slash": "/".__eq__,
        "dot": ".".__eq__,
        "w": "w".__eq__,
    }
)


def description(passage: str) -> str:
    """Return a passage in words for the n-gram model: its own, made alike, and markers of its form.

    Where it stands is not told here but by `clf.boilerplate.context`.
    """
    return descriptions([passage])[0]


def descriptions(passages: Sequence[str]) -> list[str]:
    """Return the `description` of each of several passages; one call is much faster than one for each."""
    characters = _KINDS.of(_BETWEEN.join(["", *passages, ""]))
    lengths = np.fromiter(map(len, passages), np.int64, len(passages))
    ends = np.cumsum(lengths + 1)
    starts = ends - lengths
    own = _alike(passages, characters, starts)
    if characters.flags("ideograph").any():
        own = [_IDEOGRAPHS.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", words) for words in own]
    forms, edges = _forms(characters, starts, ends), _edges(characters, starts, ends)
    rows = zip(own, forms, edges, shapes(characters.text, ends), strict=True)
    return [f"{words} {before}{edge}{behind} {_shape(shape)}" for words, (before, behind), edge, shape in rows]


def alike(passage: str) -> str:
    """Return `passage` with links, addresses, handles, numbers and symbols replaced by one word for each."""
    return _alike([passage], _KINDS.of(f"{_BETWEEN}{passage}{_BETWEEN}"), np.array([1]))[0]


def located_words(passage: str) -> Iterator[tuple[str, int, int]]:
    """Yield ``(word, start, end)`` for every word that a passage's description has of its own, in small letters."""
    for word, start, end in located_word_ngrams(passage, (1, 1)):
        behind = start
        for run in _IDEOGRAPHS.finditer(passage, start, end):
            if behind < run.start():
                yield passage[behind : run.start()].lower(), behind, run.start()
            for at, pair in enumerate(_pairs(run[0]), run.start()):
                yield pair, at, at + len(pair)
            behind = run.end()
        if behind == start:
            yield word, start, end
        elif behind < end:
            yield passage[behind:end].lower(), behind, end


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


def _alike(passages: Sequence[str], characters: Characters, starts: Places) -> list[str]:
    """Return each of some passages made `alike`; `characters` are those of all of them, which begin at `starts`."""
    own = _plain(characters).split(_BETWEEN)[1:-1]
    if len(own) != len(passages):  # one of them holds that very character
        own = [_plain(_KINDS.of(passage)) for passage in passages]
    # What is slow to look for is replaced only where a sign of it stands.
    for number in {*(starts.searchsorted(_signs(characters), "right") - 1).tolist()}:
        replaced = passages[number]
        for pattern, word, needs in _WORDS:
            if needs in replaced:
                replaced = pattern.sub(word, replaced)
        own[number] = _plain(_KINDS.of(replaced))
    return own


def _signs(characters: Characters) -> Places:
    """Return where characters stand without which there is nothing to replace: no address, link, handle or symbol."""
    places = characters.where("sign")
    signs, before, behind = (characters.those(places + step) for step in (0, -1, 1))
    dots = signs.flags("dot")
    found = signs.flags("symbol") | signs.flags("at sign") | dots & before.flags("w")
    found |= signs.flags("colon") & behind.flags("slash")
    domains = [dot for dot in places[dots & behind.flags("letter")].tolist() if _DOMAIN.match(characters.text, dot)]
    return np.concatenate([places[found], np.array(domains, np.int64)])


def _plain(characters: Characters) -> str:
    text = characters.replaced("number", "0")
    return text.replace("©", " zzcopyright ").replace("//", " zzslashes ").replace("|", " zzbar ")


def _forms(characters: Characters, starts: Places, ends: Places) -> list[tuple[str, str]]:
    """Return the markers of the form of passages of a text, each of which has white space on either side."""
    words = counted(characters.runs("printed")[0], starts, ends)
    letters, capitals = (characters.count(kind, starts, ends) for kind in ("letter", "capital"))
    first, last = characters.those(starts), characters.those(ends - 1)
    flags = (
        (letters > 5) & (capitals > 0.6 * letters),
        last.flags("open end"),
        last.flags("alphanumeric"),
        first.flags("mark"),
        last.flags("bracket end"),
        first.flags("quotation mark"),
    )
    forms = np.minimum(words, 128)  # told apart by powers of two up to this one
    for flag in flags:
        forms = 2 * forms + flag
    return [*map(_form, forms.tolist())]


@cache
def _form(form: int) -> tuple[str, str]:
    """Return the markers of a passage's form that stand before, and behind, those of its words."""
    words, flags = divmod(form, 64)
    capitals, open_end, word_end, mark, bracket, quote = (flags >> i & 1 for i in reversed(range(6)))
    before = ("zzcapitals", capitals), ("zzopenend", open_end), ("zznostop", word_end)
    behind = ("zzmarkstart", mark), ("zzbracketend", bracket), ("zzquotestart", quote)
    first, last = ("".join(f" {name}" for name, holds in part if holds) for part in (before, behind))
    return f"zzwords{words.bit_length()}{first}", last


def _shape(shape: str) -> str:
    """Return the marker of a passage's shape, of a long one's beginning and end. Character n-grams see parts of it."""
    if len(shape) <= 2 * _SHAPE_END:
        return f"zzf{shape}zz"
    return f"zzf{shape[:_SHAPE_END]} {shape[-_SHAPE_END:]}zz"


def _edges(characters: Characters, starts: Places, ends: Places) -> list[str]:
    """Return a marker for the first and one for the last word of each passage, nothing where it has no word."""
    begins, behind = characters.runs("word")
    first, last = begins.searchsorted(starts), begins.searchsorted(ends) - 1
    has_word = first <= last
    at = np.concatenate([first[has_word], last[has_word]])
    text, places = characters.text, zip(begins[at].tolist(), behind[at].tolist(), strict=True)
    words = [text[start:end].lower() for start, end in places]
    # How a passage opens ("Follow", "Read", "By") and ends tells more than the same word anywhere in it.
    n = len(words) // 2
    if characters.flags("ideograph").any():
        words = [_first(word) for word in words[:n]] + [_last(word) for word in words[n:]]
    edges = [f" zzopens{first} zzcloses{last}" for first, last in zip(words[:n], words[n:], strict=True)]
    if n < len(starts):
        there = iter(edges)
        edges = [next(there) if is_there else "" for is_there in has_word.tolist()]
    return edges


def _first(word: str) -> str:
    """Return what a word begins with that is in one script, two characters of it where that has no spaces."""
    run = _IDEOGRAPHS.search(word)
    return word if run is None else word[: run.start()] or run[0][:2]


def _last(word: str) -> str:
    runs = [*_IDEOGRAPHS.finditer(word)]
    return word if not runs else word[runs[-1].end() :] or runs[-1][0][-2:]
