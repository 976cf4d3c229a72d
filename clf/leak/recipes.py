"""The pipeline of a recipe, for labels of which a text has one as well as for those of which it may have several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clf.framing.train import Settings, TextClassifier

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OneLabel", "recipe_pipeline"]


class OneLabel(TextClassifier):
    """A `TextClassifier` of labels of which a text has exactly one: the one with the largest decision value.

    Attributes
    ----------
    classes_ : array of L str
    """

    def fit(
        self,
        texts: Any,
        targets: Any,
        groups: Any = None,
        contrast: Any = None,
        corpora: Any = None,
        weights: Any = None,
    ) -> OneLabel:
        """Fit on n texts and their n labels."""
        self.classes_, codes = np.unique(np.asarray(targets), return_inverse=True)
        super().fit(texts, np.eye(len(self.classes_), dtype=np.int64)[codes], groups, contrast, corpora, weights)
        return self

    def predict(self, texts: Any) -> NDArray[Any]:
        """Return the label of each text."""
        return np.asarray(self.classes_[self.decision_function(texts).argmax(axis=1)])


def recipe_pipeline(settings: Settings, *, is_multilabel: bool) -> TextClassifier:
    """Return an unfitted classifier with the settings of a recipe."""
    return TextClassifier(settings) if is_multilabel else OneLabel(settings)
