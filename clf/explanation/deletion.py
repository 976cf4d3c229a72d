"""Do explanations point at what counts? A score must fall more without the words they name than without others.

The deletion test (DeYoung et al., ERASER, ACL 2020, comprehensiveness): take the k strongest pieces out, score what is
left, and compare with taking out k other pieces drawn at random. Contributions sum to the logit by construction; that
the score really falls so is not by construction, because what is left is normalised anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clf.evaluation.uncertainty import Estimate, bootstrap
from clf.framing.contributions import character_contributions
from clf.text.offsets import without
from clf.text.segments import Offsets, sentences

if TYPE_CHECKING:
    from clf.framing.model import LinearModel

__all__ = ["Deletion", "deletion", "deletion_gap"]

_DRAWS = 5  # random deletions per article, averaged


@dataclass(frozen=True, slots=True)
class Deletion:
    """How far the probability of a label falls without the strongest pieces (`named`) and without others (`random`)."""

    named: float
    random: float


def deletion(
    model: LinearModel,
    text: str,
    label: str | None = None,
    *,
    unit: str = "word",
    k: int = 10,
    lang: str | None = None,
    seed: int = 13,
) -> Deletion | None:
    """Return the deletion test of one text.

    Parameters
    ----------
    model : LinearModel
    text : str
        As it is scored, without boilerplate.
    label : str, optional
        Default: the likeliest one.
    unit : str
        ``word``: against words of the same length, since long words say more; ``sentence``: against any others.
    k : int
    lang : str, optional
        Of the sentences.
    seed : int

    Returns
    -------
    Deletion or None
        None where the text has not twice as many pieces as are taken out.
    """
    decisions = model.decision(text)
    column = int(model.calibrate(decisions).argmax()) if label is None else model.labels.index(label)
    pieces = _pieces(text, unit, lang)
    if len(pieces) < 2 * k:
        return None
    sums = np.concatenate([[0.0], np.cumsum(character_contributions(model, text)[:, column])])
    gains = np.array([sums[end] - sums[start] for start, end in pieces])
    order = np.argsort(-gains, kind="stable")
    chance = np.random.default_rng(seed)
    before = model.calibrate(decisions)[column]

    def fall(chosen: Sequence[int]) -> float:
        rest, _ = without(text, [pieces[i] for i in chosen])
        return float(before - model.calibrate(model.decision(rest))[column])

    lengths = np.array([end - start for start, end in pieces]) if unit == "word" else np.zeros(len(pieces))
    drawn = [fall(_alike(order[:k], order[k:], lengths, chance)) for _ in range(_DRAWS)]
    return Deletion(fall(order[:k].tolist()), float(np.mean(drawn)))


def deletion_gap(found: Sequence[Deletion], seed: int = 13) -> Estimate:
    """Return by how much more the probability falls without what is named, with an interval over articles."""
    gaps = np.array([one.named - one.random for one in found])
    return bootstrap(lambda values: float(np.mean(values)), [gaps], seed=seed)


def _pieces(text: str, unit: str, lang: str | None) -> list[Offsets]:
    from clf.framing.ngrams import located_word_ngrams

    if unit == "sentence":
        return sentences(text, lang)
    return [(start, end) for _, start, end in located_word_ngrams(text, (1, 1))]


def _alike(
    named: np.ndarray, others: np.ndarray, lengths: np.ndarray, chance: np.random.Generator
) -> list[int]:  # fmt: skip
    """Draw, for each piece named, another one of the nearest length, none twice."""
    left = chance.permutation(others)
    drawn: list[int] = []
    for piece in named:
        place = int(np.abs(lengths[left] - lengths[piece]).argmin())
        drawn.append(int(left[place]))
        left = np.delete(left, place)
    return drawn
