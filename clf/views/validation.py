"""The page `clf validate` prints: what the coded articles say of the model, in plain sentences and two tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from clf.errors import UsageError
from clf.views.words import label_words, printable

if TYPE_CHECKING:
    from clf.evaluation.uncertainty import Estimate
    from clf.validation.validate import DomainShare, LabelResult, Validation

__all__ = ["page", "page_text"]

_WIDTH = 24  # of a label's words, so that a row fits a usual terminal


def page(found: Validation, lang: str = "en", label: str | None = None) -> RenderableType:
    """Return the page as a rich renderable; `label` shows one label by outlet and month.

    Raises
    ------
    UsageError
        When `label` was not coded.
    """
    names = [result.label for result in found.labels]
    if label is not None and label not in names:
        raise UsageError(f"{label}: not a label that was coded. There are: {', '.join(names)}.")
    return Group(*_parts(found, lang, label))


def page_text(found: Validation, width: int = 80) -> str:
    """Return the page as plain text."""
    console = Console(width=width, color_system=None, force_terminal=False, record=True, file=io.StringIO())
    console.print(page(found))
    return console.export_text()


def _parts(found: Validation, lang: str, label: str | None) -> Iterator[RenderableType]:
    facts, whole = found.facts, {share.label: share for share in found.shares if share.kind == "corpus"}
    yield Text(f"{facts['coded']:,} coded articles speak for {facts['articles']:,}.", style="bold")
    yield Text("In brackets: the range that holds the true value in 95 of 100 such samples.", style="dim")
    for line in _sentences(found, whole, lang):
        yield Text(line)
    for note in found.notes:
        yield Text(f"! {printable(note)}", style="yellow")
    yield Text("\nThe whole corpus", style="bold")
    yield _labels(found, whole, lang)
    yield Text(
        "F1: of the model on this corpus; coders: of one coder against another. Agreement: Krippendorff's alpha.",
        style="dim",
    )
    shown = label or max(whole, key=lambda name: _value(whole[name]))
    words = label_words(facts.get("scheme"), shown, lang)
    for kind in ("outlet", "month") if label else ("outlet",):
        rows = [share for share in found.shares if share.kind == kind and share.label == shown]
        if rows:
            yield Text(f"\nBy {kind}: {words}", style="bold")
            yield _domains(rows, kind)
    if not label:
        yield Text("Other labels, and months: --label NAME. Everything: -o validation.json or .csv.", style="dim")


def _sentences(found: Validation, whole: dict[str, DomainShare], lang: str) -> Iterator[str]:
    if "micro_f1" in found.joint:
        yield f"On this corpus the model's micro-F1 is {_f1(found.joint['micro_f1'])}."
    if "human_f1" in found.joint:
        yield f"One coder against another reaches {_f1(found.joint['human_f1'])}: no model can be asked for more."
    off = [share for share in whole.values() if _is_off(share)]
    if "micro_f1" not in found.joint:
        return
    if not off:
        yield "No label is clearly counted too often or too seldom."
        return
    yield f"{len(off)} of {len(whole)} labels are clearly counted too often or too seldom. The most:"
    share = max(off, key=lambda share: abs(share.share.raw.value - _value(share)))
    words = label_words(found.facts.get("scheme"), share.label, lang)
    yield (
        f"  {words}: the model says {share.share.raw.value:.0%} of articles, the coded articles say "
        f"{_percent(share.share.corrected)}."
    )


def _is_off(share: DomainShare) -> bool:
    corrected = share.share.corrected
    return corrected is not None and not corrected.low <= share.share.raw.value <= corrected.high


def _value(share: DomainShare) -> float:
    return (share.share.corrected or share.share.raw).value


def _labels(found: Validation, whole: dict[str, DomainShare], lang: str) -> Table:
    table = _table("label", "model", "corrected", "F1", "coders", "agreement")
    for result in sorted(found.labels, key=lambda result: -_value(whole[result.label])):
        share = whole[result.label].share
        table.add_row(
            Text(label_words(found.facts.get("scheme"), result.label, lang)),
            f"{share.raw.value:.0%}",
            _percent(share.corrected),
            _f1(result.quality["f1"]),
            _number(result.agreement.f1.value) if result.agreement else "–",
            _agreed(result),
        )
    return table


def _domains(rows: list[DomainShare], kind: str) -> Table:
    table = _table(kind, "articles", "coded", "model", "corrected", "")
    for row in rows:
        share = row.share
        table.add_row(
            Text(printable((row.outlet if kind == "outlet" else row.month) or f"(no {kind})")),
            f"{share.raw.n:,}",
            f"{share.corrected.n:,}" if share.corrected else "",
            f"{share.raw.value:.0%}",
            _percent(share.corrected),
            "pooled" if share.method == "pooled" else "",
        )
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(first, no_wrap=True, max_width=_WIDTH)
    for name in others:
        table.add_column(name, no_wrap=True, justify="right")
    return table


def _percent(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    return f"{estimate.value:.0%} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"


def _f1(estimate: Estimate) -> str:
    if isnan(estimate.value):
        return "–"
    value, low, high = map(_number, (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}]"


def _number(value: float) -> str:
    """Return two digits without the zero before the point: six columns fit a usual terminal."""
    return "–" if isnan(value) else f"{value:.2f}".removeprefix("0")


def _agreed(result: LabelResult) -> str:
    if result.agreement is None:
        return "–"
    alpha = result.agreement.alpha.value
    return result.agreement.tier if isnan(alpha) else f"{_number(alpha)} {result.agreement.tier}"
