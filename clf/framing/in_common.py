"""Train a model for each of several languages that are called by one rule: one calibration, one threshold per label.

A language's model learns from its own texts alone. What its decisions are worth is asked of all of them: a rare label
has too few texts in one language to say where to draw the line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from clf.errors import UsageError
from clf.framing.crossfit import Evaluated, Fitted, cross_fit_in_common
from clf.framing.train import Settings, fitted, fitter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.examples import Examples

__all__ = ["train_in_common"]


def train_in_common(
    examples: dict[str, Examples], settings: Settings, progress: Callable[[str], None] = lambda _: None
) -> dict[str, Evaluated]:
    """Train, calibrate and measure the models of several languages.

    Parameters
    ----------
    examples : dict of language code → Examples
        Of these, texts, targets, groups and further are used; a document has one language.
    settings : Settings
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    UsageError
        Where the languages' labels differ.
    ValueError
        With fewer documents than folds.
    """
    labels = next(iter(examples.values())).labels
    if any(one.labels != labels for one in examples.values()):
        raise UsageError("The languages have different labels and cannot be calibrated in common.")
    fitters = {
        lang: fitter(one.texts, one.targets, one.groups, settings, further=one.further)
        for lang, one in examples.items()
    }
    langs = np.repeat(list(examples), [len(one.texts) for one in examples.values()])
    number = np.concatenate([np.arange(len(one.texts)) for one in examples.values()])  # of a text in its language
    groups = np.concatenate([[f"{lang}/{group}" for group in one.groups] for lang, one in examples.items()])

    def fit(rows: NDArray[np.int64]) -> dict[str, Fitted]:
        found = {}
        for lang, (counts, fit_one) in fitters.items():
            found[lang] = fitted(fit_one(number[rows[langs[rows] == lang]]), counts, number)
        return found

    targets = np.concatenate([one.targets for one in examples.values()])
    return cross_fit_in_common(fit, langs, targets, labels, groups, settings, progress=progress)
