"""What survives an outlet that was never seen: Article-Bias-Prediction by host, FANG-COVID on its committed folds.

The label of both corpora is the outlet's, never the article's. Intervals draw whole outlets; FANG-COVID has twelve,
which makes any interval weak evidence. The plain baseline is TF-IDF of words and pairs of words with a linear SVM.

Ours keeps the n-grams that several outlets of the training part use, and reads articles without their boilerplate. For
each fold of Article-Bias-Prediction how many hosts, and the penalty, are chosen anew from `GRID`, by three folds of
the hosts that the fold is learned from: no host has a say in the settings it is scored with. Each article is learned
from twice there, with the label of its outlet and with the leaning that a large language model read in it
(``data/silver``); the articles that are scored have the outlet's alone. FANG-COVID's twelve
outlets are too few for that; its settings were set without a trial. No n-gram of fewer than three articles of the
training part is used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from framing_semeval import Results, cached
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from clf.corpora.joined import checksum
from clf.evaluation.uncertainty import bootstrap
from clf.leak.tasks import corpus_documents
from clf.leak.variants import flag_all, removed
from clf.resources import data_dir

Fold = tuple[np.ndarray, np.ndarray]
_FEWEST = 3
"""Articles of the training part that an n-gram must stand in."""
_INNER = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """Settings of ours.

    Parameters
    ----------
    c : float
        Inverse strength of the penalty.
    outlets : int
        An n-gram of fewer outlets of the training part is not used.
    """

    c: float
    outlets: int


PLAIN = Chosen(1.0, 1)
GRID = tuple(Chosen(c, outlets) for c in (0.1, 0.3, 1.0) for outlets in (1, 5, 15))
"""What is chosen from for Article-Bias-Prediction."""
OURS_FANG = Chosen(1.0, 4)


def abp() -> Results:
    """Score left, center and right by host."""
    found = corpus_documents("article_bias_prediction").documents
    truth = found.targets.argmax(axis=1)
    plain, ours = counted(found.texts), counted(without_boilerplate("article_bias_prediction"))
    outer = list(GroupKFold(5).split(truth, groups=found.sites))
    results = {}
    ways = (
        ("", ours, np.stack([truth, leanings(found.texts, list(found.labels))]), GRID),
        ("_by_outlet_labels", ours, truth[None], GRID),
        ("_plain", plain, truth[None], (PLAIN,)),
    )
    called = {name: predicted(counts, truth, given, found.sites, outer, grid) for name, counts, given, grid in ways}
    for name, one in called.items():
        results[f"abp_outlet_disjoint_macro_f1{name}"] = bootstrap(macro, (truth, one), outlets=found.sites).as_dict()

    def gained(truth: np.ndarray, ours: np.ndarray, other: np.ndarray) -> float:
        return macro(truth, ours) - macro(truth, other)

    arrays = truth, called[""], called["_by_outlet_labels"]
    results["abp_outlet_disjoint_gain_of_read_leanings"] = bootstrap(gained, arrays, outlets=found.sites).as_dict()
    return results


def leanings(texts: Sequence[str], labels: list[str]) -> np.ndarray:
    """Return which label a language model read in each of n texts, shape (n,)."""
    lines = (data_dir("silver") / "abp_bias.jsonl").read_text(encoding="utf-8").splitlines()
    read = {row["sha256"]: labels.index(next(iter(row["labels"]))) for row in map(json.loads, lines)}
    return np.array([read[checksum(text)] for text in texts])


def macro(truth: np.ndarray, called: np.ndarray) -> float:
    return float(f1_score(truth, called, average="macro"))


@cached
def counted(texts: list[str]) -> sparse.csr_matrix:
    # Drops nothing that the articles of a training part would keep (`usable`).
    return CountVectorizer(ngram_range=(1, 2), min_df=_FEWEST, dtype=np.float32).fit_transform(texts)


def predicted(
    counts: sparse.csr_matrix,
    truth: np.ndarray,
    given: np.ndarray,
    sites: np.ndarray,
    outer: list[Fold],
    grid: Sequence[Chosen],
) -> np.ndarray:
    """Return what a linear SVM calls on each fold, its settings, columns and idf from the others.

    It learns from every article once with each row of `given`, shape (ways of labelling, n).
    """
    called = np.zeros_like(truth)
    for rest, test in outer:
        how = best(counts[rest], truth[rest], given[:, rest], sites[rest], grid)
        called[test] = one_fold(counts, given, sites, (rest, test), [how])[0]
    return called


def best(
    counts: sparse.csr_matrix, truth: np.ndarray, given: np.ndarray, sites: np.ndarray, grid: Sequence[Chosen]
) -> Chosen:
    """Return the settings with the highest macro-F1 on outlets that were not learned from; of equal ones the first."""
    if len(grid) == 1:
        return grid[0]
    called = np.zeros((len(grid), len(truth)), dtype=truth.dtype)
    for rest, test in GroupKFold(_INNER).split(truth, groups=sites):
        called[:, test] = one_fold(counts, given, sites, (rest, test), grid)
    return grid[int(np.argmax([macro(truth, row) for row in called]))]


def one_fold(
    counts: sparse.csr_matrix, given: np.ndarray, sites: np.ndarray, fold: Fold, grid: Sequence[Chosen]
) -> np.ndarray:
    """Return what is called on the second part of a fold with each of several settings, learned from the first."""
    rest, test = fold
    articles, outlets = usable(counts[rest]), in_outlets(counts[rest], sites[rest])
    found = []
    for how in grid:
        columns = articles & (outlets >= how.outlets)
        weigh = TfidfTransformer(sublinear_tf=True)
        seen = weigh.fit_transform(counts[rest][:, columns])
        model = LinearSVC(C=how.c, class_weight="balanced", random_state=13)
        model.fit(sparse.vstack([seen] * len(given)), given[:, rest].ravel())
        found.append(model.predict(weigh.transform(counts[test][:, columns])))
    return np.array(found)


def usable(counts: sparse.csr_matrix) -> np.ndarray:
    """Return which n-grams stand in enough articles."""
    return np.bincount(counts.indices, minlength=counts.shape[1]) >= _FEWEST


def in_outlets(counts: sparse.csr_matrix, sites: np.ndarray) -> np.ndarray:
    """Return in how many outlets each n-gram stands."""
    _, codes = np.unique(sites, return_inverse=True)
    member = sparse.csr_matrix((np.ones(len(codes), np.float32), (codes, np.arange(len(codes)))))
    return np.asarray(((member @ (counts > 0)) > 0).sum(axis=0)).ravel()


def fang() -> Results:
    """Score real and fake on the committed folds, without boilerplate, against the plain baseline with it."""
    corpus = corpus_documents("fang_covid")
    found = corpus.documents
    truth, sites = found.targets.argmax(axis=1), found.outlets
    outer = [(np.flatnonzero(~held), np.flatnonzero(held)) for held in (np.isin(sites, one) for one in corpus.folds)]
    called = {}
    for name, texts, how in (("plain", found.texts, PLAIN), ("ours", without_boilerplate("fang_covid"), OURS_FANG)):
        called[name] = predicted(counted(texts), truth, truth[None], sites, outer, [how])
    results = {
        f"fang_outlet_disjoint_macro_f1_{name}": bootstrap(macro, (truth, one), outlets=sites).as_dict()
        for name, one in called.items()
    }

    def gained(truth: np.ndarray, ours: np.ndarray, plain: np.ndarray) -> float:
        return macro(truth, ours) - macro(truth, plain)

    arrays = truth, called["ours"], called["plain"]
    results["fang_outlet_disjoint_gain"] = bootstrap(gained, arrays, outlets=sites).as_dict()
    return results


@cached
def without_boilerplate(corpus: str) -> list[str]:
    found = corpus_documents(corpus).documents
    return [removed(text, spans) for text, spans in zip(found.texts, flag_all(found.texts, found.langs), strict=True)]
