"""Nine invented outlets in an invented country: four of states, three papers, two pamphlets; all texts written by us."""

from __future__ import annotations

import random
from collections.abc import Iterator

from clf.schema import Article

TABLE = """
[sources]
us = "invented for the tests"
[criteria]
ours = "invented"

[[outlets]]
names = ["north.example", "northwest.example"]
corpora = ["invented"]
langs = ["en"]
side = "state"
operator = "Northland"
criterion = "ours"
sources = ["us"]
spellings = ["Voice of Northland"]
people = ["Ada Polder"]

[[outlets]]
names = ["south.example"]
corpora = ["invented"]
langs = ["en"]
side = "state"
operator = "Southland"
criterion = "ours"
sources = ["us"]

[[outlets]]
names = ["east.example"]
corpora = ["invented"]
langs = ["en", "fr"]
side = "state"
operator = "Eastland"
criterion = "ours"
sources = ["us"]

[[outlets]]
names = ["alder.example", "birch.example", "cedar.example"]
corpora = ["invented"]
langs = ["en"]
side = "other"
counted = true
criterion = "ours"
sources = ["us"]

[[outlets]]
names = ["elm.example", "fir.example"]
corpora = ["invented"]
langs = ["en"]
side = "other"
counted = false
criterion = "ours"
sources = ["us"]
"""

STATE = ("north.example", "northwest.example", "south.example", "east.example")
OTHERS = ("alder.example", "birch.example", "cedar.example", "elm.example", "fir.example")
_SUBJECTS = (
    ("harvest", "wheat", "farmers", "fields", "mill", "grain"),
    ("bridge", "river", "engineers", "traffic", "repairs", "cables"),
    ("school", "pupils", "teachers", "lessons", "exams", "classrooms"),
)
_STATE_WORDS = ("so-called partners", "hostile circles", "sovereign choice", "our brotherly nation")
_PLAIN_WORDS = ("officials said", "according to figures", "a spokeswoman declined", "the report found")
_FILLING = ("on Monday", "in the valley", "near the market", "after the meeting", "this year", "before noon")


def articles(per_outlet: int = 24, *, shared: bool = True, seed: int = 5) -> Iterator[Article]:
    """Yield articles of every outlet; where nothing is `shared`, state outlets write like the others."""
    chance = random.Random(seed)
    for outlet in (*STATE, *OTHERS):
        own = _STATE_WORDS if outlet in STATE and shared else _PLAIN_WORDS
        for number in range(per_outlet):
            words = _SUBJECTS[number % 3]
            sentences = [
                f"The {chance.choice(words)} and the {chance.choice(words)} {chance.choice(_FILLING)}: "
                f"{chance.choice(own)} about the {chance.choice(words)} {chance.choice(_FILLING)}."
                for _ in range(6)
            ]
            text = f"{outlet} reports number {number}. " + " ".join(sentences)
            month = f"2021-0{1 + number % 4}" if number % 2 else None
            yield Article(f"{outlet}/{number}", text, outlet=outlet, date=month, lang="en")
