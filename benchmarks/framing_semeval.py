"""Frames and genre of SemEval-2023: ours against the untuned and the organisers' model, on the same folds.

The untuned model is that of the corpora's README: word 1-2-grams and character 3-5-grams of the raw article, balanced
logistic regression with C 10, one threshold for all labels where micro-F1 of its own out-of-fold predictions is highest
(which favours it: ours is nested). The organisers' kind is a linear SVM on raw counts of word 1-2-grams. Where a text
has one label, as with genre, ours calls that which is most above its share, the untuned one the likeliest, and the SVM
is one over all labels.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from joblib import Memory, Parallel, delayed
from paired import gain, mean
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from clf.boilerplate.flagger import Flagger, flagger_of
from clf.corpora.registry import load_card
from clf.evaluation.calibration import ece, expected_ece_if_calibrated
from clf.evaluation.metrics import macro_f1, micro_f1
from clf.evaluation.uncertainty import bootstrap
from clf.framing.build import train_on
from clf.framing.crossfit import Evaluated, folds
from clf.framing.examples import Examples, examples_of
from clf.framing.joint import train_jointly, transferred
from clf.framing.languages import Language, joint_languages
from clf.framing.recipes import RECIPES, Recipe
from clf.framing.thresholds import choose_thresholds
from clf.framing.train import Settings
from clf.models.store import open_model

MEASURES = (("micro_f1", micro_f1), ("macro_f1", macro_f1))
_ENOUGH = 1000
"""Texts from which on a calibration error is worth a bar of .05."""

Results = dict[str, Any]
Predictions = dict[str, np.ndarray]

cached = Memory(os.environ.get("CLF_CACHE"), verbose=0).cache


def frames() -> Results:
    """Score frames, and how far their probabilities can be believed."""
    recipe = RECIPES["semeval2023-frames"]
    labels, languages = joint(recipe.name)
    jobs = (delayed(train_jointly)(languages, lang, labels, recipe.settings) for lang in recipe.langs)
    ours = dict(zip(recipe.langs, Parallel(n_jobs=-1)(jobs), strict=True))
    return compared(recipe, ours) | calibration(labels, ours)


def genre() -> Results:
    """Score genre."""
    recipe = RECIPES["semeval2023-genre"]
    jobs = (delayed(alone)(recipe, lang) for lang in recipe.langs)
    return compared(recipe, dict(zip(recipe.langs, Parallel(n_jobs=-1)(jobs), strict=True)))


def new_language() -> Results:
    """Score frames in a language without a labelled text, of any corpus, against the label prior of the other five."""
    recipe = RECIPES["semeval2023-frames"]
    # A language that guides speak has its own reading of all six, in which none of them does.
    spoken = {lang for corpus, _ in recipe.guides for lang in load_card(corpus).languages}
    read = {lang: joint(recipe.name, without=lang if lang in spoken else None)[1] for lang in recipe.langs}
    found = {lang: as_new(read[lang], lang, recipe.settings) for lang in recipe.langs}
    _, languages = joint(recipe.name)
    compared = {lang: (languages[lang].targets, *found[lang], languages[lang].groups) for lang in languages}
    ours, prior = ({lang: (t, p[at], g) for lang, (t, *p, g) in compared.items()} for at in (0, 1))
    key = "new_language_micro_f1"
    results = {f"{key}_mean": mean(micro_f1, ours), f"{key}_mean_prior": mean(micro_f1, prior)}
    results[f"{key}_mean_gain_on_prior"] = gain(micro_f1, compared)
    for lang, one in compared.items():
        results[f"{key}_{lang}"] = mean(micro_f1, {lang: ours[lang]})
        results[f"{key}_{lang}_gain_on_prior"] = gain(micro_f1, {lang: one})
    return results


@cached
def joint(name: str, without: str | None = None) -> tuple[list[str], dict[str, Language]]:
    return joint_languages(RECIPES[name], None, flagger(), without=without)


@cached
def examples(name: str, lang: str, cleaned: bool) -> Examples:
    return examples_of(RECIPES[name], lang, None, flagger() if cleaned else None)


def flagger() -> Flagger:
    found = flagger_of(open_model("default"))
    assert found is not None
    return found


def alone(recipe: Recipe, lang: str) -> Evaluated:
    return train_on(examples(recipe.name, lang, True), recipe.settings_of(lang))


def as_new(languages: dict[str, Language], lang: str, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Return what is called in a language by a model of the others, and by their label prior.

    Calibration and thresholds come from the other five alone, each read in turn as a new language by the remaining
    four; the prior's threshold is chosen on the labels of the five.
    """
    targets, known, probabilities = transferred(languages, lang, settings)
    others = np.concatenate([one.targets for code, one in languages.items() if code != lang])
    prior = np.repeat(others.mean(axis=0)[None], len(others), axis=0)
    called = prior[:1] >= choose_thresholds(prior, others)
    thresholds = choose_thresholds(known, targets)
    return (probabilities >= thresholds).astype(np.int64), np.repeat(called, len(probabilities), axis=0).astype(int)


def calibration(labels: list[str], ours: dict[str, Evaluated]) -> Results:
    """Measure the calibration error of each label, its decisions pooled over the languages, and of each language."""
    targets = np.concatenate([e.targets for e in ours.values()])
    chance = np.concatenate([e.probabilities for e in ours.values()])
    groups = np.concatenate([[f"{lang}/{group}" for group in e.groups] for lang, e in ours.items()])
    assert len(targets) >= _ENOUGH
    results = {}
    for column, label in enumerate(labels):
        arrays = targets[:, column], chance[:, column]
        expected = expected_ece_if_calibrated(chance[:, column])
        results[f"ece_{label}"] = bootstrap(ece, arrays, groups=groups).as_dict() | within(ece(*arrays), expected)
    worst = max(labels, key=lambda label: results[f"ece_{label}"]["value"])
    results["ece_worst_label"] = results[f"ece_{worst}"] | {"label": worst}
    for lang, e in ours.items():
        arrays = e.targets, e.probabilities
        expected = expected_ece_if_calibrated(e.probabilities)
        results[f"ece_{lang}"] = bootstrap(ece, arrays, groups=e.groups).as_dict() | within(ece(*arrays), expected)
    return results


def within(found: float, expected: Any) -> dict[str, Any]:
    """Return what a perfectly calibrated model of this size would reach in 95 % of simulations."""
    return {"if_calibrated": round(expected.high, 4), "no_worse_than_calibrated": bool(found <= expected.high)}


def compared(recipe: Recipe, ours: dict[str, Evaluated]) -> Results:
    """Score ours by language and on average, with the paired gains on the untuned and the organisers' model."""
    others = dict(zip(ours, Parallel(n_jobs=-1)(delayed(baselines)(recipe.name, lang) for lang in ours), strict=True))
    predicted = {lang: (e.targets, e.predicted, e.groups) for lang, e in ours.items()}
    results = {}
    for measure, score in MEASURES:
        key = f"{recipe.name.replace('-', '_')}_{measure}"
        for lang, arrays in predicted.items():
            results[f"{key}_{lang}"] = mean(score, {lang: arrays})
        results[f"{key}_mean"] = mean(score, predicted)
        for at, other in enumerate(("untuned", "organisers")):
            pairs = {lang: (e.targets, e.predicted, others[lang][at], e.groups) for lang, e in ours.items()}
            theirs = {lang: (truth, two, groups) for lang, (truth, _, two, groups) in pairs.items()}
            results[f"{key}_mean_{other}"] = mean(score, theirs)
            results[f"{key}_mean_gain_on_{other}"] = gain(score, pairs)
            for lang, one in pairs.items():
                results[f"{key}_{lang}_{other}"] = mean(score, {lang: theirs[lang]})
                results[f"{key}_{lang}_gain_on_{other}"] = gain(score, {lang: one})
    return results


@cached
def baselines(name: str, lang: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the predictions of the untuned model and of the organisers' kind (linear SVM on raw counts)."""
    found = examples(name, lang, False)
    texts, targets = np.array(found.texts, dtype=object), found.targets
    probabilities, counted = np.zeros(targets.shape), np.zeros_like(targets)
    for rest, test in folds(found.groups):
        probabilities[test] = untuned(texts[rest], targets[rest], texts[test])
        counted[test] = organisers(texts[rest], targets[rest], texts[test], found.one_label)
    if found.one_label:
        return np.eye(targets.shape[1], dtype=np.int64)[probabilities.argmax(axis=1)], counted
    return (probabilities >= choose_thresholds(probabilities, targets)).astype(np.int64), counted


def untuned(texts: np.ndarray, targets: np.ndarray, asked: np.ndarray) -> np.ndarray:
    blocks = (
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, max_df=0.9),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, max_df=0.95, max_features=200_000
        ),
    )
    seen = sparse.hstack([block.fit_transform(texts) for block in blocks]).tocsr()
    unseen = sparse.hstack([block.transform(asked) for block in blocks]).tocsr()
    found = np.zeros((len(asked), targets.shape[1]))
    for label, column in enumerate(targets.T):
        if column.min() < column.max():
            model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=13)
            found[:, label] = model.fit(seen, column).predict_proba(unseen)[:, 1]
    return found


def organisers(texts: np.ndarray, targets: np.ndarray, asked: np.ndarray, one_label: bool) -> np.ndarray:
    counter = CountVectorizer(ngram_range=(1, 2))
    seen, unseen = counter.fit_transform(texts), counter.transform(asked)
    if one_label:
        called = SVC(kernel="linear", C=1).fit(seen, targets.argmax(axis=1)).predict(unseen)
        return np.eye(targets.shape[1], dtype=np.int64)[called]
    found = np.zeros((len(asked), targets.shape[1]), dtype=np.int64)
    for label, column in enumerate(targets.T):
        if column.min() < column.max():
            found[:, label] = SVC(kernel="linear", C=1).fit(seen, column).predict(unseen)
    return found
