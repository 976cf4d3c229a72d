from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from invented import LABELS, corpus
from scipy import sparse

from clf.framing.joint import Language, _Joint, concept_maps, train_jointly
from clf.framing.lexicon import Lexicon
from clf.framing.train import Counts, Settings

SETTINGS = Settings(min_documents=2, char_lengths=(3, 3), strengths=(0.3, 1.0))
ROWS = np.arange(0, 40, 2)


def languages(settings: Settings = SETTINGS) -> tuple[list[str], dict[str, Language]]:
    texts, targets, groups = corpus()
    given = {"en": texts, "fr": texts[::-1], "de": texts[:30]}
    counts = {lang: Counts.of(found, settings) for lang, found in given.items()}
    maps = concept_maps(counts, Lexicon({}))
    groups = np.asarray(groups)
    return texts, {
        "en": Language(counts["en"], targets, groups, maps["en"]),
        "fr": Language(counts["fr"], targets[::-1], groups[::-1], maps["fr"]),
        "de": Language(counts["de"], targets[:30], groups[:30], maps["de"]),
    }


def joint(found: dict[str, Language], settings: Settings = SETTINGS) -> _Joint:
    return _Joint(found["en"], [found["fr"], found["de"]], settings)


@pytest.mark.parametrize("n_features", [None, 80])
def test_the_model_that_ships_decides_as_the_trained_one(n_features: int | None) -> None:
    settings = replace(SETTINGS, n_features=n_features)
    texts, found = languages(settings)
    model = train_jointly(found, "en", LABELS, settings).model
    everything = np.arange(len(texts))
    fitted = joint(found, settings).fit(everything).decide(everything)
    shipped = np.array([model.decision(text) for text in texts])
    assert np.allclose(shipped, fitted, atol=1e-6)
    assert n_features is None or len(model.words) + len(model.chars) == n_features


def test_weights_are_those_of_the_primal_ridge_regression() -> None:
    _, found = languages()
    fitter = joint(found)
    from clf.framing.joint import _View

    views = [
        _View.of(one, rows, 2) for one, rows in zip(found.values(), (ROWS, np.arange(40), np.arange(30)), strict=True)
    ]
    taken = [ROWS, np.arange(40), np.arange(30)]
    meant = [view.concepts[rows].toarray() for view, rows in zip(views, taken, strict=True)]
    centred = [part - part.mean(axis=0) for part in meant]
    scale = np.mean([row @ row for part in centred for row in part])
    own = [sparse.hstack(view.blocks).toarray()[rows] / np.sqrt(2) for view, rows in zip(views, taken, strict=True)]
    features = np.hstack([np.vstack(centred) / np.sqrt(scale), sparse.block_diag(own).toarray()])
    targets = [one.targets[rows].astype(float) for one, rows in zip(found.values(), taken, strict=True)]
    wanted = np.vstack([part - part.mean(axis=0) for part in targets])
    square, eye = features.T @ features, np.eye(features.shape[1])
    weights = np.mean([np.linalg.solve(square + eye / c, features.T @ wanted) for c in SETTINGS.strengths], axis=0)
    expected = (features @ weights)[: len(ROWS)] + targets[0].mean(axis=0)
    assert np.allclose(fitter.fit(ROWS).decide(ROWS), expected, atol=1e-5)


def test_articles_left_out_are_not_looked_at() -> None:
    _, found = languages()
    first = joint(found).fit(ROWS)
    out = np.setdiff1d(np.arange(40), ROWS)
    english = found["en"]
    targets, blocks = english.targets.copy(), [block.tolil() for block in english.counts.blocks]
    targets[out] = 1 - targets[out]
    for block in blocks:
        block[out] = 7
    changed = Counts(tuple(block.tocsr() for block in blocks), english.counts.names)
    second = joint({**found, "en": Language(changed, targets, english.groups, english.concepts)}).fit(ROWS)
    assert first.words.tolist() == second.words.tolist()
    assert np.allclose(first.weights, second.weights, atol=1e-7)
    assert np.allclose(first.bias, second.bias, atol=1e-9)


def test_a_label_never_seen_in_a_language_is_learned_from_the_others() -> None:
    _, found = languages()
    english = found["en"]
    without = np.flatnonzero(english.targets[:, 1] == 0)[:14]
    out = np.setdiff1d(np.arange(40), without)
    decided, truth = joint(found).fit(without).decide(out)[:, 1], english.targets[out, 1]
    pairs = [a > b for a in decided[truth == 1] for b in decided[truth == 0]]
    assert np.mean(pairs) > 0.7
    unlabelled = {
        lang: Language(one.counts, np.zeros_like(one.targets), one.groups, one.concepts) for lang, one in found.items()
    }
    nothing = joint({**unlabelled, "en": english}).fit(without).decide(out)[:, 1]
    assert np.allclose(nothing, 0)
