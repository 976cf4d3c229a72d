"""What the conditions of one report share: copies, folds, boilerplate, names; and the predictions under each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clf.evaluation.splits import near_duplicate_groups
from clf.leak import variants
from clf.leak.carriers import NameSwap
from clf.leak.conditions import (
    ImpossibleError,
    Outcome,
    counted,
    label_prior,
    out_of_fold,
    outlet_folds,
    random_folds,
    time_folds,
)
from clf.leak.documents import Documents
from clf.leak.fits import Fits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Fold = tuple[NDArray[np.int64], NDArray[np.int64]]

__all__ = ["LABEL_IS_OUTLET", "Run"]

LABEL_IS_OUTLET = "the label is the outlet itself"
WHOLE = ("random", "outlet_disjoint", "time_disjoint")
"""The conditions whose texts are whole; they differ in what is tested on what."""
ALIKE = {"length_only": "all texts are of about the same length"}


class Run:
    """One pipeline and one set of documents under every condition.

    Attributes
    ----------
    copies : array of shape (n,)
        Equal for near-duplicates.
    swap : NameSwap
    first : pipeline or None
        Fitted on the first training part of the random split, once that was run.
    """

    def __init__(
        self,
        documents: Documents,
        model: Any,
        folds: Sequence[Sequence[str]] | None,
        flag: variants.Flag | None,
        jobs: int,
        outlet_is_label: bool,
        progress: Callable[[str], None],
    ) -> None:
        self.documents, self.model, self._given = documents, model, folds
        self._outlet_is_label = outlet_is_label
        progress("near-duplicates")
        self.copies = near_duplicate_groups(documents.texts)
        progress("boilerplate")
        self._spans = variants.flag_all(documents.texts, documents.langs, flag, jobs)
        names = variants.Names.of(documents)
        self._mentions = [names.mentions(text) for text in documents.texts]
        self.swap = NameSwap(documents, self._mentions)
        self.first: Any = None

    def outcome(self, condition: str) -> Outcome:
        """Return the predictions under one condition."""
        documents = self.documents
        if condition == "label_prior":
            return label_prior(documents, self.random)
        if condition == "outlet_disjoint" and self._outlet_is_label:
            raise ImpossibleError(LABEL_IS_OUTLET)
        if condition in WHOLE:
            folds = {"random": lambda: self.random, "outlet_disjoint": self.outlet_folds, "time_disjoint": self._time}
            parts = folds[condition]()
            return out_of_fold(self.whole, documents, parts, self._keep if condition == "random" else None)
        texts = self._texts(condition)
        if len(set(texts)) < 2:
            raise ImpossibleError(ALIKE.get(condition, "nothing is left by which one text differs from another"))
        return out_of_fold(counted(self.model, texts), documents, self.random)

    @cached_property
    def random(self) -> list[Fold]:
        """Random folds; `ImpossibleError` where copies and parts of one document leave none."""
        return random_folds(self.documents, self.copies)

    @cached_property
    def whole(self) -> Fits:
        """The pipeline over the whole texts."""
        return counted(self.model, self.documents.texts)

    def _time(self) -> list[Fold]:
        return time_folds(self.documents, self.copies)

    def _keep(self, model: Any, test: NDArray[np.int64], called: NDArray[np.int64]) -> None:
        self.first = model if self.first is None else self.first
        self.swap(model, test, called)

    def _texts(self, condition: str) -> list[str]:
        documents = self.documents
        if condition in ("outlet_only", "names_masked") and documents.n_outlets == 0:
            raise ImpossibleError("there is no outlet column")
        if condition == "outlet_only" and documents.n_outlets == 1:
            raise ImpossibleError("all texts are of one outlet")
        if condition == "without_boilerplate":
            return [variants.removed(*pair) for pair in zip(documents.texts, self._spans, strict=True)]
        if condition == "boilerplate_only":
            if not any(self._spans):
                raise ImpossibleError("no boilerplate was found")
            return self.boilerplate()
        if condition == "names_masked":
            return [variants.masked(*pair) for pair in zip(documents.texts, self._mentions, strict=True)]
        if condition == "outlet_only":
            return [str(outlet) for outlet in documents.outlets]
        return [variants.length_alone(text) for text in documents.texts]  # length_only

    def boilerplate(self) -> list[str]:
        """Return the boilerplate of each text alone."""
        return [variants.only(*pair) for pair in zip(self.documents.texts, self._spans, strict=True)]

    def boilerplate_share(self) -> float:
        """Share of texts in which boilerplate was found."""
        return sum(map(bool, self._spans)) / max(len(self._spans), 1)

    def outlet_folds(self) -> list[Fold]:
        """Return the folds of the outlet-disjoint split."""
        return outlet_folds(self.documents, self.copies, self._given)
