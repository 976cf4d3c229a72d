"""Choices inside benchmarks: nothing is chosen on what is scored. Numbers and texts are made up here."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy import sparse
from sklearn.model_selection import GroupKFold

from clf.models.store import Model
from clf.schema import Score, Span, TechniqueCall

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def outlets(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return __import__("framing_outlets")


def made_up() -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Return counts of 20 n-grams in 120 articles of 24 outlets, whose label is the outlet's."""
    random = np.random.default_rng(3)
    sites = np.repeat(np.arange(24), 5)
    truth = random.permutation(np.arange(24) % 2)[sites]
    counts = random.poisson(0.4, (120, 20)) + 2 * random.integers(0, 2, (120, 1)) * (np.arange(20) == truth[:, None])
    return sparse.csr_matrix(counts.astype(np.float32)), truth, sites


def test_settings_are_chosen_without_the_outlets_they_are_scored_on(
    outlets: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, truth, sites = made_up()
    outer = list(GroupKFold(4).split(truth, groups=sites))
    asked: list[set[int]] = []
    best = outlets.best

    def noted(counts: object, truth: np.ndarray, given: np.ndarray, sites: np.ndarray, grid: object) -> object:
        asked.append(set(sites.tolist()))
        return best(counts, truth, given, sites, grid)

    monkeypatch.setattr(outlets, "best", noted)
    grid = [outlets.Chosen(c, least) for c in (0.1, 1.0) for least in (1, 3)]
    called = outlets.predicted(counts, truth, truth[None], sites, outer, grid)
    assert (called == truth).mean() > 0.6
    for (rest, test), seen in zip(outer, asked, strict=False):
        assert seen == set(sites[rest].tolist())
        assert not seen & set(sites[test].tolist())
        turned = truth.copy()
        turned[test] = 1 - turned[test]
        again = outlets.predicted(counts, turned, turned[None], sites, [(rest, test)], grid)
        assert np.array_equal(again[test], called[test])


def test_articles_are_learned_from_with_every_label_given_and_scored_by_the_true_one(outlets: ModuleType) -> None:
    counts, truth, sites = made_up()
    outer = [(np.flatnonzero(sites % 4), np.flatnonzero(sites % 4 == 0))]
    one, two = [outlets.Chosen(1.0, 1)], np.stack([truth, 1 - truth, 1 - truth])
    called = outlets.predicted(counts, truth, two, sites, outer, one)[outer[0][1]]
    alone = outlets.predicted(counts, truth, truth[None], sites, outer, one)[outer[0][1]]
    assert (called != alone).mean() > 0.6  # two against one


def test_the_better_settings_are_chosen(outlets: ModuleType) -> None:
    counts, truth, sites = made_up()
    # An n-gram for each outlet tells its label at home and nothing elsewhere.
    own = sparse.csr_matrix(20.0 * (sites[:, None] == np.arange(24)[None]), dtype=np.float32)
    grid = [outlets.Chosen(1.0, 1), outlets.Chosen(1.0, 5)]
    assert outlets.best(sparse.csr_matrix(sparse.hstack([counts, own])), truth, truth[None], sites, grid) == grid[1]


def test_an_n_gram_of_the_scored_part_alone_is_not_used(outlets: ModuleType) -> None:
    counts = sparse.csr_matrix(np.array([[1, 1], [1, 1], [1, 0], [0, 5], [0, 5]], dtype=np.float32))
    assert outlets.usable(counts).tolist() == [True, True]
    assert outlets.usable(counts[:3]).tolist() == [True, False]


def test_two_records_are_compared_field_by_field_but_for_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    apart = __import__("compare_models").records_apart

    def made(**changes: object) -> Score:
        values = {"genre": {"satire": 0.5}, "boilerplate": [Span(0, 3, "promo", 0.9)], "model": "one"}
        return Score("x", **{**values, **changes})  # type: ignore[arg-type]

    assert apart(made(), made(model="two", genre={"satire": 0.5004})) == []
    assert apart(made(), made(genre={"satire": 0.51})) == ["genre"]
    assert apart(made(), made(genre={"opinion": 0.5}, warnings=["other"])) == ["genre", "warnings"]
    assert apart(made(), made(boilerplate=[Span(0, 4, "promo", 0.9)])) == ["boilerplate"]
    assert apart(made(), made(technique_calls=[TechniqueCall("Doubt", 0, 3, 0.5)])) == ["techniques_called"]


def test_a_part_that_one_model_has_alone_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    parts_apart = __import__("compare_models").parts_apart
    both, one = (
        Model(tmp_path, {"parts": [{"task": "frames", "lang": lang} for lang in langs]})
        for langs in (("en", "fr"), ("en",))
    )
    assert parts_apart(both, both) == []
    assert parts_apart(both, one) == parts_apart(one, both) == ["frames fr: in one of the models alone"]
