"""Out-of-fold scores of the frame and genre models of SemEval-2023, against the untuned model on the same folds.

    python benchmarks/framing.py [frames] [genre]

Reads the corpora in CLF_DATA and, for frames, the dictionaries in CLF_DICTIONARIES; trains every model again (nothing
is taken from a card) and writes benchmarks/results/framing.json. The untuned model is that of the corpora's README:
word 1-2-grams and character 3-5-grams of the raw article, balanced logistic regression with C 10, one threshold for
all labels where micro-F1 of its own out-of-fold predictions is highest (which favours it: ours is nested).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from clf.boilerplate.flagger import Flagger
from clf.evaluation.metrics import macro_f1, micro_f1
from clf.evaluation.uncertainty import bootstrap
from clf.framing.crossfit import Evaluated, folds
from clf.framing.joint import joint_languages, train_jointly
from clf.framing.recipes import RECIPES, Recipe, examples_of
from clf.framing.thresholds import choose_thresholds
from clf.framing.train import train
from clf.models.store import open_model

RESULTS = Path(__file__).parent / "results" / "framing.json"
TASKS = ("frames", "genre")


def main() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for task in sys.argv[1:] or TASKS:
        results |= measured(task)
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for key, entry in sorted(results.items()):
        print(f"{key}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}")


def measured(task: str) -> dict[str, Any]:
    recipe = RECIPES[f"semeval2023-{task}"]
    flagger = open_model("default").part("boilerplate", "any")
    assert flagger is not None
    jobs = jobs_of(recipe, Flagger(flagger))
    ours = dict(zip(recipe.langs, Parallel(n_jobs=-1)(jobs), strict=True))
    untuned = dict(
        zip(recipe.langs, Parallel(n_jobs=-1)(delayed(baselines)(recipe, lang) for lang in recipe.langs), strict=True)
    )
    name = f"semeval2023_{task}"
    command = f"python benchmarks/framing.py {task}"
    results = {}
    for measure, score in (("micro_f1", micro_f1), ("macro_f1", macro_f1)):
        for lang, e in ours.items():
            results[f"{name}_{measure}_{lang}"] = bootstrap(score, (e.targets, e.predicted), groups=e.groups).as_dict()
        predicted = {lang: (e.targets, e.predicted, e.groups) for lang, e in ours.items()}
        results[f"{name}_{measure}_mean"] = mean(score, predicted)
        for at, other in enumerate(("untuned", "organisers")):
            for lang, e in ours.items():
                results[f"{name}_{measure}_{lang}_gain_on_{other}"] = gain(score, {lang: e}, untuned, at)
            results[f"{name}_{measure}_mean_gain_on_{other}"] = gain(score, ours, untuned, at)
    return {key: {**entry, "command": command} for key, entry in results.items()}


def jobs_of(recipe: Recipe, flagger: Flagger) -> list[Any]:
    if recipe.jointly:
        labels, languages = joint_languages(recipe, None, flagger)
        return [delayed(train_jointly)(languages, lang, labels, recipe.settings) for lang in recipe.langs]
    return [delayed(alone)(recipe, lang, flagger) for lang in recipe.langs]


def alone(recipe: Recipe, lang: str, flagger: Flagger) -> Evaluated:
    examples = examples_of(recipe, lang, None, flagger)
    return train(examples.texts, examples.targets, examples.labels, examples.groups, recipe.settings)


def baselines(recipe: Recipe, lang: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the predictions of the untuned model and of the organisers' kind (linear SVM on raw counts)."""
    examples = examples_of(recipe, lang, None, None)
    texts, targets = np.array(examples.texts, dtype=object), examples.targets
    probabilities, counted = np.zeros(targets.shape), np.zeros_like(targets)
    for rest, test in folds(examples.groups):
        probabilities[test] = untuned(texts[rest], targets[rest], texts[test])
        counted[test] = organisers(texts[rest], targets[rest], texts[test])
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


def organisers(texts: np.ndarray, targets: np.ndarray, asked: np.ndarray) -> np.ndarray:
    counter = CountVectorizer(ngram_range=(1, 2))
    seen, unseen = counter.fit_transform(texts), counter.transform(asked)
    found = np.zeros((len(asked), targets.shape[1]), dtype=np.int64)
    for label, column in enumerate(targets.T):
        if column.min() < column.max():
            found[:, label] = SVC(kernel="linear", C=1).fit(seen, column).predict(unseen)
    return found


def mean(score: Any, predicted: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> dict[str, Any]:
    """Return the mean over languages."""
    return over_languages(lambda parts: float(np.mean([score(*arrays) for arrays in parts])), predicted)


def gain(
    score: Any, ours: dict[str, Evaluated], others: dict[str, tuple[np.ndarray, np.ndarray]], at: int
) -> dict[str, Any]:
    """Return by how much we are better, paired: the same documents are drawn for both."""
    arrays = {lang: (e.targets, e.predicted, others[lang][at], e.groups) for lang, e in ours.items()}

    def difference(parts: list[tuple[np.ndarray, ...]]) -> float:
        return float(np.mean([score(truth, one) - score(truth, two) for truth, one, two in parts]))

    return over_languages(difference, arrays)


def over_languages(measure: Any, arrays: dict[str, tuple[np.ndarray, ...]]) -> dict[str, Any]:
    """Bootstrap a measure over the documents of several languages, drawn together; the last array groups the rows."""
    langs = list(arrays)
    codes = np.concatenate([np.full(len(arrays[lang][-1]), at) for at, lang in enumerate(langs)])
    groups = np.concatenate([[f"{lang}/{group}" for group in arrays[lang][-1]] for lang in langs])
    stacked = [np.concatenate(column) for column in zip(*(arrays[lang][:-1] for lang in langs), strict=True)]

    def split(code: np.ndarray, *columns: np.ndarray) -> float:
        return float(measure([tuple(column[code == at] for column in columns) for at in range(len(langs))]))

    return bootstrap(split, [codes, *stacked], groups=groups).as_dict()


if __name__ == "__main__":
    main()
