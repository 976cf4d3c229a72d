"""Models of several languages that are calibrated and called as one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from invented import LABELS, corpus

from clf.errors import UsageError
from clf.framing import build, crossfit
from clf.framing.examples import Examples
from clf.framing.in_common import train_in_common
from clf.framing.recipes import RECIPES
from clf.framing.train import Settings, train

SETTINGS = Settings(min_documents=2, char_lengths=(3, 3), metric="macro", nested=False)


def invented() -> dict[str, Examples]:
    texts, targets, groups = corpus()
    targets[::7] = 1 - targets[::7]  # some are wrong, so that the probabilities are not sure
    french = [text.replace("said", "selon") for text in texts[:30]]
    return {
        "en": Examples(texts, targets, list(LABELS), groups),
        "fr": Examples(french, targets[:30, ::-1].copy(), list(LABELS), groups[:30]),
    }


def test_weights_are_the_languages_own_and_calibration_and_thresholds_are_common() -> None:
    examples = invented()
    found = train_in_common(examples, SETTINGS)
    english, french = found["en"].model, found["fr"].model
    assert "selon" in french.words
    assert "selon" not in english.words
    for name in ("slope", "intercept", "thresholds"):
        assert np.array_equal(getattr(english, name), getattr(french, name))
    for lang, one in examples.items():
        alone = train(one.texts, one.targets, one.labels, one.groups, SETTINGS).model
        assert np.array_equal(found[lang].model.weights, alone.weights)
        assert not np.array_equal(found[lang].model.slope, alone.slope)
        assert np.array_equal(found[lang].targets, one.targets)
        assert np.array_equal(found[lang].groups, [f"{lang}/{group}" for group in one.groups])
        assert found[lang].model.support_n.sum(axis=1).tolist() == [len(one.texts)] * 2


def test_what_is_predicted_of_a_fold_does_not_depend_on_its_labels_in_any_language() -> None:
    settings, examples = replace(SETTINGS, nested=True), invented()
    groups = np.concatenate([[f"{lang}/{group}" for group in one.groups] for lang, one in examples.items()])
    test = next(iter(crossfit.folds(groups)))[1]
    changed = {
        lang: replace(one, targets=np.where(np.isin(np.arange(len(one.texts)) + at, test)[:, None], 1, one.targets))
        for at, (lang, one) in zip((0, 40), examples.items(), strict=True)
    }
    predicted = []
    for given in (examples, changed):
        found = train_in_common(given, settings).values()
        predicted.append([np.concatenate([getattr(one, x) for one in found]) for x in ("probabilities", "predicted")])
    assert (test < 40).any()
    assert (test >= 40).any()
    for one, other in zip(*predicted, strict=True):
        assert np.array_equal(one[test], other[test])
    rest = np.setdiff1d(np.arange(70), test)
    assert not np.array_equal(predicted[0][0][rest], predicted[1][0][rest])


def test_languages_with_other_labels_are_refused() -> None:
    examples = invented()
    examples["fr"] = replace(examples["fr"], labels=["money", "weather"])
    with pytest.raises(UsageError, match="different labels"):
        train_in_common(examples, SETTINGS)


def test_one_language_asked_for_is_trained_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe, examples = replace(RECIPES["ccf-frames"], settings=SETTINGS), invented()
    monkeypatch.setattr(build, "examples_of", lambda _, lang, *__: examples[lang])
    found = build.trained(recipe, ["fr"], None, None, lambda _: None)  # type: ignore[arg-type]
    assert list(found) == ["fr"]
    assert np.array_equal(found["fr"].model.thresholds, train_in_common(examples, SETTINGS)["fr"].model.thresholds)
