"""Scores with intervals, gaps between conditions, and the decision: is there a leak?

The decision rests on three gaps, each tested by exchanging the two sets of predictions of whole outlets at random
(approximate randomisation, Noreen 1989, over outlets rather than documents), corrected by Holm: so all three together
cry wolf in at most 5 % of corpora without a leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from clf.evaluation.compare import approximate_randomisation, holm, paired_bootstrap
from clf.evaluation.metrics import f1_counts
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import FEW_OUTLETS, Estimate, bootstrap
from clf.leak.conditions import Outcome
from clf.leak.documents import Documents

__all__ = ["GAPS", "Decision", "Gap", "decide", "gap", "occurring_f1", "scored"]

ALPHA = 0.05
_FEWEST_OUTLETS = 6
"""With five outlets there are 32 exchanges, and no two-sided p below .06 at all."""
_FEWEST_PER_LABEL = 3

GAPS: dict[str, tuple[str, str, str]] = {
    "outlet": ("random", "outlet_disjoint", "what is lost on outlets never seen in training"),
    "boilerplate": ("random", "without_boilerplate", "what is lost when the boilerplate is taken out"),
    "boilerplate_alone": (
        "boilerplate_only",
        "boilerplate_only_dealt",
        "what the boilerplate alone tells of the label",
    ),
    "time": ("random", "time_disjoint", "what is lost on later texts (on these alone; less is trained on, too)"),
    "names": ("random", "names_masked", "what is lost when outlet names are taken out"),
    "outlet_name": ("outlet_only", "outlet_only_dealt", "what the outlet's name alone tells of the label"),
    "length": ("length_only", "length_only_dealt", "what the length alone tells of the label"),
}
"""Name → the better condition, the worse one, and what their difference says.

What something alone tells is measured against the same thing dealt out to the texts at random, not against the label
prior: a pipeline that calls every label everywhere beats draws by share without knowing anything.
"""

DECIDING = ("outlet", "boilerplate", "boilerplate_alone")
"""The gaps the decision rests on, chosen before any corpus was looked at."""


def _occurring(sums: Any) -> Any:
    hits, true, called = np.split(np.asarray(sums), 3, axis=-1)
    each = np.where(true > 0, ratio(2 * hits, true + called, 0.0), np.nan)
    known = ~np.isnan(each)
    return ratio(np.where(known, each, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


occurring_f1 = SumMeasure(f1_counts, _occurring)
"""Macro-F1 over the labels that occur: all of them in the data, but a resample of a few outlets may lack one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much one condition scores better than another on the same documents.

    Parameters
    ----------
    name : str
        One of `GAPS`.
    value, low, high : float
        Difference of macro-F1 with a 95 % interval from resampled outlets.
    p : float
        Two-sided, from exchanging the predictions of whole outlets; 1 where nothing differs.
    n, outlets : int
    p_holm : float or None
        Corrected, for the gaps that the decision rests on.
    """

    name: str
    value: float
    low: float
    high: float
    p: float
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


def scored(documents: Documents, outcome: Outcome, *, over_outlets: bool) -> Estimate:
    """Return macro-F1 with an interval from resampled documents, or from resampled outlets."""
    rows = outcome.tested
    groups = np.array(documents.parents)[rows]
    outlets = documents.sites[rows] if over_outlets else None
    return bootstrap(occurring_f1, (documents.targets[rows], outcome.predicted[rows]), groups=groups, outlets=outlets)


def gap(name: str, documents: Documents, better: Outcome, worse: Outcome) -> Gap:
    """Return the difference of two conditions on the documents both were tested on, by outlet."""
    rows = better.tested & worse.tested
    # Without outlets every document stands for itself.
    units = np.where(documents.sites == "", np.array(documents.parents), documents.sites)[rows]
    arrays = documents.targets[rows], better.predicted[rows], worse.predicted[rows]
    interval = paired_bootstrap(occurring_f1, *arrays, outlets=units)
    test = approximate_randomisation(occurring_f1, *arrays, groups=units)
    low, high = (float("nan") if bound is None else bound for bound in (interval.low, interval.high))
    return Gap(name, interval.value, low, high, test.p, int(rows.sum()), len(np.unique(units)))


def decide(documents: Documents, gaps: dict[str, Gap]) -> tuple[dict[str, Gap], Decision]:
    """Correct the deciding gaps for their number and say whether there is a leak."""
    tested = [gaps[name] for name in DECIDING if name in gaps]
    corrected = holm([each.p for each in tested])
    found = dict(gaps)
    for each, p in zip(tested, corrected, strict=True):
        values = (each.name, each.value, each.low, each.high, each.p, each.n, each.outlets)
        found[each.name] = Gap(*values, p_holm=float(p))
    return found, _decision(documents, [found[each.name] for each in tested])


def _decision(documents: Documents, tested: list[Gap]) -> Decision:
    if documents.n_outlets < _FEWEST_OUTLETS:
        return Decision(None, f"{documents.n_outlets} outlets are too few to decide: at least {_FEWEST_OUTLETS}.")
    fewest = _outlets_per_label(documents)
    label = min(fewest, key=lambda name: fewest[name])
    if fewest[label] < _FEWEST_PER_LABEL:
        return Decision(
            None,
            f"The label “{label}” stands in {fewest[label]} outlets only, so label and outlet cannot be told apart: "
            "conclude nothing.",
        )
    if not tested:
        return Decision(None, "None of the comparisons that decide was possible.")
    weak = f" Weak evidence: {documents.n_outlets} outlets." if documents.n_outlets < FEW_OUTLETS else ""
    leaks = [each for each in tested if each.is_found]
    if not leaks:
        return Decision(False, "No gap is larger than chance allows; that is no proof that there is no leak." + weak)
    reasons = "; ".join(f"{GAPS[each.name][2]}: {each.value:.3f}, p = {each.p_holm:.3f}" for each in leaks)
    return Decision(True, f"Larger than chance allows (Holm): {reasons}.{weak}")


def _outlets_per_label(documents: Documents) -> dict[str, int]:
    known = documents.sites != ""
    columns = zip(documents.labels, documents.targets.T, strict=True)
    return {label: len(set(documents.sites[known & (column == 1)].tolist())) for label, column in columns}
