"""The leak report where the truth is known: an outlet that leaks through boilerplate only, and none that leaks.

    python benchmarks/leak_simulation.py                      200 corpora of either kind (minutes)
    python benchmarks/leak_simulation.py --seeds 5            fewer, printed and not written
    python benchmarks/leak_simulation.py --seeds 5 --shipped  boilerplate as the flagger that ships finds it

Every corpus has 24 outlets of 10 articles with two labels. The wording of the news depends on the label alone (each
article draws some words that its label prefers); outlets differ in how often they print which label (share .12 or .88).
Without a leak an article ends, two times in three, in a boilerplate passage drawn from all there are. With a leak each
outlet has a passage of its own instead, so that boilerplate, and nothing else, tells the outlet and by it the label.

The flagger is simulated too, and errs: it misses a third of the passages, always the same ones, and flags the first
clause of one article in twenty. (Passages are follow-us and promotion lines of the phrasebook, from which the flagger
that ships learned: it finds nearly all of them, which says nothing of real pages.) The whole report runs, but for rows
that the decision does not rest on.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import floors
import numpy as np
from numpy.typing import NDArray

from clf.evaluation.uncertainty import interval, wilson
from clf.leak import variants
from clf.leak.report import LeakReport, leak_report
from clf.resources import data_dir

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "leak.json"
COMMAND = "python benchmarks/leak_simulation.py"
OUTLETS, ARTICLES, CLAUSES, BOILERPLATE, SHARES = 24, 10, 6, 0.65, (0.12, 0.88)
DATA = ("data/phrases",)
MISSED, WRONG = 1 / 3, 1 / 20
DECIDING = ("random", "outlet_disjoint", "without_boilerplate")

WHO = "minister mayor council company union farmers doctors teachers court police hospital museum railway harbour"
DID = "announced rejected welcomed delayed opened measured repaired visited described approved counted planned sold"
WHAT = "bridge budget school market river station road forest library factory theatre garden survey contract ferry"
WHEN = "monday tuesday wednesday thursday friday morning evening spring summer autumn winter noon"
PREFERRED = ({"court", "police", "rejected", "contract"}, {"farmers", "market", "welcomed", "garden"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--shipped", action="store_true", help="with the flagger that ships; printed, not written")
    options = parser.parse_args()
    found = simulated(options.seeds, None if options.shipped else erring)
    print(json.dumps(found, indent=1))
    if options.seeds == 200 and not options.shipped:
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(
            json.dumps(dict(sorted({**known, **found}.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


def simulated(seeds: int, flag: variants.Flag) -> dict[str, Any]:
    """Return how often a leak is said to be found where there is none and where there is one, and how large that is.

    Each entry has the number of seeds (0, 1, … n − 1) as its n, and a digest of the data it was measured on.
    """
    known = {"command": COMMAND, "data": floors.digest(DATA)}
    clean, leaky = ([reported(seed, flag, leaks=leaks) for seed in range(seeds)] for leaks in (False, True))
    sizes = np.array([report.gaps["outlet"].value for report in leaky])
    return {
        "simulation_false_alarm": rate(clean) | known,
        "simulation_power": rate(leaky) | known,
        "simulation_leak_size": {
            **dict(zip(("value", "low", "high"), np.round([sizes.mean(), *interval(sizes)], 4).tolist(), strict=True)),
            "n": seeds,
            **known,
            "unit": "macro-F1 lost on outlets never seen: mean, and the middle 95 % of corpora",
        },
    }


def erring(text: str, _lang: str | None) -> list[tuple[int, int]]:
    """Flag as a flagger that errs: by the text alone, so that a passage is found everywhere or nowhere."""
    story, _, passage = text.partition("\n\n")
    spans = [(0, text.index(","))] if chance_of(story) < WRONG else []
    return spans + ([(len(story) + 2, len(text))] if passage and chance_of(passage) >= MISSED else [])


def chance_of(text: str) -> float:
    return zlib.crc32(text.encode()) / 2**32


def rate(reports: Sequence[LeakReport]) -> dict[str, Any]:
    """Return the share of corpora in which the report says that there is a leak."""
    said, n = sum(report.decision.leak_found is True for report in reports), len(reports)
    low, high = wilson(said, n)
    return {"value": said / n, "low": round(low, 4), "high": round(high, 4), "n": n}


def reported(seed: int, flag: variants.Flag, *, leaks: bool) -> LeakReport:
    texts, labels, outlets = corpus(seed, leaks=leaks)
    return leak_report(texts, labels, outlets, langs="en", conditions=DECIDING, flag=flag)


@cache
def passages() -> list[str]:
    lines = (data_dir("phrases") / "en.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [entry["text"] for entry in entries if entry["kind"] in ("follow_us", "promo")]


def corpus(seed: int, *, leaks: bool) -> tuple[list[str], list[str], list[str]]:
    """Return invented texts with their labels and outlets; the news are the same with and without a leak."""
    chance = np.random.default_rng(seed)
    n = OUTLETS * ARTICLES
    outlets = np.repeat(np.arange(OUTLETS), ARTICLES)
    labels = (chance.random(n) < np.array(SHARES)[outlets % 2]).astype(int)
    has_passage = chance.random(n) < BOILERPLATE
    own = chance.permutation(len(passages()))[:OUTLETS]
    whose = outlets if leaks else chance.integers(OUTLETS, size=n)
    texts = [
        story + ("\n\n" + passages()[own[outlet]] if has else "")
        for story, has, outlet in zip(news(labels, np.random.default_rng([seed, 1])), has_passage, whose, strict=True)
    ]
    return texts, [("left", "right")[label] for label in labels], [f"Outlet {outlet}" for outlet in outlets]


def news(labels: NDArray[np.int64], chance: np.random.Generator) -> list[str]:
    """Return an article per label: clauses of four drawn words, some of them words that it prefers."""
    words = [picked(pool.split(), labels, chance) for pool in (WHO, DID, WHAT, WHEN)]
    return [", ".join(map(clause, *article)).capitalize() + "." for article in zip(*words, strict=True)]


def clause(who: str, did: str, what: str, when: str) -> str:
    return f"the {who} {did} the {what} on {when}"


def picked(pool: list[str], labels: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.str_]:
    weights = np.array([[1.5 if word in PREFERRED[label] else 1.0 for word in pool] for label in (0, 1)])
    reached = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    drawn = (chance.random((len(labels), CLAUSES))[:, :, None] > reached[labels][:, None, :]).sum(axis=2)
    return np.array(pool)[np.minimum(drawn, len(pool) - 1)]


if __name__ == "__main__":
    main()
