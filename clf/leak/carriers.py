"""What carries a leak: the features of one outlet that a model leans on, and what another outlet's name changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.uncertainty import wilson
from clf.leak.conditions import SEED
from clf.leak.documents import Documents
from clf.leak.variants import Mention, exchanged

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["Carrier", "NameSwap", "Swap", "carriers"]

_MOST = 20
_MOST_TEXTS = 3_000
_OWN = 0.8
"""A feature is an outlet's own when this share of the documents that have it are of that outlet."""
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Carrier:
    """A feature that nearly one outlet alone has, and that the model leans on.

    Parameters
    ----------
    feature, label, outlet : str
        The feature speaks for the label and stands in texts of the outlet, named as it mostly is.
    outlet_share : float
        Share of the documents with the feature that are of this outlet.
    n : int
        Documents with the feature, among those looked at.
    boilerplate_share : float
        Share of these in whose boilerplate it stands.
    gain : float
        What it adds to the decision value of its label, mean over its documents × share of documents that have it.
    """

    feature: str
    label: str
    outlet: str
    outlet_share: float
    n: int
    boilerplate_share: float
    gain: float


def carriers(model: Any, documents: Documents, boilerplate: Sequence[str]) -> list[Carrier] | str:
    """Return the features that carry the leak, strongest first, or why they cannot be had.

    Parameters
    ----------
    model : fitted pipeline
        Anything but its last step turns texts into named features, and the last step is linear.
    boilerplate : sequence of str
        The boilerplate of each text alone.
    """
    if documents.n_outlets < 2:
        return "there is no outlet column" if documents.n_outlets == 0 else "all texts are of one outlet"
    view = _linear(model, documents)
    if view is None:
        return "the pipeline does not end in a linear model over named features"
    chance = np.random.default_rng(SEED)
    rows = np.sort(chance.permutation(np.flatnonzero(documents.sites != ""))[:_MOST_TEXTS])
    features, names, weights = view[0]([documents.texts[row] for row in rows]), view[1], view[2]
    there = (features > 0).astype(np.int32)
    sites, codes = np.unique(documents.sites[rows], return_inverse=True)
    called = documents.site_names()
    by_outlet = _grouped(there, codes)
    n, own, which = _flat(by_outlet.sum(axis=0)), *_strongest(by_outlet)
    share = own / np.maximum(n, 1)
    label = np.abs(weights).argmax(axis=0) if len(weights) == 1 else weights.argmax(axis=0)
    gain = _flat(features.mean(axis=0)) * weights[label, np.arange(len(n))]
    label, gain = _two_classes(label, gain, len(weights), documents)
    fit = np.flatnonzero((share >= _OWN) & (n >= _FEWEST) & (gain > 0))
    best = fit[np.argsort(-gain[fit], kind="stable")[:_MOST]]
    inside = (view[0]([boilerplate[row] for row in rows])[:, best] > 0).sum(axis=0)
    return [
        Carrier(str(names[f]), documents.labels[label[f]], called[str(sites[which[f]])], float(share[f]), int(n[f]),
                min(float(k) / float(n[f]), 1.0), float(gain[f]))
        for f, k in zip(best, _flat(inside), strict=True)
    ]  # fmt: skip


def _two_classes(
    label: NDArray[Any], gain: NDArray[Any], n_rows: int, documents: Documents
) -> tuple[NDArray[Any], NDArray[Any]]:
    """With one row of weights a positive one speaks for the second class, a negative one for the first."""
    if n_rows > 1 or len(documents.labels) < 2:
        return label, gain
    return (gain > 0).astype(np.int64), np.abs(gain)


def _grouped(there: csr_matrix, codes: NDArray[Any]) -> csr_matrix:
    from scipy import sparse

    member = sparse.csr_matrix((np.ones(len(codes), np.int32), (codes, np.arange(len(codes)))))
    return sparse.csc_matrix(member @ there)


def _strongest(by_outlet: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    return _flat(by_outlet.max(axis=0).todense()), _flat(by_outlet.argmax(axis=0))


def _flat(row: Any) -> NDArray[Any]:
    return np.asarray(row).ravel()


_View = tuple[Callable[[list[str]], "csr_matrix"], "NDArray[Any]", "NDArray[Any]"]


def _linear(model: Any, documents: Documents) -> _View | None:
    """Return how texts become features, the features' names, and weights of shape (1 or L, features)."""
    if hasattr(model, "words_"):  # a recipe's TextClassifier
        names = np.concatenate([model.words_, model.chars_])
        return model.transform, names, np.asarray(model.coef_, dtype=np.float64).T
    try:
        last, first = model[-1], model[:-1]
        names = np.asarray(first.get_feature_names_out())
    except (TypeError, AttributeError, IndexError):
        return None
    if hasattr(last, "estimators_"):  # one against the rest
        parts = [getattr(part, "coef_", None) for part in last.estimators_]
        coefs = [part for part in parts if part is not None]
        if len(coefs) < len(parts):
            return None
        weights = np.vstack(coefs)
    elif hasattr(last, "coef_"):
        weights = np.atleast_2d(last.coef_)
    else:
        return None
    fits = weights.shape[1] == len(names) and (len(weights) == 1 or len(weights) == len(documents.labels))
    return (first.transform, names, weights) if fits else None


@dataclass(frozen=True, slots=True)
class Swap:
    """How often a call flips when the outlet's name in a text is exchanged.

    Parameters
    ----------
    flips, n : int
        Texts whose call changed, of those that name their outlet.
    low, high : float
        95 % Wilson interval of the share.
    """

    flips: int
    n: int
    low: float
    high: float

    @classmethod
    def of(cls, flips: int, n: int) -> Swap:
        """Return the count with its interval."""
        return cls(flips, n, *wilson(flips, n))

    @property
    def share(self) -> float:
        """Share of texts whose call flips."""
        return self.flips / self.n if self.n else float("nan")


class NameSwap:
    """Predicts test texts again with another outlet's name, with the very models that scored the random split."""

    def __init__(self, documents: Documents, mentions: Sequence[Sequence[Mention]]) -> None:
        self._documents = documents
        self._rows, self._swapped, self._control = exchanged(documents, mentions, SEED)
        self._flips = {"other": [0, 0], "same": [0, 0]}

    def __call__(self, model: Any, test: NDArray[np.int64], called: NDArray[np.int64]) -> None:
        """Count the flips among the test texts of one fitted model, which called `called` of them as they were."""
        place_of = {row: place for place, row in enumerate(test.tolist())}
        chosen = [(k, place_of[row]) for k, row in enumerate(self._rows) if row in place_of]
        for kind, texts in (("other", self._swapped), ("same", self._control)):
            pairs = [(place, text) for k, place in chosen if (text := texts[k]) is not None]
            if pairs:
                after = self._documents.called(model.predict([text for _, text in pairs]))
                before = called[[place for place, _ in pairs]]
                self._flips[kind][0] += int((before != after).any(axis=1).sum())
                self._flips[kind][1] += len(pairs)

    @property
    def other(self) -> Swap:
        """To the name of an outlet whose commonest label is another."""
        return Swap.of(*self._flips["other"])

    @property
    def same(self) -> Swap:
        """To the name of an outlet whose commonest label is the same: the control."""
        return Swap.of(*self._flips["same"])
