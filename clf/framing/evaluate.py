"""Measure the parts of a model again, by the cross-validation their card's scores come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.flagger import flagger_of
from clf.errors import UsageError
from clf.framing.build import figures, trained
from clf.framing.recipes import RECIPES, Recipe
from clf.models.store import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Remeasured", "evaluate"]

_SAME = 0.002
"""Another machine rounds otherwise; a text or two may change sides."""
_NEAR = 0.021
"""For a label with a few dozen texts one of them moves F1 by this much; thresholds are steps of .01."""


@dataclass(frozen=True, slots=True)
class Remeasured:
    """A part of a model: its card entry, and what of it was found again: scores, those by label, thresholds.

    Attributes
    ----------
    entry, found : dict
        ``scores`` and ``label_scores`` as on a card.
    told, thresholds : arrays of shape (L,)
        The part's thresholds, and those chosen again.
    """

    entry: dict[str, Any]
    found: dict[str, Any]
    told: NDArray[np.float64]
    thresholds: NDArray[np.float64]

    @property
    def differences(self) -> list[str]:
        """What is not as on the card: a score by .002, a label's F1 by .02 or its texts, a threshold by .02."""
        scores, labels = self.entry["scores"], self.entry["label_scores"]
        apart = [name for name, one in self.found["scores"].items() if _apart(scores.get(name), one, _SAME)]
        for name, one in self.found["label_scores"].items():
            card = labels.get(name, {})
            if card.get("positives") != one["positives"] or _apart(card.get("f1"), one["f1"], _NEAR):
                apart.append(name)
        same = self.told.shape == self.thresholds.shape and np.allclose(self.told, self.thresholds, rtol=0, atol=_NEAR)
        return apart if same else [*apart, "thresholds"]

    @property
    def agrees(self) -> bool:
        """Whether there are no `differences`."""
        return not self.differences


def _apart(card: dict[str, Any] | None, found: dict[str, Any], most: float) -> bool:
    return card is None or abs(card["value"] - found["value"]) > most


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
            f"{model.folder.name}: it has no such part that clf can train again from a corpus (of a table of your own, "
            "the card in the folder has the scores). `clf --about` lists the parts."
        )
    for name, entries in chosen.items():
        found = trained(RECIPES[name], [entry["lang"] for entry in entries], data, flagger, progress)
        for entry, one in zip(entries, found.values(), strict=True):
            part = model.part(entry["task"], entry["lang"])
            assert part is not None  # noqa: S101 - the card lists it
            yield Remeasured(entry, figures(one), part.thresholds, one.model.thresholds)


def _recipe_of(entry: dict[str, Any]) -> Recipe | None:
    fitting = (r for r in RECIPES.values() if r.scheme == entry["scheme"] and entry["lang"] in r.langs)
    return next(fitting, None)
