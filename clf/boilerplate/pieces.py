"""Cut a text into the pieces that are judged: sentences, and what is glued, run on, bracketed or led in within them.

Pieces do not overlap and cover all but white space, so boilerplate below the line (a credit, a teaser glued to a
sentence, the dateline before one) can be flagged to the character. Cutting too much costs little, since neighbouring
pieces are judged alike (`clf.boilerplate.context`); a passage that is not cut out cannot be flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clf.boilerplate.characters import SYMBOLS, characters_of
from clf.text.characters import counted
from clf.text.segments import Offsets, paragraphs, sentences, stripped

if TYPE_CHECKING:
    from clf.text.characters import Characters, Places

__all__ = ["Part", "Piece", "glued", "pieces", "pieces_of"]

_MARKED_LINK = r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,300}\)"
_BRACKETS = re.compile(
    rf"{_MARKED_LINK}|\((?:[^()\n]|\([^()\n]*\)){{2,300}}\)|\[[^\[\]\n]{{2,200}}\]|（[^（）\n]{{2,200}}）|【[^【】\n]{{2,200}}】"
)
_LEAD_IN = re.compile(
    r".{2,100}?(?:\s*(?:—|–|--|―)|\s-|(?<=[)\]/])\s*-|[:：](?!(?<=\d[:：])\d))(?=\s|\w)", re.DOTALL
)  # a colon within a time of day leads nothing in
_BEHIND_PLACE = re.compile(r"\.?\s*[—–―-]+(?=\s)|：")  # what a dateline's bracket is followed by
_LED_IN, _DATELINE = 20, 60  # characters: what is led in has more; a dateline of two parts has fewer
_SHORT = re.compile(r"\([^\W\d_]{2}\)")
_SEPARATOR = re.compile(rf"\s(?:[|•·►▶■●→]|»(?=\s))|\s//|[{SYMBOLS}]+\ufe0f?|\bhttps?://|(?<=\s)#\w")
_PASSAGE = re.compile(r"(?:[\W_]*[^\W_]){3}")  # three letters; what has less goes with what stands before it
_ADDRESS = re.compile(r"[@#/\\]|\w\.\w")  # in a token that has one, a capital begins no passage
_CLOSES = {"“": "„", "«": "»", "»": "«"}  # „so“, »so« or « so », but “so”
_LETTERS_END = re.compile(r"[^\W\d_]+$")
_NAMES = """
ActBlue AllSides AstraZeneca BlackLivesMatter BlackRock BuzzFeed CanSino CrowdStrike DonaldJTrumpJr EcoHealth
ExxonMobil FaceTime FactCheck FactSet FedEx FiveThirtyEight FoxNews GitHub GlaxoSmithKline GmbH GoFundMe
HillaryClinton HuffPost InfoWars JavaScript JoeBiden JulianCastro LifeSiteNews LinkedIn MacArthur MacCallum MacDonald
MailOnline MasterCard medRxiv MoveOn MSWiA nCoV NeverTrump NewsHour ObamaCare OxyContin PayPal PepsiCo PlayStation
PolitiFact PressSec ProPublica RealClearPolitics realDonaldTrump SpaceX ThinkProgress TikTok TurboTax UnionPay
WhatsApp WhiteHouse WikiLeaks YouGov YouTube YouTuber YouTubers ZeroHedge
"""
"""Names with a capital inside that articles of at least four outlets have (``python benchmarks/inner_capitals.py``)."""


def _halves(names: Iterable[str]) -> dict[str, list[str]]:
    """Return what of `names` stands before a capital inside them, and what may stand behind it."""
    halves: dict[str, list[str]] = {}
    for name in names:
        for at in range(1, len(name)):
            if name[at].isupper():
                halves.setdefault(name[:at], []).append(name[at:])
    return halves


_BEHIND = _halves(_NAMES.split())


class Piece(NamedTuple):
    """``text[start:end]``, the sentence and the paragraph it stands in, each as offsets.

    Parameters
    ----------
    number, of : int
        Which paragraph of how many (0-based).
    """

    start: int
    end: int
    sentence: Offsets
    paragraph: Offsets
    number: int
    of: int


class Part(NamedTuple):
    """An article in a text that holds several, ``text[begin:end]``; what stands before `start` is its header.

    Parameters
    ----------
    lang : str or None
        ISO 639-1 code, for sentence boundaries.
    """

    begin: int
    start: int
    end: int
    lang: str | None


def pieces(text: str, lang: str | None = None, start: int = 0) -> list[Piece]:
    """Return the pieces of ``text[start:]``, in order.

    Parameters
    ----------
    text : str
    lang : str, optional
        ISO 639-1 code, for sentence boundaries.
    start : int
        Where the article begins (after a header).
    """
    return pieces_of(characters_of(text), [Part(0, start, len(text), lang)])[0]


def pieces_of(characters: Characters, parts: Sequence[Part]) -> list[list[Piece]]:
    """Return the pieces of each of several articles in one text, which have a line end between them."""
    text = characters.text
    placed = [[*_sentences(text, part)] for part in parts]
    cuts = iter(_cuts(characters, parts, [place.sentence for own in placed for place in own]))
    return [
        [
            Piece(*piece, place.sentence, place.paragraph, place.number, place.of)
            for place, inside in zip(own, cuts, strict=False)  # as many of the cuts as this article has sentences
            for piece in (_cut(text, place.sentence, inside) if inside else (place.sentence,))
        ]
        for own in placed
    ]


class _Place(NamedTuple):
    sentence: Offsets
    paragraph: Offsets
    number: int
    of: int


def _sentences(text: str, part: Part) -> Iterator[_Place]:
    blocks = [(first + part.start, last + part.start) for first, last in paragraphs(text[part.start : part.end])]
    for number, block in enumerate(blocks):
        for sentence in sentences(text, part.lang, block):
            yield _Place(sentence, block, number, len(blocks))


def _cut(text: str, sentence: Offsets, cuts: Iterable[int]) -> Iterator[Offsets]:
    begin, last = sentence
    for cut in (*cuts, last):
        # A piece of punctuation alone is no passage: it goes with its neighbour.
        if _PASSAGE.match(text, begin, cut) and (cut == last or _PASSAGE.match(text, cut, last)):
            yield stripped(text, begin, cut)
            begin = cut
    if begin < last:
        yield stripped(text, begin, last)


def _cuts(characters: Characters, parts: Sequence[Part], within: Sequence[Offsets]) -> list[list[int]]:
    """Return for each sentence where a passage may begin or end inside it."""
    if not within:
        return []
    text = characters.text
    starts, ends = np.array(within).T
    begins = [at for at in glued(characters).tolist() if not (_closes(text, at) or _is_inside(text, at))]
    begins = sorted({*begins, *_run_on(characters, parts), *_spaced(characters).tolist()})
    low, high = np.searchsorted(begins, starts, "right"), np.searchsorted(begins, ends - 1)  # none begins at an end
    brackets, separators = (characters.count(kind, starts, ends) for kind in ("bracket", "separator"))
    lead_ins = counted(_lead_ins(characters), starts, ends)
    cuts: list[list[int]] = [[] for _ in within]
    for number in (high - low + brackets + separators + lead_ins).nonzero()[0].tolist():
        first, last = within[number]
        found = set(begins[low[number] : high[number]])
        inside = [bracket.span() for bracket in _BRACKETS.finditer(text, first, last)] if brackets[number] else []
        found.update(_around(text, inside, last))
        if separators[number]:
            found.update(_apart(text, (first, last), inside))
        if lead_ins[number]:
            found.update(_led_in(text, first, last))
        cuts[number] = sorted(cut for cut in found if first < cut < last)
    return cuts


def _around(text: str, brackets: Iterable[Offsets], last: int) -> Iterator[int]:
    """Yield where brackets begin and end."""
    for begin, end in brackets:
        behind = _BEHIND_PLACE.match(text, end, last)
        if behind:
            yield behind.end()  # "LONDON (ANP) —" is one passage
        elif _SHORT.fullmatch(text, begin, end):
            yield end  # "STOCKHOLM (TT)": too short for a passage, it goes with what stands before it
        else:
            yield from (begin, end)


def _led_in(text: str, first: int, last: int) -> Iterator[int]:
    """Yield where a lead-in ends; what opens a line may have two: "(ANSA) - ROMA, 3 MAR - Il sindaco"."""
    lead = _LEAD_IN.match(text, first, last)
    if lead and lead.end() < last - _LED_IN:
        yield lead.end()
        opens_line = first == 0 or text[first - 1] == "\n"
        second = _LEAD_IN.match(text, lead.end(), last) if opens_line else None
        if second and second.end() < min(first + _DATELINE, last - _LED_IN):
            yield second.end()


def _apart(text: str, sentence: Offsets, brackets: Sequence[Offsets]) -> Iterator[int]:
    """Yield where separators stand outside of brackets."""
    for separator in _SEPARATOR.finditer(text, *sentence):
        at = separator.start()
        if not any(begin < at < end for begin, end in brackets) and not _closes(text, separator.end() - 1):
            yield at


def _lead_ins(characters: Characters) -> Places:
    """Return where a lead-in may end: at a dash or colon, or at a hyphen that does not join two words."""
    hyphens = characters.where("hyphen")
    before = np.maximum(hyphens - 1, 0)
    apart = characters.at("space", before) | characters.at("before hyphen", before)
    return np.sort(np.concatenate([characters.where("lead-in"), hyphens[apart]]))


def glued(characters: Characters) -> Places:
    """Return where a passage may begin though no white space stands before, in names and addresses too.

    "endsBegins", "end.Begins", "CC0Begins", but not "McDonald" or "iPhone": a word of three letters ends.
    """
    at = characters.where("beginning")
    at = at[(at > 0) & (at < len(characters.text) - 1)]
    at = at[~characters.at("space", at - 1)]
    behind = characters.those(at + 1)
    at = at[characters.at("quotation opens", at) | behind.flags("small letter") | behind.flags("space")]
    first, second, third = (characters.those(np.maximum(at - distance, 0)) for distance in (1, 2, 3))
    ends = first.flags("digit")
    # A quotation mark after white space opens a quote.
    ends |= first.flags("closing") & ~second.flags("space")
    ends |= first.flags("small letter") & first.flags("letter") & second.flags("letter") & third.flags("letter")
    return at[ends]


def _run_on(characters: Characters, parts: Sequence[Part]) -> Iterator[int]:
    """Yield where a sentence may begin behind a title that no full stop ends: "Ferry sinks in harbour The mayor said".

    There a word has a capital that has none elsewhere in the article, though no mark stands before it. Names do not do
    that, in any language with capitals.
    """
    at = characters.where("capital")
    at = at[at > 1]
    at = at[characters.at("space", at - 1)]
    at = at[characters.at("no stop", at - 2)]
    begins, behind = characters.runs("of a word")
    ends = behind[begins.searchsorted(at, "right") - 1]
    text, edge = characters.text, len(characters.text) - 1
    ends = np.where(characters.at("apostrophe", np.minimum(at + 1, edge)), at + 2, ends)  # of "L'Union" the article
    places = [*zip(at.tolist(), ends.tolist(), strict=True)]
    bounds = at.searchsorted([(part.start, part.end) for part in parts]).tolist()
    for part, (low, high) in zip(parts, bounds, strict=True):
        own = places[low:high]
        words = [text[place:end].lower() for place, end in own]
        chunks = text[part.begin : part.end].replace("'", "' ").replace("’", "’ ").split() if words else ()
        known = {*words}.intersection(chunks)
        for (place, end), word in zip(own, words, strict=True) if known else ():
            if word in known and text[place:end].istitle():
                following = text[end : min(end + 2, part.end)].strip()[:1]
                if not following.isupper() or word[-1] in "'’":  # "World War" is a name, but not "L'Union"
                    yield place


def _spaced(characters: Characters) -> Places:
    """Return where white space stands between Chinese characters: it parts passages there, and never words."""
    at = characters.where("ideograph") + 1
    at = at[at < len(characters.text) - 1]
    return at[characters.at("space", at) & characters.at("ideograph", at + 1)]


def _closes(text: str, at: int) -> bool:
    """Return whether a quotation mark ends a quote: of two that open quotes in one language and close them in another,
    that of the pair which began before it in its line.
    """
    opening = _CLOSES.get(text[at])
    if opening is None:
        return False
    line = text.rfind("\n", 0, at) + 1
    return text.rfind(opening, line, at) > text.rfind(text[at], line, at)


def _is_inside(text: str, at: int) -> bool:
    """Return whether a name, an address or a German word for both sexes ("LeserInnen") goes on at a capital."""
    token = text[max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1 : at]
    if _ADDRESS.search(token):
        return True
    before = _LETTERS_END.search(token)
    rests = ("Innen", *_BEHIND.get(before[0], ())) if before else ()
    return any(text.startswith(rest, at) for rest in rests)
