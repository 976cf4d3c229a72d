"""Words of six languages as weighted English word stems, read from the FreeDict dictionaries that Debian packages.

``apt install dict-freedict-deu-eng …`` puts ``freedict-<from>-<to>.dict.dz`` and ``.index`` into ``/usr/share/dictd``
(the format of RFC 2229 servers; the environment variable ``CLF_DICTIONARIES`` names another folder). A word reaches
English directly and by way of every third language; each step shares a weight of 1 among the translations found.
"""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from clf.errors import UsageError

__all__ = ["LANGS", "PAIRS", "Lexicon", "dictionaries", "stem"]

LANGS = ("en", "fr", "de", "it", "pl", "ru")
_CODES = {"eng": "en", "fra": "fr", "deu": "de", "ita": "it", "pol": "pl", "rus": "ru"}
_NAMES = {"en": "english", "fr": "french", "de": "german", "it": "italian", "pl": "polish", "ru": "russian"}
_TARGETS = {
    "deu": "eng fra ita pol rus",
    "eng": "deu fra ita pol rus",
    "fra": "deu eng ita pol rus",
    "ita": "deu eng pol rus",
    "pol": "deu eng fra ita rus",
}
PAIRS = tuple(f"{source}-{target}" for source, targets in _TARGETS.items() for target in targets.split())
"""The dictionaries there are between the six languages (Debian 12); every one is used backwards, too."""

_WORD = re.compile(r"\b\w\w+\b")
_ASIDE = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)|\{[^}]*\}|/[^/]*/")
_SENSE = re.compile(r"^\d+\.\s*(.*)")
_NEXT_SENSE = re.compile(r"(?:^|\s)\d+\.$")
_REMARK = re.compile(r'^(?:see:|Synonym|Note|Antonym|")')
_FILLER_WORDS = (
    "to a an the of in on for be sth sb etc something somebody someone's ones and or der die das ein eine etw jdn jdm "
    "zu sich se le la les un une de du des il lo gli uno una di"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_MOST = 12  # translations taken of one entry
_STRONGEST = 20  # translations followed from a word in one direction
_KEPT = 8  # English stems kept of one word
_COGNATE = 0.5
_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia"
_CYRILLIC = {
    letter: "" if latin == "-" else latin
    for letter, latin in zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _LATIN.split(), strict=True)
}


@cache
def stem(word: str, lang: str) -> str:
    """Return the Snowball stem of a lower-case word (Porter, Snowball: a language for stemming algorithms, 2001)."""
    return str(_stemmer(lang).stemWord(word))


@cache
def _stemmer(lang: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_NAMES[lang])


def dictionaries() -> Path:
    """Return the folder of the dictionaries.

    Raises
    ------
    UsageError
        Where one is missing; the message names the packages.
    """
    folder = Path(os.environ.get("CLF_DICTIONARIES", "/usr/share/dictd"))
    missing = [pair for pair in PAIRS if not (folder / f"freedict-{pair}.index").is_file()]
    if missing:
        packages = " ".join(f"dict-freedict-{pair}" for pair in missing)
        raise UsageError(
            f"{folder}: bilingual dictionaries are missing. On Debian: apt install {packages}; elsewhere unpack these "
            "packages and let the environment variable CLF_DICTIONARIES name the folder of their .dict.dz files."
        )
    return folder


class Lexicon:
    """What words of six languages mean, as English stems.

    Parameters
    ----------
    links : dict
        ``(from, to)`` → stem → translated stem → weight. Backward links follow by themselves when read from a folder.
    """

    def __init__(self, links: dict[tuple[str, str], dict[str, dict[str, float]]]) -> None:
        self._links = {pair: {word: _shares(found) for word, found in table.items()} for pair, table in links.items()}

    @classmethod
    def read(cls, folder: Path) -> Lexicon:
        """Read the dictionaries of `PAIRS` in `folder`."""
        links: dict[tuple[str, str], dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for pair in PAIRS:
            source, target = (_CODES[code] for code in pair.split("-"))
            forth, back = links[source, target], links[target, source]
            for head, entry in _entries(folder / f"freedict-{pair}"):
                _link(stem(head, source), entry, target, forth, back)
        return cls(links)

    def concepts(self, word: str, lang: str) -> dict[str, float]:
        """Return English stem → weight for a word in lower case; the weights' squares add up to 1.

        A word in no dictionary, or with a digit, stands for itself in Latin letters: names and numbers.
        """
        own = stem(word, lang)
        if lang == "en":
            return {own: 1.0}
        latin = "".join(_CYRILLIC.get(letter, letter) for letter in own)
        found = self._to_english(own, lang)
        if not found or any(letter.isdigit() for letter in own):
            return {latin: 1.0}
        if len(latin) >= 5:  # a cognate, "vaccin" say; shorter ones are too often false friends
            found[latin] = found.get(latin, 0.0) + _COGNATE
        length = sum(weight * weight for weight in found.values()) ** 0.5
        return {concept: weight / length for concept, weight in found.items()}

    def _to_english(self, own: str, lang: str) -> dict[str, float]:
        found: Counter[str] = Counter()
        for concept, share in self._step(own, lang, "en"):
            found[concept] += 2 * share  # type: ignore[assignment] # a Counter of weights
        for middle in LANGS:
            for word, share in self._step(own, lang, middle) if middle not in (lang, "en") else ():
                for concept, part in self._step(word, middle, "en"):
                    found[concept] += share * part  # type: ignore[assignment]
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_KEPT]
        return _shares(dict(best))

    def _step(self, word: str, source: str, target: str) -> Iterator[tuple[str, float]]:
        yield from self._links.get((source, target), {}).get(word, {}).items()


def _shares(found: dict[str, float]) -> dict[str, float]:
    # Sorted by name where weights are equal: the same words on every machine.
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_STRONGEST]
    total = sum(weight for _, weight in best)
    return {word: weight / total for word, weight in best if weight} if total else {}


def _link(
    own: str, entry: str, target: str, forth: dict[str, dict[str, float]], back: dict[str, dict[str, float]]
) -> None:
    for place, phrase in enumerate(_translations(entry)):
        words = [word for word in _words(phrase) if word not in _FILLERS]
        for word in words:
            other = stem(word, target)
            weight = 1 / len(words) / (1 + 0.3 * place)
            forth[own][other] = forth[own].get(other, 0.0) + weight
            if len(words) == 1:  # of "board of directors", "board" alone does not mean the headword
                back[other][own] = back[other].get(own, 0.0) + weight


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("\u0301", ""))  # stress marks of Russian headwords


def _entries(stem_of_files: Path) -> Iterator[tuple[str, str]]:
    """Yield headword and entry of one dictionary; headwords of several words are left out."""
    content = gzip.decompress(stem_of_files.with_suffix(".dict.dz").read_bytes())
    seen = set()
    for line in stem_of_files.with_suffix(".index").read_text(encoding="utf-8").splitlines():
        head, start, length = line.split("\t")[:3]
        words = [word for word in _words(head) if word not in _FILLERS]
        if head.startswith("00") or len(head.split()) > 2 or len(words) != 1 or (head, start) in seen:
            continue
        seen.add((head, start))
        begin = _number(start)
        yield words[0], content[begin : begin + _number(length)].decode("utf-8", "replace")


_DIGITS = {
    letter: value for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}


def _number(written: str) -> int:
    """Return a number of a dictd index, written in base 64."""
    value = 0
    for letter in written:
        value = value * 64 + _DIGITS[letter]
    return value


def _translations(entry: str) -> list[str]:
    """Return the translations of an entry: the first line after the headword and those that begin a numbered sense."""
    found: list[str] = []
    begins = True
    for line in map(str.strip, entry.split("\n")[1:]):
        if sense := _SENSE.match(line):
            line, begins = sense[1], True
        if not line or _REMARK.match(line) or (line.startswith("(") and not begins):
            continue
        if begins:
            plain = _ASIDE.sub("", _NEXT_SENSE.sub("", line))
            found += [part.strip() for part in re.split(r"[,;]", plain) if part.strip()]
        begins = _NEXT_SENSE.search(line) is not None
    return [phrase for phrase in found if len(phrase.split()) <= 3][:_MOST]
