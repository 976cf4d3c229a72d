"""What several languages are trained together from: labelled articles, words in common, and what others say of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from clf.corpora.registry import read_corpus
from clf.errors import UsageError
from clf.framing.background import Background, background_texts, count_with_background
from clf.framing.counts import Counts
from clf.framing.examples import examples_of, guide_of, texts_of_corpus
from clf.framing.guides import Guide, Reader, directions
from clf.framing.lexicon import PAIRS, Lexicon, dictionaries
from clf.framing.model import smooth_idf
from clf.framing.recipes import Recipe
from clf.framing.silver import Silver

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from clf.boilerplate.flagger import Flagger

__all__ = ["Language", "concept_maps", "joint_languages"]

_GUIDED = 10.0
"""How much the directions of other corpora count beside the concepts."""
_KNOWN = 3
"""Background articles a word must have to be read in a guide's texts."""


@dataclass(slots=True)
class Language:
    """The labelled articles of one language.

    Parameters
    ----------
    counts : Counts
        Of n texts, and of m silver ones behind them.
    targets : array of shape (n, L) of 0 and 1
        The same L labels in every language.
    silver : array of shape (m, L)
        What the silver texts have of each label (`clf.framing.silver`): only learned from.
    groups : array of shape (n,)
    concepts : sparse matrix of shape (word columns of `counts`, C)
        What each word stands for; the same C concepts in every language.
    background : Background
        How common the n-grams of `counts` are elsewhere.
    """

    counts: Counts
    targets: NDArray[np.int64]
    silver: NDArray[np.float64]
    groups: NDArray[Any]
    concepts: sparse.csr_matrix
    background: Background

    @property
    def documents(self) -> NDArray[np.int64]:
        """The document of all n + m texts; a silver one is the only stretch of its article."""
        known = np.unique(self.groups, return_inverse=True)[1]
        return np.concatenate([known, known.max() + 1 + np.arange(len(self.silver))])


def joint_languages(
    recipe: Recipe,
    data: Path | None,
    flagger: Flagger | None,
    progress: Callable[[str], None] = lambda _: None,
    *,
    without: str | None = None,
) -> tuple[list[str], dict[str, Language]]:
    """Read the articles of all languages of `recipe`; return the labels and the languages.

    With `without`, no labelled text of another corpus in that language guides them: what a benchmark of an unseen
    language must not have.

    Raises
    ------
    UsageError
        Where the corpus or a dictionary is missing, or the languages' labels differ.
    """
    from joblib import Parallel, delayed

    next(iter(read_corpus(recipe.corpus, data, recipe.view)), None)  # whose absence is told before that of a dictionary
    folder = dictionaries()
    examples = {lang: examples_of(recipe, lang, data, flagger) for lang in recipe.langs}
    labels = next(iter(examples.values())).labels
    if any(one.labels != labels for one in examples.values()):
        raise UsageError(f"{recipe.name}: the languages have different labels and cannot be trained together.")
    own = texts_of_corpus(recipe.corpus, data)
    progress(f"{recipe.name}: counting words in {', '.join(recipe.background)}")
    background = background_texts(recipe.background, recipe.langs, data, own)
    silver = {lang: e.silver or Silver([], np.zeros((0, len(labels))), []) for lang, e in examples.items()}
    texts = {lang: [*e.texts, *silver[lang].texts] for lang, e in examples.items()}
    jobs = [delayed(count_with_background)(texts[lang], background[lang], recipe.settings) for lang in examples]
    counted = dict(zip(examples, Parallel(n_jobs=-1)(jobs), strict=True))
    progress(f"{recipe.name}: reading {len(PAIRS)} dictionaries")
    maps = concept_maps({lang: counts for lang, (counts, _) in counted.items()}, Lexicon.read(folder))
    progress(f"{recipe.name}: learning from {', '.join(corpus for corpus, _ in recipe.guides)}")
    guiding = tuple(lang for lang in recipe.langs if lang != without)
    guides = [guide_of(corpus, scheme, guiding, data, own) for corpus, scheme in recipe.guides]
    maps = _guided(maps, counted, guides)
    return labels, {
        lang: Language(counted[lang][0], one.targets, silver[lang].grades, one.groups, maps[lang], counted[lang][1])
        for lang, one in examples.items()
    }


def _guided(
    maps: dict[str, sparse.csr_matrix], counted: dict[str, tuple[Counts, Background]], guides: Sequence[Guide]
) -> dict[str, sparse.csr_matrix]:
    """Return the maps with the guides' directions as further concepts."""
    found = _GUIDED * directions(guides, {lang: _reader(maps[lang], *both) for lang, both in counted.items()})
    return {
        lang: sparse.csr_matrix(sparse.hstack([words, sparse.csr_matrix(words @ found)]))
        for lang, words in maps.items()
    }


def _reader(concepts: sparse.csr_matrix, counts: Counts, background: Background) -> Reader:
    # The background's words alone: what guides say must not depend on the articles of any fold.
    known = np.flatnonzero(background.frequencies[0] >= _KNOWN)
    idf = smooth_idf(background.frequencies[0][known], background.n)
    return Reader(counts.names[0][known], idf, concepts[known])


def concept_maps(counts: dict[str, Counts], lexicon: Lexicon) -> dict[str, sparse.csr_matrix]:
    """Return, per language, the matrix from word columns to concepts; pairs of words stand for nothing."""
    index: dict[str, int] = {}
    found = {}
    for lang, counted in counts.items():
        rows, columns, weights = [], [], []
        for row, word in enumerate(counted.names[0]):
            for concept, weight in lexicon.concepts(word, lang).items() if " " not in word else ():
                rows.append(row)
                columns.append(index.setdefault(concept, len(index)))
                weights.append(weight)
        found[lang] = (weights, (rows, columns)), len(counted.names[0])
    return {lang: sparse.csr_matrix(entries, shape=(n_words, len(index))) for lang, (entries, n_words) in found.items()}
