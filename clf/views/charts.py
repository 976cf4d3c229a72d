"""Charts as PNG, SVG or PDF, drawn by matplotlib (the extra ``charts``) without a screen or a browser.

Colours are those of Okabe and Ito (2008) and the map cividis (Nuñez, Anderton and Renslow, PLOS ONE 13, 2018), told
apart by colour-blind people; line styles, markers and printed numbers tell the same in grey.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import UsageError
from clf.evaluation.uncertainty import Estimate
from clf.leak.conditions import CONDITIONS
from clf.messages import amount
from clf.views.html import escape
from clf.views.leak import leak_finding
from clf.views.words import label_words, printable

if TYPE_CHECKING:
    import pandas as pd

    from clf.comparison.compare import Comparison
    from clf.comparison.contrast import Contrast
    from clf.leak.report import LeakReport

__all__ = ["Chart", "draw_leak", "heatmap", "leak", "lines", "terms"]

_FORMATS = (".png", ".svg", ".pdf")
_INK, _LEAK, _SOFT = "#1f3b5c", "#b5452c", "#666666"
_OVER = {False: ("interval over texts", _INK, "-", "o"), True: ("interval over whole outlets", _LEAK, "--", "s")}
_SERIES = (
    ("#0072b2", "-", "o"),
    ("#d55e00", "--", "s"),
    ("#009e73", "-.", "^"),
    ("#000000", ":", "D"),
    ("#cc79a7", (0, (5, 1)), "v"),
    ("#56b4e9", (0, (1, 1)), "P"),
)
_MOST_COLUMNS = 3  # panels beside each other
_MARGIN = 0.1  # inches
_NAME = 28  # characters of a group's name
_OPAQUE = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # figures stand out from lines behind them


class Chart:
    """A finished chart: shows itself in Jupyter, and is saved by its suffix.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        To change what you like before saving.
    words : str
        What it shows, for those who do not see it.
    """

    def __init__(self, figure: Any, words: str) -> None:
        self.figure, self.words = figure, words
        layout = figure.get_layout_engine()
        if layout is not None and "w_pad" in layout.get():
            layout.set(w_pad=_MARGIN, h_pad=_MARGIN)  # nothing touches the edge of the sheet

    def save(self, path: str | Path) -> None:
        """Write the chart to a .png, .svg or .pdf file.

        Raises
        ------
        UsageError
            When the suffix is another one, or the folder is not there.
        """
        path = Path(path)
        if path.suffix.lower() not in _FORMATS:
            raise UsageError(
                f"{path.name}: expected a plot named {', '.join(_FORMATS)}, found {path.suffix or 'no suffix'}."
            )
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no folder {path.parent}. Make it first, or name another.")
        # Without a date, equal charts are equal files.
        made = (
            {}
            if path.suffix.lower() == ".png"
            else {"metadata": {"Date" if path.suffix.lower() == ".svg" else "CreationDate": None}}
        )
        self.figure.savefig(path, dpi=160, **made)

    def as_html(self) -> str:
        """Return the chart as an ``<img>`` with its words."""
        data = base64.b64encode(self._repr_png_()[0]).decode()
        return f'<img alt="{escape(self.words)}" src="data:image/png;base64,{data}">'

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        content = io.BytesIO()
        card = self.figure.add_artist(_card(self.figure))
        self.figure.savefig(content, format="png", dpi=100, facecolor="none")
        card.remove()
        return content.getvalue(), {"alt": self.words}

    def __repr__(self) -> str:
        return f"Chart({self.words!r})"


def _card(figure: Any) -> Any:
    """Return a white sheet with round corners, so that a chart on a dark page looks as if laid there on purpose."""
    from matplotlib.patches import FancyBboxPatch

    width, height = figure.get_size_inches()
    edge, corner = 0.02, 0.12  # inches
    return FancyBboxPatch(
        (edge, edge), width - 2 * edge, height - 2 * edge, boxstyle=f"round,pad=0,rounding_size={corner}",
        facecolor="white", edgecolor="#d0d7de", linewidth=1, zorder=-1, transform=figure.dpi_scale_trans,
    )  # fmt: skip


def sheet(width: float, height: float, title: str = "") -> Any:
    """Return an empty white figure (inches) whose bold title, the finding, is set in as many lines as it needs.

    Raises
    ------
    UsageError
        When matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("Plots need matplotlib: pip install 'clf-framing[charts]'.") from error
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    if title:
        # Bold letters of this size are some .095 inches wide.
        lines = wrap(_drawable(title), max(int((width - 2 * _MARGIN) / 0.095), 20))
        figure.suptitle("\n".join(lines), fontsize=11, x=_MARGIN / width, ha="left", fontweight="bold")
    return figure


def draw_leak(report: LeakReport, path: Path) -> None:
    """Draw a leak report into a file; see `leak`.

    Raises
    ------
    UsageError
        When matplotlib is not installed or the suffix is not .png, .svg or .pdf.
    """
    leak(report).save(path)


def leak(report: LeakReport, title: str = "") -> Chart:
    """Return the scores of a leak report with their intervals, the label prior as a line.

    A round mark with a solid line has its interval over texts, a square one with a dashed line over whole outlets.
    The title is the finding where none is given.
    """
    rows = [(CONDITIONS[name], score) for name, score in report.scores.items() if isinstance(score, Estimate)]
    figure = sheet(7.5, 1.6 + 0.36 * len(rows), title or leak_finding(report))
    axes = figure.subplots()
    shown = {}
    for place, (_, score) in enumerate(rows):
        name, colour, style, marker = _OVER[score.outlets is not None]
        axes.plot([score.low, score.high], [place, place], color=colour, linewidth=2, linestyle=style)
        (shown[name],) = axes.plot(score.value, place, marker, color=colour, markersize=6, linestyle=style)
        axes.annotate(f"{score.value:.2f}", (score.value, place), (0, 6), textcoords="offset points", ha="center",
                      fontsize=8, color=colour, bbox=_OPAQUE)  # fmt: skip
    prior = report.scores.get("label_prior")
    if isinstance(prior, Estimate):
        axes.axvline(prior.value, color=_SOFT, linestyle=":", linewidth=1)
        axes.annotate("labels drawn by their share", (prior.value, len(rows) - 0.4), (3, 2), fontsize=7, color=_SOFT,
                      textcoords="offset points")  # fmt: skip
    axes.set_yticks(range(len(rows)), [title for title, _ in rows])
    axes.invert_yaxis()
    axes.set_ylim(len(rows) - 0.4, -0.7)
    axes.set_xlim(0, 1.01)
    axes.set_xlabel(
        f"macro-F1, 95 % interval (n = {len(report.documents):,}, {amount(report.documents.n_outlets, 'outlet')})"
    )
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(shown.values(), shown.keys(), loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    told = ", ".join(f"{name} {score.value:.2f}" for name, score in rows)
    return Chart(figure, f"Macro-F1 with 95 % intervals: {told}")


def lines(found: Comparison, labels: Sequence[str], title: str = "") -> Chart:
    """Return a panel per label: a line per group over time, its 95 % interval as a band.

    Of more than six groups those with most articles are drawn. Periods of too few articles for an interval have a
    small mark and no line.

    Raises
    ------
    UsageError
        When there are no periods, or no such label.
    """
    if found.over is None or found.cells.empty:
        raise UsageError("There are no periods to draw: compare(…, over='month') on articles with dates.")
    if unknown := [label for label in labels if label not in found.labels]:
        raise UsageError(f"{unknown[0]}: not a label. There are: {', '.join(found.labels)}.")
    groups = found.groups[: len(_SERIES)]
    periods = sorted(found.cells.loc[found.cells["group"].isin(groups), "period"].unique())
    columns = min(_MOST_COLUMNS, max(1, len(labels)) if len(labels) != 4 else 2)
    rows = -(-len(labels) // columns)
    figure = sheet(4.2 * columns, 0.9 + 2.5 * rows, title)
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for panel, label in zip(panels, labels, strict=False):
        for group, series in zip(groups, _SERIES, strict=False):
            cells = found.cells[(found.cells["group"] == group) & (found.cells["label"] == label)]
            _line(panel, cells.set_index("period").reindex(periods), _short(group), series)
        panel.set_title(_drawable(label_words(found.scheme, label, "en")), fontsize=10, loc="left")
        panel.set_ylim(0, None)
        _plain(panel)
        panel.set_xticks(*_ticks(periods))
    for panel in panels[len(labels) :]:
        panel.set_visible(False)
    figure.supylabel(_measure(found.measure), fontsize=9)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=min(len(groups), 3), frameon=False, fontsize=9)
    return Chart(figure, f"{', '.join(labels)} by {found.by} and {found.over}: {', '.join(groups)}")


def _line(panel: Any, cells: pd.DataFrame, name: str, series: tuple[str, Any, str]) -> None:
    colour, style, marker = series
    places = range(len(cells))
    sure = cells["share"].where(cells["low"].notna())
    panel.plot(places, sure, color=colour, linestyle=style, marker=marker, markersize=4, linewidth=1.5, label=name)
    panel.fill_between(
        places, cells["low"].astype(float), cells["high"].astype(float), color=colour, alpha=0.15, linewidth=0
    )
    panel.plot(
        places, cells["share"].where(cells["low"].isna()), color=colour, linestyle="", marker=marker, markersize=2
    )


def _ticks(periods: Sequence[str]) -> tuple[list[int], list[str]]:
    step = max(1, -(-len(periods) // 6))
    places = list(range(0, len(periods), step))
    return places, [periods[place] for place in places]


def heatmap(found: Comparison, title: str = "") -> Chart:
    """Return label × group, each cell with its share; a cell of too few articles for an interval has brackets."""
    wide = found.totals.pivot(index="label", columns="group", values="share").loc[found.labels, found.groups]
    unsure = found.totals.pivot(index="label", columns="group", values="low").loc[wide.index, wide.columns].isna()
    # Labels are long and stand in lines; names of outlets are short and may stand aslant.
    figure = sheet(4.8 + 0.62 * len(wide.columns), 1.9 + 0.3 * len(wide), title)
    axes = figure.subplots()
    image = axes.imshow(wide.to_numpy(dtype=float), cmap="cividis", vmin=0, aspect="auto")
    middle = np.nanmax(wide.to_numpy(dtype=float)) / 2
    for (row, column), share in np.ndenumerate(wide.to_numpy(dtype=float)):
        if np.isnan(share):
            continue  # no model of this group's languages has the label
        text = f"({share:.2f})" if unsure.iloc[row, column] else f"{share:.2f}"
        colour = "black" if share > middle else "white"
        axes.text(column, row, text.replace("0.", "."), ha="center", va="center", fontsize=8, color=colour)
    labels = [_drawable(label_words(found.scheme, label, "en")) for label in wide.index]
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    names = [f"{_short(group)} ({found.articles[group]:,})" for group in wide.columns]
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", rotation_mode="anchor", fontsize=9)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    figure.colorbar(image, ax=axes, label=_measure(found.measure), shrink=0.8)
    shape = f"{amount(len(labels), 'label')} in {amount(len(names), 'group')}"
    return Chart(figure, f"Shares of {shape}; the table has the numbers")


def terms(found: Contrast, n: int, title: str = "") -> Chart:
    """Return the n clear terms of either side: log-odds with intervals from resampled articles.

    The title is the finding where none is given.

    Raises
    ------
    UsageError
        When no term is clear: an empty chart would say nothing.
    """
    table = found.top(n)
    if table.empty:
        raise UsageError(f"{found.finding(n)}: there is no chart to draw.")
    table = table.sort_values("log_odds").reset_index(drop=True)
    figure = sheet(6.5, 1.4 + 0.24 * max(len(table), 3), title or found.finding(n))
    axes = figure.subplots()
    for place, row in table.iterrows():
        is_one = row["log_odds"] > 0
        colour, marker = ("#0072b2", "o") if is_one else ("#d55e00", "s")
        axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=1.5)
        axes.plot(row["log_odds"], place, marker, color=colour, markersize=5)
    axes.axvline(0, color=_SOFT, linewidth=1)
    axes.set_yticks(range(len(table)), [_drawable(term) for term in table["term"]], fontsize=9)
    one, other = _short(found.one), _short(found.other)
    axes.set_xlabel(
        f"← {other} ({found.n_other:,})     log-odds, 95 % interval     {one} ({found.n_one:,}) →", fontsize=9
    )
    _plain(axes)
    return Chart(figure, f"Words of {one} and of {other}: {', '.join(table['term'])}")


def _plain(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _measure(measure: str) -> str:
    return {"probability": "mean probability", "called": "share of articles over the threshold"}[measure]


def _short(name: str) -> str:
    return _drawable(name if len(name) <= _NAME else name[: _NAME - 1] + "…")


def _drawable(text: str) -> str:
    """Return `text` as matplotlib can draw it: no mathematics, no line break, a box for what the font lacks."""
    font = _font()
    plain = "".join(c if font.get_char_index(ord(c)) else "□" for c in printable(text).replace("\n", " "))
    return plain.replace("$", r"\$")


@cache
def _font() -> Any:
    from matplotlib import font_manager

    return font_manager.get_font(font_manager.findfont("DejaVu Sans"))
