"""Measure the parts of a model again, by the cross-validation their card's scores come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clf.boilerplate.flagger import flagger_of
from clf.errors import UsageError
from clf.framing.build import measured, trained
from clf.framing.recipes import RECIPES, Recipe
from clf.models.store import Model

__all__ = ["Remeasured", "evaluate"]

_SAME = 0.002
"""Another machine rounds otherwise; a text or two may change sides."""


@dataclass(frozen=True, slots=True)
class Remeasured:
    """A part of a model: its card entry, and its scores measured again."""

    entry: dict[str, Any]
    scores: dict[str, dict[str, Any]]

    @property
    def agrees(self) -> bool:
        """Whether every score is that of the card, to .002."""
        told = self.entry["scores"]
        return all(abs(told[name]["value"] - found["value"]) <= _SAME for name, found in self.scores.items())


def evaluate(
    model: Model, data: Path | None, tasks: tuple[str, ...], langs: tuple[str, ...], progress: Callable[[str], None]
) -> Iterator[Remeasured]:
    """Yield the parts of `model` that were trained from a corpus, those of `tasks` and `langs` (all, if empty).

    Every part is trained again on texts cleaned by the model's own flagger; nothing is taken from the card.

    Raises
    ------
    UsageError
        Where no part is asked for, or a corpus is missing.
    """
    chosen: dict[str, list[dict[str, Any]]] = {}
    for entry in model.card["parts"]:
        recipe = _recipe_of(entry)
        if recipe and (not tasks or entry["task"] in tasks) and (not langs or entry["lang"] in langs):
            chosen.setdefault(recipe.name, []).append(entry)
    flagger = flagger_of(model)
    if not chosen or flagger is None:
        raise UsageError(
            f"{model.folder.name}: it has no such part that clf can train again. `clf --about` lists the parts."
        )
    for name, entries in chosen.items():
        found = trained(RECIPES[name], [entry["lang"] for entry in entries], data, flagger, progress)
        for entry, one in zip(entries, found.values(), strict=True):
            yield Remeasured(entry, measured(one.targets, one.predicted, one.groups))


def _recipe_of(entry: dict[str, Any]) -> Recipe | None:
    fitting = (r for r in RECIPES.values() if r.scheme == entry["scheme"] and entry["lang"] in r.langs)
    return next(fitting, None)
