"""How much of a score is the outlet: one pipeline under every split, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from clf.errors import UsageError
from clf.evaluation.uncertainty import Estimate
from clf.leak import mistakes, variants
from clf.leak.carriers import Carrier, Swap, carriers
from clf.leak.conditions import CONDITIONS, ImpossibleError, Outcome, PipelineError, check_folds
from clf.leak.documents import Documents, collect
from clf.leak.judgement import ALONE, GAPS, Decision, Gap, decide, gap, occurring, scored, told_alone
from clf.leak.pipelines import build
from clf.leak.run import LABEL_IS_OUTLET, Run
from clf.messages import amount

__all__ = ["LeakReport", "leak_report", "report_on"]


@dataclass(slots=True, repr=False)
class LeakReport:
    """What a leak report found: print it for the table, `plot` draws it, `as_dict` is its JSON.

    Attributes
    ----------
    documents : Documents
    scores : dict of condition → Estimate (macro-F1), or str: why the condition is impossible
    over_outlets : dict of condition → Estimate
        The same with intervals from resampled outlets: for outlets other than these.
    labels_tested : dict of condition → int
        How many labels occur in the texts that were tested, which the score is the mean over.
    gaps : dict of name → Gap
    decision : Decision
    carriers : list of Carrier, or str: why not
    swap_other, swap_same : Swap
        Exchanged with the name of an outlet of another label; of the same (the control).
    boilerplate_share : float
        Share of texts with boilerplate.
    copies : int
        Texts that are near-duplicates of another.
    mistakes : dict
        Error tables, confusion, hardest documents, learning curve.
    model : str
    """

    documents: Documents
    scores: dict[str, Estimate | str] = field(default_factory=dict)
    over_outlets: dict[str, Estimate] = field(default_factory=dict)
    labels_tested: dict[str, int] = field(default_factory=dict)
    gaps: dict[str, Gap] = field(default_factory=dict)
    decision: Decision = field(default_factory=lambda: Decision(None, ""))
    carriers: list[Carrier] | str = field(default_factory=list)
    swap_other: Swap = field(default_factory=lambda: Swap.of(0, 0))
    swap_same: Swap = field(default_factory=lambda: Swap.of(0, 0))
    boilerplate_share: float = 0.0
    copies: int = 0
    mistakes: dict[str, Any] = field(default_factory=dict)
    model: str = ""
    outcomes: dict[str, Outcome] = field(default_factory=dict, repr=False)

    def answer(self) -> str:
        """Say in plain words how much of the score is the outlet."""
        score, prior, lost = self.scores.get("random"), self.scores.get("label_prior"), self.gaps.get("outlet")
        if not isinstance(score, Estimate) or not isinstance(prior, Estimate) or lost is None:
            needed = ("outlet_disjoint", "random", "label_prior")
            left_out = [CONDITIONS[name] for name in needed if name not in self.scores]
            why = f"not asked for: {', '.join(left_out)}" if left_out else _impossible(map(self.scores.get, needed))
            return f"How much of this score is the outlet? It cannot be told: {why}."
        over = score.value - prior.value
        if over <= 0:
            return (
                "How much of this score is the outlet? There is nothing to share out: the model does no better than "
                f"drawing labels by their share ({score.value:.3f} against {prior.value:.3f})."
            )
        share = " (all of it)" if lost.value >= over else f" ({max(lost.value, 0) / over:.0%})"
        return (
            f"How much of this score is the outlet? Of the {over:.3f} by which the model beats drawing labels by "
            f"their share, {lost.value:.3f}{share} is lost on outlets it has not seen "
            f"(95 % interval {lost.low:.3f} to {lost.high:.3f}, {amount(lost.outlets or 0, 'outlet')})."
        )

    def __repr__(self) -> str:
        return f"LeakReport({amount(len(self.documents), 'text')}, leak_found={self.decision.leak_found})"

    def __str__(self) -> str:
        from clf.views.leak import leak_page_text

        return leak_page_text(self)

    def _repr_html_(self) -> str:
        from clf.views.reports import leak_html

        return leak_html(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it; see docs/leak.md."""
        from clf.leak.record import record

        return record(self)

    def plot(self, path: str | Path) -> None:
        """Draw the scores with their intervals into a .png, .svg or .pdf file; needs matplotlib."""
        from clf.views.charts import draw_leak

        draw_leak(self, Path(path))


def _impossible(scores: Iterable[Estimate | str | None]) -> str:
    return next((score for score in scores if isinstance(score, str)), "no score of it")


def leak_report(
    texts: Iterable[str],
    labels: Iterable[Any],
    outlets: Iterable[Any] | None = None,
    *,
    pipeline: Any = None,
    dates: Iterable[Any] | None = None,
    langs: Iterable[str | None] | str | None = None,
    ids: Iterable[Any] | None = None,
    parents: Iterable[Any] | None = None,
    families: Mapping[str, str] | None = None,
    folds: Sequence[Sequence[str]] | None = None,
    conditions: Iterable[str] | None = None,
    flag: variants.Flag | None = None,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> LeakReport:
    """Train and score one pipeline under every split and on every part of the text: how much is the outlet?

    Parameters
    ----------
    texts : sequence or column of n str
    labels : sequence of n str, or of n lists of str
        One label each, or any number each. A text whose label is empty, None or NaN is left out; an empty list means
        none of the labels. ``a;b`` is one name: split it first.
    outlets : sequence of n str, optional
        Names or addresses; spellings of one site are one outlet.
    pipeline : scikit-learn pipeline over texts, optional
        Not fitted. Default: TF-IDF of one and two words and a linear support vector machine.
    dates : sequence of n str or dates, optional
        One that cannot be read is left out and told.
    langs : sequence of n str, or one str, optional
        ISO 639-1; only sentence boundaries depend on it.
    ids, parents : sequence of n str, optional
        The text's id; the document it is a part of, which is never on both sides of a split.
    families : mapping, optional
        Outlet → what is held out together with it.
    folds : sequence of sequences of str, optional
        The outlets of each fold of the outlet-disjoint split, in any spelling of their site; drawn at random by
        default.
    conditions : iterable of str, optional
        Some of the rows; all by default (then also error tables and learning curve).
    flag : callable, optional
        Takes text and language, returns boilerplate as (start, end); by default the flagger that ships.
    jobs : int
        Processes for the flagger.
    progress : callable

    Returns
    -------
    LeakReport

    Raises
    ------
    UsageError
        When the columns do not fit each other or hold fewer than two labels of 20 texts each, `folds` name an outlet
        that no text has, or the pipeline fails.

    Notes
    -----
    Scores are macro-F1 of out-of-fold predictions. Near-duplicates (`near_duplicate_groups`) are never on both sides.
    """
    if jobs < 1:
        raise UsageError(f"jobs: expected 1 or more, found {jobs}.")
    documents = collect(
        texts, labels, outlets, dates=dates, langs=langs, ids=ids, parents=parents, families=families
    )  # fmt: skip
    if folds is not None:
        check_folds(documents, folds)
    return report_on(documents, pipeline, folds=folds, conditions=conditions, flag=flag, jobs=jobs, progress=progress)


def report_on(
    documents: Documents,
    pipeline: Any = None,
    *,
    folds: Sequence[Sequence[str]] | None = None,
    conditions: Iterable[str] | None = None,
    flag: variants.Flag | None = None,
    jobs: int = 1,
    outlet_is_label: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> LeakReport:
    """Return the report on documents that were collected already; see `leak_report`."""
    asked = CONDITIONS.keys() if conditions is None else {conditions} if isinstance(conditions, str) else {*conditions}
    if isinstance(pipeline, str):
        raise UsageError(f"pipeline={pipeline!r}: expected a scikit-learn pipeline. Names are for the command line.")
    if unknown := asked - CONDITIONS.keys():
        raise UsageError(f"{min(unknown)}: no such condition. There are: {', '.join(CONDITIONS)}.")
    model = build(is_multilabel=documents.is_multilabel) if pipeline is None else pipeline
    run = Run(documents, model, folds, flag, jobs, outlet_is_label, progress)
    report = LeakReport(documents, model=" ".join(repr(model).split())[:500])
    for condition in [name for name in CONDITIONS if name in asked]:
        progress(CONDITIONS[condition])
        try:
            outcome = run.outcome(condition)
        except ImpossibleError as error:
            report.scores[condition] = str(error)
        except PipelineError as error:
            message = f"The pipeline fails under “{CONDITIONS[condition]}”: {error}. Fit it on your texts to see why."
            remedy = " A text may have several labels here: OneVsRestClassifier makes a classifier of one label fit."
            raise UsageError(message + remedy * documents.is_multilabel) from error
        else:
            report.outcomes[condition] = outcome
            report.labels_tested[condition] = occurring(documents, outcome)
            report.scores[condition] = scored(documents, outcome, over_outlets=condition == "outlet_disjoint")
            if documents.n_outlets > 1:
                report.over_outlets[condition] = scored(documents, outcome, over_outlets=True)
    _judge(report, outlet_is_label)
    report.boilerplate_share = run.boilerplate_share()
    report.copies = int((np.bincount(run.copies)[run.copies] > 1).sum())
    if conditions is None:
        progress("what carries the leak, and where the model errs")
        _explain(report, run)
    return report


def _judge(report: LeakReport, outlet_is_label: bool) -> None:
    gaps = {
        name: gap(name, report.documents, report.outcomes[better], report.outcomes[worse])
        for name, (better, worse, _) in GAPS.items()
        if better in report.outcomes and worse in report.outcomes
    }
    for name, (condition, _) in ALONE.items():
        if condition in report.outcomes:
            gaps[name] = told_alone(name, report.documents, report.outcomes[condition])
    report.gaps, report.decision = decide(report.documents, gaps)
    if outlet_is_label:
        report.decision = Decision(None, f"Nothing to decide: {LABEL_IS_OUTLET}; the score says how well it shows.")


def _explain(report: LeakReport, run: Run) -> None:
    """Add carriers, the name swap, and where the model errs."""
    documents = run.documents
    if run.first is not None:
        report.carriers = carriers(run.first, documents, run.boilerplate())
    report.swap_other, report.swap_same = run.swap.other, run.swap.same
    apart = report.outcomes.get("outlet_disjoint")
    outcome = apart or report.outcomes.get("random")
    if outcome is None:  # both are impossible, and the rows say why
        return
    folds = run.random if apart is None else run.outlet_folds()
    names = documents.site_names()
    report.mistakes = {
        "condition": "random" if apart is None else "outlet_disjoint",
        "by_outlet": mistakes.error_table(documents, outcome, [names.get(site) for site in documents.sites.tolist()]),
        "by_month": mistakes.error_table(documents, outcome, [date and date[:7] for date in documents.dates]),
        "confusion": mistakes.confusion(documents, outcome),
        "hardest": mistakes.hardest(documents, outcome),
        "learning_curve": mistakes.learning_curve(run.whole, documents, folds, outcome, over_outlets=apart is not None),
    }
