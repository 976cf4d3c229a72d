"""Scores and differences over several languages at once, with a bootstrap over their documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from clf.evaluation.uncertainty import bootstrap

__all__ = ["gain", "mean", "over_languages", "unmeasured"]

Arrays = tuple[np.ndarray, ...]


def mean(score: Any, predicted: Mapping[str, Arrays]) -> dict[str, Any]:
    """Return the mean over languages of a score of (targets, predicted, groups)."""
    return over_languages(lambda parts: float(np.mean([score(*arrays) for arrays in parts])), predicted)


def gain(score: Any, compared: Mapping[str, Arrays]) -> dict[str, Any]:
    """Return by how much the first prediction is better: (targets, ours, other, groups), the same documents drawn."""

    def difference(parts: list[Arrays]) -> float:
        return float(np.mean([score(truth, one) - score(truth, two) for truth, one, two in parts]))

    return over_languages(difference, compared)


def over_languages(measure: Any, arrays: Mapping[str, Arrays]) -> dict[str, Any]:
    """Bootstrap a measure over the documents of several languages, drawn together; the last array groups the rows."""
    langs = list(arrays)
    codes = np.concatenate([np.full(len(arrays[lang][-1]), at) for at, lang in enumerate(langs)])
    groups = np.concatenate([[f"{lang}/{group}" for group in arrays[lang][-1]] for lang in langs])
    rows = np.concatenate([np.arange(len(arrays[lang][-1])) for lang in langs])  # languages may have other labels

    def split(code: np.ndarray, row: np.ndarray) -> float:
        drawn = (row[code == at] for at in range(len(langs)))
        return float(measure([tuple(c[r] for c in arrays[lang][:-1]) for lang, r in zip(langs, drawn, strict=True)]))

    return bootstrap(split, [codes, rows], groups=groups).as_dict()


def unmeasured(why: str) -> dict[str, Any]:
    """Return the entry of what was not measured."""
    return {"value": None, "low": None, "high": None, "n": 0, "why": why}
