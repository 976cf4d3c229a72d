"""Every other corpus with labels of framing or narratives: trained, cross-validated, reported.

Five folds by document (equal texts together), calibration and thresholds nested, as on the cards; GVFC besides on the
five folds its authors published. CCF's F1 by frame is set beside that of its authors' BERT and CamemBERT models against
the same coder, as their file ``intercoder_reliability_4_model_performance.csv`` has it (on 1,000 other sentences).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from framing_semeval import MEASURES, Results, alone, flagger
from paired import mean, over_languages, unmeasured

from clf.corpora.registry import read_corpus
from clf.evaluation.metrics import macro_f1, micro_f1, precision_recall_f1
from clf.framing.build import trained
from clf.framing.crossfit import Evaluated
from clf.framing.labels import has_one_label, load_scheme
from clf.framing.recipes import RECIPES
from clf.framing.train import train
from clf.schema import Article

BERT = {
    "Pol Detection": 0.794,
    "Eco Detection": 0.740,
    "Sci Detection": 0.809,
    "Just Detection": 0.757,
    "Envt Detection": 0.759,
    "Pbh Detection": 0.641,
    "Secu Detection": 0.593,
    "Cult Detection": 0.471,
}
"""Published F1 against the primary coder."""
OTHERS = (
    "frac-frames",
    "narrative-frames",
    "climate-narratives",
    "framenews-pt",
    "semeval2025-narratives",
    "babe-bias",
)


def ccf() -> Results:
    """Score CCF's eight frames, and their mean F1 as a share of the authors' models'."""
    recipe = RECIPES["ccf-frames"]
    ours = trained(recipe, recipe.langs, None, flagger(), lambda _: None)
    labels = ours["en"].model.labels
    published = np.mean([BERT[label] for label in labels])
    results = reported("ccf", ours)

    def share(parts: list[tuple[np.ndarray, ...]]) -> float:
        truth, called = (np.concatenate(column) for column in zip(*parts, strict=True))
        return float(macro_f1(truth, called) / published)

    arrays = {lang: (e.targets, e.predicted, e.groups) for lang, e in ours.items()}
    results["ccf_share_of_bert"] = over_languages(share, arrays)
    truth, called = (np.concatenate([part[at] for part in arrays.values()]) for at in (0, 1))
    f1 = precision_recall_f1(truth, called)[2]
    results["ccf_share_of_bert"]["f1"] = {label: round(float(x), 4) for label, x in zip(labels, f1, strict=True)}
    return results


def gvfc() -> Results:
    """Score GVFC's English headlines on the five published folds; all is chosen on the other four folds."""
    recipe = RECIPES["gvfc-frames"]
    rows = [row for row in read_corpus("gvfc", None, "folds") if isinstance(row, Article)]
    fold = np.array([row.id.split("-")[0] for row in rows])
    texts = np.array([row.text for row in rows], dtype=object)
    groups = np.unique([row.text for row in rows], return_inverse=True)[1]
    labels = list(load_scheme(recipe.scheme).names)
    targets = np.array([[int(label in (row.names(recipe.scheme) or ())) for label in labels] for row in rows])
    predicted = np.zeros_like(targets)
    for one in np.unique(fold):
        rest, test = fold != one, fold == one
        model = train(list(texts[rest]), targets[rest], labels, groups[rest], recipe.settings).model
        chance = model.calibrate(np.array([model.decision(text) for text in texts[test]]))
        predicted[test] = chance >= model.thresholds
    arrays = {"en": (targets, predicted, groups)}
    results = {f"gvfc_{measure}": mean(score, arrays) for measure, score in MEASURES}
    by_fold = [micro_f1(targets[fold == x], predicted[fold == x]) for x in np.unique(fold)]
    results["gvfc_micro_f1"]["by_fold"] = [round(float(x), 4) for x in by_fold]
    return results


def other(name: str) -> Results:
    """Score a corpus that has no bar, in every language it has."""
    recipe = RECIPES[name]
    ours: dict[str, Evaluated] = {}
    missing: Results = {}
    for lang in recipe.langs:
        try:
            ours[lang] = alone(recipe, lang)
        except ValueError as error:
            missing[f"{name.replace('-', '_')}_macro_f1_{lang}"] = unmeasured(str(error))
    return reported(name.replace("-", "_"), ours, one_label=has_one_label(recipe.scheme)) | missing


def reported(key: str, ours: dict[str, Evaluated], *, one_label: bool = False) -> dict[str, Any]:
    """Return micro and macro F1 by language, beside it that of calling every label, or the commonest, everywhere."""
    name = "commonest_label_called" if one_label else "every_label_called"
    results = {}
    for measure, score in MEASURES:
        for lang, e in ours.items():
            blindly = np.ones_like(e.predicted)
            if one_label:
                blindly = np.zeros_like(e.predicted)
                blindly[:, e.targets.sum(axis=0).argmax()] = 1
            results[f"{key}_{measure}_{lang}"] = mean(score, {lang: (e.targets, e.predicted, e.groups)}) | {
                name: round(float(score(e.targets, blindly)), 4)
            }
    return results
