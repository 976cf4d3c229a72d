"""Study one language: has it the outlets, does the wording carry over to outlets never seen, and what would ship.

A language ships when three state and three independent outlets have bodies, the AUC on operators and outlets never
seen has its whole interval above one half, three state outlets of twenty bodies or more are in it, and fewer than one
in twenty ways of naming operators the state's does as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.uncertainty import Estimate
from clf.framing.crossfit import support
from clf.framing.model import LinearModel
from clf.statemedia.articles import Articles, corpora_of, read_articles
from clf.statemedia.calling import CALLED_FROM, at_half, calibrated_unseen, calibration
from clf.statemedia.crossfit import Learner, Unseen, decide_unseen
from clf.statemedia.matching import topics_of
from clf.statemedia.measures import mean_auc, permutation
from clf.statemedia.outlets import languages, outlets_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.boilerplate.flagger import Flagger

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

__all__ = ["LABEL", "MIN_ARTICLES", "NEEDED", "SCHEME", "STATE_MEDIA", "Study", "study", "study_all"]

STATE_MEDIA = "state_media"
"""The task's name, and what a card calls its studies."""
SCHEME = "state_media_wording"
LABEL = "shared_wording"
NEEDED = 3
"""Outlets of either side that a language needs."""
MIN_ARTICLES = 20
"""Bodies that an outlet needs to be counted among them."""
_PERMUTATIONS = 39
"""None of them may do as well, then: p = 1/40 is below .05 and 2/40 is not. Every one trains all models anew."""
_CHANCE = 0.5
_P = 0.05

Progress = Callable[[str], None]


@dataclass(slots=True)
class Study:
    """What was found in one language.

    Attributes
    ----------
    entry : dict
        As the card has it: outlets, figures, and why the language does not ship where it does not.
    model : LinearModel or None
    """

    lang: str
    entry: dict[str, Any]
    model: LinearModel | None = None


def study_all(data: Path | None, flagger: Flagger | None, progress: Progress) -> list[Study]:
    """Return the study of every language that the table of outlets has."""
    return [study(lang, data, flagger, progress) for lang in languages()]


def study(
    lang: str, data: Path | None, flagger: Flagger | None, progress: Progress, *, permutations: int = _PERMUTATIONS
) -> Study:
    """Count, match, cross-fit and decide in one language.

    Parameters
    ----------
    flagger : Flagger or None
        Its boilerplate is left out of every article.
    permutations : int
        Assignments of outlets to the state's side that are tried at most.
    """
    progress(f"state media: {lang}")
    found = read_articles(lang, data, None)  # uncleaned: boilerplate is looked for only where it is trained
    entry = _counted(lang, found)
    if entry["why"] is None:
        found = read_articles(lang, data, flagger)
        entry = _counted(lang, found)
    if entry["why"] is not None:
        return Study(lang, entry)
    return _measured(lang, found, entry, progress, permutations)


def _counted(lang: str, found: Articles) -> dict[str, Any]:
    known, counts = outlets_in(lang), found.counts()
    sides = {
        side: {name: n for name, n in counts.items() if known[name].is_state == (side == "state")}
        for side in ("state", "other")
    }
    enough = {
        side: sum(n >= MIN_ARTICLES and known[name].counted for name, n in outlets.items())
        for side, outlets in sides.items()
    }
    entry: dict[str, Any] = {"ships": False, "why": None, "corpora": corpora_of(lang), "outlets": sides}
    entry["counted"] = {"state": enough["state"], "independent": enough["other"]}
    if min(enough.values()) < NEEDED:
        entry["why"] = (
            f"{enough['state']} state and {enough['other']} independent outlets with {MIN_ARTICLES} bodies or more in "
            f"the corpora; {NEEDED} of each are needed"
        )
    return entry


def _measured(lang: str, found: Articles, entry: dict[str, Any], progress: Progress, permutations: int) -> Study:
    learner = Learner(found, topics_of(found.texts))
    matched = learner.match(np.arange(len(found)), found.is_state)
    progress(f"state media: {lang}, operators left out")
    unseen = decide_unseen(learner, found.is_state, found.operators)
    probabilities = calibrated_unseen(unseen.decisions, found)
    entry |= {"matched": matched.as_dict(), "by_outlet": _by_outlet(unseen)}
    auc = mean_auc(unseen.auc, int(unseen.compared.sum()))
    figures = _figures(lang, auc, unseen, found) | at_half(probabilities, unseen.compared, found)
    progress(f"state media: {lang}, outlets left out")
    by_outlet = decide_unseen(learner, found.is_state, found.outlets)
    figures["auc_operator_seen_any_collection"] = mean_auc(by_outlet.auc_any_collection, len(found))
    entry["figures"] = {name: estimate.as_dict() for name, estimate in figures.items()}
    compared = _compared(entry["by_outlet"], entry["outlets"]["state"])
    entry["why"] = _why_not(auc, compared)
    if entry["why"] is None:
        progress(f"state media: {lang}, outlets named the state's at random")
        entry["permutation"] = _permuted(learner, found, permutations)
        entry["why"] = _why_chance(auc, compared, entry["permutation"]["p"])
    if entry["why"] is not None:
        return Study(lang, entry)
    entry["ships"] = True
    return Study(lang, entry, _final(learner, matched.rows, unseen.decisions, probabilities))


def _figures(lang: str, auc: Estimate, unseen: Unseen, found: Articles) -> dict[str, Estimate]:
    known, compared = outlets_in(lang), int(unseen.compared.sum())
    others = {outlet: known[outlet].counted for _, outlet in unseen.auc}
    figures = {"auc": auc, "auc_any_collection": mean_auc(unseen.auc_any_collection, len(found))}
    for name, counted in (("auc_independent", True), ("auc_called_disinformation", False)):
        among = [outlet for outlet, one in others.items() if one == counted]
        if among:
            figures[name] = mean_auc(unseen.auc, compared, among)
    return figures


def _compared(by_outlet: dict[str, float | None], bodies: dict[str, int]) -> int:
    """Return how many state outlets carry the AUC: a handful of articles carries nothing."""
    return sum(value is not None and bodies[name] >= MIN_ARTICLES for name, value in by_outlet.items())


def _why_not(auc: Estimate, compared: int) -> str | None:
    if isnan(auc.value):
        return "no state outlet's articles could be compared with others of their collection and topic"
    if not auc.low > _CHANCE:
        return f"{_told(auc, compared)}: not better than chance"
    if compared < NEEDED:
        return f"{_told(auc, compared)}: {NEEDED} state outlets of {MIN_ARTICLES} bodies are needed"
    return None


def _why_chance(auc: Estimate, compared: int, p: float) -> str | None:
    told = f"{_told(auc, compared)}: outlets named the state's at random do as well (p = {p:.3f})"
    return told if p >= _P else None


def _told(auc: Estimate, compared: int) -> str:
    outlets = f"{compared} of them with {MIN_ARTICLES} bodies or more"
    return f"AUC {auc.value:.2f} [{auc.low:.2f}, {auc.high:.2f}] on state outlets ({outlets}) and others never seen"


def _by_outlet(unseen: Unseen) -> dict[str, float | None]:
    """Return each state outlet's mean AUC against the others; None where it could be compared with none."""
    found: dict[str, float | None] = {}
    for name in sorted({state for state, _ in unseen.auc}):
        known = [value for (state, _), value in unseen.auc.items() if state == name and not isnan(value)]
        found[name] = round(sum(known) / len(known), 4) if known else None
    return found


def _permuted(learner: Learner, found: Articles, most: int) -> dict[str, Any]:
    def measure(state: tuple[str, ...]) -> float:
        sides = np.isin(found.operators, state).astype(np.int64)
        return mean_auc(decide_unseen(learner, sides, found.operators).auc, len(found)).value

    true = tuple(np.unique(found.operators[found.is_state == 1]).tolist())
    return permutation(measure, true, np.unique(found.operators).tolist(), most)


def _final(learner: Learner, rows: Rows, decisions: Floats, probabilities: Floats) -> LinearModel:
    found = learner.articles
    model, _ = learner.fit(rows, found.is_state)
    slope, intercept = calibration(decisions, found, np.flatnonzero(~np.isnan(decisions)))
    known = ~np.isnan(probabilities)
    return model.linear_model(
        (LABEL,),
        (np.array([slope]), np.array([intercept])),
        np.array([CALLED_FROM]),
        support(probabilities[known, None], found.is_state[known, None]),
    )
