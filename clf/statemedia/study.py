"""Study one language: has it the outlets, does the wording carry over to outlets never seen, and what would ship.

A language ships when three state and three independent outlets have bodies, the AUC on operators and outlets never
seen has its whole interval above one half, and fewer than one in twenty ways of naming outlets the state's does as
well. These bars were set before anything was measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from clf.evaluation.uncertainty import Estimate, interval
from clf.framing.crossfit import SEED, support
from clf.framing.model import LinearModel
from clf.statemedia.articles import Articles, corpora_of, read_articles
from clf.statemedia.crossfit import Learner, Unseen, decide_unseen
from clf.statemedia.matching import topics_of
from clf.statemedia.measures import base_rates, mean_auc, permutation, rates, resampled
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
_PERMUTATIONS = 200
_WORSE_THAN_CHANCE = 0.5
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
    everything = learner.match(np.arange(len(found)), found.is_state)
    progress(f"state media: {lang}, operators left out")
    unseen = decide_unseen(learner, found.is_state, found.operators)
    counted = [name for name, outlet in outlets_in(lang).items() if outlet.counted and not outlet.is_state]
    auc = mean_auc(unseen, len(found))
    probabilities = _calibrated_unseen(unseen.decisions, found)
    figures = {
        "auc": auc,
        "auc_independent": mean_auc(unseen, len(found), counted),
        **_at_half(probabilities, found),
    }
    progress(f"state media: {lang}, outlets left out")
    figures["auc_same_operator_seen"] = mean_auc(decide_unseen(learner, found.is_state, found.outlets), len(found))
    entry["figures"] = {name: estimate.as_dict() for name, estimate in figures.items()}
    entry["by_outlet"] = _by_outlet(unseen)
    entry["matched"] = {"same_month": everything.same_month, "same_topic": everything.same_topic}
    entry["matched"]["without_partner"] = everything.alone
    if auc.low > _WORSE_THAN_CHANCE:
        progress(f"state media: {lang}, outlets named the state's at random")
        entry["permutation"] = _permuted(learner, found, permutations)
    entry["why"] = _why_not(auc, entry.get("permutation"))
    if entry["why"] is not None:
        return Study(lang, entry)
    entry["ships"] = True
    return Study(lang, entry, _final(learner, everything.rows, unseen.decisions, probabilities))


def _why_not(auc: Estimate, tried: dict[str, Any] | None) -> str | None:
    told = f"AUC on operators and outlets never seen {auc.value:.2f} [{auc.low:.2f}, {auc.high:.2f}]"
    if not auc.low > _WORSE_THAN_CHANCE:  # NaN too
        return f"{told}: not better than chance"
    if tried is not None and tried["p"] >= _P:
        return f"{told}, but outlets named the state's at random do as well (p = {tried['p']:.3f})"
    return None


def _by_outlet(unseen: Unseen) -> dict[str, float | None]:
    """Return each state outlet's mean AUC against the others."""
    state, _, auc = unseen.matrix()
    means = {name: row[~np.isnan(row)] for name, row in zip(state, auc, strict=True)}
    return {name: round(float(row.mean()), 4) if len(row) else None for name, row in means.items()}


def _permuted(learner: Learner, found: Articles, most: int) -> dict[str, Any]:
    def measure(state: tuple[str, ...]) -> float:
        sides = np.isin(found.operators, state).astype(np.int64)
        return mean_auc(decide_unseen(learner, sides, found.operators), len(found)).value

    true = tuple(np.unique(found.operators[found.is_state == 1]).tolist())
    return permutation(measure, true, np.unique(found.operators).tolist(), most)


def _balance(found: Articles, rows: Rows) -> Floats:
    """Return weights so that both sides, and the outlets of a side, weigh the same."""
    weights = np.zeros(len(rows))
    for side in (0, 1):
        outlets = found.outlets[rows]
        names = np.unique(outlets[found.is_state[rows] == side])
        for name in names:
            weights[outlets == name] = 1 / ((outlets == name).sum() * len(names))
    return weights * len(rows) / 2


def _calibration(decisions: Floats, found: Articles, rows: Rows) -> tuple[float, float]:
    """Return slope and intercept of a logistic regression on the decisions (Platt, 1999), both sides equally common."""
    scale = max(float(decisions[rows].std()), np.finfo(float).tiny)
    fitted = LogisticRegression(C=1.0).fit(
        decisions[rows, None] / scale, found.is_state[rows], sample_weight=_balance(found, rows)
    )
    return max(float(fitted.coef_[0, 0]) / scale, 0.0), float(fitted.intercept_[0])


def _calibrated_unseen(decisions: Floats, found: Articles) -> Floats:
    """Return probabilities, each operator's from a calibration on the others."""
    probabilities = np.full(len(decisions), np.nan)
    known = ~np.isnan(decisions)
    for operator in np.unique(found.operators[known]):
        rows = np.flatnonzero(known & (found.operators != operator))
        if len(np.unique(found.is_state[rows])) < 2:
            continue
        slope, intercept = _calibration(decisions, found, rows)
        own = known & (found.operators == operator)
        probabilities[own] = 1 / (1 + np.exp(-(slope * decisions[own] + intercept)))
    return probabilities


def _at_half(probabilities: Floats, found: Articles) -> dict[str, Estimate]:
    """Return what calling at a probability of one half gives, outlets counting alike, and what a call would mean."""
    rows = np.flatnonzero(~np.isnan(probabilities))
    sensitivity, false_alarms = rates(probabilities[rows] >= 0.5, found.is_state[rows], found.outlets[rows])
    draws = list(resampled(np.random.default_rng(SEED), (len(sensitivity), len(false_alarms))))
    smaller, n = min(len(sensitivity), len(false_alarms)), len(rows)

    def estimate(measure: Callable[[float, float], float]) -> Estimate:
        values = np.array([measure(sensitivity[s].mean(), false_alarms[o].mean()) for s, o in draws])
        return Estimate(float(measure(sensitivity.mean(), false_alarms.mean())), *interval(values), n, smaller, SEED)

    return {
        "sensitivity": estimate(lambda right, wrong: right),  # noqa: ARG005
        "specificity": estimate(lambda right, wrong: 1 - wrong),  # noqa: ARG005
        "balanced_accuracy": estimate(lambda right, wrong: (1 + right - wrong) / 2),
        "f1": estimate(lambda right, wrong: 2 * right / (1 + right + wrong)),
        **{f"right_at_{key}": value for key, value in base_rates(sensitivity, false_alarms, n).items()},
    }


def _final(learner: Learner, rows: Rows, decisions: Floats, probabilities: Floats) -> LinearModel:
    found, settings = learner.articles, learner.settings
    model, _ = learner.fit(rows, found.is_state)
    slope, intercept = _calibration(decisions, found, np.flatnonzero(~np.isnan(decisions)))
    known = ~np.isnan(probabilities)
    edges, k, n = support(probabilities[known, None], found.is_state[known, None])
    return LinearModel(
        labels=(LABEL,),
        words=tuple(model.words_),
        chars=tuple(model.chars_),
        document_frequencies=model.document_frequencies_.astype(np.int32),
        n_texts=model.n_texts_,
        weights=model.coef_,
        bias=model.intercept_,
        slope=np.array([slope]),
        intercept=np.array([intercept]),
        thresholds=np.array([0.5]),
        support_edges=edges,
        support_k=k,
        support_n=n,
        word_lengths=settings.word_lengths,
        char_lengths=settings.char_lengths,
    )
