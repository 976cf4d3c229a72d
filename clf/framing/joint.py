"""Train one task in several languages at once: each language's own n-grams, and what words mean in all of them.

An article is described twice: by its n-grams (as every linear model here does), and by the English stems its words
stand for in bilingual dictionaries (`clf.framing.lexicon`). The first description is a language's own, the second is
shared, so that a language with 130 labelled articles learns from the 1,100 of the others. The stems are a linear map
of the word columns, hence what comes out is again one weight per n-gram and label.

With few texts and many columns the ridge regression is solved in its dual, where all labels share one Cholesky
factor (Saunders, Gammerman and Vovk, Ridge regression learning algorithm in dual variables, 1998); the sum of an own
and a shared part is that of Evgeniou and Pontil, Regularized multi-task learning, 2004.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.linalg import block_diag, cho_factor, cho_solve

from clf.errors import UsageError
from clf.framing.crossfit import Evaluated, Fitted, cross_fit
from clf.framing.lexicon import PAIRS, Lexicon, dictionaries
from clf.framing.recipes import Recipe, examples_of
from clf.framing.train import Counts, Settings, documents

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from clf.boilerplate.flagger import Flagger

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]
    Rows = NDArray[np.int64]

__all__ = ["Language", "concept_maps", "joint_languages", "train_jointly"]


@dataclass(slots=True)
class Language:
    """The labelled articles of one language.

    Parameters
    ----------
    counts : Counts
        Of n texts.
    targets : array of shape (n, L) of 0 and 1
        The same L labels in every language.
    groups : array of shape (n,)
    concepts : sparse matrix of shape (word columns of `counts`, C)
        What each word stands for; the same C concepts in every language.
    """

    counts: Counts
    targets: Labels
    groups: NDArray[Any]
    concepts: sparse.csr_matrix


def joint_languages(
    recipe: Recipe, data: Path | None, flagger: Flagger | None, progress: Callable[[str], None] = lambda _: None
) -> tuple[list[str], dict[str, Language]]:
    """Read the articles of all languages of `recipe`; return the labels and the languages.

    Raises
    ------
    UsageError
        Where the corpus or a dictionary is missing, or the languages' labels differ.
    """
    folder = dictionaries()
    examples = {lang: examples_of(recipe, lang, data, flagger) for lang in recipe.langs}
    labels = next(iter(examples.values())).labels
    if any(one.labels != labels for one in examples.values()):
        raise UsageError(f"{recipe.name}: the languages have different labels and cannot be trained together.")
    progress(f"{recipe.name}: reading {len(PAIRS)} dictionaries")
    lexicon = Lexicon.read(folder)
    counts = {lang: Counts.of(one.texts, recipe.settings) for lang, one in examples.items()}
    maps = concept_maps(counts, lexicon)
    return labels, {lang: Language(counts[lang], one.targets, one.groups, maps[lang]) for lang, one in examples.items()}


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


@dataclass(slots=True)
class _View:
    """Articles of one language, described as the texts `rows` would be if they were all there are."""

    columns: tuple[Rows, ...]
    frequencies: NDArray[np.int64]
    blocks: tuple[sparse.csr_matrix, ...]
    concepts: sparse.csr_matrix

    @classmethod
    def of(cls, language: Language, rows: Rows, min_documents: int, columns: tuple[Rows, ...] | None = None) -> _View:
        taken = language.counts.take(rows)
        if columns is None:
            groups = language.groups[rows]
            columns = tuple(np.flatnonzero(documents(block, groups) >= min_documents) for block in taken.blocks)
        frequencies = [
            np.bincount(block.indices, minlength=block.shape[1])[kept]
            for block, kept in zip(taken.blocks, columns, strict=True)
        ]
        blocks = tuple(
            _weighed(block[:, kept], np.log((1.0 + len(rows)) / (1.0 + df)) + 1.0)
            for block, kept, df in zip(language.counts.blocks, columns, frequencies, strict=True)
        )
        return cls(columns, np.concatenate(frequencies), blocks, blocks[0] @ language.concepts[columns[0]])

    @property
    def own(self) -> Floats:
        """The kernel of the n-grams, either block weighing the same."""
        return np.asarray(sum((block @ block.T).toarray() for block in self.blocks) / len(self.blocks))


def _weighed(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    weighed = sparse.csr_matrix(counts, dtype=np.float64)
    weighed.data = (1.0 + np.log(weighed.data)) * idf[weighed.indices]
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.where(lengths > 0, lengths, 1.0)) @ weighed)


class _Others:
    """The articles of all languages but one, which are the same whichever of its articles are left out."""

    def __init__(self, languages: Sequence[Language], settings: Settings) -> None:
        views = [_View.of(other, np.arange(len(other.targets)), settings.min_documents) for other in languages]
        self.targets = np.concatenate([other.targets for other in languages])
        self.codes = np.repeat(np.arange(1, len(languages) + 1), [len(other.targets) for other in languages])
        self.concepts = sparse.csr_matrix(sparse.vstack([view.concepts for view in views]))
        self.shared = (self.concepts @ self.concepts.T).toarray()
        self.own = block_diag(*(view.own for view in views))


class _Joint:
    """Fits one language's model, given which of its articles to learn from."""

    def __init__(self, language: Language, others: Sequence[Language], settings: Settings) -> None:
        self._language, self._settings = language, settings
        self._others = _Others(others, settings)

    def fit(self, rows: Rows) -> Fitted:
        """Return the model learned from the articles `rows` and from all of the other languages."""
        s = self._settings
        view = _View.of(self._language, rows, s.min_documents)
        if s.n_features is not None and s.n_features < len(view.frequencies):
            weights, _ = self._solve(view, rows)
            # What a column moves in an article like these: its largest weight times its usual value.
            moved = np.abs(weights).max(axis=1) * np.sqrt(_mean_squares(view.blocks, rows))
            best = np.sort(np.argsort(-moved, kind="stable")[: s.n_features])
            n_words = len(view.columns[0])
            words, chars = view.columns
            chosen = words[best[best < n_words]], chars[best[best >= n_words] - n_words]
            view = _View.of(self._language, rows, s.min_documents, chosen)
        return self._fitted(view, len(rows), *self._solve(view, rows))

    def _fitted(self, view: _View, n_texts: int, weights: Floats, bias: Floats) -> Fitted:
        single = weights.astype(np.float32)  # the very weights that are saved
        features = sparse.csr_matrix(sparse.hstack(view.blocks, format="csr"))
        decisions = np.asarray(features @ single.astype(np.float64) + bias)
        words, chars = (names[kept] for names, kept in zip(self._language.counts.names, view.columns, strict=True))
        return Fitted(words, chars, view.frequencies, n_texts, single, bias, lambda rows: decisions[rows])

    def _solve(self, view: _View, rows: Rows) -> tuple[Floats, Floats]:
        """Return weights of shape (V, L) and bias of shape (L,)."""
        others, targets = self._others, np.concatenate([self._language.targets[rows], self._others.targets])
        codes = np.concatenate([np.zeros(len(rows), np.int64), others.codes])
        means = _means(codes)
        concepts = sparse.csr_matrix(sparse.vstack([view.concepts[rows], others.concepts]))
        shared = _centred(_extend(view.concepts[rows], others), codes, means)
        scale = np.trace(shared) / len(shared)
        kernel = shared / scale + block_diag(view.own[np.ix_(rows, rows)], others.own)
        priors = means.T @ targets
        dual = _ridge(kernel, targets - priors[codes], self._settings.strengths)
        # Centring is linear, too: what it takes from the articles it takes from the dual weights.
        meaning = concepts.T @ (dual - means @ (means > 0).T.astype(np.float64) @ dual) / scale
        own = [block[rows].T @ dual[: len(rows)] / len(view.blocks) for block in view.blocks]
        own[0] = own[0] + self._language.concepts[view.columns[0]] @ meaning
        middle = np.asarray(view.concepts[rows].mean(axis=0)).ravel()
        return np.concatenate(own), priors[0] - middle @ meaning


def _mean_squares(blocks: Sequence[sparse.csr_matrix], rows: Rows) -> Floats:
    return np.concatenate([np.asarray(block[rows].power(2).mean(axis=0)).ravel() for block in blocks])


def _ridge(kernel: Floats, wanted: Floats, strengths: Sequence[float]) -> Floats:
    """Return dual weights of shape (n, L): the mean over strengths, so that none has to be chosen."""
    found = np.zeros(wanted.shape)
    for strength in strengths:
        system = kernel + np.eye(len(kernel)) / strength
        found += cho_solve(cho_factor(system, lower=True, overwrite_a=True, check_finite=False), wanted)
    return found / len(strengths)


def _extend(concepts: sparse.csr_matrix, others: _Others) -> Floats:
    across = (concepts @ others.concepts.T).toarray()
    return np.block([[(concepts @ concepts.T).toarray(), across], [across.T, others.shared]])


def _means(codes: NDArray[np.int64]) -> Floats:
    """Return the matrix of shape (n, languages) whose transpose takes the mean of each language's rows."""
    member = (codes[:, None] == np.unique(codes)[None, :]).astype(np.float64)
    return np.asarray(member / member.sum(axis=0))


def _centred(kernel: Floats, codes: NDArray[np.int64], means: Floats) -> Floats:
    """Return the kernel of the articles less the mean of their language."""
    by_language = means.T @ kernel
    both = by_language @ means
    centred = kernel - by_language[codes]
    centred -= by_language[codes].T
    centred += both[np.ix_(codes, codes)]
    return centred


def train_jointly(
    languages: dict[str, Language],
    lang: str,
    labels: Sequence[str],
    settings: Settings,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluated:
    """Train, calibrate and measure the model of `lang`; the other languages' articles are only learned from.

    Parameters
    ----------
    languages : dict of language code → Language
    lang : str
    labels : sequence of L str
    settings : Settings
        Of these, `min_documents`, `n_features`, `strengths` and the n-gram lengths are used.
    progress : callable, optional
        Told what is being done.
    """
    language = languages[lang]
    joint = _Joint(language, [other for code, other in languages.items() if code != lang], settings)
    return cross_fit(joint.fit, language.targets, labels, language.groups, settings, progress=progress)
