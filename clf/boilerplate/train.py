"""Train the flagger: a passage classifier on words, then a context model on what the first says of documents.

The context model must learn from decisions of the kind it will meet, on outlets that the classifier has not seen. So
the classifier is fitted five times, each time without a fifth of the outlets, and decides on the documents of these;
the context model learns from those decisions. Its own figures come from the same folds: it is fitted on four, and the
fifth is only scored. Its thresholds are chosen on the out-of-fold probabilities of the other four, whose models have
seen the fifth: no inner folds, which would take hours and change two numbers little.

Outlets of the gold standard's test part are never learned from (`clf.boilerplate.held_out`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xxhash
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from clf.boilerplate.characters import characters_of
from clf.boilerplate.context import ContextModel, context, scaled_by
from clf.boilerplate.examples import Example, block_examples, document_examples, passages_of, phrases
from clf.boilerplate.flagger import BOILERPLATE, PassageClassifier
from clf.boilerplate.gold import CORPORA, ReadDocument, read_documents
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.passages import description
from clf.boilerplate.pieces import Piece, pieces
from clf.boilerplate.written import written_articles
from clf.corpora.registry import load_card
from clf.framing.calibrate import fit_each
from clf.framing.counts import Counts
from clf.framing.crossfit import FOLDS, SEED, folds
from clf.framing.model import LinearModel
from clf.framing.train import Settings, TextClassifier

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

__all__ = ["TrainedFlagger", "flagger_sources", "train_flagger"]

WORDING = Settings(c=1.0, min_documents=5, n_features=116_000, nested=False)
_OF_KINDS = replace(WORDING, c=10.0, n_features=22_000)
_CONTEXT_C = 0.01
_LEAST_SPREAD = 1e-4  # of a product: what is nearly always the same is not stretched further, nor divided by 0
_CONTRADICTED = {True: -0.25, False: 0.75}
"""A page block is left out when the decision of the first model is below (boilerplate) or above (news) this."""
_WRITTEN = 8.0  # pieces that an invented article weighs as, however many it has: it knows fewer traps than one read
_CLEAN = 1.25  # what a text without boilerplate weighs: a wrong flag costs more trust than a line that is missed
_THRESHOLDS = (0.75, 0.8)  # at .65 a quarter more of the clean texts have a flag, for .004 more of F1
_BESIDE = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)


@dataclass(slots=True)
class TrainedFlagger:
    """A flagger and what its parts said of documents they had not learned from.

    Attributes
    ----------
    model : PassageClassifier
    context : ContextModel
    right, wrong, missed : arrays of shape (n,)
        Characters of n gold documents (development part), white space aside: boilerplate that was flagged, news that
        was, boilerplate that was not.
    families : array of shape (n,)
    """

    model: PassageClassifier
    context: ContextModel
    right: Rows
    wrong: Rows
    missed: Rows
    families: NDArray[Any]


@dataclass
class _Document:
    read: ReadDocument
    pieces: list[Piece]
    numbers: Floats | None = None  # context of n pieces, shape (n, d)

    @property
    def labels(self) -> list[int | None]:
        return [self.read.label((p.start, p.end)) for p in self.pieces]

    @cached_property
    def characters(self) -> Rows:
        """Characters of boilerplate and of news in n pieces, white space aside, shape (n, 2)."""
        inside = [self.read.kinds[p.start : p.end] for p in self.pieces]
        return np.array([((kinds > 0).sum(), (kinds == 0).sum()) for kinds in inside])


def flagger_sources(open_only: bool) -> list[str]:
    """Return the corpora a flagger is trained on; for the open one only those whose terms allow any use."""
    # page_blocks is put together from several sources, of which the open flagger takes those that are open
    return [name for name in CORPORA if not open_only or name == "page_blocks" or load_card(name).open_use]


def train_flagger(
    data: Path | None,
    *,
    open_only: bool,
    progress: Callable[[str], None] = lambda _: None,
    further: Sequence[ReadDocument] = (),
) -> TrainedFlagger:
    """Train, calibrate and measure a flagger.

    Parameters
    ----------
    data : Path or None
        The corpora; None for ``CLF_DATA``.
    open_only : bool
        Learn only from corpora whose terms allow any use.
    progress : callable
        Told what is being done.
    further : sequence of ReadDocument
        What to learn from besides; the folds of the others stay, so scores with and without them can be compared.
    """
    read = [*read_documents(flagger_sources(open_only), data, open_only=open_only)]
    documents = [
        _Document(document, cut)
        for document in (*read, *written_articles(), *further)
        if (cut := pieces(document.text, document.lang))
    ]
    progress(f"{len(documents)} documents that were read or written")
    task = _Task(documents, [*phrases()], block_examples(data, open_only), progress)
    families = np.array([d.read.family for d in documents])
    parts = _parts(families, {document.family for document in read})
    names, decided = _decide(task, documents, parts, progress)
    probabilities: list[Floats] = [np.empty(0)] * len(documents)
    for rest, test in parts:
        fitted = _fit_context([documents[i] for i in rest], names)
        for i in test:
            probabilities[i] = _probabilities(fitted, documents[i])
    gold = np.flatnonzero([d.read.origin == "gold" for d in documents])
    whole = np.flatnonzero([d.read.is_whole and d.read.origin not in ("page", "written") for d in documents])
    final = _fit_context(documents, names)
    counts = np.zeros((len(documents), 3), np.int64)
    for rest, test in parts:
        chosen = _best_thresholds(final, documents, probabilities, np.intersect1d(rest, whole))
        for i in test:
            counts[i] = _characters(documents[i], chosen.flagged(probabilities[i]))
    progress("final fit")
    model = task.final(*decided)
    context_model = _best_thresholds(final, documents, probabilities, whole)
    right, wrong, missed = counts[gold].T
    return TrainedFlagger(model, context_model, right, wrong, missed, families[gold])


def _parts(families: NDArray[Any], known: set[str]) -> list[tuple[Rows, Rows]]:
    """Return the folds; families that are not `known` are dealt by hash, so that they do not move the others."""
    of = np.array([xxhash.xxh32_intdigest(family.encode(), SEED) % FOLDS for family in families])
    old = np.flatnonzero(np.isin(families, [*known]))
    for fold, (_, test) in enumerate(folds(families[old])):
        of[old[test]] = fold
    return [(np.flatnonzero(of != fold), np.flatnonzero(of == fold)) for fold in range(FOLDS)]


def _decide(
    task: _Task, documents: Sequence[_Document], parts: Sequence[tuple[Rows, Rows]], progress: Callable[[str], None]
) -> tuple[tuple[str, ...], tuple[Floats, NDArray[np.bool_]]]:
    """Give every document the numbers of its pieces, from a classifier that has not seen its family.

    Returns the names of the numbers, and the decisions on all pieces that are known with whether they are boilerplate.
    """
    names: tuple[str, ...] = ()
    decisions: list[float] = []
    labels: list[bool] = []
    for fold, (rest, test) in enumerate(parts):
        progress(f"fold {fold + 1} of {len(parts)}")
        decide = task.fit(rest)
        for i in test:
            d = documents[i]
            numbers = context(characters_of(d.read.text), d.pieces, decide)
            names = tuple(numbers)
            d.numbers = np.stack([numbers[name] for name in names], axis=1)
            known = [(p, label) for p, label in zip(d.pieces, d.labels, strict=True) if label is not None]
            if known:
                decisions += decide([d.read.text[p.start : p.end] for p, _ in known])[:, 0].tolist()
                labels += [label > 0 for _, label in known]
    return names, (np.array(decisions), np.array(labels))


class _Task:
    """All passages, described and counted once; fitting takes those that the held-out families do not own."""

    def __init__(
        self,
        documents: Sequence[_Document],
        phrasebook: Sequence[Example],
        blocks: Sequence[Example],
        progress: Callable[[str], None],
    ) -> None:
        self.rows: dict[str, int] = {}
        self.families = np.array([d.read.family for d in documents])
        self.phrasebook, self.blocks = phrasebook, blocks
        self.read = [[*document_examples(d.read, d.pieces)] for d in documents]
        for d in documents:
            for passage, _ in passages_of(d.read.text, d.pieces):
                self.rows.setdefault(passage, len(self.rows))
        for example in (*phrasebook, *blocks):
            self.rows.setdefault(example.text, len(self.rows))
        progress(f"{len(self.rows)} passages")
        self.counts = Counts.of([description(passage) for passage in self.rows], WORDING)
        self.agreed: list[Example] | None = None

    def fit(self, documents: Rows) -> Callable[[Sequence[str]], Floats]:
        """Fit on the examples of `documents`; return a function that decides on passages."""
        examples = self._examples(documents)
        models = self._boilerplate(examples), self._kinds(examples)
        # Of all passages at once: one product.
        decisions = np.concatenate([model.decision_function(self.counts) for model in models], axis=1)
        return lambda passages: np.asarray(decisions[self._rows(passages)])

    def final(self, decisions: Floats, labels: NDArray[np.bool_]) -> PassageClassifier:
        """Fit on everything; calibrate on out-of-fold decisions on the pieces of documents."""
        examples = self._examples(np.arange(len(self.read)))
        slope, intercept = fit_each(decisions[:, None], labels[:, None] * 1)
        kinds = _linear(self._kinds(examples), (*KINDS,), np.ones(len(KINDS)), np.zeros(len(KINDS)))
        return PassageClassifier(_linear(self._boilerplate(examples), (BOILERPLATE,), slope, intercept), kinds)

    def _examples(self, documents: Rows) -> list[Example]:
        examples = [*self.phrasebook, *(example for i in documents for example in self.read[i])]
        if self.agreed is None:
            # Agreed once, by the first fold's model: which blocks are learned from hardly depends on it.
            blocks = self.counts.take(self._rows([b.text for b in self.blocks]))
            self.agreed = [
                block
                for block, z in zip(
                    self.blocks, self._boilerplate(examples).decision_function(blocks)[:, 0], strict=True
                )
                if (z > _CONTRADICTED[True] if block.kind else z < _CONTRADICTED[False])
            ]
        held_out = set(self.families) - set(self.families[documents])
        return [*examples, *(block for block in self.agreed if block.family not in held_out)]

    def _boilerplate(self, examples: Sequence[Example]) -> TextClassifier:
        return self._fit(examples, WORDING, np.array([[example.kind != 0] for example in examples]))

    def _kinds(self, examples: Sequence[Example]) -> TextClassifier:
        known = [example for example in examples if example.kind > 0]
        kinds = np.array([[example.kind] for example in known])
        return self._fit(known, _OF_KINDS, kinds == np.arange(1, 1 + len(KINDS)))

    def _fit(self, examples: Sequence[Example], settings: Settings, targets: NDArray[np.bool_]) -> TextClassifier:
        rows, of = self._rows([example.text for example in examples]), np.array([e.document for e in examples])
        return TextClassifier(settings).fit(self.counts.take(rows), targets.astype(np.int64), of)

    def _rows(self, passages: Sequence[str]) -> Rows:
        return np.array([self.rows[passage] for passage in passages])


def _linear(classifier: TextClassifier, labels: tuple[str, ...], slope: Floats, intercept: Floats) -> LinearModel:
    n = len(labels)
    # Nobody sees the probability of a passage apart from its article's other passages: none is counted.
    nothing = np.zeros((n, 0)), np.zeros((n, 1), np.int64), np.zeros((n, 1), np.int64)
    return classifier.linear_model(labels, (slope, intercept), np.full(n, 0.5), nothing)


def _fit_context(documents: Sequence[_Document], names: tuple[str, ...]) -> ContextModel:
    """Fit on the pieces whose label is known, each weighing as the root of its length.

    Pages put together from blocks teach the classifier what boilerplate reads like, not where it stands in an article
    (docs/boilerplate_experiments.md has both figures).
    """
    numbers, labels, weights = [], [], []
    for d in (d for d in documents if d.read.origin != "page"):
        share = _WRITTEN / len(d.pieces) if d.read.origin == "written" else 1.0
        if d.read.is_whole and not d.characters[:, 0].any():
            share *= _CLEAN
        for row, label, piece in zip(d.numbers if d.numbers is not None else (), d.labels, d.pieces, strict=True):
            if label is not None:
                numbers.append(row)
                labels.append(label > 0)
                weights.append(share * np.sqrt(piece.end - piece.start))
    values = np.array(numbers)
    scaler = StandardScaler().fit(values)
    mean, scale = scaler.mean_, scaler.scale_
    rows = _with_products(scaled_by(values, mean, scale))
    # The products, too, are of one scale when the penalty falls on their weights.
    middle = rows.mean(axis=0, dtype=np.float64)
    rows -= middle.astype(np.float32)
    spread = np.sqrt(np.einsum("ij,ij->j", rows, rows, dtype=np.float64) / len(rows))  # `std` copies all rows
    spread = np.maximum(spread, _LEAST_SPREAD)
    rows /= spread.astype(np.float32)
    model = LogisticRegression(C=_CONTEXT_C, max_iter=300)
    model.fit(rows, labels, sample_weight=np.array(weights) / np.mean(weights))
    found = model.coef_[0].astype(np.float64) / spread
    n = len(names)
    products = np.zeros((n, n))
    products[np.triu_indices(n)] = found[n:]
    bias = float(model.intercept_[0] - found @ middle)
    return ContextModel(names, mean, scale, found[:n], products, bias, 0.5, 0.5)


def _with_products(scaled: Floats) -> NDArray[np.float32]:
    """Return numbers of shape (n, d) and behind them the products of every two, of shape (n, d + d (d + 1) / 2)."""
    n, d = scaled.shape
    columns = np.triu_indices(d)
    rows = np.empty((n, d + len(columns[0])), np.float32)  # two gigabytes, half of what double precision takes
    rows[:, :d] = scaled
    for place, (a, b) in enumerate(zip(*columns, strict=True), d):
        np.multiply(rows[:, a], rows[:, b], out=rows[:, place])
    return rows


def _probabilities(model: ContextModel, document: _Document) -> Floats:
    return model.probabilities(dict(zip(model.names, document.numbers.T, strict=True)))  # type: ignore[union-attr]


def _characters(document: _Document, flagged: NDArray[np.bool_]) -> Rows:
    """Return how many characters are rightly flagged, wrongly flagged and missed, white space aside."""
    right, wrong = document.characters[flagged].sum(axis=0)
    return np.array([right, wrong, document.characters[:, 0].sum() - right])


def _best_thresholds(
    model: ContextModel, documents: Sequence[_Document], probabilities: Sequence[Floats], of: Rows
) -> ContextModel:
    """Return the model with the thresholds that have the best pooled character F1 of some of the documents."""
    pairs = [(threshold, beside) for threshold, beside in product(_THRESHOLDS, _BESIDE)]
    models = [replace(model, threshold=threshold, beside=beside) for threshold, beside in pairs]
    scores = []
    for one in models:
        counts = [_characters(documents[i], one.flagged(probabilities[i])) for i in of]
        right, wrong, missed = np.sum(counts, axis=0)
        scores.append(2 * right / max(2 * right + wrong + missed, 1))
    return models[int(np.argmax(scores))]
