"""The leak report as the page shows it, out of the JSON that ``clf leak`` wrote; the file is as untrusted as a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clf.errors import UsageError
from clf.leak.record import RECORD_VERSION
from clf.views.words import printable

__all__ = ["read_leak"]

_MOST_BYTES = 50 << 20
_CARRIERS = 12
_REMEDY = "Give the JSON file that clf leak wrote with -o."


def read_leak(path: Path) -> dict[str, Any]:
    """Return of a leak report what the page shows, every string fit to print.

    Raises
    ------
    UsageError
        When the file is none that `clf leak` wrote.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path.name}: expected a leak report, found a file of more than 50 MB. {_REMEDY}")
        raw = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path.name}: cannot be read ({error.strerror}). {_REMEDY}") from error
    except (ValueError, RecursionError) as error:
        place = f" (an error in line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError(f"{path.name}: expected JSON, found something else{place}. {_REMEDY}") from error
    if not isinstance(raw, dict) or raw.get("version") != RECORD_VERSION:
        found = f"version {raw.get('version')!r:.20}" if isinstance(raw, dict) else f"a {type(raw).__name__}"
        raise UsageError(f"{path.name}: expected a leak report of version {RECORD_VERSION}, found {found}. {_REMEDY}")
    try:
        return _shown(raw)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise UsageError(f"{path.name}: expected a leak report, found one with parts missing. {_REMEDY}") from error


def _shown(raw: dict[str, Any]) -> dict[str, Any]:
    found = raw["decision"]["leak_found"]
    carriers = raw["carriers"]
    return {
        "model": _text(raw["model"]),
        "measure": _text(raw["measure"]),
        "n": int(raw["n"]),
        "outlets": int(raw["outlets"]),
        "answer": _text(raw["answer"]),
        "found": {True: "leak_found", False: "leak_not_found", None: "leak_undecided"}[found],
        "why": _text(raw["decision"]["why"]),
        "notes": [_text(note) for note in raw["notes"]],
        "scores": [_score(name, score) for name, score in raw["scores"].items()],
        "gaps": [_gap(name, gap) for name, gap in raw["gaps"].items()],
        "carriers": [_carrier(entry) for entry in carriers[:_CARRIERS]] if isinstance(carriers, list) else [],
    }


def _score(name: str, score: dict[str, Any]) -> dict[str, Any]:
    entry = {"name": _text(name), "value": _number(score["value"]), "why": _text(score.get("why", ""))}
    if entry["value"] is not None:
        entry |= {"low": _number(score["low"]), "high": _number(score["high"]), "n": int(score["n"])}
        entry["outlets"] = None if score.get("outlets") is None else int(score["outlets"])
    return entry


def _gap(name: str, gap: dict[str, Any]) -> dict[str, Any]:
    p = _number(gap.get("p_holm"))
    return {"name": _text(name), "p": p} | {key: _number(gap[key]) for key in ("value", "low", "high")}


def _carrier(entry: dict[str, Any]) -> dict[str, Any]:
    words = {name: _text(entry[name]) for name in ("feature", "label", "outlet")}
    return words | {
        "n": int(entry["n"]),
        "outlet_share": float(entry["outlet_share"]),
        "boilerplate_share": float(entry["boilerplate_share"]),
    }


def _text(value: Any) -> str:
    return " ".join(printable(str(value)).split())


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
