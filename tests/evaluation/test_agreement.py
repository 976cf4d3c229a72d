"""Agreement: equal to other people's code and to published tables."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from nltk.metrics import binary_distance, masi_distance
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, f1_score

from clf.evaluation.agreement import (
    alpha,
    gwet_ac1,
    human_f1,
    kappa,
    krippendorff_alpha,
    label_agreement,
    masi_alpha,
    masi_codes,
    percent_agreement,
    tier,
)
from clf.evaluation.uncertainty import bootstrap

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: 12 units, 4 coders, codes 1 to 5; also
# "cac.raw4raters" of Gwet's irrCAC, whose vignette prints the coefficients below.
_ = -1
FOUR_CODERS = np.array(
    [
        [0, 0, _, 0], [1, 1, 2, 1], [2, 2, 2, 2], [2, 2, 2, 2], [1, 1, 1, 1], [0, 1, 2, 3],
        [3, 3, 3, 3], [0, 0, 1, 0], [1, 1, 1, 1], [_, 4, 4, 4], [_, _, 0, 0], [_, _, 2, _],
    ]
)  # fmt: skip
# "cont3x3abstractors" of the same vignette: 100 pregnancies, two abstractors.
ABSTRACTORS = np.repeat(
    [(0, 0), (1, 1), (1, 2), (2, 1), (2, 2)],
    [13, 20, 7, 4, 56],
    axis=0,
)


def coded(seed: int, coders: int = 3, k: int = 4) -> np.ndarray:
    """Codes that agree more than by chance, some missing."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, (40, 1))
    codes = np.where(random.random((40, coders)) < 0.3, random.integers(0, k, (40, coders)), truth)
    return np.where(random.random((40, coders)) < 0.1, -1, codes)


def test_four_coders_with_missing_codes_as_published() -> None:
    assert krippendorff_alpha(FOUR_CODERS) == pytest.approx(0.743, abs=5e-4)  # Krippendorff (2011)
    assert krippendorff_alpha(FOUR_CODERS) == pytest.approx(113 / 152, abs=1e-12)
    assert gwet_ac1(FOUR_CODERS) == pytest.approx(0.77544, abs=5e-6)
    assert percent_agreement(FOUR_CODERS) == pytest.approx(0.8181818, abs=5e-8)


def test_two_coders_as_published() -> None:
    assert kappa()(ABSTRACTORS) == pytest.approx(0.7964094, abs=5e-8)
    assert gwet_ac1(ABSTRACTORS) == pytest.approx(0.8493305, abs=5e-8)
    assert percent_agreement(ABSTRACTORS) == pytest.approx(0.89)
    assert krippendorff_alpha(ABSTRACTORS) == pytest.approx(0.7972585, abs=5e-8)


@pytest.mark.parametrize("seed", range(20))
def test_coefficients_equal_other_code(seed: int) -> None:
    codes = coded(seed)
    triples = [(str(j), str(i), int(code)) for i, row in enumerate(codes) for j, code in enumerate(row) if code >= 0]
    assert krippendorff_alpha(codes) == pytest.approx(
        AnnotationTask(triples, distance=binary_distance).alpha(), abs=1e-12
    )
    pairs = [(0, 1), (0, 2), (1, 2)]
    kappas = []
    for i, j in pairs:
        both = (codes[:, [i, j]] >= 0).all(axis=1)
        kappas.append(cohen_kappa_score(codes[both, i], codes[both, j]))
        assert kappa()(codes[:, [i, j]]) == pytest.approx(kappas[-1], abs=1e-12)
    assert kappa(3)(codes) == pytest.approx(np.mean(kappas), abs=1e-12)


def test_kappa_is_of_the_pairs_that_share_a_unit() -> None:
    codes = coded(3, k=3)[:60]
    codes[:30, 0] = codes[30:, 2] = -1  # the first coder and the third share nothing
    expected = np.mean([kappa()(codes[:, pair]) for pair in ([0, 1], [1, 2])])
    assert kappa(3)(codes) == pytest.approx(expected, abs=1e-12)
    alone = np.array([[0, -1, -1], [-1, 1, -1], [-1, -1, 0]])
    assert np.isnan(kappa(3)(alone))


@pytest.mark.parametrize("seed", range(20))
def test_agreement_of_label_sets_equals_nltks(seed: int) -> None:
    random = np.random.default_rng(seed)
    sets = (random.random((30, 1, 5)) < 0.4) ^ (random.random((30, 3, 5)) < 0.15)
    sets[..., 0] |= ~sets.any(axis=2)  # nltk's distance has no empty sets
    sets = sets.astype(np.int64)
    sets[0, 1] = -1
    triples = [
        (str(j), str(i), frozenset(np.flatnonzero(labels).tolist()))
        for i, unit in enumerate(sets)
        for j, labels in enumerate(unit)
        if labels[0] >= 0
    ]
    assert masi_alpha(sets) == pytest.approx(AnnotationTask(triples, distance=masi_distance).alpha(), abs=1e-12)


def test_masi_distances_by_hand() -> None:
    sets = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1], [0, 0, 0], [1, 0, 0]])[:, None]
    codes, distance = masi_codes(sets)
    ab, abc, bc, empty, a = codes[:, 0]
    assert distance[ab, ab] == distance[empty, empty] == 0
    assert distance[ab, abc] == pytest.approx(1 - 2 / 3 * 2 / 3)
    assert distance[ab, bc] == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert distance[ab, empty] == distance[a, bc] == 1
    assert (distance == distance.T).all()
    assert np.isnan(masi_alpha(np.ones((4, 2, 3), dtype=int)))


def test_gwets_ac1_by_its_definition() -> None:
    codes = coded(3, coders=2, k=2)
    both = codes[(codes >= 0).all(axis=1)]
    rated = codes[(codes >= 0).any(axis=1)]
    share = np.mean([np.mean(row[row >= 0]) for row in rated])
    chance = 2 * share * (1 - share)
    assert gwet_ac1(codes) == pytest.approx(((both[:, 0] == both[:, 1]).mean() - chance) / (1 - chance), abs=1e-12)


def exact_ac1(codes: np.ndarray, k: int) -> Fraction:
    """Gwet's AC1 word by word from his Handbook (2014, ch. 2 and 4.8), in fractions."""
    units = [[int(code) for code in row if code >= 0] for row in codes]
    several = [unit for unit in units if len(unit) > 1]
    agreed = [Fraction(sum(a == b for a, b in permutations(unit, 2)), len(unit) * (len(unit) - 1)) for unit in several]
    rated = [unit for unit in units if unit]
    shares = [sum(Fraction(unit.count(code), len(unit)) for unit in rated) / len(rated) for code in range(k)]
    chance = sum(share * (1 - share) for share in shares) / (k - 1)
    observed = sum(agreed, Fraction(0)) / len(several)
    return (observed - chance) / (1 - chance)


def exact_masi_alpha(sets: np.ndarray) -> Fraction:
    """Krippendorff's alpha with MASI distance word by word, in fractions; two empty sets are equal."""
    units = [[frozenset(np.flatnonzero(given).tolist()) for given in unit if given[0] >= 0] for unit in sets]
    units = [unit for unit in units if len(unit) > 1]

    def distance(a: frozenset[int], b: frozenset[int]) -> Fraction:
        if a == b:
            return Fraction(0)
        if not a & b:
            return Fraction(1)
        return 1 - Fraction(len(a & b), len(a | b)) * (Fraction(2, 3) if a <= b or b <= a else Fraction(1, 3))

    observed = sum((distance(a, b) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2)), Fraction(0))
    given = [labels for unit in units for labels in unit]
    expected = sum((distance(a, b) for a, b in permutations(given, 2)), Fraction(0)) / (len(given) - 1)
    return 1 - observed / expected


def test_ac1_with_missing_codes_is_exact() -> None:
    assert gwet_ac1(FOUR_CODERS) == pytest.approx(float(exact_ac1(FOUR_CODERS, 5)), abs=1e-14)
    for seed in range(5):
        codes = coded(seed, coders=4, k=3)
        codes[0] = [-1, -1, 2, -1]  # one code speaks for the shares alone
        codes[1] = -1
        assert gwet_ac1(codes) == pytest.approx(float(exact_ac1(codes, 3)), abs=1e-14)


def test_masi_alpha_with_empty_and_missing_sets_is_exact() -> None:
    for seed in range(5):
        random = np.random.default_rng(seed)
        sets = ((random.random((12, 1, 3)) < 0.4) ^ (random.random((12, 3, 3)) < 0.2)).astype(np.int64)
        sets[0], sets[1, 0], sets[2, :2], sets[3, 1] = 0, 0, -1, -1
        assert masi_alpha(sets) == pytest.approx(float(exact_masi_alpha(sets)), abs=1e-14)


def test_human_f1_is_one_coder_scored_by_another() -> None:
    codes = np.abs(coded(5, coders=2, k=2))[:, :, None] * [1, 0, 1]
    codes[:, :, 1] = coded(6, coders=2, k=2)
    known = (codes >= 0).all(axis=1)
    truth, called = codes[:, 0][known], codes[:, 1][known]
    assert human_f1(codes) == pytest.approx(f1_score(truth, called))
    assert human_f1(codes[:, ::-1]) == human_f1(codes)
    assert human_f1(codes[:, :, 0]) == pytest.approx(f1_score(codes[:, 0, 0], codes[:, 1, 0]))


def test_no_distinction_is_no_evidence() -> None:
    same = np.zeros((9, 2), dtype=int)
    assert np.isnan(krippendorff_alpha(same))
    assert np.isnan(kappa()(same))
    assert gwet_ac1(same) == 1.0  # AC1 says full agreement, which is why it is not what tiers go by
    assert tier(float("nan")) == "not defined"
    assert np.isnan(alpha(np.zeros((2, 2)))(same))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.8, "usable"), (0.79, "caution"), (0.667, "caution"), (0.66, "do not use"), (-1, "do not use")],
)
def test_tiers(value: float, expected: str) -> None:
    assert tier(value) == expected


def test_each_label_has_coefficients_with_intervals() -> None:
    random = np.random.default_rng(0)
    truth = random.random((200, 1, 2)) < 0.4
    codes = (truth ^ (random.random((200, 2, 2)) < np.array([0.02, 0.3]))).astype(np.int64)
    codes[:20, 1, 0] = -1
    found = label_agreement(["clear", "vague"], codes, groups=np.arange(200) // 2, repeats=200)
    assert (found["clear"].n, found["vague"].n) == (180, 200)
    assert (found["clear"].tier, found["vague"].tier) == ("usable", "do not use")
    for agreement in found.values():
        for name in ("percent", "kappa", "alpha", "ac1", "f1"):
            estimate = getattr(agreement, name)
            assert estimate.low < estimate.value < estimate.high
    assert found["vague"].alpha.n == 100
    assert found["vague"].alpha == bootstrap(
        krippendorff_alpha, (codes[:, :, 1],), groups=np.arange(200) // 2, repeats=200
    )
    assert found["vague"].share == pytest.approx(codes[:, :, 1].mean())


def test_weights_count_a_unit_as_often_as_it_stands_for() -> None:
    codes = coded(8, coders=2, k=2)[:, :, None]
    times = np.random.default_rng(1).integers(1, 5, len(codes))
    many = label_agreement(["x"], np.repeat(codes, times, axis=0), repeats=10)["x"]
    weighed = label_agreement(["x"], codes, weights=times / 3, repeats=10)["x"]
    for name in ("percent", "kappa", "ac1", "f1"):
        assert getattr(weighed, name).value == pytest.approx(getattr(many, name).value, abs=1e-12)
    assert weighed.alpha.value == pytest.approx(many.alpha.value, abs=0.02)  # which knows how many units there are
    assert weighed.share == pytest.approx(many.share)
    plain = label_agreement(["x"], codes, repeats=10)["x"]
    assert plain.f1.value != pytest.approx(weighed.f1.value, abs=1e-3)
    assert label_agreement(["x"], codes, weights=np.full(len(codes), 7), repeats=10)["x"].alpha == plain.alpha


def test_a_tier_whose_interval_reaches_below_it_says_so() -> None:
    random = np.random.default_rng(2)
    truth = random.random((4000, 1, 1)) < 0.4
    codes = (truth ^ (random.random((4000, 2, 1)) < 0.06)).astype(np.int64)
    many, few = (label_agreement(["x"], codes[:n], repeats=200)["x"] for n in (4000, 40))
    assert (many.is_unsure, many.verdict) == (False, "caution")
    assert few.alpha.low < 2 / 3 <= few.alpha.value
    assert (few.is_unsure, few.verdict) == (True, few.tier + "?")


@pytest.mark.parametrize("rare", [0, 1])
def test_agreement_on_one_article_of_the_rarer_kind_is_unsure(rare: int) -> None:
    """Every resample in which alpha is defined says 1."""
    codes = np.full((10, 2, 1), 1 - rare)
    codes[0] = rare
    one = label_agreement(["x"], codes)["x"]
    assert (one.alpha.value, one.alpha.low, one.rarer, one.verdict) == (1.0, 1.0, 1, "usable?")
    assert label_agreement(["x"], np.repeat(codes, 10, axis=0))["x"].verdict == "usable"


def ccf() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "ccf_agreement.py"
    spec = importlib.util.spec_from_file_location("ccf_agreement", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_cells_of_two_coders_follow_from_their_margins() -> None:
    row = {"n": 10, "count_coder1": 4, "count_coder2": 3, "percent_agree": 0.7}
    codes = ccf().codes_of(row)
    assert codes.shape == (10, 2)
    assert codes.sum(axis=0).tolist() == [4, 3]
    assert percent_agreement(codes) == pytest.approx(0.7)


def test_ccf_agreement_recomputed_from_its_files(real_data: Path) -> None:
    table = ccf().table_of(real_data)
    codes = {label: ccf().codes_of(row) for label, row in table.items()}
    assert len(table) == 65
    for label, row in table.items():
        ours = codes[label]
        for measure, column in (
            (kappa(), "cohens_kappa"),
            (human_f1, "f1_agreement"),
            (percent_agreement, "percent_agree"),
        ):
            assert measure(ours) == pytest.approx(row[column], abs=0.000501)
        # What is published as AC1 is twice the agreement less one (Bennett's S): chance is taken as one half.
        assert row["gwet_ac1"] == pytest.approx(2 * row["percent_agree"] - 1, abs=1e-9)
        assert gwet_ac1(ours) > row["gwet_ac1"] - 0.000501
        # What is published as alpha is Scott's pi, which alpha corrects for small samples by less than .001, except
        # where the second coder never used a label: there it is the raw agreement.
        if row["count_coder2"]:
            assert ccf().scotts_pi(ours) == pytest.approx(row["krippendorff_alpha"], abs=0.000501)
            assert krippendorff_alpha(ours) == pytest.approx(row["krippendorff_alpha"], abs=0.0015)
        else:
            assert row["krippendorff_alpha"] == pytest.approx(row["percent_agree"])
            assert krippendorff_alpha(ours) < 0
    means = [np.mean([measure(c) for c in codes.values()]) for measure in (kappa(), human_f1)]
    assert means == pytest.approx([0.572, 0.607], abs=5e-4)
    # the summary's alpha, unlike its kappa, is of all decisions together
    assert krippendorff_alpha(np.concatenate(list(codes.values()))) == pytest.approx(0.690, abs=5e-4)
