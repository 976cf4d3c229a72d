"""Quick measures with floors: start-up time, and the shipped flagger on the sample corpus.

    python benchmarks/quick.py            measure and write benchmarks/results/quick.json
    python benchmarks/quick.py --check    measure and fail where a floor is missed; writes nothing

The sample corpus was written by us, like the phrasebook the flagger learns from: its figures are a check that
nothing broke, not a claim about real outlets. The flagger's design was chosen while looking at it: these are
development figures.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from clf.boilerplate.flagger import Flagger
from clf.evaluation.uncertainty import bootstrap
from clf.models.store import open_model, shipped

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "quick.json"
COMMAND = "python benchmarks/quick.py"
FLOORS: dict[str, tuple[str, float]] = {
    "import_seconds": ("<=", 0.1),
    "score_one_seconds": ("<=", 2.0),  # the bar is 1.0 on an idle machine; shared ones are noisy
    "sample_char_f1_default": (">=", 0.85),
    "sample_news_flagged_default": ("<=", 0.02),
    "sample_char_f1_open": (">=", 0.80),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail where a floor is missed; write nothing")
    check = parser.parse_args().check
    results = start_up()
    for name in shipped():
        results |= flagger(name)
    for key, entry in results.items():
        sign, floor = FLOORS.get(key, ("", 0.0))
        print(f"{key}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}  {sign} {floor or ''}")
    if check:
        missed = [key for key, floor in FLOORS.items() if not meets(results[key]["value"], *floor)]
        sys.exit(f"Floors missed: {', '.join(missed)}" if missed else 0)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def meets(value: float, sign: str, floor: float) -> bool:
    return value <= floor if sign == "<=" else value >= floor


def start_up() -> dict[str, Any]:
    bare = seconds([sys.executable, "-c", "pass"])
    imported = seconds([sys.executable, "-c", "import clf"])
    article = str(ROOT / "data" / "sample" / "article.txt")
    scored = seconds([sys.executable, "-m", "clf", "score", article, "--page"])
    return {
        "import_seconds": spread([max(0.0, value - statistics.median(bare)) for value in imported]),
        "score_one_seconds": spread(scored),
    }


def seconds(command: list[str], runs: int = 5) -> list[float]:
    found = []
    for run in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603 - our own command
        if run:  # the first warms the page cache
            found.append(time.perf_counter() - begin)
    return found


def spread(values: list[float]) -> dict[str, Any]:
    rounded = [round(f(values), 3) for f in (statistics.median, min, max)]
    return {"value": rounded[0], "low": rounded[1], "high": rounded[2], "n": len(values), "command": COMMAND}


def flagger(name: str) -> dict[str, Any]:
    """Character F1 against the sample's gold spans, and the share of news characters flagged, by article."""
    part = open_model(name).part("boilerplate", "any")
    assert part is not None
    counts = np.array([counted(article, Flagger(part)) for article in sample()])

    def f1(c: np.ndarray) -> float:
        hit, false, missed, _ = c.sum(axis=0)
        return float(2 * hit / max(2 * hit + false + missed, 1))

    def flagged(c: np.ndarray) -> float:
        return float(c[:, 1].sum() / max(c[:, 3].sum(), 1))

    return {
        f"sample_char_f1_{name}": {**bootstrap(f1, [counts]).as_dict(), "command": COMMAND},
        f"sample_news_flagged_{name}": {**bootstrap(flagged, [counts]).as_dict(), "command": COMMAND},
    }


def sample() -> list[dict[str, Any]]:
    files = sorted((ROOT / "data" / "sample").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def counted(article: dict[str, Any], flags: Flagger) -> list[int]:
    """Return characters flagged rightly, flagged wrongly, missed, and of news."""
    gold, found = (np.zeros(len(article["text"]), bool) for _ in range(2))
    for span in article["boilerplate"]:
        gold[span["start"] : span["end"]] = True
    for flag in flags.flag(article["text"], article["lang"]):
        found[flag.start : flag.end] = True
    return [int(x.sum()) for x in (gold & found, found & ~gold, gold & ~found, ~gold)]


if __name__ == "__main__":
    main()
