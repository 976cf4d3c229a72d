"""How well the text gives its outlet away, with and without boilerplate: the newer texts, learned from the older ones.

Word 1- and 2-grams by TF-IDF and a linear SVM, as the corpora's own first measurements have it. `BoilerplateRemover`
mines the older texts alone.
At most 60 texts of an outlet, drawn by their hash; split at the date before which 70 % lie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.gold.sample import sha256
from clf.boilerplate.transformer import BoilerplateRemover
from clf.corpora.registry import read_corpus
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import bootstrap
from clf.schema import Article

__all__ = ["accuracies", "measure", "older_and_newer"]

CORPORA = ("fang_covid", "telegram_news_ru")
PER_OUTLET = 60
OLDER = 0.7
SEED = 20261125


def measure() -> dict[str, Any]:
    """Return the accuracies of each corpus, and their mean over corpora, by key; intervals over texts."""
    tables = {corpus: accuracies(*older_and_newer(_articles(corpus))) for corpus in CORPORA}
    rows = np.concatenate([_spread(table, i) for i, table in enumerate(tables.values())])
    found: dict[str, Any] = {}
    for column, name in enumerate(("with", "without")):
        found[f"outlet_accuracy_{name}"] = bootstrap(_mean(column), [rows]).as_dict()
        for i, corpus in enumerate(CORPORA):
            found[f"outlet_accuracy_{name}_{corpus}"] = bootstrap(_mean(column), [rows[rows[:, 2 + i] > 0]])
    found["outlet_accuracy_lost"] = bootstrap(_lost, [rows])
    return found


def _articles(corpus: str) -> list[Article]:
    by_outlet: dict[str, list[Article]] = defaultdict(list)
    for row in read_corpus(corpus):
        if isinstance(row, Article) and row.outlet and row.date and len(row.date) >= 10:
            by_outlet[row.outlet].append(row)
    drawn = [sorted(rows, key=lambda row: sha256(f"{SEED} {row.id}"))[:PER_OUTLET] for rows in by_outlet.values()]
    return [article for rows in drawn for article in rows]


def older_and_newer(articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
    """Return the older 70 % of the texts and the newer ones; texts of one day stay together.

    Newer texts of outlets that no older one has are left out: nobody could name them.
    """
    cut = sorted((article.date or "")[:10] for article in articles)[int(OLDER * len(articles))]
    older = [article for article in articles if (article.date or "")[:10] < cut]
    known = {article.outlet for article in older}
    newer = [a for a in articles if (a.date or "")[:10] >= cut and a.outlet in known]
    return older, newer


def accuracies(older: Sequence[Article], newer: Sequence[Article]) -> np.ndarray:
    """Return, per newer text, whether its outlet is named rightly with and without boilerplate, of shape (n, 2)."""
    remover = BoilerplateRemover().fit(
        [a.text for a in older], outlets=[a.outlet for a in older], dates=[a.date for a in older]
    )
    outlets = np.array([a.outlet for a in older])
    truth = np.array([a.outlet for a in newer])
    right = []
    for prepared in (list, remover.transform):
        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True, dtype=np.float32),
            LinearSVC(class_weight="balanced", random_state=0),
        )
        model.fit(prepared([a.text for a in older]), outlets)
        right.append(model.predict(prepared([a.text for a in newer])) == truth)
    return np.stack(right, axis=1).astype(float)


def _spread(table: np.ndarray, corpus: int) -> np.ndarray:
    """Return right with, right without, and one column a corpus that says whose row it is."""
    whose = np.zeros((len(table), len(CORPORA)))
    whose[:, corpus] = 1
    return np.concatenate([table, whose], axis=1)


def _mean(column: int) -> SumMeasure:
    """Return the mean over corpora of the share of texts that `column` has right."""
    return SumMeasure(
        lambda rows: np.concatenate([rows[:, 2:] * rows[:, [column]], rows[:, 2:]], axis=1),
        lambda sums: np.nanmean(ratio(sums[..., : len(CORPORA)], sums[..., len(CORPORA) :]), axis=-1),
    )


_lost = SumMeasure(
    lambda rows: np.concatenate([_mean(0).counts(rows), _mean(1).counts(rows)], axis=1),
    lambda sums: _mean(0).value(sums[..., : 2 * len(CORPORA)]) - _mean(1).value(sums[..., 2 * len(CORPORA) :]),
)
