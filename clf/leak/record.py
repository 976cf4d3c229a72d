"""The JSON of a leak report: every score with interval and n, what was impossible and why."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from clf.leak.judgement import says

if TYPE_CHECKING:
    from clf.leak.carriers import Swap
    from clf.leak.report import LeakReport

__all__ = ["RECORD_VERSION", "record"]

RECORD_VERSION = 1


def record(report: LeakReport) -> dict[str, Any]:
    """Return the report as plain data."""
    documents = report.documents
    found: dict[str, Any] = {
        "version": RECORD_VERSION,
        "model": report.model,
        "measure": "macro-F1 of out-of-fold predictions, 95 % intervals",
        "n": len(documents),
        "outlets": documents.n_outlets,
        "labels": dict(zip(documents.labels, documents.targets.sum(axis=0).tolist(), strict=True)),
        "near_duplicates": report.copies,
        "texts_with_boilerplate": report.boilerplate_share,
        "notes": documents.notes,
        "answer": report.answer(),
        "decision": asdict(report.decision),
        "scores": {name: _score(report, name) for name in report.scores},
        "gaps": {name: asdict(gap) | {"says": says(name)} for name, gap in report.gaps.items()},
        "carriers": _carriers(report),
        "name_swap": {"other_label": _swap(report.swap_other), "same_label": _swap(report.swap_same)},
        "mistakes": _mistakes(report),
    }
    return dict(_rounded(found))


def _score(report: LeakReport, condition: str) -> dict[str, Any]:
    score, wide = report.scores[condition], report.over_outlets.get(condition)
    if isinstance(score, str):
        return {"value": None, "why": score}
    found = score.as_dict()
    if wide is not None:
        names = ("low", "high", "outlets", "weak_evidence")
        found["over_outlets"] = {name: wide.as_dict()[name] for name in names}
    if report.labels_tested[condition] < len(report.documents.labels):
        found["labels"] = {"tested": report.labels_tested[condition], "of": len(report.documents.labels)}
    return found


def _carriers(report: LeakReport) -> Any:
    if isinstance(report.carriers, str):
        return {"value": None, "why": report.carriers}
    return [asdict(carrier) for carrier in report.carriers]


def _mistakes(report: LeakReport) -> dict[str, Any]:
    points = []
    for point in report.mistakes.get("learning_curve", ()):
        facts = {name: value for name, value in point.items() if name != "score"}
        points.append(facts | ({"value": None} if point["score"] is None else point["score"].as_dict()))
    return {**report.mistakes, "learning_curve": points} if report.mistakes else {}


def _swap(swap: Swap) -> dict[str, Any]:
    if not swap.n:
        return {"value": None, "why": "no text names its outlet, or no other outlet has such a label"}
    return {"value": swap.share, "low": swap.low, "high": swap.high, "n": swap.n}


def _rounded(value: Any) -> Any:
    """Round to six digits (a page shows three of them); JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 6) if isfinite(value) else None
    return value
