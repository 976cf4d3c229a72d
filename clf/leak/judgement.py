"""Scores with intervals, gaps between conditions, and the decision: is there a leak?

The decision rests on two gaps, each tested by exchanging the two sets of predictions of whole outlets at random
(approximate randomisation, Noreen 1989, over outlets rather than documents), corrected by Holm: so both together cry
wolf in at most 5 % of corpora without a leak.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clf.evaluation.compare import approximate_randomisation, holm, paired_bootstrap
from clf.evaluation.metrics import f1_counts
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import FEW_OUTLETS, Estimate, bootstrap
from clf.leak.conditions import Outcome
from clf.leak.documents import Documents
from clf.messages import amount

__all__ = [
    "ALONE",
    "DECIDING",
    "GAPS",
    "Decision",
    "Gap",
    "decide",
    "gap",
    "occurring",
    "occurring_f1",
    "says",
    "scored",
    "told_alone",
]

ALPHA = 0.05
_FEWEST_OUTLETS = 6
"""With five outlets there are 32 exchanges, and no two-sided p below .06 at all."""
_FEWEST_PER_LABEL = 3

GAPS: dict[str, tuple[str, str, str]] = {
    "outlet": ("random", "outlet_disjoint", "what is lost on outlets never seen in training"),
    "boilerplate": ("random", "without_boilerplate", "what is lost when the boilerplate is taken out"),
    "time": ("random", "time_disjoint", "what is lost on later texts (on these alone; less is trained on, too)"),
    "names": ("random", "names_masked", "what is lost when outlet names are taken out"),
}
"""Name → the better condition, the worse one, and what their difference says."""

ALONE: dict[str, tuple[str, str]] = {
    "boilerplate_alone": ("boilerplate_only", "what the boilerplate alone tells of the label"),
    "outlet_name": ("outlet_only", "what the outlet's name alone tells of the label"),
    "length": ("length_only", "what the length alone tells of the label"),
}
"""Name → the condition whose calls are compared with the same calls dealt out to the texts at random, and what it says.

Not with the label prior: a pipeline that calls every label everywhere beats draws by share and knows nothing.
"""

DECIDING = ("outlet", "boilerplate")
"""The gaps the decision rests on: what the score of whole texts loses."""


def _occurring(sums: Any) -> Any:
    hits, true, called = np.split(np.asarray(sums), 3, axis=-1)
    each = np.where(true > 0, ratio(2 * hits, true + called, 0.0), np.nan)
    known = ~np.isnan(each)
    return ratio(np.where(known, each, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


def _expected_counts(targets: Any, predicted: Any) -> Any:
    return np.concatenate([(targets == 1) * predicted, targets == 1, (targets >= 0) * predicted], axis=1).astype(float)


occurring_f1 = SumMeasure(_expected_counts, _occurring)
"""Macro-F1 over the labels that occur: a test part, or a resample of a few outlets, may lack one (see `occurring`).

What is predicted may be a chance, as by the label prior: then hits and calls are those to be expected."""


def _over_chance(sums: Any) -> Any:
    hits, true, called, n = np.split(np.asarray(sums), [size := (np.shape(sums)[-1] - 1) // 3, 2 * size, 3 * size], -1)
    each = np.where(true > 0, ratio(2 * (hits - true * called / n), true + called, 0.0), np.nan)
    known = ~np.isnan(each)
    return ratio(np.where(known, each, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


def _counts_and_n(targets: Any, predicted: Any) -> Any:
    return np.column_stack([f1_counts(targets, predicted), np.ones(len(targets))])


f1_over_chance = SumMeasure(_counts_and_n, _over_chance)
"""`occurring_f1` less what the same calls give when dealt out at random: of t true and c called, t·c/n hits."""


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much one condition scores better than another on the same documents.

    Parameters
    ----------
    name : str
        One of `GAPS`.
    value, low, high : float
        Difference of macro-F1 with a 95 % interval from resampled outlets.
    p : float or None
        Two-sided, from exchanging the predictions of whole outlets; None for what something tells alone, and with
        fewer than two outlets: the interval is then over documents.
    n, outlets : int
        Documents (the sentences of one are one), and outlets.
    p_holm : float or None
        Corrected, for the gaps that the decision rests on.
    """

    name: str
    value: float
    low: float
    high: float
    p: float | None
    n: int
    outlets: int
    p_holm: float | None = None

    @property
    def is_found(self) -> bool:
        """Whether the gap is above zero beyond chance, among the deciding ones."""
        return self.p_holm is not None and self.value > 0 and self.p_holm < ALPHA


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether there is a leak: True, False, or None where these data cannot tell, and the reason in plain words."""

    leak_found: bool | None
    why: str


def says(name: str) -> str:
    """Return what a gap says, in plain words."""
    return GAPS[name][2] if name in GAPS else ALONE[name][1]


def scored(documents: Documents, outcome: Outcome, *, over_outlets: bool) -> Estimate:
    """Return macro-F1 with an interval from resampled documents, or from resampled outlets (where they are known)."""
    rows = outcome.tested & (documents.sites != "") if over_outlets else outcome.tested
    groups = np.array(documents.parents)[rows]
    outlets = documents.sites[rows] if over_outlets else None
    return bootstrap(occurring_f1, (documents.targets[rows], outcome.predicted[rows]), groups=groups, outlets=outlets)


def occurring(documents: Documents, outcome: Outcome) -> int:
    """Return how many labels occur in the texts that were tested: the score is the mean over these."""
    return int(documents.targets[outcome.tested].any(axis=0).sum())


def _units(documents: Documents, rows: Any) -> Any:
    """Return what is resampled: outlets where there are some; documents without an outlet stand for themselves."""
    parents, sites = np.array(documents.parents), documents.sites
    return (parents if documents.n_outlets < 2 else np.where(sites == "", parents, sites))[rows]


def _n_documents(documents: Documents, rows: Any) -> int:
    return len(np.unique(np.array(documents.parents)[rows]))


def _n_outlets(documents: Documents, rows: Any) -> int:
    return len(set(documents.sites[rows].tolist()) - {""})


def gap(name: str, documents: Documents, better: Outcome, worse: Outcome) -> Gap:
    """Return the difference of two conditions on the documents both were tested on, by outlet."""
    rows = better.tested & worse.tested
    units = _units(documents, rows)
    arrays = documents.targets[rows], better.predicted[rows], worse.predicted[rows]
    interval = paired_bootstrap(occurring_f1, *arrays, outlets=units)
    test = approximate_randomisation(occurring_f1, *arrays, groups=units)
    low, high = (float("nan") if bound is None else bound for bound in (interval.low, interval.high))
    p = test.p if documents.n_outlets > 1 else None
    return Gap(name, interval.value, low, high, p, _n_documents(documents, rows), _n_outlets(documents, rows))


def told_alone(name: str, documents: Documents, outcome: Outcome) -> Gap:
    """Return by how much the calls of a condition beat the same calls dealt out to the texts at random."""
    rows = outcome.tested
    units = _units(documents, rows)
    found = bootstrap(f1_over_chance, (documents.targets[rows], outcome.predicted[rows]), outlets=units)
    n = _n_documents(documents, rows)
    return Gap(name, found.value, found.low, found.high, None, n, _n_outlets(documents, rows))


def decide(documents: Documents, gaps: dict[str, Gap]) -> tuple[dict[str, Gap], Decision]:
    """Correct the deciding gaps for their number and say whether there is a leak."""
    tested = [gaps[name] for name in DECIDING if name in gaps]
    if documents.n_outlets < 2:
        return gaps, _decision(documents, tested)
    corrected = holm([1.0 if each.p is None else each.p for each in tested])
    found = dict(gaps)
    for each, p in zip(tested, corrected, strict=True):
        found[each.name] = replace(each, p_holm=float(p))
    return found, _decision(documents, [found[each.name] for each in tested])


def _decision(documents: Documents, tested: list[Gap]) -> Decision:
    if documents.n_outlets < _FEWEST_OUTLETS:
        return Decision(
            None, f"Too few to decide: {amount(documents.n_outlets, 'outlet')}; at least {_FEWEST_OUTLETS} are needed."
        )
    fewest = _outlets_per_label(documents)
    label = min(fewest, key=lambda name: fewest[name])
    if fewest[label] < _FEWEST_PER_LABEL:
        return Decision(
            None,
            f"The label “{label}” stands in {amount(fewest[label], 'outlet')} only, so label and outlet cannot be told "
            "apart: conclude nothing.",
        )
    if not tested:
        return Decision(None, "None of the comparisons that decide was possible.")
    weak = f" Weak evidence: {amount(documents.n_outlets, 'outlet')}." if documents.n_outlets < FEW_OUTLETS else ""
    leaks = [each for each in tested if each.is_found]
    if not leaks:
        return Decision(False, "No gap is larger than chance allows; that is no proof that there is no leak." + weak)
    reasons = "; ".join(f"{says(each.name)}: {each.value:.3f}, p = {each.p_holm:.3f}" for each in leaks)
    return Decision(True, f"Larger than chance allows (Holm): {reasons}.{weak}")


def _outlets_per_label(documents: Documents) -> dict[str, int]:
    known = documents.sites != ""
    columns = zip(documents.labels, documents.targets.T, strict=True)
    return {label: len(set(documents.sites[known & (column == 1)].tolist())) for label, column in columns}
