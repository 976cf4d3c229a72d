"""Score a whole corpus and keep of each article what a sample is drawn by: outlet, month, labels, no text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import Problem, UsageError
from clf.evaluation.groups import site_of, usual_names
from clf.framing.labels import load_scheme
from clf.scoring.calls import calls
from clf.scoring.score import Scorer
from clf.scoring.stream import score_rows
from clf.validation.population import Population

if TYPE_CHECKING:
    from clf.models.store import Model
    from clf.schema import Article

__all__ = ["ScoredCorpus", "score_corpus"]

_MONTH = re.compile(r"\d{4}(-\d{2})?")


@dataclass(slots=True)
class ScoredCorpus:
    """What `score_corpus` found.

    Parameters
    ----------
    population : Population
    places : list of int
        Where each of its articles stood among the rows, counted from 0.
    unscored : int
        Articles that the model has no scores for.
    problems : list of str
        Rows that could not be read.
    """

    population: Population = field(init=False)
    places: list[int] = field(default_factory=list)
    unscored: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """What is kept of a scored article."""

    place: int
    score: tuple[str, str, str, str]  # id, outlet, month, language
    probabilities: dict[str, float]
    called: set[str]


def score_corpus(
    rows: Iterable[Article | Problem], model: Model, task: str, labels: Sequence[str] | None = None
) -> ScoredCorpus:
    """Score every article and keep what a population needs; nobody has been drawn from it yet.

    Parameters
    ----------
    rows : iterable of Article or Problem
    model : Model
    task : str
        One of `clf.scoring.calls.TASKS`.
    labels : sequence of str, optional
        Keep these alone.

    Raises
    ------
    UsageError
        When the model has no score for any article, its labels differ between the languages, or has none of `labels`.
    """
    result = ScoredCorpus()
    found, scheme = _scored(rows, Scorer(model), task, result)
    result.population = _population(found, _labels(model, found, task, scheme, labels))
    result.population.facts = {"model": model.name, "task": task, "scheme": scheme}
    result.places = [entry.place for entry in found]
    return result


def _scored(
    rows: Iterable[Article | Problem], scorer: Scorer, task: str, result: ScoredCorpus
) -> tuple[list[_Found], str | None]:
    found: list[_Found] = []
    schemes: set[str | None] = set()
    for place, score in enumerate(score_rows(rows, scorer)):
        if score.error:
            row = "" if score.row is None else f", row {score.row}"
            result.problems.append(f"{score.file or score.id}{row}: {score.error}")
            continue
        probabilities, called = calls(score, task)
        if not probabilities:
            result.unscored += 1
            continue
        entry = scorer.model.entry(task, score.lang or "und")
        schemes.add(entry["scheme"] if entry else None)
        month = _MONTH.match(score.date or "")
        about = (score.id, score.outlet or "", month[0] if month else "", score.lang or "")
        found.append(_Found(place, about, probabilities, called))
    if not found:
        first = f" First problem: {result.problems[0]}" if result.problems else ""
        raise UsageError(f"The model {scorer.model.name} has no {task} scores for any article of this corpus.{first}")
    if len(schemes) > 1:
        known = ", ".join(sorted(str(scheme) for scheme in schemes))
        raise UsageError(f"The languages of this corpus have different labels ({known}). Sample each one by itself.")
    return found, schemes.pop()


def _labels(
    model: Model, found: list[_Found], task: str, scheme: str | None, chosen: Sequence[str] | None
) -> tuple[str, ...]:
    known = list(dict.fromkeys(label for entry in found for label in entry.probabilities))
    everywhere = set(known).intersection(*(entry.probabilities for entry in found))
    try:
        order = load_scheme(scheme).names if scheme else ()
    except UsageError:  # a user's own labels
        order = ()
    known.sort(key=lambda label: order.index(label) if label in order else len(order))
    wrong = [label for label in chosen or () if label not in known]
    if wrong:
        raise UsageError(f"{model.name} has no {task} label {wrong[0]!r}. It has: {', '.join(known)}.")
    if missing := [label for label in chosen or known if label not in everywhere]:
        raise UsageError(
            f"Not all languages of this corpus have the labels {', '.join(missing)}. Sample each language by itself, "
            "or choose labels that all have (--labels)."
        )
    return tuple(label for label in known if not chosen or label in chosen)


def _population(found: list[_Found], labels: tuple[str, ...]) -> Population:
    size = len(found)
    probabilities = np.array([[entry.probabilities.get(label, 0.0) for label in labels] for entry in found])
    called = np.array([[int(label in entry.called) for label in labels] for entry in found])
    names = zip(*(entry.score for entry in found), strict=True)
    plain = dict(zip(("id", "outlet", "month", "lang"), map(list, names), strict=True))
    sites = [site_of(name) if name else "" for name in plain["outlet"]]
    called_so = usual_names(plain["outlet"], sites)
    plain["outlet"] = [called_so.get(site, "") for site in sites]
    plain["article"] = [f"A{number:0{len(str(size))}}" for number in range(1, size + 1)]
    rarest = _rarest(called, labels)
    plain["stratum"] = [
        f"{outlet or 'no outlet'} · {month or 'undated'} · {label}"
        for outlet, month, label in zip(plain["outlet"], plain["month"], rarest, strict=True)
    ]
    return Population(plain, np.ones(size), np.zeros(size, bool), called, probabilities, labels, {})


def _rarest(called: Any, labels: tuple[str, ...]) -> list[str]:
    """Return, per article, the label called that is rarest in the corpus: by it the sample is spread."""
    order = np.argsort(called.sum(axis=0), kind="stable")
    first = np.argmax(called[:, order] == 1, axis=1)
    has = called.any(axis=1)
    return [labels[order[place]] if any_ else "none called" for place, any_ in zip(first, has, strict=True)]
