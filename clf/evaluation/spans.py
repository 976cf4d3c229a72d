"""Scores of marked stretches of text: by characters, and with credit for partial overlap.

A document's spans are (start, end) or (start, end, label), in characters, end exclusive; both measures take a list of
documents' spans as gold and one as predicted, in this order. Overlapping spans of one label are merged first, as the
shared tasks' scorers do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.evaluation.sums import SumMeasure, ratio

if TYPE_CHECKING:
    from clf.evaluation.sums import Floats

    Spans = Iterable[tuple[Any, ...]]

__all__ = ["character_f1", "character_scores", "flagged_outside", "overlap_f1", "overlap_scores"]

_Intervals = dict[Any, list[tuple[int, int]]]


def _characters(gold: Sequence[Spans], predicted: Sequence[Spans]) -> Floats:
    """Return characters marked in both, in gold and in predicted, of shape (documents, 3)."""
    rows = []
    for true, called in _pairs(gold, predicted):
        rows.append((sum(width for _, _, width in _overlaps(true, called)), _length(true), _length(called)))
    return np.array(rows, dtype=float).reshape(-1, 3)


def _partial(gold: Sequence[Spans], predicted: Sequence[Spans]) -> Floats:
    """Return summed credit and number of predicted, then of gold spans, of shape (documents, 4)."""
    rows = []
    for true, called in _pairs(gold, predicted):
        shared = list(_overlaps(true, called))
        precise = sum(width / (s[1] - s[0]) for _, s, width in shared)
        recalled = sum(width / (t[1] - t[0]) for t, _, width in shared)
        rows.append((precise, sum(map(len, called.values())), recalled, sum(map(len, true.values()))))
    return np.array(rows, dtype=float).reshape(-1, 4)


def _outside(gold: Sequence[Spans], predicted: Sequence[Spans], lengths: Sequence[int]) -> Floats:
    """Return characters outside gold that are marked, and all characters outside gold, of shape (documents, 2)."""
    hits, true, called = _characters(gold, predicted).T
    return np.column_stack([called - hits, np.asarray(lengths, dtype=float) - true])


def _dice(sums: Floats) -> Floats:
    return ratio(2 * sums[..., 0], sums[..., 1] + sums[..., 2], 1.0)


def _harmonic(sums: Floats) -> Floats:
    precision, recall = ratio(sums[..., 0], sums[..., 1], 0.0), ratio(sums[..., 2], sums[..., 3], 0.0)
    found = ratio(2 * precision * recall, precision + recall, 0.0)
    return np.where((sums[..., 1] == 0) & (sums[..., 3] == 0), 1.0, found)


character_f1 = SumMeasure(_characters, _dice)
"""F1 over characters; 1 where nothing is marked and nothing was to be marked."""

flagged_outside = SumMeasure(_outside, lambda sums: ratio(sums[..., 0], sums[..., 1]))
"""Share of the characters outside gold spans that are marked: takes gold, predicted and the documents' lengths in
characters; spans without labels."""

overlap_f1 = SumMeasure(_partial, _harmonic)
"""F1 with credit for partial overlap: the measure of the propaganda shared tasks (Da San Martino et al., EMNLP 2019,
section 4; SemEval-2020 Task 11). Precision is the mean over predicted spans of the share that lies in gold spans of
the same label, recall the mean over gold spans of the share found; 1 where there are no spans at all."""


def character_scores(gold: Sequence[Spans], predicted: Sequence[Spans]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over characters; a share of nothing is 0."""
    hits, true, called = sums = _characters(gold, predicted).sum(axis=0)
    return float(ratio(hits, called, 0.0)), float(ratio(hits, true, 0.0)), float(_dice(sums))


def overlap_scores(gold: Sequence[Spans], predicted: Sequence[Spans]) -> tuple[float, float, float]:
    """Return precision, recall and F1 with credit for partial overlap; a share of nothing is 0.

    >>> overlap_scores([[(0, 10, "Doubt")]], [[(5, 15, "Doubt"), (5, 15, "Slogans")]])
    (0.25, 0.5, 0.3333333333333333)
    """
    sums = _partial(gold, predicted).sum(axis=0)
    return float(ratio(sums[0], sums[1], 0.0)), float(ratio(sums[2], sums[3], 0.0)), float(_harmonic(sums))


def _pairs(gold: Sequence[Spans], predicted: Sequence[Spans]) -> Iterable[tuple[_Intervals, _Intervals]]:
    if len(gold) != len(predicted):
        raise ValueError(f"gold and predicted need one entry per document, got {len(gold)} and {len(predicted)}")
    return ((_merged(true), _merged(called)) for true, called in zip(gold, predicted, strict=True))


def _merged(spans: Spans) -> _Intervals:
    found: _Intervals = defaultdict(list)
    for start, end, *label in sorted(spans, key=lambda span: span[:2]):
        if start >= end:
            raise ValueError(f"a span must end after it starts, got {start} to {end}")
        known = found[tuple(label)]
        if known and start < known[-1][1]:
            known[-1] = known[-1][0], max(end, known[-1][1])
        else:
            known.append((start, end))
    return found


def _overlaps(true: _Intervals, called: _Intervals) -> Iterable[tuple[tuple[int, int], tuple[int, int], int]]:
    """Yield gold span, predicted span and shared characters, label by label."""
    for label, spans in true.items():
        for t in spans:
            for s in called.get(label, ()):
                width = min(t[1], s[1]) - max(t[0], s[0])
                if width > 0:
                    yield t, s, width


def _length(spans: _Intervals) -> int:
    return sum(end - start for known in spans.values() for start, end in known)
