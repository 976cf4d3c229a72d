"""A model fitted from counts is the one that fitting on the texts gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

from clf.framing.train import Settings
from clf.leak.fits import fits_of
from clf.leak.pipelines import Options, build
from clf.leak.recipes import recipe_pipeline
from tests.leak.invented import corpus

TEXTS, LABELS, _, _ = corpus(leaks=True)
ANSWERS = np.array(LABELS)
ROWS = np.random.default_rng(3).permutation(len(TEXTS))[:90]
OTHERS = np.setdiff1d(np.arange(len(TEXTS)), ROWS)
UNION = FeatureUnion([("words", TfidfVectorizer(min_df=2)), ("counts", CountVectorizer(analyzer="char_wb"))])

PIPELINES: dict[str, Any] = {
    "default": build(),
    "two blocks": build(Options(characters=(2, 4), classifier="logistic")),
    "most features": build(Options(max_features=40)),
    "shares": make_pipeline(TfidfVectorizer(min_df=0.05, max_df=0.5, norm=None), LinearSVC(random_state=0)),
    "counts": make_pipeline(CountVectorizer(binary=True, min_df=2), TfidfTransformer(), MultinomialNB()),
    "union": make_pipeline(UNION, MultinomialNB()),
    "no idf": make_pipeline(TfidfVectorizer(use_idf=False), LinearSVC(random_state=0)),
    "hashes": make_pipeline(HashingVectorizer(n_features=512), LinearSVC(random_state=0)),
    "recipe": recipe_pipeline(Settings(c=1.0), is_multilabel=False),
}
COUNTED = {"default", "two blocks", "most features", "shares", "counts", "union", "recipe"}


@pytest.mark.parametrize("name", PIPELINES)
def test_a_part_gives_what_its_texts_give(name: str) -> None:
    pipeline, rows = PIPELINES[name], [TEXTS[row] for row in ROWS]
    plain = clone(pipeline).fit(rows, ANSWERS[ROWS])
    found = fits_of(pipeline, TEXTS).fit(ROWS, ANSWERS[ROWS])
    others = [TEXTS[row] for row in OTHERS]
    method = "predict_proba" if name in ("counts", "union") else "decision_function"
    expected = getattr(plain, method)(others)
    assert getattr(found.last, method)(found.known(OTHERS)) == pytest.approx(expected, abs=1e-6)
    assert getattr(found.model, method)(others) == pytest.approx(expected, abs=1e-6)
    assert found.model.predict(others).tolist() == found.last.predict(found.known(OTHERS)).tolist()
    assert (found.last is not found.model) == (name in COUNTED - {"recipe"})
    if hasattr(plain, "steps") and name != "hashes":
        assert found.model[:-1].get_feature_names_out().tolist() == plain[:-1].get_feature_names_out().tolist()


def test_texts_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    count = CountVectorizer.fit_transform

    def counting(self: Any, texts: Any, y: Any = None) -> Any:
        counted.append(len(texts))
        return count(self, texts, y)

    monkeypatch.setattr(CountVectorizer, "fit_transform", counting)
    fits = fits_of(build(), TEXTS)
    for start in range(0, 90, 30):
        fits.fit(ROWS[start:], ANSWERS[ROWS[start:]])
    assert counted == [len(TEXTS)]
