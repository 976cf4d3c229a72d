from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from invented import LABELS, corpus
from multilingual import SENTENCES, article
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from clf.evaluation.uncertainty import wilson
from clf.framing.contributions import character_contributions
from clf.framing.crossfit import support
from clf.framing.model import LinearModel
from clf.framing.thresholds import most_above
from clf.framing.train import Evaluated, Settings, TextClassifier, train

SETTINGS = Settings(min_documents=2)
UNSEEN = [
    "The thief took the money of the bank.",
    "POLICE police Police: taxes, taxes & wages!",
    "Nothing known",
    "zzz",
    "",
    "İ prices ΣΑΣ \x00\u2028 the car",
    *map(article, SENTENCES),
]


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    texts, targets, groups = corpus()
    return train(texts, targets, LABELS, groups, SETTINGS)


@pytest.fixture(scope="module")
def model(evaluated: Evaluated) -> LinearModel:
    return evaluated.model


@pytest.fixture(scope="module")
def estimator() -> TextClassifier:
    texts, targets, groups = corpus()
    return TextClassifier(SETTINGS).fit(texts, targets, groups)


def test_decisions_are_those_of_the_estimator(model: LinearModel, estimator: TextClassifier) -> None:
    texts = [*corpus()[0], *UNSEEN]
    expected = estimator.decision_function(texts)
    assert np.abs(np.array([model.decision(text) for text in texts]) - expected).max() < 1e-6


def test_decisions_are_those_of_plain_scikit_learn(model: LinearModel) -> None:
    texts = [*corpus()[0], *UNSEEN]
    blocks = []
    for name, analyzer, lengths, grams in (
        ("word", "word", (1, 2), model.words),
        ("char", "char_wb", (3, 5), model.chars),
    ):
        blocks.append(
            (name, TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, vocabulary=list(grams), sublinear_tf=True))
        )
    union = FeatureUnion(blocks).fit(corpus()[0])
    assert np.concatenate([block.idf_ for _, block in union.transformer_list]) == pytest.approx(model.idf)
    expected = union.transform(texts) @ model.weights.astype(np.float64) + model.bias
    assert np.abs(np.array([model.decision(text) for text in texts]) - expected).max() < 1e-6


def test_features_have_unit_length_per_block_and_known_columns(model: LinearModel) -> None:
    columns, values = model.features(corpus()[0][0])
    is_word = columns < len(model.words)
    assert values[is_word] @ values[is_word] == pytest.approx(1.0)
    assert values[~is_word] @ values[~is_word] == pytest.approx(1.0)
    assert len(np.unique(columns)) == len(columns)
    assert columns.max() < len(model.words) + len(model.chars) == len(model.idf)


@pytest.mark.parametrize("text", ["", "市", "\x00"])
def test_a_text_without_known_ngrams_gets_the_bias(model: LinearModel, text: str) -> None:
    assert model.decision(text) == pytest.approx(model.bias)
    assert model.highlights(text, ["money"]) == []


def test_probabilities_follow_the_calibration(model: LinearModel) -> None:
    for text in UNSEEN:
        logit = model.slope * model.decision(text) + model.intercept
        assert list(model.probabilities(text).values()) == pytest.approx((1 / (1 + np.exp(-logit))).tolist())
    assert tuple(model.probabilities("x")) == LABELS


def test_probabilities_rise_with_the_decision_and_never_overflow(model: LinearModel) -> None:
    decisions = np.array([[-1e9, -1e9], [-5, -5], [0, 0], [5, 5], [1e9, 1e9]], dtype=float)
    found = model.calibrate(decisions)
    assert found.shape == decisions.shape
    assert (np.diff(found, axis=0) >= 0).all()
    assert found.min() >= 0
    assert found.max() <= 1


def test_the_model_learned_what_is_obvious(model: LinearModel) -> None:
    money = model.probabilities("Taxes fell and the bank lent money and wages grew.")
    crime = model.probabilities("Police arrested a thief and the judge sent him to prison.")
    assert money["money"] > crime["money"]
    assert crime["crime"] > money["crime"]


def test_a_label_is_called_from_its_threshold_on_most_probable_first(model: LinearModel) -> None:
    tuned = replace(model, thresholds=np.array([0.3, 0.6]))
    assert tuned.called({"money": 0.3, "crime": 0.7}) == ["crime", "money"]
    assert tuned.called({"money": 0.2999, "crime": 0.6}) == ["crime"]
    assert tuned.called({"money": 0.2, "crime": 0.59}) == []
    assert tuned.called({"money": 0.9, "crime": 0.9}) == ["crime", "money"]


def test_support_counts_every_out_of_fold_text_once(evaluated: Evaluated) -> None:
    model = evaluated.model
    assert model.support_n.sum(axis=1).tolist() == [40, 40]
    assert model.support_k.sum(axis=1).tolist() == evaluated.targets.sum(axis=0).tolist()
    assert (model.support_k <= model.support_n).all()
    assert model.support_edges.shape == (2, model.support_k.shape[1] - 1)


def test_one_label_alone_is_called_as_on_a_card(model: LinearModel) -> None:
    shared = replace(model, thresholds=np.array([0.9, 0.1]))
    rows = np.array([[0.7, 0.3], [0.95, 0.1], [1.0, 0.0], [0.9, 0.1]])
    called = most_above(rows, shared.thresholds).argmax(axis=1).tolist()
    assert called == [1, 0, 0, 0]
    for row, expected in zip(rows.tolist(), called, strict=True):
        assert shared.called_alone(dict(zip(shared.labels, row, strict=True))) == shared.labels[expected]


def test_a_score_like_this_one_is_one_in_the_same_tenth() -> None:
    random = np.random.default_rng(3)
    probabilities = random.random((500, 2)) ** 4  # few high ones, as of a rare label
    targets = (random.random((500, 2)) < probabilities).astype(np.int64)
    edges, k, n = support(probabilities, targets)
    assert edges.shape == (2, 9)
    assert np.diff(edges).max() <= 0.1 + 1e-9
    for label in (0, 1):
        for low, high, some, of in zip([0, *edges[label]], [*edges[label], 1.1], k[label], n[label], strict=True):
            there = (probabilities[:, label] >= low) & (probabilities[:, label] < high)
            assert (some, of) == (targets[there, label].sum(), there.sum())


def test_support_is_read_from_the_bin_of_the_probability(model: LinearModel) -> None:
    table = replace(
        model,
        support_edges=np.array([[0.2, 0.5], [0.1, 0.9]]),
        support_k=np.array([[0, 2, 9], [1, 5, 10]]),
        support_n=np.array([[10, 10, 10], [10, 10, 0]]),
    )
    found = table.support({"money": 0.19, "crime": 0.89})
    assert [(s.k, s.n) for s in found.values()] == [(0, 10), (5, 10)]
    at_edges = table.support({"money": 0.2, "crime": 1.0})
    assert [(s.k, s.n) for s in at_edges.values()] == [(2, 10), (10, 0)]
    assert (found["crime"].low, found["crime"].high) == wilson(5, 10)
    assert (at_edges["crime"].low, at_edges["crime"].high) == (0.0, 1.0)


@pytest.mark.parametrize("labels", [["money"], ["crime"], ["money", "crime"]])
@pytest.mark.parametrize("text", [*corpus()[0][:3], *UNSEEN[:6], "a b: prices, prices — rose (I)"])
def test_a_word_collects_what_its_characters_add(model: LinearModel, text: str, labels: list[str]) -> None:
    chosen = [model.labels.index(label) for label in labels]
    added = character_contributions(model, text)[:, chosen].mean(axis=1)
    for start, end, gain in model.highlights(text, labels):
        assert gain == pytest.approx(added[start:end].sum(), abs=1e-12)


def test_highlights_are_the_words_in_text_order(model: LinearModel) -> None:
    text = "The thief, a THIEF, took the money."
    found = model.highlights(text, ["crime"])
    assert [text[start:end] for start, end, _ in found] == ["The", "thief", "THIEF", "took", "the", "money"]
    best = max(found, key=lambda h: h[2])
    assert text[best[0] : best[1]].lower() == "thief"


def test_highlights_of_no_label_are_all_zero(model: LinearModel) -> None:
    assert {gain for _, _, gain in model.highlights("The thief took money.", [])} == {0.0}


def test_an_unknown_label_is_refused(model: LinearModel) -> None:
    with pytest.raises(ValueError, match=r"not in|sport"):
        model.highlights("text", ["sport"])
