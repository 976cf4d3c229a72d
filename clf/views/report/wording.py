"""What the report page and the local page say, in English and French (``words.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from clf.evaluation.uncertainty import FEW_OUTLETS, Estimate
from clf.messages import fill, number
from clf.views.words import colon, decimal, percent, unbroken

__all__ = ["LANGS", "Wording"]

LANGS = ("en", "fr")


@cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(unbroken((Path(__file__).parent / "words.toml").read_text(encoding="utf-8")))


class Wording:
    """The words of a page in one language, and how it writes numbers.

    Parameters
    ----------
    lang : str
        ``en`` or ``fr``.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.colon = colon(lang)
        self.page, self.script, self.serve = (_table()[lang][name] for name in ("page", "script", "serve"))

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence of the page; a whole number in it is written and counted as the language does."""
        return fill(self.page[key], self.lang, **values)

    def kind(self, kind: str, n: int) -> str:
        """Return a kind of boilerplate that n articles have: ``dateline``, ``datelines``."""
        return str(self.page["kinds"][kind][n != 1])

    def number(self, n: int) -> str:
        """Return a whole number with its thousands apart."""
        return number(n, self.lang)

    def percent(self, share: float) -> str:
        """Return a share in per cent; a dash where it is not known."""
        return "–" if share != share else percent(share, self.lang)  # NaN is not equal to itself

    def interval(self, estimate: Estimate) -> str:
        """Return the interval of a share: ``41%–55%``."""
        return f"{self.percent(estimate.low)}–{self.percent(estimate.high)}"

    def decimal(self, value: float | None, sign: bool = False) -> str:
        """Return a number between -1 and 1 with three decimals; a dash where it is not known."""
        return "–" if value is None else decimal(value, self.lang, sign=sign)

    def articles(self, n: int) -> str:
        """Return how many articles there are, in words."""
        return self.say("one_article") if n == 1 else self.say("many_articles", n=n)

    def outlets(self, n: int) -> str:
        """Return of how many outlets, in words."""
        if n == 0:
            return self.say("no_outlets")
        return self.say("one_outlet") if n == 1 else self.say("many_outlets", n=n)

    def weak(self, estimate: Estimate) -> str:
        """Return “weak evidence: 7 outlets” where an interval rests on few outlets, else nothing."""
        if estimate.outlets is None or estimate.outlets >= FEW_OUTLETS:
            return ""
        return self.say("weak_long", n=estimate.outlets)
