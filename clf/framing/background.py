"""Which words there are and how common they are, counted in unlabelled articles of the outlet corpora.

A hundred labelled articles do not know most words of their language, and not which of them are rare. Articles that
nobody labelled do. Only counts come from them: in how many articles each n-gram stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from clf.corpora.registry import read_corpus
from clf.framing.counts import ANALYZERS, Counts
from clf.framing.groups import text_hash
from clf.framing.train import Settings
from clf.schema import Article

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

__all__ = ["Background", "background_texts", "count_with_background", "weighed"]

_BATCH = 500
"""Texts counted at once: their character n-grams fit into memory."""
_MOST = 2_000
"""Texts of a language, taken evenly from all there are: enough to tell rare words from common ones."""


@dataclass(frozen=True, slots=True)
class Background:
    """Unlabelled articles, as what is known of each n-gram.

    Parameters
    ----------
    frequencies : two arrays
        In how many of them each column of the words and of the characters occurs.
    n : int
        How many there are.
    """

    frequencies: tuple[Labels, ...]
    n: int


def background_texts(
    corpora: Sequence[str], langs: Sequence[str], data: Path | None, barred: Iterable[str]
) -> dict[str, list[str]]:
    """Return up to 2,000 texts of each language, each once, none of which is one of `barred` (by `text_hash`).

    Raises
    ------
    UsageError
        Where a corpus is missing.
    """
    found: dict[str, list[str]] = {lang: [] for lang in langs}
    seen = {text_hash(text) for text in barred}
    for corpus in corpora:
        for row in read_corpus(corpus, data):
            if not isinstance(row, Article) or row.lang not in found or not row.text.strip():
                continue
            if (code := text_hash(row.text)) not in seen:
                seen.add(code)
                found[row.lang].append(row.text)
    return {lang: _some(texts) for lang, texts in found.items()}


def _some(texts: list[str]) -> list[str]:
    if len(texts) <= _MOST:
        return texts
    return [texts[at * len(texts) // _MOST] for at in range(_MOST)]


def count_with_background(
    texts: Sequence[str], background: Sequence[str], settings: Settings
) -> tuple[Counts, Background]:
    """Count the n-grams of n labelled texts, and in how many background texts each of them stands.

    Single words of the background are counted even where no labelled text has them, for a dictionary may know what
    they mean; any other n-gram is nothing to a model that has not seen it.
    """
    blocks, names, frequencies = [], [], []
    for analyzer, lengths in zip(ANALYZERS, settings.lengths, strict=True):
        grams = CountVectorizer(analyzer=analyzer, ngram_range=lengths).fit(texts).get_feature_names_out()
        if analyzer == "word" and background:
            common = CountVectorizer(min_df=min(settings.min_documents, len(background))).fit(background)
            grams = np.union1d(grams, common.get_feature_names_out())
        counter = CountVectorizer(analyzer=analyzer, ngram_range=lengths, vocabulary=grams, dtype=np.float64)
        blocks.append(counter.transform(texts))
        names.append(grams)
        frequencies.append(_frequencies(counter, background, len(grams)))
    return Counts(tuple(blocks), tuple(names)), Background(tuple(frequencies), len(background))


def _frequencies(counter: Any, texts: Sequence[str], columns: int) -> Labels:
    found = np.zeros(columns, np.int64)
    for start in range(0, len(texts), _BATCH):
        found += np.bincount(counter.transform(texts[start : start + _BATCH]).indices, minlength=columns)
    return found


def weighed(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """Return counts as ``(1 + ln tf) · idf``, rows of unit length."""
    found = sparse.csr_matrix(counts, dtype=np.float64)
    found.data = (1.0 + np.log(found.data)) * idf[found.indices]
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.where(lengths > 0, lengths, 1.0)) @ found)
