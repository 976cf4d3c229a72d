"""Comparisons and contrasts as displays: tables with intervals, charts beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clf.messages import amount
from clf.views.html import escape, page, table
from clf.views.words import label_words, printable

if TYPE_CHECKING:
    import pandas as pd

    from clf.comparison.compare import Comparison
    from clf.comparison.contrast import Contrast
    from clf.views.charts import Chart

__all__ = ["comparison_html", "comparison_text", "contrast_finding", "contrast_html", "contrast_text"]

_LABELS_SHOWN = 5
_GROUPS_SHOWN = 20
_TERMS_SHOWN = 12
_COLUMNS_SHOWN = 6  # groups side by side on a terminal


def comparison_html(found: Comparison) -> str:
    """Return the HTML display: the commonest labels of every group as a table, all as a heatmap, lines over time."""
    labels, groups = found.labels[:_LABELS_SHOWN], found.groups[:_GROUPS_SHOWN]
    wide = found.table()
    rows = [
        (escape(group), f"{int(wide['articles'][group]):,}", *(_told(str(wide[label][group])) for label in labels))
        for group in groups
    ]
    heads = (found.by, "articles", *(label_words(found.scheme, label, "en") for label in labels))
    charts = [found.heatmap] + ([found.over_time] if found.over and not found.cells.empty else [])
    left = len(found.groups) - len(groups)
    return page(
        f"<p><b>{amount(len(found.labels), 'label')} by {escape(found.by)}</b>, {escape(_said(found))}</p>",
        table(heads, rows, numbers=range(1, len(heads))),
        f'<p class="soft">… and {left} more: .totals has all.</p>' if left else "",
        *(_drawn(chart) for chart in charts),
        *(f'<p class="soft">{escape(note)}</p>' for note in found.notes),
    )


def comparison_text(found: Comparison) -> str:
    """Return the shares as plain text, a line per label."""
    groups = found.groups[:_COLUMNS_SHOWN]
    wide = found.table().loc[groups].T.rename_axis(index=None, columns=None)
    left = len(found.groups) - len(groups)
    lines = [f"{amount(len(found.labels), 'label')} by {found.by}, {_said(found)}", wide.to_string()]
    if left:
        lines.append(f"… and {left} more: .totals has all.")
    return printable("\n".join([*lines, *found.notes]))


def _told(cell: str) -> str:
    """Return a share with its interval below it."""
    return escape(cell).replace(" [", "<br>[")


def _said(found: Comparison) -> str:
    words = {"probability": "mean calibrated probability", "called": "share of articles over the threshold"}
    return f"{words[found.measure]} with 95 % intervals over articles"


def _drawn(draw: object) -> str:
    """Return a chart, or nothing where the extra is not installed: the tables say the same."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None or not callable(draw):
        return ""
    chart: Chart = draw()
    return chart.as_html()


def contrast_html(found: Contrast) -> str:
    """Return the HTML display: the clear terms of either side."""
    top = found.top(_TERMS_SHOWN)
    rows = [
        (escape(term), escape(found.one if z > 0 else found.other), f"{odds:+.2f}", f"[{low:+.2f}, {high:+.2f}]",
         f"{z:+.1f}", f"{one} : {other}")
        for term, z, odds, low, high, one, other in _rows(top)
    ]  # fmt: skip
    heads = ("term", "said more by", "log-odds", "95 %", "z", "texts")
    return page(
        f"<p><b>{escape(_title(found))}</b></p>",
        table(heads, rows, numbers=(2, 3, 4, 5)) if rows else "<p>No term sets them apart clearly.</p>",
        f'<p class="soft">{escape(_remark(found))}</p>',
    )


def contrast_finding(found: Contrast, n: int = _TERMS_SHOWN) -> str:
    """Return which of the n terms of either side sets the first group apart most; a sentence where none does."""
    top = found.top(n)
    if top.empty:
        return f"No term sets {found.one} and {found.other} apart clearly"
    side = found.one if top["z"].iloc[0] > 0 else found.other
    first = top.iloc[0]
    bounds = sorted((abs(first["low"]), abs(first["high"])))
    return (
        f"“{first['term']}” sets {side} apart most (log-odds {abs(first['log_odds']):.1f} "
        f"[{bounds[0]:.1f}, {bounds[1]:.1f}])"
    )


def contrast_text(found: Contrast) -> str:
    """Return the clear terms of either side as plain text."""
    lines = [_title(found)]
    for term, z, odds, low, high, one, other in _rows(found.top(_TERMS_SHOWN)):
        side = found.one if z > 0 else found.other
        lines.append(f"  {odds:+.2f} [{low:+.2f}, {high:+.2f}]  z {z:+5.1f}  {one:>5} : {other:<5} {term}  ({side})")
    if len(lines) == 1:
        lines.append("  No term sets them apart clearly.")
    return printable("\n".join([*lines, _remark(found)]))


def _rows(top: pd.DataFrame) -> list[tuple[str, float, float, float, float, int, int]]:
    names = ["term", "z", "log_odds", "low", "high", "texts_one", "texts_other"]
    return list(top[names].itertuples(index=False, name=None))


def _title(found: Contrast) -> str:
    one, other = amount(found.n_one, "text"), amount(found.n_other, "text")
    return f"{found.one} ({one}) and {found.other} ({other}): words that set them apart"


def _remark(found: Contrast) -> str:
    named = int((found.table["clear"] & found.table["outlet_name"]).sum())
    return (
        f"Log-odds with a Dirichlet prior; intervals from resampled articles; {int(found.table['clear'].sum())} of "
        f"{len(found.table):,} terms are clear of chance, {amount(named, 'outlet name')} among them, left out here."
    )
