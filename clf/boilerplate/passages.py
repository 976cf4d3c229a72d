"""Which passages of an article a corpus may repeat, and how a passage is described to the passage classifier.

A candidate for repeats is a paragraph, a sentence, the lead-in before the first dash (datelines), or a bracket that
ends a paragraph (agency credits). A passage is described by its own words with numbers, links and emoji made alike, and
by a few marker words for its form; so one n-gram model sees all of it, and an explanation can name any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from clf.text.characters import CharacterKinds, counted
from clf.text.segments import Offsets, paragraphs, sentences

if TYPE_CHECKING:
    from clf.text.characters import Characters, Places

__all__ = ["Candidate", "candidates", "description", "descriptions"]

_DOMAIN = re.compile(r"\.(?:com|org|net|info|ru|de|fr|pl|it|es|me|tv|uk|ua|eu|news|media)\b")
_LINK = re.compile(rf"https?://\S+|www\.\S+|\b[\w-]+{_DOMAIN.pattern}\S*")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_SYMBOL = re.compile(r"[\U0001F000-\U0001FAFF\u2190-\u21FF\u2600-\u27BF\u2B00-\u2BFF►▶■●•]+")
_LEAD_IN = re.compile(r".{2,100}?(?:\s*(?:—|–|--|―)|\s-|(?<=[)\]])\s*-|[:：])(?=\s|\w)", re.DOTALL)
_LONGEST_HEADLINE = 200  # characters
_TAIL_BRACKET = re.compile(r"[(\[（【][^()\[\]（）【】]{2,200}[)\]）】]\s*\.?$")
_GLUED = re.compile(r"(?<=[a-zа-яёіїєґα-ωà-ÿ»”\"][.!?])(?=[A-ZА-ЯЁІЇЄҐΑ-ΩÀ-Þ][\w’']+\s)")
_CAPITALS_FIRST = re.compile(r"[A-ZА-ЯЁІЇЄҐÀ-Þ]{3,}\b")
_AGENCY_CAPITALS = re.compile(r"[A-ZА-ЯЁІЇЄҐÀ-Þ]{3,}|\d|\(|\.")

_BETWEEN = "\x1e"  # white space, so nothing that is replaced or counted reaches over it
_KINDS = CharacterKinds(
    {
        "printed": lambda c: not c.isspace(),
        "letter": str.isalpha,
        "capital": lambda c: c.isalpha() and c.isupper(),
        "alphanumeric": str.isalnum,
        "number": str.isdecimal,
        "symbol": lambda c: bool(_SYMBOL.match(c)),
        "word": lambda c: c.isalnum() and not c.isdecimal(),
        "open end": frozenset(":>»›→").__contains__,
        "mark": frozenset("([（【*_#>►▶•-–—").__contains__,
        "bracket end": frozenset(")]）】").__contains__,
        "quotation mark": frozenset('«"“„').__contains__,
    }
)


@dataclass(frozen=True)
class Candidate:
    """A passage ``text[start:end]`` with its place in the article.

    Parameters
    ----------
    unit : str
        ``paragraph``, ``sentence``, ``lead_in`` or ``bracket``.
    number, of : int
        Which paragraph of how many the passage stands in (0-based).
    """

    text: str
    start: int
    end: int
    unit: str
    number: int
    of: int

    @property
    def passage(self) -> str:
        """The passage itself."""
        return self.text[self.start : self.end]

    @cached_property
    def place(self) -> str:
        """``only``, ``first``, ``second``, ``last``, ``tail`` (one of the last three) or ``middle`` paragraph."""
        if self.of == 1:
            return "only"
        if self.number == self.of - 1:
            return "last"
        if self.number < 2:
            return ("first", "second")[self.number]
        return "tail" if self.number >= self.of - 3 else "middle"


def candidates(text: str, lang: str | None = None, start: int = 0) -> Iterator[Candidate]:
    """Yield the candidates of ``text[start:]`` (a header stands before `start`), paragraph by paragraph.

    A paragraph comes before the passages inside it.
    """
    blocks = [(first + start, last + start) for first, last in paragraphs(text[start:])]
    for number, (first, last) in enumerate(blocks):
        if number == 0 and len(blocks) > 2 and _is_headline(text[first:last]):
            continue
        yield Candidate(text, first, last, "paragraph", number, len(blocks))
        if number < 2 and (lead := _lead_in(text[first:last])):
            yield Candidate(text, first, first + lead, "lead_in", number, len(blocks))
        inside = [part for piece in sentences(text, lang, (first, last)) for part in _unglued(text, piece)]
        if len(inside) > 1:
            for piece in inside:
                yield Candidate(text, *piece, "sentence", number, len(blocks))
        bracket = _TAIL_BRACKET.search(text[first:last])
        if bracket and bracket.start() > 0:
            yield Candidate(text, first + bracket.start(), last, "bracket", number, len(blocks))


def _is_headline(paragraph: str) -> bool:
    """Return whether a first paragraph is a headline: one line without a full stop, link, address or symbol.

    The passages learned from hold few headlines, and a line without a full stop looks like boilerplate.
    """
    plain = not any(pattern.search(paragraph) for pattern in (_LINK, _MAIL, _HANDLE, _SYMBOL))
    return (
        plain and len(paragraph) <= _LONGEST_HEADLINE and "\n" not in paragraph and paragraph[-1:] not in ".…:>»›→©)]"
    )


def _lead_in(paragraph: str) -> int | None:
    """Return the length of what stands before the first dash or colon, if it can be a dateline at all."""
    match = _LEAD_IN.match(paragraph)
    if not match or match.end() > len(paragraph) - 20 or not _AGENCY_CAPITALS.search(match[0]):
        return None
    # "He said:" opens a sentence; before a colon only a place in capitals is a dateline.
    return match.end() if match[0][-1] != ":" or _CAPITALS_FIRST.match(paragraph) else None


def _unglued(text: str, piece: Offsets) -> Iterator[Offsets]:
    """Cut where a new sentence follows a full stop without a space, as lines glued by a crawler do."""
    start, end = piece
    for cut in _GLUED.finditer(text, start, end):
        if cut.start() > start:
            yield start, cut.start()
            start = cut.start()
    yield start, end


def description(passage: str) -> str:
    """Return a passage in words for the n-gram model: its own, made alike, and markers of its form.

    Where it stands is not told here but by `clf.boilerplate.context`.
    """
    return descriptions([passage])[0]


def descriptions(passages: Sequence[str]) -> list[str]:
    """Return the `description` of each of several passages; one call is much faster than one for each."""
    characters = _KINDS.of(_BETWEEN.join(["", *passages, ""]))
    own = _alike(characters).split(_BETWEEN)[1:-1]
    if len(own) != len(passages):  # one of them holds that very character
        own = [alike(passage) for passage in passages]
    lengths = np.fromiter(map(len, passages), np.int64, len(passages))
    ends = np.cumsum(lengths + 1)
    starts = ends - lengths
    rows = zip(own, _forms(characters, starts, ends), _edges(characters, starts, ends), strict=True)
    return [f"{words} {before}{edges}{behind}" for words, (before, behind), edges in rows]


def alike(passage: str) -> str:
    """Return `passage` with links, addresses, handles, numbers and symbols replaced by one word for each."""
    return _alike(_KINDS.of(passage))


def _alike(characters: Characters) -> str:
    text = characters.text
    if "@" in text:
        text = _MAIL.sub(" zzmail ", text)
    if "://" in text or "www." in text or _DOMAIN.search(text):
        text = _LINK.sub(" zzlink ", text)
    if "@" in text:
        text = _HANDLE.sub(" zzhandle ", text)
    if len(characters.where("symbol")):
        text = _KINDS.of(text).replaced("symbol", " zzsymbol ")
    text = (characters if text is characters.text else _KINDS.of(text)).replaced("number", "0")
    return text.replace("©", " zzcopyright ").replace("//", " zzslashes ").replace("|", " zzbar ")


def _forms(characters: Characters, starts: Places, ends: Places) -> Iterator[tuple[str, str]]:
    """Yield the markers of the form of passages of a text, each of which has white space on either side."""
    words = counted(characters.runs("printed")[0], starts, ends)
    letters, capitals = (characters.count(kind, starts, ends) for kind in ("letter", "capital"))
    first, last = characters.those(starts), characters.those(ends - 1)
    columns = (
        np.minimum(words, 128),  # told apart by powers of two up to this one
        (letters > 5) & (capitals > 0.6 * letters),
        last.flags("open end"),
        last.flags("alphanumeric"),
        first.flags("mark"),
        last.flags("bracket end"),
        first.flags("quotation mark"),
    )
    return map(_form, *(column.tolist() for column in columns))


@cache
def _form(
    words: int, capitals: bool, open_end: bool, word_end: bool, mark: bool, bracket: bool, quote: bool
) -> tuple[str, str]:
    """Return the markers of a passage's form that stand before, and behind, those of its words."""
    before = ("zzcapitals", capitals), ("zzopenend", open_end), ("zznostop", word_end)
    behind = ("zzmarkstart", mark), ("zzbracketend", bracket), ("zzquotestart", quote)
    first, last = ("".join(f" {name}" for name, holds in part if holds) for part in (before, behind))
    return f"zzwords{words.bit_length()}{first}", last


def _edges(characters: Characters, starts: Places, ends: Places) -> list[str]:
    """Return a marker for the first and one for the last word of each passage, nothing where it has no word."""
    begins, behind = characters.runs("word")
    first, last = begins.searchsorted(starts), begins.searchsorted(ends) - 1
    has_word = first <= last
    at = np.stack([first[has_word], last[has_word]], axis=1).ravel()
    text, places = characters.text, zip(begins[at].tolist(), behind[at].tolist(), strict=True)
    words = [text[start:end].lower() for start, end in places]
    # How a passage opens ("Follow", "Read", "By") and ends tells more than the same word anywhere in it.
    edges = iter([f" zzopens{first} zzcloses{last}" for first, last in zip(words[::2], words[1::2], strict=True)])
    return [next(edges) if is_there else "" for is_there in has_word.tolist()]
