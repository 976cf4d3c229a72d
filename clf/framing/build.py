"""Build a model folder: train every part of a recipe or of a bundle, write the parts and the card.

The flagger comes first, because every article a frame model sees is cleaned by it, in training as in scoring.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf import __version__
from clf.boilerplate.flagger import Flagger, PassageClassifier, flagger_of
from clf.boilerplate.train import TrainedFlagger, flagger_sources, train_flagger
from clf.corpora.page_blocks import open_sources
from clf.corpora.registry import load_card
from clf.errors import Problem, UsageError
from clf.evaluation.metrics import label_scores, scores
from clf.evaluation.uncertainty import Estimate, bootstrap
from clf.framing.crossfit import FOLDS, SEED, Evaluated
from clf.framing.examples import Examples, corpus_entry, examples_of
from clf.framing.in_common import train_in_common
from clf.framing.joint import train_jointly
from clf.framing.labels import unit_of
from clf.framing.languages import joint_languages
from clf.framing.own import own_examples
from clf.framing.recipes import BUNDLES, RECIPES, Bundle, Recipe
from clf.framing.silver import silver_size
from clf.framing.train import Settings, train
from clf.messages import amount
from clf.models.store import open_model, write_card, write_part
from clf.statemedia.study import SCHEME, STATE_MEDIA, Study, study_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.model import LinearModel
    from clf.models.store import Model

    Counts = NDArray[np.int64]

__all__ = [
    "build_bundle",
    "build_own",
    "build_recipe",
    "build_state_media",
    "figures",
    "flagger_scores",
    "silver_entry",
    "train_on",
    "trained",
]

Progress = Callable[[str], None]
_VERSION = "1"
_OWN = "open"  # whose flagger a user's own model borrows
DICTIONARIES = (
    "FreeDict, as Debian 12 packages it (dict-freedict-*), between en, fr, de, it, pl and ru; GPL-2+, GPL-3+ or "
    "CC BY-SA 3.0, one licence per dictionary. Weights were learned through it; no entry of it is in the model."
)
"""What the card of a model trained jointly says of the dictionaries."""
_FOLDS = f"{FOLDS} folds by document (equal texts together), seed {SEED}; calibration and thresholds from "
_FLAGGER_FOLDS = (
    f"{FOLDS} folds by outlet family, seed {SEED}; never an outlet of the gold standard's test part; "
    "thresholds from the other folds' own out-of-fold predictions"
)


def build_bundle(
    name: str, data: Path | None, folder: Path, progress: Progress, *, keep_flagger: bool = False
) -> dict[str, Any]:
    """Train the flagger and every recipe of a bundle into `folder`; return the card.

    With `keep_flagger` the flagger is that of the model that ships, and only the rest is trained again.
    """
    bundle = BUNDLES[name]
    if keep_flagger:
        parts, flagger = [_borrowed_flagger(folder, name)], _shipped_flagger(name)
    else:
        progress("boilerplate: reading passages")
        trained = train_flagger(data, open_only=bundle.open_only, progress=progress)
        parts, flagger = [_write_flagger(folder, trained)], Flagger(trained.model, trained.context)
    for recipe in bundle.recipes:
        parts += _recipe_parts(RECIPES[recipe], data, folder, flagger, progress)
    return _finish(folder, bundle, parts, data)


def build_state_media(data: Path | None, folder: Path, progress: Progress) -> dict[str, Any]:
    """Study wording shared with state outlets into `folder`; return the card.

    A model that `folder` holds gets the study added, its texts cleaned by the model's own flagger; else the folder
    becomes a model of this alone, with the flagger that ships.

    Raises
    ------
    UsageError
        When `folder` holds a model that is not for research only.
    """
    if (folder / "card.json").is_file():
        return _added(open_model(folder.resolve()), data, progress)
    studies = study_all(data, _shipped_flagger(), progress)
    bundle = Bundle(folder.name, "Wording shared with state outlets", (), False)
    return _finish(folder, bundle, [_borrowed_flagger(folder)], data, studies)


def _added(model: Model, data: Path | None, progress: Progress) -> dict[str, Any]:
    card = {name: value for name, value in model.card.items() if name != "format"}
    if not card["research_only"]:
        raise UsageError(f"{card['name']}: everybody may use it, and the articles of this study forbid that.")
    studies = study_all(data, flagger_of(model), progress)
    known = {entry["name"] for entry in card.get("corpora", [])}
    names = {name for one in studies if one.model is not None for name in one.entry["corpora"]}
    card["corpora"] = [*card.get("corpora", []), *(corpus_entry(name, data) for name in sorted(names - known))]
    card["parts"] = [part for part in card["parts"] if part["task"] != STATE_MEDIA]
    card["parts"] += [_write_reading(model.folder, one, one.model) for one in studies if one.model is not None]
    card[STATE_MEDIA] = {one.lang: one.entry for one in studies}
    write_card(model.folder, card)
    return card


def build_recipe(name: str, data: Path | None, folder: Path, progress: Progress) -> dict[str, Any]:
    """Train one recipe into `folder`, its texts cleaned by the flagger of the model that ships; return the card."""
    recipe = RECIPES[name]
    found = _recipe_parts(recipe, data, folder, _shipped_flagger(), progress)
    parts = [_borrowed_flagger(folder), *found]  # last: where training fails, nothing is left
    return _finish(folder, Bundle(folder.name, f"Trained from {name}", (name,), False), parts, data)


def build_own(
    path: Path,
    text_column: str | None,
    label_column: str | None,
    lang: str | None,
    folder: Path,
    progress: Progress,
    notice: Callable[[str], None] = lambda _: None,
    on_problem: Callable[[Problem], None] = lambda _: None,
) -> dict[str, Any]:
    """Train on a user's own table of labelled texts (`clf.framing.own`), cleaned by the open flagger; return the card.

    The open one, because its corpora do not bind what comes of a user's own labels. `notice` is told what was
    taken for granted and left out, `on_problem` each row that cannot be read.

    Raises
    ------
    UsageError
        When the table has too few labelled texts, or texts that have too little in common to learn from.
    """
    flagger = _shipped_flagger(_OWN)
    found = own_examples(path, text_column, label_column, lang, flagger, notice, on_problem)
    settings, parts = Settings(n_features=20_000), []
    for code, examples in found.items():
        progress(f"{path.name}: {code}, {amount(len(examples.texts), 'text')}")
        try:
            evaluated = train_on(examples, settings, progress)
        except ValueError as error:  # of texts that have next to nothing in common
            raise UsageError(f"{path.name}: no model can be trained in {code}. {error}") from error
        parts.append(_write(folder, "frames", "label", code, evaluated, settings))
    parts = [_borrowed_flagger(folder, _OWN), *parts]  # last: where training fails, nothing is left
    lent = open_model(_OWN).card
    names = flagger_sources(open_only=True)
    card = {
        **_common(folder.name, f"Trained from {path.name}"),
        "research_only": lent["research_only"],
        "terms": f"The frames are yours to decide about. The flagger is that of {_OWN}: {lent['terms']}",
        "corpora": [entry for entry in lent["corpora"] if entry["name"] in names],
        "parts": parts,
    }
    write_card(folder, card)
    return card


def _shipped_flagger(name: str = "default") -> Flagger:
    flagger = flagger_of(open_model(name))
    if flagger is None:
        raise UsageError("The model that ships has no flagger: reinstall clf-framing.")
    return flagger


def _borrowed_flagger(folder: Path, name: str = "default") -> dict[str, Any]:
    """Copy a shipped flagger into `folder`: a model scores text cleaned the way it was trained."""
    written = _written(folder, _shipped_flagger(name).model)
    return {**(open_model(name).entry("boilerplate", "any") or {}), **written, "split": _FLAGGER_FOLDS}


def _written(folder: Path, model: PassageClassifier) -> dict[str, Any]:
    """Write the two models of a passage classifier and return the fields of its card entry that follow from them."""
    kinds = write_part(folder, "boilerplate.kinds", model.kinds)
    return {
        **write_part(folder, "boilerplate.any", model.boilerplate),
        "kinds": {"task": "kinds", "scheme": "boilerplate", "lang": "any", **kinds},
    }


def _recipe_parts(
    recipe: Recipe, data: Path | None, folder: Path, flagger: Flagger, progress: Progress
) -> list[dict[str, Any]]:
    # The parts are written here, in order, so that the folder does not depend on timing.
    return [
        {
            **_write(folder, recipe.task, recipe.scheme, lang, evaluated, recipe.settings_of(lang)),
            "corpus": recipe.corpus,
            **silver_entry(recipe, lang),
        }
        for lang, evaluated in trained(recipe, recipe.langs, data, flagger, progress).items()
    ]


def trained(
    recipe: Recipe, langs: Sequence[str], data: Path | None, flagger: Flagger, progress: Progress
) -> dict[str, Evaluated]:
    """Return the models of `langs`, each cross-validated and fitted; one process a language, or one for all."""
    from joblib import Parallel, delayed

    progress(f"{recipe.name}: {' '.join(langs)}")
    if recipe.in_common:
        examples = {lang: examples_of(recipe, lang, data, flagger) for lang in recipe.langs}
        found = train_in_common(examples, recipe.settings, progress)
        return {lang: found[lang] for lang in langs}
    if recipe.jointly:
        labels, languages = joint_languages(recipe, data, flagger, progress)
        jobs = [delayed(train_jointly)(languages, lang, labels, recipe.settings) for lang in langs]
    else:
        jobs = [delayed(_train_language)(recipe, lang, data, flagger) for lang in langs]
    return dict(zip(langs, Parallel(n_jobs=-1)(jobs), strict=True))


def _train_language(recipe: Recipe, lang: str, data: Path | None, flagger: Flagger) -> Evaluated:
    return train_on(examples_of(recipe, lang, data, flagger), recipe.settings_of(lang))


def silver_entry(recipe: Recipe, lang: str) -> dict[str, int]:
    """Return the card's field on silver texts: how many of them a part learned from; empty where it used none."""
    return {"silver": silver_size(recipe.scheme, (lang, *recipe.besides))} if recipe.silver else {}


def train_on(examples: Examples, settings: Settings, progress: Progress = lambda _: None) -> Evaluated:
    """Train, calibrate and measure a model on the rows of `examples`."""
    e = examples
    return train(
        e.texts,
        e.targets,
        e.labels,
        e.groups,
        settings,
        contrast=e.contrast,
        further=e.further,
        one_label=e.one_label,
        measured=e.measured,
        progress=progress,
    )


def _write(folder: Path, task: str, scheme: str, lang: str, evaluated: Evaluated, settings: Settings) -> dict[str, Any]:
    """Write a part and return its card entry, scores included."""
    written = write_part(folder, f"{task}.{lang}", evaluated.model)
    return {
        "task": task,
        "scheme": scheme,
        "lang": lang,
        **written,
        "unit": unit_of(scheme),
        "split": _FOLDS + ("inner folds" if settings.nested else "the other folds' own out-of-fold predictions"),
        "n": len(evaluated.targets),
        **figures(evaluated),
    }


def _write_flagger(folder: Path, trained: TrainedFlagger) -> dict[str, Any]:
    """Write the flagger and return its card entry; its scores count characters of documents of unseen outlets."""
    return {
        "task": "boilerplate",
        "scheme": "boilerplate",
        "lang": "any",
        **_written(folder, trained.model),
        "context": trained.context.as_dict(),
        "split": _FLAGGER_FOLDS,
        "n": len(trained.right),
        "scores": {name: estimate.as_dict() for name, estimate in flagger_scores(trained).items()},
        "label_scores": {},
    }


def flagger_scores(trained: TrainedFlagger) -> dict[str, Estimate]:
    """Return character F1, precision and recall, and the share of clean documents flagged; intervals over families."""
    counts = (trained.right, trained.wrong, trained.missed)
    clean = (trained.right + trained.missed) == 0
    flagged = (trained.wrong[clean] > 0, np.ones(int(clean.sum())))
    scores_of = {
        name: bootstrap(measure, counts, outlets=trained.families)
        for name, measure in (("char_f1", _char_f1), ("char_precision", _char_precision), ("char_recall", _char_recall))
    }
    scores_of["clean_documents_flagged"] = bootstrap(_share, flagged, outlets=trained.families[clean])
    return scores_of


def _char_f1(right: Counts, wrong: Counts, missed: Counts) -> float:
    return float(2 * right.sum() / (2 * right.sum() + wrong.sum() + missed.sum()))


def _char_precision(right: Counts, wrong: Counts, missed: Counts) -> float:  # noqa: ARG001
    return float(right.sum() / (right.sum() + wrong.sum()))


def _char_recall(right: Counts, wrong: Counts, missed: Counts) -> float:  # noqa: ARG001
    return float(right.sum() / (right.sum() + missed.sum()))


def _share(flagged: Counts, documents: Counts) -> float:
    return float(flagged.sum() / documents.sum())


def figures(evaluated: Evaluated) -> dict[str, Any]:
    """Return the scores as they stand on a card: of all labels, and of each."""
    e = evaluated
    return {
        "scores": {name: found.as_dict() for name, found in scores(e.targets, e.predicted, e.groups).items()},
        "label_scores": label_scores(e.model.labels, e.targets, e.predicted, e.groups),
    }


def _write_reading(folder: Path, one: Study, model: LinearModel) -> dict[str, Any]:
    """Write the model of one language and return its card entry."""
    figures = one.entry["figures"]
    return {
        "task": STATE_MEDIA,
        "scheme": SCHEME,
        "lang": one.lang,
        **write_part(folder, f"{STATE_MEDIA}.{one.lang}", model),
        "n": figures["auc"]["n"],
        "scores": {name: figures[name] for name in ("auc", "balanced_accuracy", "f1")},
        "label_scores": {},
    }


def _finish(
    folder: Path, bundle: Bundle, parts: list[dict[str, Any]], data: Path | None, studies: Sequence[Study] = ()
) -> dict[str, Any]:
    parts += [_write_reading(folder, one, one.model) for one in studies if one.model is not None]
    names = {name for recipe in bundle.recipes for name in RECIPES[recipe].corpora}
    names |= {corpus for one in studies if one.model is not None for corpus in one.entry["corpora"]}
    names |= set(flagger_sources(bundle.open_only))
    corpora = [corpus_entry(name, data) for name in sorted(names)]
    if bundle.open_only:
        kept = {"sources_used": sorted(open_sources()), "research_only": False, "open_use": True}
        kept["licence"] = "MIT and Apache-2.0 (the sources used)"
        corpora = [{**entry, **kept} if entry["name"] == "page_blocks" else entry for entry in corpora]
        bound = [entry["name"] for entry in corpora if not entry["open_use"]]
        if bound:
            raise UsageError(f"{bundle.name}: the terms of {', '.join(bound)} forbid free use; leave it out.")
    research = any(entry["research_only"] for entry in corpora)
    card = {
        **_common(bundle.name, bundle.title),
        "research_only": research,
        "terms": _terms(research, names),
        "corpora": corpora,
        "parts": parts,
    }
    if studies:
        card[STATE_MEDIA] = {one.lang: one.entry for one in studies}
    if any(RECIPES[recipe].jointly for recipe in bundle.recipes):
        card["dictionaries"] = DICTIONARIES
    write_card(folder, card)
    return card


def _terms(research: bool, names: set[str]) -> str:
    if not research:
        return "No corpus whose terms forbid free use went into it; corpora and licences are listed."
    bound = ", ".join(sorted(name for name in names if load_card(name).research_only))
    return f"Research use only: the terms of {bound} allow scientific research and nothing else."


def _common(name: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "version": _VERSION,
        "title": title,
        "scores_are": "out-of-fold; 95 % bootstrap intervals over documents (of the flagger over families of outlets); "
        "calibration and threshold from other folds than the one scored",
        "flagger": "boilerplate.any.safetensors",
        "versions": {
            "clf": __version__,
            "python": platform.python_version(),
            **{library: version(library) for library in ("numpy", "scipy", "scikit-learn", "sentencex")},
        },
    }
