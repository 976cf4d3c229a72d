"""Corrected shares: by hand, against a census, and their coverage in a small simulation (the benchmark has the large)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score

from clf.evaluation.sampling import coding_sizes, inclusion_probabilities, systematic_sample
from clf.evaluation.uncertainty import wilson
from clf.evaluation.validate import (
    FEWEST_CODED,
    FEWEST_DIRECT,
    CodedSample,
    corrected_share,
    domain_shares,
    joint_f1,
    label_quality,
)


def simple(called: list[int], rows: list[int], codes: list[float]) -> tuple[np.ndarray, CodedSample]:
    share = len(rows) / len(called)
    return np.array(called), CodedSample(np.array(rows), np.full(len(rows), share), np.array(codes)[:, None])


def test_the_share_is_put_together_from_both_rates() -> None:
    # 40 of 100 called; of 10 coded called ones 8 have the label, of 10 others 1: .4 · .8 + .6 · .1 = .38
    called, sample = simple(
        [1] * 40 + [0] * 60, [*range(10), *range(40, 50)], [1.0] * 8 + [0.0] * 2 + [1.0] + [0.0] * 9
    )
    found = corrected_share(called, sample)
    assert found.value == pytest.approx(0.38)
    assert found.low < 0.38 < found.high
    assert found.n == 20
    quality = label_quality(called, sample)
    assert quality["precision"].value == pytest.approx(0.8)
    assert quality["recall"].value == pytest.approx(32 / 38)
    assert quality["f1"].value == pytest.approx(64 / 78)


def test_unequal_chances_are_weighed() -> None:
    called = np.zeros(40, int)
    inclusion = np.array([0.5] * 10 + [0.25] * 5)
    sample = CodedSample(np.arange(15), inclusion, np.array([1.0] * 10 + [0.0] * 5)[:, None])
    assert corrected_share(called, sample).value == pytest.approx(20 / 40)


def test_a_census_leaves_no_doubt() -> None:
    random = np.random.default_rng(1)
    called, truth = random.integers(0, 2, (2, 90))
    sample = CodedSample(np.arange(90), np.ones(90), truth[:, None].astype(float))
    found = corrected_share(called, sample)
    assert (found.low, found.high) == pytest.approx((truth.mean(), truth.mean()))
    for entry in (*label_quality(called, sample).values(), *joint_f1(called[:, None], sample).values()):
        assert entry.low == pytest.approx(entry.high)
    hits = 2 * (called & truth).sum() / (called.sum() + truth.sum())
    assert joint_f1(called[:, None], sample)["micro_f1"].value == pytest.approx(hits)
    for share in domain_shares(called, np.arange(90) % 3, 3, sample):
        assert share.corrected is not None
        assert share.corrected.low == share.corrected.high


def test_no_case_found_is_not_certainty() -> None:
    called, sample = simple([0] * 1000, list(range(50)), [0.0] * 50)
    found = corrected_share(called, sample)
    assert found.value == 0
    assert wilson(0, 50)[1] / 2 < found.high < wilson(0, 50)[1]


def test_a_label_never_called_has_no_precision() -> None:
    called, sample = simple([0] * 100, list(range(30)), [1.0] * 3 + [0.0] * 27)
    quality = label_quality(called, sample)
    assert np.isnan(quality["precision"].value)
    assert quality["recall"].value == quality["f1"].value == 0


def test_quality_is_not_made_up_where_nothing_called_was_coded() -> None:
    called, sample = simple([1] * 30 + [0] * 970, list(range(30, 130)), [1.0] * 5 + [0.0] * 95)
    for estimate in label_quality(called, sample).values():
        assert np.isnan([estimate.value, estimate.low, estimate.high]).all()
        assert estimate.n == 0
    share = corrected_share(called, sample)
    # Half, for want of anything known of the called ones: the rate of the others, .05, would be a claim about them.
    assert share.value == pytest.approx(0.05 * 0.97 + 0.5 * 0.03)
    assert share.high > 0.05 * 0.97 + 0.9 * 0.03  # and the interval lets them be anything


def test_recall_is_not_made_up_where_no_other_article_was_coded() -> None:
    called, sample = simple([1] * 30 + [0] * 970, list(range(20)), [1.0] * 16 + [0.0] * 4)
    quality = label_quality(called, sample)
    assert (quality["precision"].value, quality["precision"].n) == (pytest.approx(0.8), 20)
    for name in ("recall", "f1"):
        assert np.isnan(quality[name].value)
        assert quality[name].n == 0
    share = corrected_share(called, sample)
    expected = 0.8 * 0.03 + 0.5 * 0.97
    assert (share.value, share.low < 0.1, share.high > 0.9) == (pytest.approx(expected), True, True)


def test_without_a_coded_case_there_is_no_recall() -> None:
    called, sample = simple([1] * 100 + [0] * 100, list(range(50, 150)), [0.0] * 100)
    quality = label_quality(called, sample)
    assert np.isnan(quality["recall"].value)
    assert quality["precision"].value == quality["f1"].value == 0


def joint_of(repeat: int, n: int) -> tuple[dict[str, Any], float, float]:
    """Micro and macro F1 of a rare, a middling and a common label that hang together, and what they truly are."""
    random = np.random.default_rng([9, repeat])
    hard = random.random((3000, 1)) < 0.3
    truth = (random.random((3000, 3)) < np.array([0.03, 0.12, 0.35])).astype(int)
    wrong = random.random((3000, 3)) < np.where(hard, 0.25, 0.02)
    called = np.where(wrong, 1 - truth, truth)
    rows = np.sort(random.permutation(3000)[:n])
    sample = CodedSample(rows, np.full(n, n / 3000), truth[rows].astype(float))
    micro, macro = (f1_score(truth, called, average=average) for average in ("micro", "macro"))
    return joint_f1(called, sample), float(micro), float(macro)


def test_a_sample_without_a_hit_leaves_the_joint_f1_open() -> None:
    called, sample = simple([1] * 40 + [0] * 960, [*range(4), *range(40, 96)], [0.0] * 60)
    for found in joint_f1(called[:, None], sample).values():
        assert found.value == found.low == 0
        assert found.high > 0.2  # four coded calls do not say that none of forty is right


def test_intervals_of_the_joint_f1_hold_the_truth() -> None:
    held = {"micro_f1": 0, "macro_f1": 0}
    for repeat in range(150):
        found, *truth = joint_of(repeat, 60)
        for name, value in zip(held, truth, strict=True):
            held[name] += found[name].low <= value <= found[name].high
            assert found[name].low < found[name].high
    assert min(held.values()) >= 135  # of 142 expected; a bootstrap of the articles reaches some 120 for macro


def test_labels_that_hang_together_widen_the_joint_f1() -> None:
    random = np.random.default_rng(4)
    truth, wrong = random.random((2, 2000, 1)) < np.array([[[0.3]], [[0.2]]])
    called = np.repeat(truth ^ wrong, 8, axis=1).astype(int)
    rows = np.arange(200)
    same = CodedSample(rows, np.full(200, 0.1), np.repeat(truth[rows], 8, axis=1).astype(float))
    one = CodedSample(rows, np.full(200, 0.1), truth[rows].astype(float))
    eight, single = joint_f1(called, same)["micro_f1"], joint_f1(called[:, :1], one)["micro_f1"]
    # Eight copies of a label are no more evidence than one.
    assert eight.high - eight.low == pytest.approx(single.high - single.low, rel=0.1)


def test_small_parts_borrow_and_say_so() -> None:
    random = np.random.default_rng(2)
    domains = np.repeat([0, 1, 2], [500, 400, 20])
    called = random.integers(0, 2, 920)
    rows = np.concatenate([random.choice(500, 40, replace=False), 500 + random.choice(400, 8, replace=False)])
    truth = np.where(random.random(920) < 0.9, called, 1 - called)
    sample = CodedSample(rows, np.full(48, 48 / 920), truth[rows, None].astype(float))
    found = domain_shares(called, domains, 3, sample)
    assert [share.method for share in found] == ["direct", "pooled", "pooled"]
    assert [share.corrected.n for share in found if share.corrected] == [40, 8, 0]
    assert [share.raw.n for share in found] == [500, 400, 20]
    for domain, share in enumerate(found):
        assert share.corrected is not None
        assert share.corrected.low <= truth[domains == domain].mean() <= share.corrected.high
    alone = CodedSample(rows[:40], np.full(40, 48 / 920), truth[rows[:40], None].astype(float))
    assert found[0].corrected == corrected_share(called[:500], alone)


def test_a_part_that_was_coded_whole_borrows_nothing() -> None:
    domains = np.repeat([0, 1, 2], [60, 4, 30])
    called = np.arange(94) % 2
    rows = np.concatenate([np.arange(20), np.arange(60, 64), np.arange(64, 69)])
    codes = np.ones((29, 1))
    codes[20:24, 0] = [1, 0, 0, 0]
    found = domain_shares(called, domains, 3, CodedSample(rows, np.full(29, 0.4), codes))
    assert [share.method for share in found] == ["direct", "direct", "pooled"]
    whole = found[1].corrected
    assert whole is not None
    assert (whole.value, whole.low, whole.high, whole.n) == (0.25, 0.25, 0.25, 4)


def test_too_few_coded_articles_correct_nothing() -> None:
    n = FEWEST_CODED - 1
    called, sample = simple([0, 1] * 50, list(range(n)), [1.0] * n)
    assert [(share.corrected, share.method) for share in domain_shares(called, np.zeros(100, int), 1, sample)] == [
        (None, "none")
    ]
    assert FEWEST_DIRECT <= FEWEST_CODED


def test_sizes_favour_what_is_open_and_small_outlets() -> None:
    outlets = np.array(["a"] * 900 + ["b"] * 100)
    probabilities = np.tile([[0.5], [0.01]], (500, 1))
    inclusion = inclusion_probabilities(coding_sizes(probabilities, outlets), 100)
    assert inclusion.sum() == pytest.approx(100)
    assert (inclusion > 0).all()
    assert inclusion[:900].sum() == pytest.approx(75)  # as the square roots of 900 and 100
    assert inclusion[0] > 1.5 * inclusion[1]


def test_a_systematic_sample_keeps_its_size_and_chances() -> None:
    random = np.random.default_rng(5)
    inclusion = inclusion_probabilities(random.exponential(1, 60), 12)
    counts = np.zeros(60)
    for _ in range(4000):
        rows = systematic_sample(inclusion, np.arange(60), random)
        assert len(rows) == len(set(rows)) == 12
        counts[rows] += 1
    assert np.abs(counts / 4000 - inclusion).max() < 0.035
    assert systematic_sample(inclusion_probabilities(np.ones(5), 9), np.arange(5), random).tolist() == [0, 1, 2, 3, 4]


def test_the_corrected_interval_covers_a_rare_frame_and_the_raw_one_does_not() -> None:
    covered = raw = 0
    for repeat in range(200):
        random = np.random.default_rng([7, repeat])
        truth = (random.random(5000) < 0.03).astype(int)
        called = np.where(truth == 1, random.random(5000) < 0.6, random.random(5000) < 0.08).astype(int)
        sizes = np.where(called == 1, 2.0, 1.0)
        inclusion = inclusion_probabilities(sizes, 150)
        rows = systematic_sample(inclusion, random.permutation(5000), random)
        found = corrected_share(called, CodedSample(rows, inclusion[rows], truth[rows, None].astype(float)))
        covered += found.low <= truth.mean() <= found.high
        low, high = wilson(int(called.sum()), 5000)
        raw += low <= truth.mean() <= high
    assert covered >= 180  # 190 expected
    assert raw == 0


def test_the_benchmark_on_record_holds_what_it_must() -> None:
    path = Path(__file__).parents[2] / "benchmarks" / "results" / "validate.json"
    results = json.loads(path.read_text(encoding="utf-8"))
    assert results["validate_coverage"]["low"] >= 0.93
    assert results["validate_raw_coverage"]["high"] < 0.5
    cells = [entry for name, entry in results.items() if re.fullmatch(r"validate_coverage_[a-z]+_\d+_[a-z]+", name)]
    assert len(cells) == 27
    assert min(entry["value"] for entry in cells) >= 0.93
    assert min(entry["n"] for entry in cells) >= 2000
    assert all(set(entry) == {"value", "low", "high", "n", "command"} for entry in results.values())
