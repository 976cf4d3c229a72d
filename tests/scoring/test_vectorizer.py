"""The kernel's vocabulary, idf and matrix are scikit-learn's."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from clf.boilerplate.transformer import BoilerplateRemover
from clf.scoring import vectorizer
from clf.scoring.kernel import in_use
from clf.scoring.kernel.library import library
from clf.scoring.vectorizer import NativeTfidfVectorizer
from tests.scoring.strings import HARD, random_strings

pytestmark = pytest.mark.skipif(library() is None, reason=f"vocabularies come from {in_use()}")
TEXTS = [*HARD, *random_strings(800, seed=5)]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"ngram_range": (1, 2), "sublinear_tf": True},
    {"ngram_range": (1, 3), "min_df": 2},
    {"ngram_range": (2, 4)},
    {"ngram_range": (3, 3)},
    {"ngram_range": (1, 2), "max_features": 100},
    {"ngram_range": (1, 2), "min_df": 3, "max_df": 0.02, "max_features": 50},
    {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True},
    {"analyzer": "char_wb", "ngram_range": (1, 2), "norm": None, "dtype": np.float32},
    {"analyzer": "char_wb", "ngram_range": (3, 5), "max_features": 300, "max_df": 0.5},
    {"analyzer": "char_wb", "ngram_range": (7, 9)},
]


def assert_equal(found: Any, expected: Any) -> None:
    assert found.shape == expected.shape
    for name in ("indptr", "indices", "data"):
        one, other = getattr(found, name), getattr(expected, name)
        assert one.dtype == other.dtype
        # Norms are summed in column order here, in the order of first appearance there: equal but for the last bit.
        assert np.allclose(one, other, rtol=1e-6 if one.dtype == np.float32 else 1e-14, atol=0)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_vocabulary_idf_and_matrix_are_those_of_scikit_learn(options: dict[str, Any]) -> None:
    ours, theirs = NativeTfidfVectorizer(**options), TfidfVectorizer(**options)
    found, expected = ours.fit_transform(TEXTS), theirs.fit_transform(TEXTS)
    expected.sort_indices()
    assert ours._is_native()
    assert ours.vocabulary_ == theirs.vocabulary_
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    assert np.array_equal(ours.idf_, theirs.idf_)
    assert_equal(found, expected)
    later = ["ab cd und der die", *HARD[:5]]
    assert_equal(ours.transform(later), theirs.transform(later))
    assert np.array_equal(NativeTfidfVectorizer(**options).fit(iter(TEXTS)).idf_, theirs.idf_)


def test_it_is_an_estimator() -> None:
    texts = ["good day sun", "bad night rain", "good sun", "bad rain", "sun day", "night rain"] * 3
    pipeline = make_pipeline(NativeTfidfVectorizer(sublinear_tf=True), LogisticRegression())
    search = GridSearchCV(pipeline, {"nativetfidfvectorizer__ngram_range": [(1, 1), (1, 2)]}, cv=2)
    assert search.fit(texts, [1, 0] * 9).best_score_ == 1.0
    copy = clone(NativeTfidfVectorizer(min_df=2, analyzer="char_wb"))
    assert (copy.min_df, copy.analyzer) == (2, "char_wb")


@pytest.mark.filterwarnings("ignore:Can't test estimator:sklearn.exceptions.SkipTestWarning")
@pytest.mark.parametrize("estimator", [NativeTfidfVectorizer(), BoilerplateRemover()])
def test_the_checks_of_scikit_learn_that_apply_to_texts_pass(estimator: Any) -> None:
    found = check_estimator(estimator, on_skip=None)  # of what takes texts scikit-learn checks hardly anything
    assert found
    assert {one["status"] for one in found} == {"passed"}


@pytest.mark.parametrize(
    ("options", "texts"),
    [
        ({}, ["a", "b"]),
        ({}, []),
        ({"min_df": 5}, ["ab cd", "ef"]),
        ({"min_df": 3, "max_df": 1}, ["ab cd", "ef"]),
        ({"ngram_range": (2, 1)}, ["ab cd"]),
        ({"max_features": -1}, ["ab cd"]),
        ({}, "one string"),
        ({}, ["ab", None]),
    ],
)
def test_what_scikit_learn_refuses_is_refused_alike(options: dict[str, Any], texts: Any) -> None:
    with pytest.raises(Exception) as expected:
        TfidfVectorizer(**options).fit_transform(texts)
    with pytest.raises(expected.type) as found:
        NativeTfidfVectorizer(**options).fit_transform(texts)
    assert str(found.value).replace("NativeTfidf", "Tfidf") == str(expected.value)


@pytest.mark.parametrize("options", [{"stop_words": "english"}, {"analyzer": "char"}, {"lowercase": False}, {"binary": True}])  # fmt: skip
def test_other_options_are_left_to_scikit_learn(options: dict[str, Any]) -> None:
    ours, theirs = NativeTfidfVectorizer(**options), TfidfVectorizer(**options)
    assert not ours._is_native()
    assert_equal(ours.fit_transform(TEXTS), theirs.fit_transform(TEXTS))


def test_a_character_younger_than_the_tables_is_left_to_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectorizer.unicodedata, "unidata_version", "99.0.0")
    texts = ["ab cd", "\u0378 ef ab"]
    ours, theirs = NativeTfidfVectorizer(), TfidfVectorizer()
    assert_equal(ours.fit_transform(texts), theirs.fit_transform(texts))
    assert ours.vocabulary_ == theirs.vocabulary_


@pytest.mark.parametrize(
    "options",
    [
        *({"ngram_range": lengths} for lengths in ((0, 2), (0, 1), (1.0, 2.0), 2, None, (), (2, 1))),
        {"dtype": np.float16},
    ],
)
def test_what_is_no_ngram_and_no_weight_is_left_to_scikit_learn(options: dict[str, Any]) -> None:
    def outcome(kind: type[TfidfVectorizer]) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return str(kind(**options).fit_transform(TEXTS[:50]).toarray().tolist())
            except Exception as error:
                return f"{type(error).__name__}: {error}".replace(kind.__name__, "")

    assert outcome(NativeTfidfVectorizer) == outcome(TfidfVectorizer)


class _Stems(NativeTfidfVectorizer):
    def build_analyzer(self) -> Any:
        whole = super().build_analyzer()
        return lambda text: [word[:4] for word in whole(text)]


def test_a_class_that_cuts_texts_in_its_own_way_is_left_to_scikit_learn() -> None:
    texts = ["running runner walked", "walking the runners"]
    made = _Stems().fit(texts)
    assert sorted(made.vocabulary_) == ["runn", "the", "walk"]
    assert (made.transform(texts) != _Stems().fit_transform(texts)).nnz == 0


def test_the_names_of_columns_come_through_the_remover() -> None:
    pipeline = make_pipeline(BoilerplateRemover(model="open"), NativeTfidfVectorizer()).fit(["one two", "two three"])
    assert pipeline.get_feature_names_out().tolist() == ["one", "three", "two"]


@pytest.mark.parametrize("kind", [np.array, pd.Series, list, tuple])
def test_a_vocabulary_may_be_any_collection(kind: Callable[[list[str]], Any]) -> None:
    texts = ["the cat sat", "the dog"]
    ours = NativeTfidfVectorizer(vocabulary=kind(["the", "cat"])).fit_transform(texts)
    theirs = TfidfVectorizer(vocabulary=kind(["the", "cat"])).fit_transform(texts)
    assert np.array_equal(ours.toarray(), theirs.toarray())


def test_the_vocabulary_is_made_when_it_is_asked_for() -> None:
    texts = ["one two", "two three"]
    ours, theirs = NativeTfidfVectorizer(), TfidfVectorizer().fit(texts)
    with pytest.raises(AttributeError, match="not fitted"):
        _ = ours.vocabulary_
    ours.fit(texts)
    twin = copy.deepcopy(ours)
    assert ours.vocabulary_ is ours.vocabulary_
    assert ours.vocabulary_ == twin.vocabulary_ == theirs.vocabulary_
    assert not hasattr(clone(ours), "vocabulary_")
    ours.fit(["four five"])
    assert ours.vocabulary_ == {"five": 0, "four": 1}
    assert ours.get_feature_names_out().tolist() == ["five", "four"]
