"""The leak report on a terminal: one table, what it says in plain words, and what carries the leak."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table

from clf.evaluation.uncertainty import FEW_OUTLETS, Estimate
from clf.leak.carriers import Swap
from clf.leak.conditions import CONDITIONS
from clf.leak.judgement import says
from clf.leak.report import LeakReport
from clf.messages import amount
from clf.views.plain import Text, plain_text
from clf.views.words import printable

__all__ = ["leak_finding", "leak_page", "leak_page_text", "mistakes_said", "remarks", "swap_said", "verdict"]

_CARRIERS = 12
_HARDEST = 5
_CONFUSED = 2
_FEWEST = 10  # texts of an outlet, below which its share of right ones says little


def leak_page_text(report: LeakReport, width: int = 100) -> str:
    """Return the page as plain text."""
    return plain_text(leak_page(report), width)


def leak_finding(report: LeakReport) -> str:
    """Return what a chart of the report is headed with: the score on outlets seen, and on others."""
    seen, unseen = report.scores.get("random"), report.scores.get("outlet_disjoint")
    if not isinstance(seen, Estimate):
        return ""
    if not isinstance(unseen, Estimate):
        return f"Macro-F1 {seen.value:.2f} on outlets seen in training; on others it cannot be told"
    return (
        f"Macro-F1 {seen.value:.2f} on outlets seen in training, {unseen.value:.2f} "
        f"[{unseen.low:.2f}, {unseen.high:.2f}] on others"
    )


def verdict(report: LeakReport) -> str:
    """Return the decision and why."""
    found = {True: "Leak found.", False: "No leak found.", None: "Undecided."}[report.decision.leak_found]
    return f"{found} {report.decision.why}"


def leak_page(report: LeakReport) -> RenderableType:
    """Return the page of a report as a rich renderable."""
    return Group(*_parts(report))


def _parts(report: LeakReport) -> Iterator[RenderableType]:
    documents = report.documents
    yield Text(report.answer(), style="bold")
    yield Text(printable(verdict(report)))
    yield Text(
        f"\n{amount(len(documents), 'text')}, {amount(documents.n_outlets, 'outlet')}{_weak(documents.n_outlets)}, "
        f"{amount(len(documents.labels), 'label')}; {amount(report.copies, 'near-duplicate')} kept on one side; "
        f"boilerplate in {report.boilerplate_share:.0%} of the texts. Measure: macro-F1, 95 % intervals.",
        style="dim",
    )
    for note in documents.notes:
        yield Text(f"! {printable(note)}", style="yellow")
    yield _scores(report)
    if report.gaps:
        over = "outlets" if documents.n_outlets > 1 else "texts"
        yield Text(f"\nGaps, on the same texts (intervals over {over})", style="bold")
        yield _gaps(report)
        if any(gap.p_holm is not None for gap in report.gaps.values()):
            yield Text("The decision rests on p: intervals over few outlets are somewhat too narrow.", style="dim")
    yield from _carried(report)
    yield Text("\nThe outlet's name exchanged in texts that hold it", style="bold")
    yield Text(f"  for one of another label: {swap_said(report.swap_other)}")
    yield Text(f"  for one of the same label (control): {swap_said(report.swap_same)}")
    yield from _mistakes(report)


def _mistakes(report: LeakReport) -> Iterator[RenderableType]:
    if report.mistakes:
        where = CONDITIONS[report.mistakes["condition"]]
        yield Text(f"\nWhere it errs ({where}; all of it in the JSON)", style="bold")
        yield from (Text(printable(f"  {line}")) for line in mistakes_said(report))


def mistakes_said(report: LeakReport) -> Iterator[str]:
    """Yield where the model errs, a line each: by outlet, labels taken for others, fewer training texts, hardest."""
    found = report.mistakes
    by_outlet = sorted((row for row in found["by_outlet"] if row["n"] >= _FEWEST), key=lambda row: float(row["right"]))
    if len(by_outlet) > 1:
        worst, best = (
            f"{row['right']:.0%} for {row['name'][:40]} (n = {row['n']:,})" for row in by_outlet[:: len(by_outlet) - 1]
        )
        yield f"all labels right: {worst} to {best}"
    confused = sorted(_confused(found["confusion"]), reverse=True)[:_CONFUSED]
    if confused:
        said = "; ".join(f"{true[:30]} taken for {called[:30]} {k:,}×" for k, true, called in confused)
        yield f"most confused: {said}"
    known = [point for point in found["learning_curve"] if point["score"] is not None]
    points = [f"{point['score'].value:.3f} with {point['trained_on']:,}" for point in known]
    yield f"score by training texts: {', '.join(points)}"
    if hardest := found["hardest"]:
        yield f"hardest texts: {', '.join(entry['id'][:40] for entry in hardest[:_HARDEST])}"


def _confused(counts: dict[str, dict[str, int]]) -> Iterator[tuple[int, str, str]]:
    for true, row in counts.items():
        for called, k in row.items():
            if k and true != called:
                yield k, true, called


def _weak(outlets: int) -> str:
    return " (weak evidence)" if 0 < outlets < FEW_OUTLETS else ""


def _scores(report: LeakReport) -> RenderableType:
    table = Table(box=None, padding=(0, 1, 0, 0))
    for heading in ("condition", "score, 95 % interval", "over outlets", "n"):
        table.add_column(heading, no_wrap=True)
    for condition, score in report.scores.items():
        if isinstance(score, Estimate):
            wide = report.over_outlets.get(condition)
            over = f"[{wide.low:.3f}, {wide.high:.3f}]{' *' * wide.weak}" if wide else ""
            shown = f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]"
            table.add_row(CONDITIONS[condition], shown, over, f"{score.n:,}")
        else:
            table.add_row(CONDITIONS[condition], "–")
    return Group(table, *(Text(printable(remark), style="dim") for remark in remarks(report)))


def remarks(report: LeakReport) -> Iterator[str]:
    """Yield what has to be known beside the table of scores, a line each."""
    if any(score.weak for score in report.over_outlets.values()):
        yield f"* weak evidence: fewer than {FEW_OUTLETS} outlets were tested"
    for condition, k in report.labels_tested.items():
        if k < len(report.documents.labels):
            of = len(report.documents.labels)
            yield f"{CONDITIONS[condition]}: over {k} of {of} labels; its texts have no other"
    for condition, why in report.scores.items():
        if isinstance(why, str):
            yield f"– {CONDITIONS[condition]}: impossible, {why}"


def _gaps(report: LeakReport) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for column in range(4):
        table.add_column(no_wrap=column < 3)
    for gap in report.gaps.values():
        p = "" if gap.p_holm is None else f"p {gap.p_holm:.3f}" + (" *" if gap.is_found else "")
        table.add_row(f"{gap.value:+.3f}", f"[{gap.low:+.3f}, {gap.high:+.3f}]", p, says(gap.name))
    return table


def _carried(report: LeakReport) -> Iterator[RenderableType]:
    yield Text("\nWhat carries it: features of nearly one outlet alone that the model leans on", style="bold")
    if isinstance(report.carriers, str):
        yield Text(f"  cannot be told: {report.carriers}", style="dim")
        return
    if not report.carriers:
        yield Text("  none found", style="dim")
        return
    table = Table(box=None, padding=(0, 1, 0, 1))
    for heading in ("feature", "speaks for", "stands in"):
        table.add_column(heading, max_width=28, no_wrap=True)
    for heading in ("share", "texts", "boilerplate"):
        table.add_column(heading, min_width=len(heading), no_wrap=True, justify="right")
    for carrier in report.carriers[:_CARRIERS]:
        words = (carrier.feature, carrier.label, carrier.outlet)
        numbers = (f"{carrier.outlet_share:.0%}", f"{carrier.n:,}", f"{carrier.boilerplate_share:.0%}")
        table.add_row(*(Text(printable(word).replace("\n", " ")) for word in words), *numbers)
    yield table


def swap_said(swap: Swap) -> str:
    """Return how many calls flip where the outlet's name is exchanged."""
    if not swap.n:
        return "no such text"
    return f"{swap.share:.1%} of calls flip [{swap.low:.1%}, {swap.high:.1%}], n = {swap.n:,}"
