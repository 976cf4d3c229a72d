"""What the conditions of one report share: copies, folds, boilerplate, names; and the predictions under each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from clf.evaluation.splits import near_duplicate_groups
from clf.leak import variants
from clf.leak.carriers import NameSwap
from clf.leak.conditions import (
    ImpossibleError,
    Outcome,
    out_of_fold,
    outlet_folds,
    prior_draws,
    random_folds,
    time_folds,
)
from clf.leak.documents import Documents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LABEL_IS_OUTLET", "Run"]

LABEL_IS_OUTLET = "the label is the outlet itself"


class Run:
    """One pipeline and one set of documents under every condition.

    Attributes
    ----------
    copies : array of shape (n,)
        Equal for near-duplicates.
    random : list of (training rows, test rows)
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
        self.random = random_folds(documents, self.copies)
        progress("boilerplate")
        self._spans = variants.flag_all(documents.texts, documents.langs, flag, jobs)
        self._names = variants.Names.of(documents)
        self.swap = NameSwap(documents, self._names)
        self.first: Any = None

    def outcome(self, condition: str) -> Outcome:
        """Return the predictions under one condition."""
        documents = self.documents
        if condition == "label_prior":
            return prior_draws(documents, self.random)
        texts = self._texts(condition)
        if condition == "outlet_disjoint" and self._outlet_is_label:
            raise ImpossibleError(LABEL_IS_OUTLET)
        if condition == "outlet_disjoint":
            return out_of_fold(self.model, documents, texts, self.outlet_folds())
        if condition == "time_disjoint":
            return out_of_fold(self.model, documents, texts, time_folds(documents, self.copies))
        return out_of_fold(self.model, documents, texts, self.random, self._keep if condition == "random" else None)

    def _keep(self, model: Any, train: NDArray[np.int64], test: NDArray[np.int64]) -> None:
        self.first = model if self.first is None else self.first
        self.swap(model, train, test)

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
            return [self._names.masked(text) for text in documents.texts]
        if condition == "outlet_only":
            return [str(outlet) for outlet in documents.outlets]
        if condition == "length_only":
            return [variants.length_alone(text) for text in documents.texts]
        return documents.texts

    def boilerplate(self) -> list[str]:
        """Return the boilerplate of each text alone."""
        return [variants.only(*pair) for pair in zip(self.documents.texts, self._spans, strict=True)]

    def boilerplate_share(self) -> float:
        """Share of texts in which boilerplate was found."""
        return sum(map(bool, self._spans)) / max(len(self._spans), 1)

    def outlet_folds(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Return the folds of the outlet-disjoint split."""
        return outlet_folds(self.documents, self.copies, self._given)
