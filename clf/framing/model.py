"""What scores: word and character TF-IDF, one sparse linear function per label, then a monotone calibration.

scikit-learn trains (`clf.framing.train`); this module needs numpy alone. Each block (words, characters) is
weighted ``(1 + ln tf) · idf`` and scaled to unit length, as ``TfidfVectorizer(sublinear_tf=True)`` does
(Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988), and a test holds the scores equal to
scikit-learn's to 1e-6. The compiled kernel (`clf.scoring.kernel`) does the counting where there is one; the numpy way
here is its definition, and takes over where there is none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from clf.framing.contributions import character_contributions
from clf.framing.ngrams import char_ngrams, located_char_ngrams, located_word_ngrams, word_ngrams
from clf.framing.thresholds import furthest_above
from clf.schema import Support
from clf.scoring.kernel import Kernel, KernelRefusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["LinearModel", "smooth_idf"]

_PLACE = np.dtype([("column", "i8"), ("start", "i8"), ("end", "i8")])


def smooth_idf(document_frequencies: NDArray[np.integer[Any]], n_texts: int) -> Floats:
    """Return the smoothed idf of scikit-learn, of the shape of `document_frequencies`: as if one text more had all."""
    return np.asarray(np.log((n_texts + 1.0) / (document_frequencies + 1.0)) + 1.0)


@dataclass(slots=True)
class LinearModel:
    """One linear function per label over the n-grams of a text.

    Parameters
    ----------
    labels : tuple of str
        The L labels.
    words, chars : sequence of str
        Vocabulary of either block, in column order: all words first, then all character n-grams (V together).
    document_frequencies : array of shape (V,), int32
        In how many of the `n_texts` training texts each n-gram occurs.
    n_texts : int
    weights : array of shape (V, L), float32
    bias : array of shape (L,)
    slope, intercept : array of shape (L,)
        Calibration: probability = 1 / (1 + exp(−(slope · decision + intercept))) (Platt, 1999).
    thresholds : array of shape (L,)
        A label is called when its probability reaches its threshold, chosen out-of-fold. Of labels that exclude each
        other, as genres do, these are the shares among the training texts, and one is called (`called_alone`).
    support_edges : array of shape (L, B − 1), support_k, support_n : arrays of shape (L, B)
        Out-of-fold training texts by probability: in bin b of label l, `k` of `n` had the label.
    word_lengths, char_lengths : (int, int)
    """

    labels: tuple[str, ...]
    words: Sequence[str]
    chars: Sequence[str]
    document_frequencies: NDArray[np.int32]
    n_texts: int
    weights: NDArray[np.float32]
    bias: Floats
    slope: Floats
    intercept: Floats
    thresholds: Floats
    support_edges: Floats
    support_k: NDArray[np.int64]
    support_n: NDArray[np.int64]
    word_lengths: tuple[int, int] = (1, 2)
    char_lengths: tuple[int, int] = (3, 5)
    idf: Floats = field(init=False, repr=False)
    _columns: tuple[dict[str, int], dict[str, int]] | None = field(default=None, init=False, repr=False)
    _supports: list[tuple[list[float], list[Support]]] | None = field(
        default=None, init=False, repr=False, compare=False
    )
    _kernel: Kernel | Literal[False] | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.idf = smooth_idf(self.document_frequencies, self.n_texts)

    def index(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return word → column and character n-gram → column."""
        if self._columns is None:
            chars = zip(self.chars, range(len(self.words), len(self.words) + len(self.chars)), strict=True)
            self._columns = dict(zip(self.words, range(len(self.words)), strict=True)), dict(chars)
        return self._columns

    def features(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Return the columns of the n-grams of `text` that the model knows, and their TF-IDF values."""
        words, chars = self.index()
        blocks = (
            self._block(word_ngrams(text, self.word_lengths), words),
            self._block(char_ngrams(text, self.char_lengths), chars),
        )
        return np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])

    def _block(self, grams: list[str], columns: dict[str, int]) -> tuple[NDArray[np.int64], Floats]:
        known = [(columns[gram], count) for gram, count in Counter(grams).items() if gram in columns]
        if not known:
            return np.empty(0, np.int64), np.empty(0)
        table = np.array(known, dtype=np.int64)
        # scikit-learn adds up a row in column order; so do we, for the same rounding.
        table = table[table[:, 0].argsort()]
        values = (1.0 + np.log(table[:, 1])) * self.idf[table[:, 0]]
        return table[:, 0], values / np.sqrt(values @ values)

    def decision(self, text: str) -> Floats:
        """Return the L decision values (log-odds before calibration) of one text."""
        return np.asarray(self.decisions([text])[0])

    def decisions(self, texts: Sequence[str]) -> Floats:
        """Return the decision values of n texts, shape (n, L)."""
        kernel = self.kernel()
        if kernel is None:
            return np.array([self._decision(text) for text in texts]).reshape(len(texts), len(self.labels))
        found, left = kernel.decisions(texts)
        for row in left:
            found[row] = self._decision(texts[row])
        return found

    def _decision(self, text: str) -> Floats:
        columns, values = self.features(text)
        return np.asarray(values @ self.weights[columns].astype(np.float64) + self.bias)

    def kernel(self) -> Kernel | None:
        """Return the compiled kernel with this model's tables, None where numpy has to score."""
        if self._kernel is None:
            try:
                self._kernel = Kernel(self)
            except KernelRefusal:
                self._kernel = False
        return self._kernel or None

    def calibrate(self, decisions: Floats) -> Floats:
        """Return calibrated probabilities for decision values of shape (L,) or (n, L)."""
        # In two halves so that a large value of either sign does not overflow exp.
        logit = self.slope * decisions + self.intercept
        small = np.exp(-np.abs(logit))
        return np.asarray(np.where(logit >= 0, 1.0, small) / (1.0 + small))

    def probabilities(self, text: str) -> dict[str, float]:
        """Return label → calibrated probability for one text."""
        return self.probabilities_of([text])[0]

    def probabilities_of(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return label → calibrated probability for each of several texts; one call is faster than one for each."""
        rows = self.calibrate(self.decisions(texts)).tolist()
        return [dict(zip(self.labels, row, strict=True)) for row in rows]

    def called(self, probabilities: dict[str, float]) -> list[str]:
        """Return the labels that reach their threshold, most probable first."""
        pairs = zip(probabilities.items(), self.thresholds.tolist(), strict=True)
        over = [(p, label) for (label, p), threshold in pairs if p >= threshold]
        return [label for _, label in sorted(over, key=lambda pair: (-pair[0], pair[1]))]

    def called_alone(self, probabilities: dict[str, float]) -> str:
        """Return the label that `clf.framing.thresholds.most_above` calls; thresholds are the labels' shares."""
        return list(probabilities)[int(furthest_above(np.array(list(probabilities.values())), self.thresholds))]

    def support(self, probabilities: dict[str, float]) -> dict[str, Support]:
        """Return, per label, what became of out-of-fold training texts with a probability like this one."""
        if self._supports is None:
            self._supports = self._support_tables()
        pairs = zip(probabilities.items(), self._supports, strict=True)
        return {label: bins[bisect_right(edges, p)] for (label, p), (edges, bins) in pairs}

    def _support_tables(self) -> list[tuple[list[float], list[Support]]]:
        """Return, per label, the edges between its bins and what became of the texts in each."""
        from clf.evaluation.uncertainty import wilson

        counts = zip(self.support_edges.tolist(), self.support_k.tolist(), self.support_n.tolist(), strict=True)
        return [
            (edges, [Support(k, n, *wilson(k, n)) for k, n in zip(some, of, strict=True)]) for edges, some, of in counts
        ]

    def highlights(self, text: str, labels: Sequence[str]) -> list[tuple[int, int, float]]:
        """Return which words of `text` speak for `labels`: ``(start, end, contribution)``, in text order.

        The contribution is what the word's characters add to the decision values, mean over `labels`.
        """
        chosen = self._numbers(labels)
        added = character_contributions(self, text, chosen).sum(axis=1) / len(chosen) if chosen else np.zeros(len(text))
        gains = [0.0, *added.cumsum().tolist()]
        places = ((start, end) for _, start, end in located_word_ngrams(text, (1, 1)))
        # Rounded, so that words which add the same are equal and keep the order of the text when they are ranked.
        return [(start, end, round(gains[end] - gains[start], 12)) for start, end in places]

    def _numbers(self, labels: Sequence[str]) -> list[int]:
        if unknown := [label for label in labels if label not in self.labels]:
            raise ValueError(f"Labels not in the model: {', '.join(unknown)}. It has: {', '.join(self.labels)}.")
        return [self.labels.index(label) for label in labels]

    def has_padding(self) -> bool:
        """Return whether the space around a word can be an n-gram of its own: where single characters count."""
        return self.char_lengths[0] == 1

    def taken_apart(self, text: str) -> tuple[NDArray[Any], Floats, NDArray[Any]]:
        """Return the columns and values of `features`, and every place where such an n-gram stands."""
        if kernel := self.kernel():
            try:
                found = kernel.explain(text)
            except KernelRefusal:
                found = None
            # The kernel gives padding no place.
            if found and (not self.has_padding() or len(np.unique(found[2]["column"])) == len(found[0])):
                return found
        words, chars = self.index()
        located = (
            (located_word_ngrams(text, self.word_lengths), words),
            (located_char_ngrams(text, self.char_lengths), chars),
        )
        places = [(index[gram], *span) for grams, index in located for gram, *span in grams if gram in index]
        return *self.features(text), np.array(places, dtype=_PLACE)
