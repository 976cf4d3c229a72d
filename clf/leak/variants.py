"""What is done to the texts: boilerplate out or alone, outlet names out or alone or exchanged, length alone."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np

from clf.text.offsets import without
from clf.text.segments import Offsets

if TYPE_CHECKING:
    from clf.leak.documents import Documents

__all__ = [
    "Flag",
    "Mention",
    "Names",
    "exchanged",
    "flag_all",
    "length_alone",
    "masked",
    "only",
    "removed",
    "renamed",
    "usual_labels",
]

Flag = Callable[[str, str | None], Sequence[Offsets]]
"""Takes a text and its language and returns the passages of boilerplate."""

Mention = tuple[int, int, set[str]]
"""Start and end of a name in a text, and the outlets so called (sites, where the names are those of documents)."""

_TOKEN = re.compile(r"\w+")
# Where a name may begin: most words of a text are in small letters and no address, and are passed over quickly.
_BEGINNING = re.compile(r"\b(?:[^\Wa-zà-öø-ÿа-я]\w*|\w+(?=\.\w))")
_ASIDE = re.compile(r"\([^)]*\)|\s[-–—|•]\s.*")
_ADDRESS_END = re.compile(r"\.(?:com|org|net|info|news|media|co|[a-z]{2})$")
_SHORTEST = 3
# "the Guardian", "im Spiegel", "du Monde": in a sentence the name's own article is small, another or none.
_ARTICLE = re.compile(r"(?:the|le|la|les|der|die|das|il|lo|gli|el|los|las|os?|as?)\s+|l['’]\s*", re.IGNORECASE)
_SHORTEST_WITHOUT = 5
"""Letters that must be left: "The Sun" without its article is the sun."""
_MOST_GAP = 3  # characters between the words of one name: "Fox News", "foxnews.com", "Москва - новостная"
_CHUNK = 200
_LETTERS = str.maketrans("0123456789", "abcdefghij")


def flag_all(texts: Sequence[str], langs: Sequence[str | None], flag: Flag | None = None, jobs: int = 1) -> list[
    list[Offsets]
]:  # fmt: skip
    """Return the boilerplate of n texts as offsets; equal texts are read once.

    `flag` is the flagger of the model that ships by default.
    """
    from joblib import Parallel, delayed

    distinct = list(dict.fromkeys(zip(texts, langs, strict=True)))
    chunks = [distinct[start : start + _CHUNK] for start in range(0, len(distinct), _CHUNK)]
    parts = Parallel(n_jobs=jobs)(delayed(_flag_chunk)(chunk, flag) for chunk in chunks)
    found = dict(zip(distinct, (spans for part in parts for spans in part), strict=True))
    return [found[key] for key in zip(texts, langs, strict=True)]


def _flag_chunk(chunk: list[tuple[str, str | None]], flag: Flag | None) -> list[list[Offsets]]:
    if flag is not None:
        return [list(flag(text, lang)) for text, lang in chunk]
    from clf.boilerplate.index import open_flagger
    from clf.boilerplate.seen import Given

    found = open_flagger("default").flag_each(starmap(Given, chunk))
    return [[(span.start, span.end) for span in spans] for spans in found]


def removed(text: str, spans: Iterable[Offsets]) -> str:
    """Return `text` without `spans`."""
    return without(text, spans)[0]


def only(text: str, spans: Iterable[Offsets]) -> str:
    """Return `spans` of `text` alone, a line each.

    >>> only("News. Follow us!", [(6, 16)])
    'Follow us!'
    """
    return "\n".join(text[start:end] for start, end in spans)


def length_alone(text: str) -> str:
    """Return one word that tells the length of `text` in characters to within a fifth, and nothing else.

    In letters alone, which every tokenizer keeps.

    >>> length_alone("a" * 1000), length_alone("b" * 1010)
    ('lengthea', 'lengthea')
    """
    return f"length{round(4 * math.log2(max(len(text), 1)))}".translate(_LETTERS)


@dataclass(slots=True)
class Names:
    """Where the outlets of a corpus are named in its texts.

    A name is met in any spacing and punctuation (``Fox News``, ``foxnews.com``), and with a capital unless its first
    word is part of an address, so that "time" is no magazine; without its article too where it is long enough
    ("the Guardian" is The Guardian). Inflected names and nicknames are not met.

    Parameters
    ----------
    outlets_of : dict
        Folded name → the outlets so called.
    """

    outlets_of: dict[str, set[str]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, documents: Documents) -> Names:
        """Collect the names and sites of all outlets; all spellings of one site are names of that site."""
        outlets, sites = documents.outlets.tolist(), documents.sites.tolist()
        return cls._of(row for row in zip(sites, outlets, sites, strict=True) if row[0])

    @classmethod
    def of_outlets(cls, outlets: Iterable[tuple[str, str]]) -> Names:
        """Collect names from pairs of an outlet's name and its site."""
        return cls._of((outlet, outlet, site) for outlet, site in outlets)

    @classmethod
    def _of(cls, rows: Iterable[tuple[str, str, str]]) -> Names:
        names = cls()
        for key, outlet, site in sorted(set(rows)):
            for spelled in {outlet, _ASIDE.sub("", outlet), site, _ADDRESS_END.sub("", site)}:
                if len(folded := _folded(spelled)) >= _SHORTEST:
                    names.outlets_of.setdefault(folded, set()).add(key)
                article = _ARTICLE.match(spelled)
                if article and len(short := _folded(spelled[article.end() :])) >= _SHORTEST_WITHOUT:
                    names.outlets_of.setdefault(short, set()).add(key)
        names._begun = {name[:end] for name in names.outlets_of for end in range(1, len(name) + 1)}
        return names

    def mentions(self, text: str) -> list[Mention]:
        """Return every name met in `text`, the longest at each place."""
        found: list[Mention] = []
        after = 0
        for match in _BEGINNING.finditer(text):
            start, end = match.span()
            if start < after or match[0].casefold() not in self._begun:
                continue
            if text[start].islower() and text[end : end + 1] != ".":
                continue
            if (mention := self._longest(text, start)) is not None:
                found.append(mention)
                after = mention[1]
        return found

    def _longest(self, text: str, start: int) -> Mention | None:
        grown, before, best = "", start, None
        for match in _TOKEN.finditer(text, start):
            grown += match[0].casefold()
            if match.start() - before > _MOST_GAP or grown not in self._begun:
                break
            before = match.end()
            is_name = not text[start].islower() or "." in text[start:before]
            if is_name and grown in self.outlets_of:
                best = start, before, self.outlets_of[grown]
        return best


def masked(text: str, mentions: Sequence[Mention]) -> str:
    """Return `text` without any outlet's name."""
    return removed(text, [(start, end) for start, end, _ in mentions])


def renamed(text: str, mentions: Sequence[Mention], outlet: str, other: str) -> str | None:
    """Return `text` with the names of `outlet` (as mentions know it) exchanged for `other`; None where it has none."""
    own = [(start, end) for start, end, outlets in mentions if outlet in outlets]
    if not own:
        return None
    pieces, position = [], 0
    for start, end in own:
        pieces += [text[position:start], other]
        position = end
    return "".join([*pieces, text[position:]])


def _folded(name: str) -> str:
    return "".join(_TOKEN.findall(name.casefold()))


def exchanged(
    documents: Documents, mentions: Sequence[Sequence[Mention]], seed: int
) -> tuple[list[int], list[str], list[str | None]]:
    """Return which texts name their outlet, each with another outlet's name instead, and a control.

    The other outlet's commonest label is another one; the control's is the same (None where there is no such outlet).
    """
    usual, called = usual_labels(documents), documents.site_names()
    chance = np.random.default_rng(seed)
    rows, swapped, control = [], [], list[str | None]()
    for row, site in enumerate(documents.sites.tolist()):
        others = [called[name] for name, label in usual.items() if label != usual.get(site)]
        alike = [called[name] for name, label in usual.items() if label == usual.get(site) and name != site]
        if not (site and others):
            continue
        text = renamed(documents.texts[row], mentions[row], site, others[chance.integers(len(others))])
        if text is not None:
            rows.append(row)
            swapped.append(text)
            same = alike[chance.integers(len(alike))] if alike else None
            control.append(same and renamed(documents.texts[row], mentions[row], site, same))
    return rows, swapped, control


def usual_labels(documents: Documents) -> dict[str, int]:
    """Return each site's commonest label, as a column of the targets."""
    found = {}
    for site in sorted(set(documents.sites.tolist()) - {""}):
        found[site] = int(documents.targets[documents.sites == site].sum(axis=0).argmax())
    return found
