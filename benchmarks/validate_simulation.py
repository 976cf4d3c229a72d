"""Does the corrected interval cover the truth? Invented corpora with known shares, sampled, coded and corrected.

    python benchmarks/validate_simulation.py              writes benchmarks/results/validate.json (minutes)
    python benchmarks/validate_simulation.py --repeats 50 --output validate.json

Every repeat invents a corpus of 12,000 articles in eight outlets of unequal size and twelve months, with a rare (3 %),
a middling (15 %) and a common (40 %) frame whose shares differ by outlet and month; a classifier that scores them;
a sample of n articles drawn and coded as `clf sample` does; and the intervals of `clf validate`. Three classifiers:
calibrated (errs alike everywhere, threshold .3), biased (calls far too much), leaky (errs in each outlet in its own
way). The intervals of parts of one corpus hang together: there the figure's own interval is a bootstrap over corpora,
elsewhere Wilson's. Last, the sample corpus that ships (250 articles, 14 frames) as the shipped model scores it: 100
articles are drawn again and again, coded with the frames its writers set.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from clf.evaluation.sampling import coding_sizes, inclusion_probabilities, systematic_sample
from clf.evaluation.uncertainty import Estimate, bootstrap, wilson
from clf.evaluation.validate import CodedSample, corrected_share, domain_shares, joint_f1, label_quality, raw_share
from clf.models.store import open_model
from clf.scoring.stream import articles_of
from clf.validation.corpus import score_corpus

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "validate.json"
COMMAND = "python benchmarks/validate_simulation.py"
ARTICLES, MONTHS, SEED = 12_000, 12, 20_240
OUTLETS = np.array([0.30, 0.20, 0.15, 0.12, 0.10, 0.07, 0.04, 0.02])
LABELS = {"rare": 0.03, "middling": 0.15, "common": 0.40}
SEPARATION = np.array([1.8, 1.5, 1.3])  # of the classifier's scores, in standard deviations: F1 of some .35, .5, .7
CLASSIFIERS = ("calibrated", "biased", "leaky")
SIZES = (100, 200, 400)
THRESHOLD = 0.3
SELDOM = 20  # the slow measures (domains, joint F1) are taken in one repeat of so many

Corpus = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Tally = dict[str, list[bool]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=2000, help="corpora for each classifier and sample size")
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    covered: Tally = defaultdict(list)
    widths: dict[str, list[float]] = defaultdict(list)
    parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for classifier in CLASSIFIERS:
        for n in SIZES:
            for repeat in range(options.repeats):
                seed = [SEED, CLASSIFIERS.index(classifier), n, repeat]
                one_repeat(np.random.default_rng(seed), classifier, n, repeat % SELDOM == 0, covered, widths, parts)
            print(f"{classifier}, {n} coded: done", file=sys.stderr)
    draw_again(options.repeats, covered, parts)
    results = {name: entry(hits) for name, hits in covered.items()}
    results |= {name: entry_of_parts(counts) for name, counts in parts.items()}
    results |= {name: spread(values) for name, values in widths.items()}
    options.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    for name, found in results.items():
        print(f"{name}: {found['value']} [{found['low']}, {found['high']}], n = {found['n']}")


def one_repeat(
    random: np.random.Generator,
    classifier: str,
    n: int,
    slow: bool,
    covered: Tally,
    widths: dict[str, list[float]],
    parts: dict[str, list[tuple[int, int]]],
) -> None:
    outlets, months, truth, probabilities = invented(random, classifier)
    calls = (probabilities >= THRESHOLD).astype(int)
    inclusion = inclusion_probabilities(coding_sizes(probabilities, outlets), n)
    order = np.lexsort((random.random(ARTICLES), months, outlets))
    rows = systematic_sample(inclusion, order, random)
    sample = CodedSample(rows, inclusion[rows], truth[rows].astype(float))
    for label, name in enumerate(LABELS):
        share, called = float(truth[:, label].mean()), calls[:, label]
        corrected = corrected_share(called, sample, label)
        quality = label_quality(called, sample, label)["f1"]
        told = {
            "validate_coverage": [(corrected, share)],
            "validate_raw_coverage": [(raw_share(called), share)],
            "validate_normal_ppi_coverage": [(power_tuned(probabilities[:, label], sample, label), share)],
            "validate_f1_coverage": [(quality, f1(truth[:, label], called))],
        }
        for measure, pairs in told.items():
            for where in ("", f"_{classifier}_{n}_{name}"):
                covered[measure + where] += [holds(*pair) for pair in pairs]
        widths[f"validate_width_{classifier}_{n}_{name}"].append(corrected.high - corrected.low)
        if slow:
            for kind, domains in (("outlet", outlets), ("month", months), ("outlet_month", outlets * MONTHS + months)):
                by_domain(kind, classifier, domains, truth[:, label], called, sample, label, parts)
    if slow:
        joint_covered(truth, calls, sample, covered)


def joint_covered(truth: np.ndarray, calls: np.ndarray, sample: CodedSample, covered: Tally) -> None:
    """Micro and macro F1 of all labels, and of the rare label alone, in which a small sample often finds no hit."""
    n = len(sample.rows)
    found, each = joint_f1(calls, sample), [f1(truth[:, label], calls[:, label]) for label in range(len(LABELS))]
    alone = joint_f1(calls[:, :1], CodedSample(sample.rows, sample.inclusion, sample.codes[:, :1]))["macro_f1"]
    for measure, estimate, known in (
        ("validate_micro_f1_coverage", found["micro_f1"], f1(truth, calls)),
        ("validate_macro_f1_coverage", found["macro_f1"], float(np.mean(each))),
        ("validate_macro_f1_coverage_of_rare", alone, each[0]),
    ):
        for name in (measure, f"{measure}_{n}"):
            covered[name].append(holds(estimate, known))


def draw_again(repeats: int, covered: Tally, parts: dict[str, list[tuple[int, int]]], n: int = 100) -> None:
    """Draw again and again from the sample corpus as the shipped model scores it: its writers' frames are the truth."""
    files = sorted((ROOT / "data" / "sample").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    corpus = score_corpus(articles_of(rows, "text"), open_model("default"), "frames").population
    truth = np.array([[label in row["labels"]["frames"] for label in corpus.labels] for row in rows], float)
    shares = truth.mean(axis=0).tolist()
    raw = [holds(raw_share(called), share) for called, share in zip(corpus.called.T, shares, strict=True)]
    covered["validate_raw_coverage_sample_corpus"] = raw
    outlets = np.array(corpus.plain["outlet"])
    inclusion = inclusion_probabilities(coding_sizes(corpus.probabilities, outlets), n)
    for repeat in range(repeats):
        random = np.random.default_rng([SEED, repeat])
        chosen = systematic_sample(inclusion, np.lexsort((random.random(len(rows)), outlets)), random)
        sample = CodedSample(chosen, inclusion[chosen], truth[chosen])
        found = [corrected_share(called, sample, label) for label, called in enumerate(corpus.called.T)]
        hits = [holds(*pair) for pair in zip(found, shares, strict=True)]
        parts["validate_coverage_sample_corpus"].append((sum(hits), len(hits)))


def invented(random: np.random.Generator, classifier: str) -> Corpus:
    """Return outlets, months, truth and the classifier's probabilities of one corpus."""
    outlets = random.choice(len(OUTLETS), ARTICLES, p=OUTLETS)
    months = random.integers(0, MONTHS, ARTICLES)
    base = np.array(list(LABELS.values()))
    logit = np.log(base / (1 - base))
    own = random.normal(0, 0.5, (len(OUTLETS), len(base)))[outlets] + random.normal(0, 0.3, (MONTHS, len(base)))[months]
    truth = (random.random((ARTICLES, len(base))) < 1 / (1 + np.exp(-(logit + own)))).astype(int)
    scores = SEPARATION * truth + random.normal(0, 1, truth.shape)
    shift: Any = {"calibrated": 0.0, "biased": 1.0}.get(classifier)
    if shift is None:
        shift = random.normal(0.5, 0.8, (len(OUTLETS), len(base)))[outlets]
    belief = logit + SEPARATION * scores - SEPARATION**2 / 2 + shift
    return outlets, months, truth, 1 / (1 + np.exp(-belief))


def by_domain(
    kind: str,
    classifier: str,
    domains: np.ndarray,
    truth: np.ndarray,
    called: np.ndarray,
    sample: CodedSample,
    label: int,
    parts: dict[str, list[tuple[int, int]]],
) -> None:
    hits: Tally = defaultdict(list)
    present, codes = np.unique(domains, return_inverse=True)
    for domain, share in enumerate(domain_shares(called, codes, len(present), sample, label)):
        assert share.corrected is not None
        known = float(truth[codes == domain].mean())
        hits[f"validate_raw_coverage_{kind}"].append(holds(share.raw, known))
        for where in (f"_{kind}", f"_{kind}_{share.method}", f"_{kind}_{share.method}_{classifier}"):
            hits["validate_coverage" + where].append(holds(share.corrected, known))
    for name, found in hits.items():
        parts[name].append((sum(found), len(found)))


def power_tuned(probabilities: np.ndarray, sample: CodedSample, label: int) -> Estimate:
    """Return PPI++ with a normal interval, for comparison: what is usual, and too narrow for rare frames."""
    weights = 1 / sample.inclusion
    weights = weights / weights.sum()
    y, p = sample.codes[:, label], probabilities[sample.rows]
    centred = p - weights @ p
    slope = float((weights * centred) @ y / ((weights * centred) @ centred))
    value = float(weights @ y + slope * (probabilities.mean() - weights @ p))
    residual = y - weights @ y - slope * centred
    deviation = float(np.sqrt(((1 - sample.inclusion) * weights**2) @ residual**2 * len(y) / (len(y) - 2)))
    return Estimate(value, value - 1.96 * deviation, value + 1.96 * deviation, len(y))


def f1(truth: np.ndarray, called: np.ndarray) -> float:
    return float(2 * (truth * called).sum() / max(truth.sum() + called.sum(), 1))


def holds(estimate: Estimate, truth: float) -> bool:
    return bool(estimate.low <= truth <= estimate.high)


def entry(hits: list[bool]) -> dict[str, Any]:
    low, high = wilson(sum(hits), len(hits))
    numbers = {"value": sum(hits) / len(hits), "low": low, "high": high}
    return {**{name: round(number, 4) for name, number in numbers.items()}, "n": len(hits), "command": COMMAND}


def entry_of_parts(counts: list[tuple[int, int]]) -> dict[str, Any]:
    def share(table: np.ndarray) -> float:
        return float(table[:, 0].sum() / table[:, 1].sum())

    found = bootstrap(share, [np.array(counts)]).as_dict()
    return {**{k: found[k] for k in ("value", "low", "high")}, "n": sum(n for _, n in counts), "command": COMMAND}


def spread(values: list[float]) -> dict[str, Any]:
    """Return the mean of the widths and between which 95 % of them lie."""
    low, high = np.quantile(values, [0.025, 0.975])
    numbers = {"value": float(np.mean(values)), "low": float(low), "high": float(high)}
    return {**{name: round(number, 4) for name, number in numbers.items()}, "n": len(values), "command": COMMAND}


if __name__ == "__main__":
    main()
