"""Quick measures with floors: what CI measures anew at every change, in about a minute.

    python benchmarks/quick.py            measure and write benchmarks/results/quick.json
    python benchmarks/quick.py --check    measure, write nothing, fail where a floor is missed (benchmarks/floors.py)

Start-up time; the shipped flagger and frames on the sample corpus; how even the folds of the splitter are; and a few
rounds of the simulations of validate_simulation.py and leak_simulation.py, by the very functions of those benchmarks.
The sample corpus was written by us, like the phrasebook the flagger learns from: its figures are a check that nothing
broke, not a claim about real outlets. The flagger's design was chosen while looking at it: these are development
figures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import floors
import leak_simulation
import numpy as np
import validate_simulation
from sklearn.model_selection import GroupKFold

from clf.boilerplate.index import open_flagger
from clf.evaluation.folds import share_gap
from clf.evaluation.metrics import average_precision
from clf.evaluation.spans import character_f1, flagged_outside
from clf.evaluation.splits import MultilabelStratifiedGroupKFold
from clf.evaluation.uncertainty import bootstrap
from clf.models.store import open_model, shipped
from clf.scoring.stream import articles_of
from clf.validation.corpus import score_corpus

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "quick.json"
COMMAND = "python benchmarks/quick.py"
SAMPLE, PHRASES = "data/sample", "data/phrases"

Results = dict[str, dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail where a floor is missed; write nothing")
    check = parser.parse_args().check
    results, held = measured(), floors.read()
    for name, entry in results.items():
        floor = held.get(name)
        bound = f"  {floor.rule.replace('_', ' ')} {floor.bound}" if floor else ""
        print(f"{name}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}{bound}")
    if check:
        found = floors.faults(results, json.loads(RESULTS.read_text(encoding="utf-8")), held)
        found += floors.recorded_faults(held)
        found += [fault for earlier in floors.committed_before() for fault in floors.forgotten(held, earlier)]
        sys.exit("\n".join(found) if found else 0)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def measured() -> Results:
    """Return every quick measure with its interval, n, the command and a digest of the data it was measured on."""
    measures: list[tuple[Callable[[], Results], tuple[str, ...]]] = [
        (start_up, ()),
        *((lambda name=name: flagger(name), (SAMPLE,)) for name in shipped()),
        (frames, (SAMPLE,)),
        (folds, ()),
        (coverage, ()),
        (leaks, (PHRASES,)),
    ]
    found: Results = {}
    for measure, data in measures:
        known = {"command": COMMAND} | ({"data": floors.digest(data)} if data else {})
        found |= {name: {**entry, **known} for name, entry in measure().items()}
    return found


def start_up() -> Results:
    bare = seconds([sys.executable, "-c", "pass"])
    imported = seconds([sys.executable, "-c", "import clf"])
    article = str(ROOT / "data" / "sample" / "article.txt")
    scored = seconds([sys.executable, "-m", "clf", "score", article, "--page"])
    return {
        "import_seconds": spread([max(0.0, value - statistics.median(bare)) for value in imported]),
        "score_one_seconds": spread(scored),
    }


def seconds(command: list[str], runs: int = 5) -> list[float]:
    """Return processor seconds of each run: on an idle machine those of the clock, and on a busy one still the same."""
    found = []
    for run in range(runs + 1):
        before = os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603 - our own command
        after = os.times()
        if run:  # the first warms the page cache
            found.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return found


def spread(values: list[float]) -> dict[str, Any]:
    rounded = [round(f(values), 3) for f in (statistics.median, min, max)]
    return {"value": rounded[0], "low": rounded[1], "high": rounded[2], "n": len(values)}


def flagger(name: str) -> Results:
    """Character F1 against the sample's gold spans, and the share of news characters flagged, by article."""
    flags, articles = open_flagger(name), sample()
    gold = [[(span["start"], span["end"]) for span in article["boilerplate"]] for article in articles]
    found = [[(s.start, s.end) for s in flags.flag(article["text"], article["lang"])] for article in articles]
    lengths = np.array([len(article["text"]) for article in articles])
    return {
        f"sample_char_f1_{name}": bootstrap(character_f1, (gold, found)).as_dict(),
        f"sample_news_flagged_{name}": bootstrap(flagged_outside, (gold, found, lengths)).as_dict(),
    }


def frames() -> Results:
    """How much better than their shares the shipped frames are ranked on the sample corpus, whose writers set them."""
    rows = sample()
    found = score_corpus(articles_of(rows, "text"), open_model("default"), "frames").population
    truth = np.array([[int(label in row["labels"]["frames"]) for label in found.labels] for row in rows])
    return {"sample_frames_precision_gain_default": bootstrap(precision_gain, (truth, found.probabilities)).as_dict()}


def precision_gain(truth: Any, probabilities: Any) -> float:
    """Return the mean average precision of the labels that occur, less that of a model that knows only their shares.

    A constant answer gives exactly 0; F1 does not show one, since calling the commonest labels everywhere scores high.
    """
    return average_precision(truth, probabilities) - average_precision(truth, np.zeros(truth.shape))


def sample() -> list[dict[str, Any]]:
    files = sorted((ROOT / SAMPLE).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def folds(corpora: int = 25) -> Results:
    """How far label shares in the folds lie from the whole, as a part of GroupKFold's distance; invented corpora."""
    ratios = [fold_ratio(np.random.default_rng(seed), seed) for seed in range(corpora)]
    low, high, value = (round(float(f(ratios)), 4) for f in (np.min, np.max, np.mean))
    return {"split_share_gap_ratio": {"value": value, "low": low, "high": high, "n": corpora}}


def fold_ratio(random: np.random.Generator, seed: int) -> float:
    groups = random.choice(40, 2000, p=random.dirichlet(np.ones(40)))
    labels = (random.random((2000, 14)) < random.beta(0.5, 2.0, (40, 14))[groups]).astype(float)

    def gap(cv: Any) -> float:
        dealt = np.empty(len(groups), np.int64)
        for fold, (_, test) in enumerate(cv.split(labels, labels, groups)):
            dealt[test] = fold
        return share_gap(labels, dealt, 5)

    return gap(MultilabelStratifiedGroupKFold(5, random_state=seed)) / gap(GroupKFold(5))


def coverage(repeats: int = 60) -> Results:
    """How often the interval of `clf validate` holds the true share, and how often that of the raw count does."""
    covered: validate_simulation.Tally = defaultdict(list)
    for number, classifier in enumerate(validate_simulation.CLASSIFIERS):
        for repeat in range(repeats):
            random = np.random.default_rng([13, number, repeat])
            validate_simulation.one_repeat(
                random, classifier, 200, False, covered, defaultdict(list), defaultdict(list)
            )
    return {name: validate_simulation.entry(covered[name]) for name in ("validate_coverage", "validate_raw_coverage")}


def leaks(seeds: int = 20) -> Results:
    """How often the leak report finds a leak, without one and with one."""
    found = leak_simulation.simulated(seeds, leak_simulation.erring)
    return {name: found[name] for name in ("simulation_false_alarm", "simulation_power")}


if __name__ == "__main__":
    main()
