"""What each section of the report page says: numbers and names for the template, nothing of HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from clf.boilerplate.kinds import describe
from clf.views.report.entries import named
from clf.views.report.marked import PASSAGE
from clf.views.report.shares import Counts, by_outlet, of_characters, of_one, over_outlets, periods
from clf.views.report.tally import Cell, Passage, Tally
from clf.views.report.wording import Wording
from clf.views.words import label_words, printable, spoken

__all__ = ["boilerplate", "frames", "overview", "series"]

OUTLETS, CURVES = 40, 12
"""Outlets that are shown by name, and those that have curves; all of them count in the overall figures."""
_QUOTED = 8  # passages per outlet


def overview(tally: Tally, wording: Wording) -> dict[str, Any]:
    """Return the opening: how many articles, how much boilerplate, which frame is the most common."""
    (flagged,) = over_outlets(by_outlet(tally, lambda cell: [(cell.flagged, cell.articles)]))
    ranked = frames(tally, wording)
    return {
        "articles": tally.articles,
        "outlets": len(tally.outlets),
        "first": tally.first,
        "last": tally.last,
        "failed": tally.failed,
        "unscored": tally.unscored,
        "chars": sum(cell.chars for cell in tally.cells.values()),
        "langs": [(named(lang) or "?", n) for lang, n in tally.langs.most_common()],
        "flagged": flagged,
        "part": of_characters(tally),
        "top": ranked[0] if ranked else None,
        "problems": [printable(problem) for problem in tally.problems],
    }


def frames(tally: Tally, wording: Wording) -> list[dict[str, Any]]:
    """Return each frame with its share of the articles, the most common first."""
    estimates = over_outlets(by_outlet(tally, _called(tally)))
    rows = [
        {"name": label_words(scheme, label, wording.lang), "share": estimate}
        for (label, scheme), estimate in zip(tally.labels.items(), estimates, strict=True)
    ]
    return sorted(rows, key=lambda row: -row["share"].value)


def boilerplate(tally: Tally, wording: Wording) -> list[dict[str, Any]]:
    """Return what was found per outlet, those with the most articles first: shares, kinds, and what repeats."""
    found = []
    for outlet in [*tally.outlets[:OUTLETS], *([""] if any(not name for name, _ in tally.cells) else [])]:
        cells = [cell for (name, _), cell in tally.cells.items() if name == outlet]
        articles = sum(cell.articles for cell in cells)
        chars = sum(cell.chars for cell in cells)
        kinds = sum((cell.kinds for cell in cells), Counter[str]()).most_common(3)
        found.append(
            {
                "outlet": named(outlet) or wording.say("no_outlet"),
                "articles": articles,
                "share": of_one(sum(cell.flagged for cell in cells), articles),
                "part": sum(cell.boilerplate for cell in cells) / max(chars, 1),
                "kinds": [(wording.kind(kind, n), n) for kind, n in kinds],
                "passages": _quoted(tally.passages.get(outlet, {}), wording.lang),
            }
        )
    return found


def _quoted(passages: dict[int, Passage], lang: str) -> list[dict[str, Any]]:
    """Return the passages that repeat, most often first; where none does, the surest alone."""
    often = sorted((p for p in passages.values() if p.articles > 1), key=lambda p: -p.articles)[:_QUOTED]
    surest = sorted(passages.values(), key=lambda p: -p.score)[:1]
    return [
        {
            "text": _beginning(passage),
            "articles": passage.articles,
            "kind": describe(passage.kind, lang),
            "score": passage.score,
            "evidence": spoken(passage.evidence, lang),
        }
        for passage in often or surest
    ]


def _beginning(passage: Passage) -> str:
    """Return the beginning of a passage; of one of a single article, no more than its excerpt shows."""
    most = PASSAGE if passage.articles == 1 else len(passage.text)
    cut = passage.cut or len(passage.text) > most
    return " ".join(printable(passage.text[:most]).split()) + ("…" if cut else "")


def series(tally: Tally) -> dict[str, Any]:
    """Return what the charts are drawn from: per outlet and frame ``[n, %, low, high]``, whole and per period.

    The first series is that of all outlets: its interval is over outlets, and a fifth number says over how many.
    """
    labels = _called(tally)
    spans = periods(tally)
    whole = by_outlet(tally, labels)
    over_time = [by_outlet(tally, labels, within) for within in spans.values()]
    shown = tally.outlets[:OUTLETS]
    everything = [_points(whole)] + [_points(part) for part in over_time]
    entries: list[dict[str, Any]] = [{"outlet": None, "whole": everything[0], "time": everything[1:]}]
    for place, outlet in enumerate(shown):
        time = (
            [_points({outlet: part[outlet]} if outlet in part else {}) for part in over_time] if place < CURVES else []
        )
        entries.append({"outlet": named(outlet), "whole": _points({outlet: whole[outlet]}), "time": time})
    hidden = len(tally.outlets) - len(shown)
    return {"periods": list(spans), "series": entries, "hidden": hidden}


def _called(tally: Tally) -> Callable[[Cell], list[Counts]]:
    return lambda cell: [(cell.called[label], cell.scored[label]) for label in tally.labels]


def _points(counts: dict[str, list[Counts]]) -> list[list[int] | None]:
    return [
        [e.n, *(round(100 * x) for x in (e.value, e.low, e.high)), *([e.outlets] if e.outlets else [])] if e.n else None
        for e in over_outlets(counts)
    ]
