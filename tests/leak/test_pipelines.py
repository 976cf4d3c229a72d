from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from clf.errors import DataError, UsageError
from clf.leak.pipelines import Options, build, describe, read_options
from clf.leak.tasks import pipeline_of

TEXTS = ["farmers welcomed the market", "court rejected the contract"] * 10
NAMES = ["left", "right"] * 10


@pytest.mark.parametrize(
    "options", [Options(), Options(classifier="logistic"), Options(words=None, characters=(2, 4), max_features=50)]
)
def test_every_kind_of_pipeline_learns_one_label_or_several(options: Options) -> None:
    assert build(options).fit(TEXTS, NAMES).predict(TEXTS).tolist() == NAMES
    table = np.array([[1, 0], [0, 1]] * 10)
    assert np.array_equal(build(options, is_multilabel=True).fit(TEXTS, table).predict(TEXTS), table)


def test_options_are_read_from_toml_and_json(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('words = [1, 1]\ncharacters = [3, 5]\nclassifier = "logistic"\nc = 2\n')
    (tmp_path / "a.json").write_text('{"words": [1, 1], "characters": [3, 5], "classifier": "logistic", "c": 2}')
    expected = Options((1, 1), (3, 5), classifier="logistic", c=2)
    assert read_options(tmp_path / "a.toml") == read_options(tmp_path / "a.json") == expected
    assert describe(expected) == (
        "TF-IDF of 1–1 words and 3–5 characters, at least 3 documents; logistic, C = 2, labels balanced"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("model = 'os.system'", "options among words, .*found 'model'"),
        ("words = [2, 1]", "words: two whole numbers"),
        ("words = [1, 99]", "words: two whole numbers"),
        ("classifier = 'forest'", "classifier: svm or logistic"),
        ("c = -1", "c: above 0"),
        ("min_documents = true", "min_documents: a whole number from 1"),
        ("balanced = 1", "balanced: true or false"),
        ("words = []", "words: words, characters or both"),
        ("this is no toml", "options in TOML or JSON"),
        ("\x80", "options in TOML or JSON"),
    ],
)
def test_a_wrong_option_is_named_with_what_was_expected(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(DataError, match=message):
        read_options(tmp_path / "a.toml")


def test_a_recipe_learns_one_label_or_several_and_can_be_cloned() -> None:
    one, words = pipeline_of("narrative-frames", is_multilabel=False)
    assert words == "recipe narrative-frames"
    assert clone(one).fit(TEXTS, NAMES).predict(TEXTS).tolist() == NAMES
    several, _ = pipeline_of("narrative-frames", is_multilabel=True)
    table = np.array([[1, 0], [0, 1]] * 10)
    assert np.array_equal(clone(several).fit(TEXTS, table).predict(TEXTS), table)


def test_a_model_folder_stands_for_its_recipe() -> None:
    assert pipeline_of("clf/models/open", is_multilabel=True)[1] == "recipe ccf-frames"


def test_an_unknown_model_lists_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"expected “default”, a recipe .*ccf-frames"):
        pipeline_of("forest", is_multilabel=False)


OWN = """
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
model = make_pipeline(CountVectorizer(), MultinomialNB())
words = ["no", "pipeline"]
kind = MultinomialNB
def build():
    return make_pipeline(CountVectorizer(binary=True), MultinomialNB())
def broken():
    raise RuntimeError("no such lexicon")
"""


@pytest.mark.parametrize("name", ["model", "build"])
def test_a_pipeline_in_a_python_file_of_ones_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "own.py").write_text(OWN)
    found, words = pipeline_of(f"{tmp_path}/own.py:{name}", is_multilabel=False)
    assert words == f"{name} of own.py"
    assert found.fit(TEXTS, NAMES).predict(TEXTS).tolist() == NAMES
    assert found[0].binary == (name == "build")


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("own.py:modell", "expected a pipeline or function 'modell' in it"),
        ("own.py:words", "to be a pipeline with fit and predict, found list"),
        ("own.py:kind", "to be a pipeline with fit and predict, found"),
        ("own.py:broken", r"could not be run \(RuntimeError: no such lexicon\)"),
        ("wrong.py:model", r"could not be run \(SyntaxError"),
        ("none.py:model", "there is no such file"),
        ("own.py", "own.py:NAME"),
    ],
)
def test_what_a_python_file_lacks_is_said(tmp_path: Path, what: str, message: str) -> None:
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "wrong.py").write_text("model = (")
    with pytest.raises(UsageError, match=message):
        pipeline_of(f"{tmp_path}/{what}", is_multilabel=False)
