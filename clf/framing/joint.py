"""Train one task in several languages at once: each language's own n-grams, and what words mean in all of them.

An article is described twice: by its n-grams (as every linear model here does), and by the English stems its words
stand for in bilingual dictionaries (`clf.framing.lexicon`). The first description is a language's own, the second is
shared, so that a language with 130 labelled articles learns from the 1,100 of the others. The stems are a linear map
of the word columns, hence what comes out is again one weight per n-gram and label.

With few texts and many columns the ridge regression is solved in its dual, where all labels share one Cholesky
factor (Saunders, Gammerman and Vovk, Ridge regression learning algorithm in dual variables, 1998); the sum of an own
and a shared part is that of Evgeniou and Pontil, Regularized multi-task learning, 2004.

Articles that a large language model labelled (`clf.framing.silver`) are further rows of their language, and never
measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.linalg import block_diag, cho_factor, cho_solve, cholesky, solve_triangular

from clf.framing.background import weighed
from clf.framing.calibrate import apply_calibration, fit_together
from clf.framing.counts import documents
from clf.framing.crossfit import Evaluated, Fitted, cross_fit, rounded
from clf.framing.languages import Language
from clf.framing.model import smooth_idf
from clf.framing.train import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]
    Rows = NDArray[np.int64]

__all__ = ["train_jointly", "transferred"]


_ROWS = 1_000
"""Words whose row of the table is centred at once."""
_COMMON = 20
"""A column that more than one row in so many has is common."""


@dataclass(slots=True)
class _View:
    """Articles of one language, described as the texts `rows` would be if they were all there are."""

    columns: tuple[Rows, ...]
    frequencies: NDArray[np.int64]
    n_texts: int
    blocks: tuple[sparse.csr_matrix, ...]
    concepts: sparse.csr_matrix

    @classmethod
    def of(cls, language: Language, rows: Rows, min_documents: int, columns: tuple[Rows, ...] | None = None) -> _View:
        taken = language.counts.take(rows)
        elsewhere = language.background
        if columns is None:
            groups = language.documents[rows]
            columns = tuple(
                np.flatnonzero(documents(block, groups) + known >= min_documents)
                for block, known in zip(taken.blocks, elsewhere.frequencies, strict=True)
            )
        frequencies = [
            (np.bincount(block.indices, minlength=block.shape[1]) + known)[kept]
            for block, known, kept in zip(taken.blocks, elsewhere.frequencies, columns, strict=True)
        ]
        n_texts = len(rows) + elsewhere.n
        blocks = tuple(
            weighed(block[:, kept], smooth_idf(df, n_texts))
            for block, kept, df in zip(language.counts.blocks, columns, frequencies, strict=True)
        )
        concepts = blocks[0] @ language.concepts[columns[0]]
        return cls(columns, np.concatenate(frequencies), n_texts, blocks, concepts)

    def own(self, rows: Rows) -> Floats:
        """Return the kernel of the n-grams of some of the articles, either block weighing the same."""
        return np.asarray(sum(_products(block[rows]) for block in self.blocks) / len(self.blocks))


def _products(rows: sparse.csr_matrix) -> Floats:
    """Return the products of n rows with each other, shape (n, n).

    What many rows have is multiplied as a full matrix, what few have as a sparse one: much less work than either alone.
    """
    common = np.bincount(rows.indices, minlength=rows.shape[1]) > len(rows.indptr) / _COMMON
    full, rare = rows[:, common].toarray(), rows[:, ~common]
    return np.asarray(full @ full.T + (rare @ rare.T).toarray())


class _Others:
    """The articles of all languages but one, which are the same whichever of its articles are left out.

    Attributes
    ----------
    codes : array of shape (N,)
        The part each article is of: a language's annotated ones, or its silver ones.
    concepts : sparse matrix of shape (N, C)
    kernel : array of shape (N, N)
    scale : float
        The mean square of what the articles' concepts differ by from the mean of their part.
    priors : array of shape (parts, L)
    wanted : array of shape (N, L)
        The targets less the prior of the part.
    """

    def __init__(self, languages: Sequence[Language], settings: Settings) -> None:
        views = [_View.of(other, np.arange(len(other.documents)), settings.min_documents) for other in languages]
        parts = [part for other in languages for part in (other.targets, other.silver)]
        self.codes = _codes([len(part) for part in parts])
        self.concepts = sparse.csr_matrix(sparse.vstack([view.concepts for view in views]))
        shared = _centred(_products(self.concepts), self.codes)
        self.scale = np.trace(shared) / len(shared)
        self.kernel = shared / self.scale + block_diag(
            *(view.own(np.arange(view.blocks[0].shape[0])) for view in views)
        )
        targets = np.concatenate(parts)
        self.priors = _means(self.codes).T @ targets
        self.wanted = targets - self.priors[self.codes]


class _Joint:
    """Fits one language's model, given which of its articles to learn from.

    The other languages' block of the system is the same in every fit, so it is factored once; a fit solves for the
    language's own articles, in the Schur complement of that block.
    """

    def __init__(self, language: Language, others: Sequence[Language], settings: Settings) -> None:
        self._language, self._settings = language, settings
        self._others = other = _Others(others, settings)
        self._silver = len(language.targets) + np.arange(len(language.silver))
        # Word by word what it has in common with each of the others' articles, less the mean of the article's part.
        self._across = np.asarray(language.concepts @ other.concepts.T.toarray())
        by_part = self._across @ _means(other.codes)
        for start in range(0, len(self._across), _ROWS):  # a table of a gigabyte: no second one
            rows = slice(start, start + _ROWS)
            self._across[rows] -= by_part[rows][:, other.codes]
        self._across /= other.scale
        eye = np.eye(len(other.kernel))
        self._factors = [cholesky(other.kernel + eye / c, lower=True, check_finite=False) for c in settings.strengths]
        self._known = [_below(factor, other.wanted) for factor in self._factors]

    def fit(self, rows: Rows) -> Fitted:
        """Return the model learned from the articles `rows`, the silver ones and all of the other languages."""
        s = self._settings
        learned = np.concatenate([rows, self._silver])
        view = _View.of(self._language, learned, s.min_documents)
        if s.n_features is not None and s.n_features < len(view.frequencies):
            weights, _ = self._solve(view, rows)
            # What a column moves in an article: its largest weight times its usual value.
            moved = np.abs(weights).max(axis=1) * np.sqrt(_mean_squares(view, rows))
            best = np.sort(np.argsort(-moved, kind="stable")[: s.n_features])
            n_words = len(view.columns[0])
            words, chars = view.columns
            chosen = words[best[best < n_words]], chars[best[best >= n_words] - n_words]
            view = _View.of(self._language, learned, s.min_documents, chosen)
        return self._fitted(view, *self._solve(view, rows))

    def _fitted(self, view: _View, weights: Floats, bias: Floats) -> Fitted:
        single = rounded(weights)
        features = sparse.csr_matrix(sparse.hstack(view.blocks, format="csr"))
        decisions = np.asarray(features @ single.astype(np.float64) + bias)
        words, chars = (names[kept] for names, kept in zip(self._language.counts.names, view.columns, strict=True))
        return Fitted(words, chars, view.frequencies, view.n_texts, single, bias, lambda rows: decisions[rows])

    def _solve(self, view: _View, rows: Rows) -> tuple[Floats, Floats]:
        """Return weights of shape (V, L) and bias of shape (L,)."""
        language, other = self._language, self._others
        learned = np.concatenate([rows, self._silver])
        targets = np.concatenate([language.targets[rows], language.silver])
        codes = _codes([len(rows), len(self._silver)])
        means = _means(codes)
        priors = means.T @ targets
        concepts, words = view.concepts[learned], view.blocks[0][learned]
        shared = _centred(_products(concepts), codes)
        kernel = shared / other.scale + view.own(learned)
        # The rows by all words there are, so that no table is made of those that are used.
        shape = (len(learned), len(self._across))
        words = sparse.csr_matrix((words.data, view.columns[0][words.indices], words.indptr), shape)
        across = words @ self._across
        across -= (means.T @ across)[codes]
        dual, rest = self._duals(kernel, across, targets - priors[codes])
        meaning = (_meaning(concepts, dual, codes) + _meaning(other.concepts, rest, other.codes)) / other.scale
        own = [block[learned].T @ dual / len(view.blocks) for block in view.blocks]
        own[0] = own[0] + language.concepts[view.columns[0]] @ meaning
        middle = np.asarray(view.concepts[rows].mean(axis=0)).ravel()
        return np.concatenate(own), priors[0] - middle @ meaning

    def _duals(self, kernel: Floats, across: Floats, wanted: Floats) -> tuple[Floats, Floats]:
        """Return the dual weights of the language's and of the others' articles, the mean over strengths.

        So no strength has to be chosen.
        """
        own, rest = np.zeros(wanted.shape), np.zeros(self._others.wanted.shape)
        for strength, factor, known in zip(self._settings.strengths, self._factors, self._known, strict=True):
            half = _below(factor, across.T)
            complement = kernel - half.T @ half + np.eye(len(kernel)) / strength
            found = _solved(complement, wanted - half.T @ known)
            own += found
            rest += solve_triangular(factor, known - half @ found, lower=True, trans="T", check_finite=False)
        return own / len(self._factors), rest / len(self._factors)


def _below(factor: Floats, values: Floats) -> Floats:
    return np.asarray(solve_triangular(factor, values, lower=True, check_finite=False))


def _solved(system: Floats, wanted: Floats) -> Floats:
    return np.asarray(cho_solve(cho_factor(system, lower=True, overwrite_a=True, check_finite=False), wanted))


def _meaning(concepts: sparse.csr_matrix, dual: Floats, codes: Labels) -> Floats:
    """Return what each concept speaks for, of shape (C, L)."""
    # Centring is linear, too: what it takes from the articles it takes from the dual weights.
    return np.asarray(concepts.T @ (dual - (_means(codes).T @ dual)[codes]))


def _mean_squares(view: _View, rows: Rows) -> Floats:
    """Return the usual square of each column: the mean of that in the articles `rows` and of that by its frequency."""
    found = []
    frequencies = np.split(view.frequencies, [len(view.columns[0])])
    for block, df in zip(view.blocks, frequencies, strict=True):
        expected = smooth_idf(df, view.n_texts) ** 2 * df
        met = np.asarray(block[rows].power(2).mean(axis=0)).ravel()
        found.append((met + expected / max(expected.sum(), 1.0)) / 2)  # a row's squares add up to 1
    return np.concatenate(found)


def _codes(sizes: Sequence[int]) -> Labels:
    """Return which part each row is of, shape (sum of sizes,), empty parts left out.

    Labels are not equally frequent in all languages, nor in silver articles, so each part has a prior of its own.
    """
    filled = [size for size in sizes if size]
    return np.repeat(np.arange(len(filled)), filled)


def _means(codes: Labels) -> Floats:
    """Return the matrix of shape (n, parts) whose transpose takes the mean of each part's rows."""
    member = (codes[:, None] == np.unique(codes)[None, :]).astype(np.float64)
    return np.asarray(member / member.sum(axis=0))


def _centred(kernel: Floats, codes: Labels) -> Floats:
    """Return the kernel of the articles less the mean of their part."""
    means = _means(codes)
    by_part = means.T @ kernel
    centred = kernel - by_part[codes]
    centred -= by_part[codes].T
    centred += (by_part @ means)[np.ix_(codes, codes)]
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
        Of these, `c`, `balanced` and `naive_bayes` are not used.
    progress : callable, optional
        Told what is being done.
    """
    language = languages[lang]
    joint = _Joint(language, [other for code, other in languages.items() if code != lang], settings)
    return cross_fit(joint.fit, language.targets, labels, language.groups, settings, progress=progress)


def transferred(languages: dict[str, Language], lang: str, settings: Settings) -> tuple[Labels, Floats, Floats]:
    """Read `lang` as a language without a labelled article: learned and calibrated on the others.

    Of its own articles the words are looked at (their idf, and the mean that is taken from them), not the labels. The
    calibration comes from the other languages, each read as a new one by the rest of them. `languages` must have been
    read without guides in `lang` (`joint_languages`).

    Returns
    -------
    targets and probabilities of the other languages' articles, of shape (m, L), for choosing thresholds;
    probabilities of the articles of `lang`, of shape (n, L)
    """
    others = [code for code in languages if code != lang]
    targets = np.concatenate([languages[code].targets for code in others])
    among = [_transfer([languages[one] for one in others if one != code], languages[code], settings) for code in others]
    calibration = fit_together(np.concatenate(among), targets)
    decisions = _transfer([languages[code] for code in others], languages[lang], settings)
    return (
        targets,
        apply_calibration(calibration, np.concatenate(among)),
        apply_calibration(calibration, decisions),
    )


def _transfer(known: Sequence[Language], new: Language, settings: Settings) -> Floats:
    """Return the decisions on the articles of `new`, of shape (n, L), of a model that has no labels of it."""
    others = _Others(known, settings)
    eye = np.eye(len(others.kernel))
    duals = [_solved(others.kernel + eye / strength, others.wanted) for strength in settings.strengths]
    meaning = _meaning(others.concepts, np.mean(duals, axis=0), others.codes) / others.scale
    rows = np.arange(len(new.targets))
    concepts = _View.of(new, rows, settings.min_documents).concepts[rows]
    middle = np.asarray(concepts.mean(axis=0)).ravel()
    return np.asarray(concepts @ meaning - middle @ meaning + others.priors.mean(axis=0))
