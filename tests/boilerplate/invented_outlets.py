"""Invented outlets: news of random words, no two texts alike, and what each outlet repeats around it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

from clf.schema import Article

FOOTER = "**Follow the Alder Post** on t.me/alderpost and never miss our morning letter! 🌲"
GLUED = "Support our reporting with a gift from three coins a month."
TICKER = (
    "Ferry strike in Birchport enters its second week, harbour office says "
    "Former mayor of Elmsted leaves the county council after nine years "
    "Mill owners in the north report forty per cent fewer orders than in spring "
    "Old observatory on Cedar Hill sold to a private buyer for an unknown sum"
)
NOTE = "The council counts only households that have answered its letter, so the true number may be higher than shown."
AGENCY = "The bridge over the Alder was closed on Monday after inspectors found cracks in two of its pillars."

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
_WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in ("n", "r", "st", "l")]


def news(chance: random.Random, sentences: int = 6) -> str:
    """Return sentences of random words on two lines."""
    made = [f"{' '.join(chance.choices(_WORDS, k=12)).capitalize()}." for _ in range(sentences)]
    return " ".join(made[: sentences // 2]) + "\n" + " ".join(made[sentences // 2 :])


def article(outlet: str, number: int, text: str, day: int | None = None) -> Article:
    """Return an article of `outlet` on day `day` of 2021."""
    written = None if day is None else (date(2021, 1, 1) + timedelta(day)).isoformat()
    return Article(f"{outlet}-{number}", text, outlet=outlet, date=written, lang="en")


def corpus() -> list[Article]:
    """Return three outlets with 40 texts each.

    alder: a footer under every text (number and mark-up differ), a line glued into every second; a method note in a
    daily explainer whose texts are alike. birch: a ticker of one crawl day glued under every third text of all months.
    cedar: agency text on one day, which the others print too.
    """
    chance = random.Random(7)
    made: list[Article] = []
    for i in range(40):
        body = news(chance)
        if i % 2:
            body = body.replace(". ", f".{GLUED}", 1)
        made.append(article("alder", i, f"{body}\n{FOOTER if i % 3 else FOOTER.replace('**', '__')}", 9 * i))
        ticker = f" {TICKER}" if i % 3 == 0 else ""
        made.append(article("birch", i, news(chance) + ticker, 9 * i))
        made.append(article("cedar", i, news(chance), 9 * i))
    topic = chance.choices(_WORDS, k=14)
    for i in range(8):
        said = " ".join(
            f"{' '.join(chance.sample(topic, 6))} {' '.join(chance.choices(_WORDS, k=4))}." for _ in range(8)
        )
        made.append(article("alder", 100 + i, f"{said}\n{NOTE}\n{news(chance, 2)}\n{FOOTER}", 100 + i))
    for outlet in ("alder", "birch", "cedar"):
        tail = f"\n{FOOTER}" if outlet == "alder" else ""
        for i in range(6):
            made.append(article(outlet, 200 + i, f"{news(chance, 2)}\n{AGENCY}\n{news(chance, 2)}{tail}", 50))
    return made


def shuffled(articles: Iterable[Article], seed: int) -> list[Article]:
    mixed = list(articles)
    random.Random(seed).shuffle(mixed)
    return mixed
