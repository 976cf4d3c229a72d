from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from invented import LABELS, corpus
from scipy import sparse

from clf.framing.background import Background, count_with_background
from clf.framing.counts import Counts
from clf.framing.joint import _Joint, train_jointly, transferred
from clf.framing.languages import Language, concept_maps
from clf.framing.lexicon import Lexicon
from clf.framing.train import Settings

SETTINGS = Settings(min_documents=2, char_lengths=(3, 3), strengths=(0.3, 1.0))
ROWS = np.arange(0, 40, 2)
ELSEWHERE = ["prices rose unheard", "the unheard council", "unheard taxes and prices"]


def languages(settings: Settings = SETTINGS) -> tuple[list[str], dict[str, Language]]:
    """Return texts, and three languages: English and French of 40 articles, German of 30, none of them silver."""
    texts, targets, groups = corpus()
    given = {"en": texts, "fr": texts[::-1], "de": texts[:30]}
    counted = {lang: count_with_background(found, ELSEWHERE, settings) for lang, found in given.items()}
    maps = concept_maps({lang: counts for lang, (counts, _) in counted.items()}, Lexicon({}))
    groups = np.asarray(groups)
    labelled = {"en": (targets, groups), "fr": (targets[::-1], groups[::-1]), "de": (targets[:30], groups[:30])}
    none = np.zeros((0, targets.shape[1]))
    return texts, {
        lang: Language(counted[lang][0], labelled[lang][0], none, labelled[lang][1], maps[lang], counted[lang][1])
        for lang in given
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
    scale = np.mean([row @ row for part in centred[1:] for row in part])  # of the other languages
    own = [sparse.hstack(view.blocks).toarray()[rows] / np.sqrt(2) for view, rows in zip(views, taken, strict=True)]
    features = np.hstack([np.vstack(centred) / np.sqrt(scale), sparse.block_diag(own).toarray()])
    targets = [one.targets[rows].astype(float) for one, rows in zip(found.values(), taken, strict=True)]
    wanted = np.vstack([part - part.mean(axis=0) for part in targets])
    square, eye = features.T @ features, np.eye(features.shape[1])
    weights = np.mean([np.linalg.solve(square + eye / c, features.T @ wanted) for c in SETTINGS.strengths], axis=0)
    expected = (features @ weights)[: len(ROWS)] + targets[0].mean(axis=0)
    assert np.allclose(fitter.fit(ROWS).decide(ROWS), expected, atol=2e-4)  # weights are rounded to half precision


def silver(language: Language, first: int) -> Language:
    """Return the language with its articles from `first` on taken for silver ones, of half a label each."""
    grades = np.minimum(language.targets[first:], 0.5)
    return replace(language, targets=language.targets[:first], groups=language.groups[:first], silver=grades)


def test_silver_articles_are_rows_of_their_language_with_a_mean_of_their_own() -> None:
    _, found = languages()
    parts = {"en": silver(found["en"], 30), "fr": silver(found["fr"], 25), "de": found["de"]}
    rows = np.arange(0, 30, 2)
    from clf.framing.joint import _View

    english = np.concatenate([rows, np.arange(30, 40)])
    taken = [english, np.arange(40), np.arange(30)]
    views = [_View.of(one, its, 2) for one, its in zip(parts.values(), taken, strict=True)]
    targets = [np.concatenate([one.targets, one.silver])[its] for one, its in zip(parts.values(), taken, strict=True)]
    cuts = [[len(rows)], [25], []]
    meant = [
        part
        for v, its, cut in zip(views, taken, cuts, strict=True)
        for part in np.split(v.concepts[its].toarray(), cut)
    ]
    wanted = [part - part.mean(axis=0) for own, cut in zip(targets, cuts, strict=True) for part in np.split(own, cut)]
    centred = np.vstack([part - part.mean(axis=0) for part in meant])
    scale = np.mean((centred[len(english) :] ** 2).sum(axis=1))
    own = [sparse.hstack(v.blocks).toarray()[its] / np.sqrt(2) for v, its in zip(views, taken, strict=True)]
    features = np.hstack([centred / np.sqrt(scale), sparse.block_diag(own).toarray()])
    square, eye = features.T @ features, np.eye(features.shape[1])
    weights = np.mean(
        [np.linalg.solve(square + eye / c, features.T @ np.vstack(wanted)) for c in SETTINGS.strengths], axis=0
    )
    expected = (features @ weights)[: len(rows)] + targets[0][: len(rows)].mean(axis=0)
    assert np.allclose(joint(parts).fit(rows).decide(rows), expected, atol=2e-4)


def test_silver_articles_are_never_measured() -> None:
    _, found = languages()
    found["en"] = silver(found["en"], 30)
    measured = train_jointly(found, "en", LABELS, SETTINGS)
    assert len(measured.targets) == len(measured.probabilities) == 30
    _, _, new = transferred(found, "en", SETTINGS)
    assert len(new) == 30


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
    other = replace(english, counts=changed, targets=targets)
    second = joint({**found, "en": other}).fit(ROWS)
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
    unlabelled = {lang: replace(one, targets=np.zeros_like(one.targets)) for lang, one in found.items()}
    nothing = joint({**unlabelled, "en": english}).fit(without).decide(out)[:, 1]
    assert np.allclose(nothing, 0)


def test_a_word_that_only_other_languages_teach_has_a_weight() -> None:
    """ "unheard" stands in no English article; a French word means the same."""
    _, found = languages()
    assert "unheard" in joint(found).fit(ROWS).words
    english = found["en"]
    nothing = Background(tuple(np.zeros_like(known) for known in english.background.frequencies), 0)
    assert "unheard" not in joint({**found, "en": replace(english, background=nothing)}).fit(ROWS).words


def test_frequencies_and_their_number_are_of_the_articles_and_the_background() -> None:
    _, found = languages()
    model = joint(found).fit(ROWS)
    assert model.n_texts == len(ROWS) + len(ELSEWHERE)
    there = dict(zip([*model.words, *model.chars], model.document_frequencies.tolist(), strict=True))
    assert there["unheard"] == 3
    assert max(there.values()) <= model.n_texts


def test_a_new_language_is_read_without_its_labels() -> None:
    _, found = languages()
    targets, known, new = transferred(found, "en", SETTINGS)
    assert targets.shape == known.shape == (70, len(LABELS))
    turned = replace(found["en"], targets=1 - found["en"].targets)
    assert np.array_equal(new, transferred({**found, "en": turned}, "en", SETTINGS)[2])
    pairs = [a > b for a in new[found["en"].targets[:, 0] == 1, 0] for b in new[found["en"].targets[:, 0] == 0, 0]]
    assert np.mean(pairs) > 0.7
