"""Out-of-fold scores of the persuasion-technique models, against the untuned model on the same folds.

    python benchmarks/techniques.py [semeval2023] [unlp2025] [slavic] [ptc] [ru_zen]

Reads the corpora in CLF_DATA, trains every model again (nothing is taken from a card) and writes its entries of
benchmarks/results/framing.json. The untuned model is that of the corpora's README: word 1-2-grams and character
3-5-grams of the paragraph, balanced logistic regression with C 3, one threshold for all labels where micro-F1 of its
own out-of-fold predictions is highest (which favours it: ours comes from the other folds). Predictions are kept in the
folder CLF_CACHE names, if it does; empty it when the recipes change.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Memory
from paired import gain, mean
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from clf.evaluation.metrics import macro_f1, micro_f1
from clf.evaluation.uncertainty import bootstrap
from clf.framing.build import train_on
from clf.framing.crossfit import folds
from clf.framing.examples import Examples, examples_of
from clf.framing.recipes import RECIPES
from clf.framing.solver import balanced_weights, fit_logistic
from clf.framing.thresholds import choose_thresholds

RESULTS = Path(__file__).parent / "results" / "framing.json"
COMMAND = "python benchmarks/techniques.py"

cached = Memory(os.environ.get("CLF_CACHE"), verbose=0).cache

Compared = dict[str, tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
"""Language → targets, our predictions, those of the untuned model, groups."""


def main() -> None:
    found: dict[str, Any] = {}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", nargs="*", choices=[*TASKS, []], metavar="CORPUS")
    for corpus in parser.parse_args().corpus or TASKS:
        found |= {key: {**entry, "command": f"{COMMAND} {corpus}"} for key, entry in TASKS[corpus]().items()}
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    RESULTS.write_text(json.dumps(results | found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for key, entry in sorted(found.items()):
        print(f"{key}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}")


def semeval() -> dict[str, Any]:
    compared = {lang: compare("semeval2023-techniques", lang) for lang in RECIPES["semeval2023-techniques"].langs}
    results = {}
    for name, score in (("micro_f1", micro_f1), ("macro_f1", macro_f1)):
        key = f"semeval2023_techniques_{name}"
        for lang, (truth, ours, untuned, groups) in compared.items():
            results[f"{key}_{lang}"] = bootstrap(score, (truth, ours), groups=groups).as_dict()
            results[f"{key}_{lang}_untuned"] = bootstrap(score, (truth, untuned), groups=groups).as_dict()
            results[f"{key}_{lang}_gain_on_untuned"] = gain(score, {lang: compared[lang]})
        results[f"{key}_mean"] = mean(score, {lang: (t, ours, g) for lang, (t, ours, _, g) in compared.items()})
        results[f"{key}_mean_untuned"] = mean(
            score, {lang: (t, other, g) for lang, (t, _, other, g) in compared.items()}
        )
        results[f"{key}_mean_gain_on_untuned"] = gain(score, compared)
    return results


def unlp() -> dict[str, Any]:
    """Score the posts in both languages, on which the shared task is scored, and those in either.

    The model is calibrated on both for that; what a card says of the one that ships is of the Ukrainian posts alone.
    """
    ukrainian = examples_of(RECIPES["unlp2025-techniques"], "uk", None, None).measured
    assert ukrainian is not None
    truth, ours, untuned, groups = compare("unlp2025-techniques", "uk")
    results = {
        f"unlp2025_{name}": bootstrap(score, (truth, ours), groups=groups).as_dict()
        for name, score in (("macro_f1", macro_f1), ("micro_f1", micro_f1))
    }
    for lang, there in (("uk", ukrainian), ("ru", ~ukrainian)):
        arrays = truth[there], ours[there]
        results[f"unlp2025_macro_f1_{lang}"] = bootstrap(macro_f1, arrays, groups=groups[there]).as_dict()
    results["unlp2025_macro_f1_untuned"] = bootstrap(macro_f1, (truth, untuned), groups=groups).as_dict()
    results["unlp2025_macro_f1_gain_on_untuned"] = gain(macro_f1, {"both": (truth, ours, untuned, groups)})
    return results


def slavic() -> dict[str, Any]:
    """Score the sentences by document; the published splits are by sentence."""
    return by_language("slavic-techniques", "slavic_techniques")


def ptc() -> dict[str, Any]:
    return by_language("ptc-techniques", "ptc_techniques")


def ru_zen() -> dict[str, Any]:
    return by_language("ru-zen-techniques", "ru_zen_techniques")


def by_language(recipe: str, key: str) -> dict[str, Any]:
    results = {}
    for lang in RECIPES[recipe].langs:
        truth, ours, untuned, groups = compare(recipe, lang)
        for name, score in (("micro_f1", micro_f1), ("macro_f1", macro_f1)):
            results[f"{key}_{name}_{lang}"] = bootstrap(score, (truth, ours), groups=groups).as_dict()
            results[f"{key}_{name}_{lang}_untuned"] = bootstrap(score, (truth, untuned), groups=groups).as_dict()
            paired = gain(score, {lang: (truth, ours, untuned, groups)})
            results[f"{key}_{name}_{lang}_gain_on_untuned"] = paired
    return results


@cached
def compare(recipe: str, lang: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    examples, begin = examples_of(RECIPES[recipe], lang, None, None), time.perf_counter()
    examples.measured = None  # every row, so that both models are compared on the same
    e = train_on(examples, RECIPES[recipe].settings_of(lang))
    print(f"{recipe} {lang}: {len(e.targets)} texts, trained and measured in {time.perf_counter() - begin:.0f} s")
    return e.targets, e.predicted, baseline(examples), e.groups


def baseline(examples: Examples) -> np.ndarray:
    """Return the out-of-fold predictions of the untuned model; its solver is ours, the solution liblinear's."""
    texts, targets = np.array(examples.texts, dtype=object), examples.targets
    probabilities = np.zeros(targets.shape)
    for rest, test in folds(examples.groups):
        blocks = (
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, max_df=0.9),
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, max_df=0.95, max_features=200_000
            ),
        )
        seen = sparse.hstack([block.fit_transform(texts[rest]) for block in blocks]).tocsr()
        unseen = sparse.hstack([block.transform(texts[test]) for block in blocks]).tocsr()
        weights, bias = fit_logistic(seen, targets[rest], balanced_weights(targets[rest]), 3.0)
        probabilities[test] = 1 / (1 + np.exp(-(unseen @ weights + bias)))
    return (probabilities >= choose_thresholds(probabilities, targets)).astype(np.int64)


TASKS = {"semeval2023": semeval, "unlp2025": unlp, "slavic": slavic, "ptc": ptc, "ru_zen": ru_zen}


if __name__ == "__main__":
    main()
