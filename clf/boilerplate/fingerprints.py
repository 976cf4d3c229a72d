"""The words of a text as numbers: equal for near-repeats, so that passages can be counted without being kept.

Case, mark-up, emoji and punctuation are dropped, numbers are alike, and of an address only the host stays, with the
path where it is an account (``t.me/name``) and not an article. What `clf.boilerplate.passages.alike` does for the
passage classifier is done here word by word, because a repeat must be located to the character.

A passage of n words gets the polynomial hash of its words (Karp and Rabin, IBM J. Res. Dev. 31, 1987) modulo 2⁶⁴,
taken from prefix sums, so that all windows of a text cost a few numpy operations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clf.boilerplate.candidates import Candidate, candidates
from clf.text.numbered import BASE, powers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]
    Places = NDArray[np.int64]

__all__ = [
    "FIRST",
    "LAST",
    "MIDDLE",
    "WINDOW",
    "Counted",
    "Fingerprint",
    "Words",
    "counted",
    "fingerprint",
    "name_key",
    "run_keys",
    "words_of",
]

WINDOW = 6
"""Words of the n-grams that are counted inside paragraphs. Fewer find stock phrases of the language, more lose short
promotion lines that a crawler glued into a sentence; units with fewer words count as wholes only."""

FIRST, MIDDLE, LAST = 0, 1, 2
"""Places of a passage: first paragraph, in between, last paragraph (of a one-line text: first and last quarter)."""

_LINK = r"(?i:https?://|www\.|\b(?:t\.me|bit\.ly)/)[^\s()\[\]<>«»\"*]+"
_NAME = r"[^\W_][\w.+-]*@[\w-]+\.[\w.]+|(?<!\w)@\w{2,}"
_NUMBER = r"\d+(?:[.,:/]\d+)*"
# Scripts without spaces: every character is a word.
_SINGLE = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PLAIN = rf"{_NUMBER}|[{_SINGLE}]|[^\W\d_{_SINGLE}]+"
_WORD = re.compile(f"({_LINK}|{_NAME}|{_PLAIN})")
_PLAIN_WORD = re.compile(f"({_PLAIN})")
_ADDRESSES = ("@", "://", "www.", ".me/", ".ly/")
"""Where none of them stands there is no link and no name: `_PLAIN_WORD` finds the words, in half the time."""
_KIND = re.compile(f"(?P<link>{_LINK})|(?P<name>{_NAME})|(?P<number>{_NUMBER})")
_WHOLE = np.uint64(0xD6E8FEB86659FD93)
_CACHED_WORDS = 1 << 17


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text.

    Parameters
    ----------
    starts, ends : arrays of shape (n,), int64
        Offsets in Unicode characters of the text.
    hashes : array of shape (n,), uint64
    """

    starts: Places
    ends: Places
    hashes: Keys

    def __len__(self) -> int:
        return len(self.hashes)

    def windows(self, length: int) -> Keys:
        """Return the key of every run of `length` words, by the place of its first word."""
        first = np.arange(max(len(self) - length + 1, 0))
        return run_keys(self.hashes, first, first + length)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Return the run of words that begin in ``text[start:end]``."""
        first, last = np.searchsorted(self.starts, (start, end))
        return int(first), int(last)


class Counted(NamedTuple):
    """What of a text is counted: windows inside paragraphs, and sentences, lines, brackets shorter than a window.

    Parameters
    ----------
    keys : array of shape (k,), uint64
    first, last : arrays of shape (k,), int64
        Each key stands for the words ``first[i]:last[i]``; windows come first, in text order.
    places : array of shape (k,), uint8
        `FIRST`, `MIDDLE` or `LAST`.
    is_window : array of shape (k,), bool
    """

    keys: Keys
    first: Places
    last: Places
    places: NDArray[np.uint8]
    is_window: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The words of a text and how they are grouped.

    Parameters
    ----------
    text : str
        What was read, a header included.
    words : Words
    paragraphs, short : arrays of shape (p, 2) and (s, 2), int64
        Runs of words: paragraphs, and candidate passages with fewer words than a window.
    units : tuple of Candidate
        All candidate passages of the text.
    """

    text: str
    words: Words
    paragraphs: Places
    short: Places
    units: tuple[Candidate, ...]

    def counted(self) -> Counted:
        """Return the keys of the text."""
        return counted(self.words.hashes, self.paragraphs, self.short)


def words_of(text: str) -> Words:
    """Return the words of `text` with their offsets and hashes."""
    small = text.lower()
    word = _WORD if any(mark in small for mark in _ADDRESSES) else _PLAIN_WORD
    parts = word.split(text)  # what stands before a word, the word, and so on: half the time of a loop over matches
    ends = np.cumsum([*map(len, parts)])
    hashes = np.array([*map(_word_hash, parts[1::2])], np.uint64)
    return Words(ends[:-1:2].copy(), ends[1::2].copy(), hashes)


def fingerprint(text: str, lang: str | None = None, start: int = 0) -> Fingerprint:
    """Return what is counted of ``text[start:]``.

    Examples
    --------
    >>> one, other = (fingerprint(f"**Follow us** on t.me/alder! {n}").counted().keys for n in (7, 2024))
    >>> bool((one == other).all())
    True
    """
    words = words_of(text)
    units = tuple(candidates(text, lang, start))
    bounds = np.array([words.within(unit.start, unit.end) for unit in units], np.int64).reshape(-1, 2)
    is_paragraph = np.array([unit.unit == "paragraph" for unit in units], bool)
    sizes = bounds[:, 1] - bounds[:, 0]
    short = np.unique(bounds[(sizes > 0) & (sizes < WINDOW)], axis=0)
    # A line or bracket of nothing but numbers (of footnotes, of pages) is like any other.
    letters = np.concatenate([[0], np.cumsum(words.hashes != np.uint64(_word_hash("0")))])
    short = short[letters[short[:, 1]] > letters[short[:, 0]]]
    return Fingerprint(text, words, bounds[is_paragraph], short, units)


def counted(hashes: Keys, paragraphs: Places, short: Places) -> Counted:
    """Return the keys of a text from the hashes of its words and from its runs of words."""
    windows = _inside(paragraphs)
    first = np.concatenate([windows, short[:, 0]])
    last = np.concatenate([windows + WINDOW, short[:, 1]])
    is_window = np.arange(len(first)) < len(windows)
    keys = run_keys(hashes, first, last) ^ np.where(is_window, np.uint64(0), _WHOLE)
    return Counted(keys, first, last, _places(paragraphs, first, last), is_window)


def run_keys(hashes: Keys, first: Places, last: Places) -> Keys:
    """Return the key of each run of words ``first[i]:last[i]``."""
    factors, inverses = powers(len(hashes) + 1)
    sums = np.zeros(len(hashes) + 1, np.uint64)
    np.cumsum(hashes * factors[: len(hashes)], out=sums[1:])
    values = (sums[last] - sums[first]) * inverses[first]
    return _mixed(values + (last - first).astype(np.uint64) * np.uint64(BASE))


def name_key(name: str) -> int:
    """Return a 64-bit number for a name, such as an outlet's."""
    import xxhash

    return int(xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass")))


@lru_cache(_CACHED_WORDS)
def _word_hash(word: str) -> int:
    """Return the number of a word; of what kind it is shows in itself, wherever it stands."""
    match = _KIND.match(word)
    kind = match.lastgroup if match else None
    return name_key("0" if kind == "number" else _site(word) if kind == "link" else word.casefold())


def _site(link: str) -> str:
    """Return host and path of an account's address, the host alone of any other."""
    host, _, path = link.casefold().split("://")[-1].removeprefix("www.").rstrip("_.,;:!?/").partition("/")
    return f"{host}/{path}" if path and not set("/?#") & set(path) else host


def _inside(paragraphs: Places) -> Places:
    """Return where windows begin that do not cross the end of a paragraph."""
    runs = [np.arange(first, last - WINDOW + 1) for first, last in paragraphs if last - first >= WINDOW]
    return np.concatenate(runs) if runs else np.zeros(0, np.int64)


def _places(paragraphs: Places, first: Places, last: Places) -> NDArray[np.uint8]:
    places = np.full(len(first), MIDDLE, np.uint8)
    if not len(paragraphs):
        return places
    head, tail = paragraphs[0, 1], paragraphs[-1, 0]
    if len(paragraphs) == 1:
        quarter = -(-(paragraphs[0, 1] - paragraphs[0, 0]) // 4)
        head, tail = paragraphs[0, 0] + quarter, paragraphs[0, 1] - quarter
    places[last <= head] = FIRST
    places[first >= tail] = LAST  # a text shorter than that is all tail: most footers are
    return places


def _mixed(values: Keys) -> Keys:
    """Spread the bits (the finaliser of MurmurHash3), so that any of them can serve as an address."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))
