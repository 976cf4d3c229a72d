"""Charts as PNG, SVG or PDF files, drawn by matplotlib (the extra ``charts``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clf.errors import UsageError
from clf.evaluation.uncertainty import Estimate
from clf.leak.conditions import CONDITIONS

if TYPE_CHECKING:
    from clf.leak.report import LeakReport

__all__ = ["draw_leak"]

_FORMATS = (".png", ".svg", ".pdf")
_INK, _LEAK = "#1f3b5c", "#b5452c"


def draw_leak(report: LeakReport, path: Path) -> None:
    """Draw the scores of a leak report with their intervals, the label prior as a line, into `path`.

    Raises
    ------
    UsageError
        When matplotlib is not installed or the suffix is not .png, .svg or .pdf.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(
            f"{path.name}: expected a plot named {', '.join(_FORMATS)}, found {path.suffix or 'no suffix'}."
        )
    figure_class = _matplotlib()
    rows = [(CONDITIONS[name], score) for name, score in report.scores.items() if isinstance(score, Estimate)]
    figure = figure_class(figsize=(7.5, 1.2 + 0.36 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for place, (_, score) in enumerate(rows):
        colour = _LEAK if score.outlets is not None else _INK
        axes.plot([score.low, score.high], [place, place], color=colour, linewidth=2, solid_capstyle="round")
        axes.plot(score.value, place, "o", color=colour, markersize=6)
        axes.annotate(f"{score.value:.2f}", (score.value, place), (0, 6), textcoords="offset points", ha="center",
                      fontsize=8, color=colour)  # fmt: skip
    prior = report.scores.get("label_prior")
    if isinstance(prior, Estimate):
        axes.axvline(prior.value, color="#999999", linestyle=":", linewidth=1)
    axes.set_yticks(range(len(rows)), [title for title, _ in rows])
    axes.invert_yaxis()
    axes.set_ylim(len(rows) - 0.4, -0.7)
    axes.set_xlim(0, 1.01)
    axes.set_xlabel(f"macro-F1, 95 % interval (n = {len(report.documents):,}, {report.documents.n_outlets} outlets)")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.savefig(path, dpi=160)


def _matplotlib() -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("Plots need matplotlib: pip install 'clf-framing[charts]'.") from error
    return Figure
