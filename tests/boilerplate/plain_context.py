"""A context model that judges a piece by its own words alone."""

from __future__ import annotations

import numpy as np

from clf.boilerplate.context import ContextModel


def plain_context(weight: float, threshold: float = 0.5, beside: float = 0.5) -> ContextModel:
    """Return the model whose log-odds are the decision on the piece times `weight`."""
    nothing = np.zeros(1)
    return ContextModel(("piece",), nothing, nothing + 1, nothing + weight, np.zeros((1, 1)), 0.0, threshold, beside)
