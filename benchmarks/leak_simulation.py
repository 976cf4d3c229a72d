"""The leak report where the truth is known: an outlet that leaks through boilerplate only, and none that leaks.

    python benchmarks/leak_simulation.py            200 corpora of either kind (about ten minutes of one core)
    python benchmarks/leak_simulation.py --seeds 5  fewer, printed and not written

Every corpus has 24 outlets of 12 articles with two labels. The wording of the news depends on the label alone (each
article draws some words that its label prefers); outlets differ in how often they print which label (share .15 or .85).
Without a leak an article ends, three times in five, in a boilerplate passage drawn from all there are. With a leak each
outlet has a passage of its own instead, so that boilerplate, and nothing else, tells the outlet and by it the label.
Passages are the follow-us and promotion lines of the phrasebook, which the flagger that ships was trained on: what it
misses on real pages is not simulated. The whole report runs, but for rows that the decision does not rest on.
"""

from __future__ import annotations

import argparse
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from clf.evaluation.uncertainty import wilson
from clf.leak.report import leak_report
from clf.resources import data_dir

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "leak.json"
COMMAND = "python benchmarks/leak_simulation.py"
OUTLETS, ARTICLES, SENTENCES, BOILERPLATE, SHARES = 24, 12, 6, 0.6, (0.15, 0.85)
DECIDING = ("random", "outlet_disjoint", "without_boilerplate")

WHO = "minister mayor council company union farmers doctors teachers court police hospital museum railway harbour"
DID = "announced rejected welcomed delayed opened measured repaired visited described approved counted planned sold"
WHAT = "bridge budget school market river station road forest library factory theatre garden survey contract ferry"
WHEN = "monday tuesday wednesday thursday friday morning evening spring summer autumn winter noon"
PREFERRED = ({"court", "police", "rejected", "contract"}, {"farmers", "market", "welcomed", "garden"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    seeds = parser.parse_args().seeds
    found = {
        "simulation_false_alarm": rate(seeds, leaks=False),
        "simulation_power": rate(seeds, leaks=True),
    }
    print(json.dumps(found, indent=1))
    if seeds == 200:
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(
            json.dumps(dict(sorted({**known, **found}.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


def rate(seeds: int, *, leaks: bool) -> dict[str, Any]:
    """Return the share of corpora in which the report says that there is a leak."""
    said = [is_found(seed, leaks=leaks) for seed in range(seeds)]
    low, high = wilson(sum(said), seeds)
    return {"value": sum(said) / seeds, "low": round(low, 4), "high": round(high, 4), "n": seeds, "command": COMMAND}


def is_found(seed: int, *, leaks: bool) -> bool:
    texts, labels, outlets = corpus(seed, leaks=leaks)
    report = leak_report(texts, labels, outlets, langs="en", conditions=DECIDING)
    return report.decision.leak_found is True


@cache
def passages() -> list[str]:
    lines = (data_dir("phrases") / "en.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [entry["text"] for entry in entries if entry["kind"] in ("follow_us", "promo")]


def corpus(seed: int, *, leaks: bool) -> tuple[list[str], list[str], list[str]]:
    """Return invented texts with their labels and outlets."""
    chance = np.random.default_rng([seed, leaks])
    own = chance.permutation(len(passages()))[:OUTLETS]
    texts, labels, outlets = [], [], []
    for outlet in range(OUTLETS):
        for _ in range(ARTICLES):
            label = int(chance.random() < SHARES[outlet % 2])
            paragraphs = [news(label, chance)]
            if chance.random() < BOILERPLATE:
                number = own[outlet] if leaks else own[chance.integers(OUTLETS)]
                paragraphs.append(passages()[number])
            texts.append("\n\n".join(paragraphs))
            labels.append(("left", "right")[label])
            outlets.append(f"Outlet {outlet}")
    return texts, labels, outlets


def news(label: int, chance: np.random.Generator) -> str:
    """Return sentences of four words each, a few of them words that the label prefers."""
    return " ".join(sentence(label, chance) for _ in range(SENTENCES))


def sentence(label: int, chance: np.random.Generator) -> str:
    who, did, what, when = (pick(pool.split(), label, chance) for pool in (WHO, DID, WHAT, WHEN))
    return f"The {who} {did} the {what} on {when}."


def pick(pool: list[str], label: int, chance: np.random.Generator) -> str:
    weights = np.array([1.5 if word in PREFERRED[label] else 1.0 for word in pool])
    return str(chance.choice(pool, p=weights / weights.sum()))


if __name__ == "__main__":
    main()
