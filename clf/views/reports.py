"""The leak report, the validation and a table of scores as displays in Jupyter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from clf.evaluation.uncertainty import Estimate
from clf.leak.conditions import CONDITIONS
from clf.leak.judgement import says
from clf.messages import amount, fill
from clf.views.html import bar, escape, page, table
from clf.views.leak import mistakes_said, remarks, swap_said, verdict
from clf.views.words import label_words

if TYPE_CHECKING:
    import pandas as pd

    from clf.leak.report import LeakReport
    from clf.validation.validate import DomainShare, Validation

__all__ = ["leak_html", "scores_html", "validation_html"]

_CARRIERS = 8
_DOMAINS = 15
_ROWS = 15
_LABELS = 2


def leak_html(report: LeakReport) -> str:
    """Return the HTML display of a leak report: what `print` shows of it, with bars."""
    documents = report.documents
    rows = []
    for condition, score in report.scores.items():
        name, wide = escape(CONDITIONS[condition]), report.over_outlets.get(condition)
        over = f"[{wide.low:.3f}, {wide.high:.3f}]{' *' * wide.weak}" if wide else ""
        if isinstance(score, Estimate):
            within = f"[{score.low:.3f}, {score.high:.3f}]"
            shown = bar(score.value, (score.low, score.high))
            rows.append((name, f"{score.value:.3f}", shown, within, over, f"{score.n:,}"))
        else:
            rows.append((name, "–", "", "", "", ""))
    gaps = [
        (escape(says(gap.name)), f"{gap.value:+.3f}", f"[{gap.low:+.3f}, {gap.high:+.3f}]",
         "" if gap.p_holm is None else f"p {gap.p_holm:.3f}")
        for gap in report.gaps.values()
    ]  # fmt: skip
    swaps = {"another": report.swap_other, "the same": report.swap_same}
    told = [f"The outlet's name exchanged for one of {whose} label: {swap_said(swap)}" for whose, swap in swaps.items()]
    told += mistakes_said(report) if report.mistakes else ()
    return page(
        f"<p><b>{escape(report.answer())}</b><br>{escape(verdict(report))}</p>",
        f'<p class="soft">{amount(len(documents), "text")}, {amount(documents.n_outlets, "outlet")}, '
        f"{amount(len(documents.labels), 'label')}; {amount(report.copies, 'near-duplicate')} kept on one side; "
        f"boilerplate in {report.boilerplate_share:.0%} of the texts. Macro-F1, 95 % intervals.</p>",
        *_soft(documents.notes),
        table(("condition", "score", "", "95 %", "over outlets", "n"), rows, numbers=(1, 3, 4, 5)),
        *_soft(remarks(report)),
        table(("what is lost or told", "gap", "95 %", ""), gaps, numbers=(1, 2)) if gaps else "",
        _carriers(report),
        *_soft(told),
    )


def _soft(lines: Iterable[str]) -> list[str]:
    return [f'<p class="soft">{escape(line)}</p>' for line in lines]


def _carriers(report: LeakReport) -> str:
    if isinstance(report.carriers, str) or not report.carriers:
        return ""
    rows = [
        (escape(one.feature), escape(one.label), f"{escape(one.outlet)} ({one.outlet_share:.0%})", f"{one.n:,}")
        for one in report.carriers[:_CARRIERS]
    ]
    return table(("carried by", "speaks for", "stands in", "texts"), rows, numbers=(3,))


def validation_html(found: Validation) -> str:
    """Return the HTML display of a validation: labels with corrected shares, then the commonest label by outlet."""
    scheme = found.facts.get("scheme")
    whole = {share.label: share for share in found.shares if share.kind == "corpus"}
    order = sorted(found.labels, key=lambda result: -whole[result.label].share.best.value)
    rows = [
        (
            escape(label_words(scheme, result.label, "en")),
            *_share_cells(whole[result.label]),
            _estimate(result.quality["f1"], "{:.2f}".format),
            "–" if result.agreement is None else escape(result.agreement.verdict),
        )
        for result in order
    ]
    heads = ("label", "model", "corrected", "", "F1 of the model here", "two coders")
    counts = {"n": found.facts["coded"], "all": found.facts["articles"]}
    speak = fill("{n} coded {n:article speaks|articles speak} for {all}.", "en", **counts)
    return page(
        f"<p><b>{speak}</b> "
        "In brackets: the range that holds the true value in 95 of 100 such samples. "
        "Dotted: what the model counts.</p>",
        *(f'<p class="soft">{escape(note)}</p>' for note in found.notes),
        table(heads, rows, numbers=(1, 2, 4)),
        _domains(found, order[0].label) if order else "",
    )


def _domains(found: Validation, label: str) -> str:
    shares = [share for share in found.shares if share.kind == "outlet" and share.label == label][:_DOMAINS]
    rows = [(escape(share.outlet or "(no outlet)"), f"{share.share.raw.n:,}", *_share_cells(share)) for share in shares]
    title = f"<p>By outlet: {escape(label_words(found.facts.get('scheme'), label, 'en'))}</p>"
    return title + table(("outlet", "articles", "model", "corrected", ""), rows, numbers=(1, 2, 3)) if rows else ""


def _share_cells(share: DomainShare) -> tuple[str, str, str]:
    raw, corrected = share.share.raw, share.share.corrected
    shown = "" if corrected is None else bar(corrected.value, (corrected.low, corrected.high), raw.value)
    return f"{raw.value:.0%}", _estimate(corrected, "{:.0%}".format), shown


def _estimate(estimate: Estimate | None, told: Callable[[float], str]) -> str:
    if estimate is None or estimate.value != estimate.value:  # NaN: not defined
        return "–"
    return f"{told(estimate.value)} [{told(estimate.low)}, {told(estimate.high)}]"


def scores_html(scores: pd.DataFrame) -> str:
    """Return the HTML display of a table of scores: the likeliest frames of each article, and its boilerplate."""
    frames = [name for name in scores.columns if str(name).startswith("frames.")]
    rows = []
    for _, row in scores.head(_ROWS).iterrows():
        ranked = sorted(((row[name], name) for name in frames if row[name] == row[name]), reverse=True)[:_LABELS]
        told = "; ".join(f"{escape(name.removeprefix('frames.').replace('_', ' '))} {p:.0%}" for p, name in ranked)
        shown = bar(float(ranked[0][0])) if ranked else ""
        facts = (_cell(row.get(name)) for name in ("id", "outlet", "date", "lang"))
        rows.append((*facts, told or _cell(row.get("error")), shown, str(_passages(row.get("boilerplate")))))
    left = len(scores) - len(rows)
    more = f"… and {amount(left, 'more row')}" if left > 0 else amount(len(scores), "row")
    heads = ("id", "outlet", "date", "lang", "likeliest frames", "", "boilerplate passages")
    return page(
        table(heads, rows, numbers=(6,)),
        f'<p class="soft">{more}; {len(scores.columns)} columns, all probabilities among them: docs/record.md.</p>',
    )


def _cell(value: object) -> str:
    return "" if value is None or value != value else escape(str(value))


def _passages(value: object) -> int:
    import json

    return len(json.loads(value)) if isinstance(value, str) else 0
