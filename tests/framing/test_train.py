from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from invented import LABELS, corpus
from sklearn.base import clone

from clf.framing import crossfit
from clf.framing.contrast import Contrast
from clf.framing.counts import Counts
from clf.framing.further import Further
from clf.framing.thresholds import most_above, shares
from clf.framing.train import Settings, TextClassifier, train
from clf.models.store import Model, write_part

SETTINGS = Settings(min_documents=2, char_lengths=(3, 3))
FAST = replace(SETTINGS, nested=False)


def test_no_document_stands_on_both_sides_of_a_split(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, targets, groups = corpus()
    fitted: list[set[str]] = []
    fit, decide = TextClassifier.fit, TextClassifier.decision_function
    rows_of = {}

    def take(self: Counts, rows: np.ndarray) -> Counts:
        part = Counts(tuple(block[rows] for block in self.blocks), self.names)
        above = rows_of.get(id(self), (None, np.arange(len(texts))))[1]
        rows_of[id(part)] = (part, above[rows])  # kept, so that an id is never used again
        return part

    def noted_fit(self, counts, *args):  # type: ignore[no-untyped-def]
        self.seen = {groups[row] for row in rows_of.get(id(counts), (None, np.arange(len(texts))))[1]}
        fitted.append(self.seen)
        return fit(self, counts, *args)

    def noted_decide(self, counts):  # type: ignore[no-untyped-def]
        asked = {groups[row] for row in rows_of[id(counts)][1]}
        assert asked
        assert not asked & self.seen
        return decide(self, counts)

    monkeypatch.setattr(Counts, "take", take)
    monkeypatch.setattr(TextClassifier, "fit", noted_fit)
    monkeypatch.setattr(TextClassifier, "decision_function", noted_decide)
    train(texts, targets, LABELS, groups, SETTINGS)
    assert len(fitted) == 5 * (5 + 1) + 1


def test_folds_keep_groups_together_and_test_every_row_once() -> None:
    groups = np.array([f"g{n % 7}" for n in range(50)])
    tested = []
    for rest, test in crossfit.folds(groups):
        assert not set(groups[rest]) & set(groups[test])
        tested += test.tolist()
    assert sorted(tested) == list(range(50))


def test_min_documents_counts_documents_and_not_texts() -> None:
    texts = ["often said", "often said", "often said", "twice here", "twice there", "none known"]
    groups = np.array(["a", "a", "a", "b", "c", "d"])
    targets = np.array([[1], [0], [1], [0], [1], [0]])
    found = TextClassifier(Settings(min_documents=2)).fit(texts, targets, groups)
    assert list(found.words_) == ["twice"]
    alone = TextClassifier(Settings(min_documents=2)).fit(texts, targets)
    assert set(alone.words_) == {"often", "said", "often said", "twice"}


def test_min_documents_may_count_something_else_than_the_groups() -> None:
    texts, targets, groups = corpus()
    texts[:4] = [f"{text} Unusual" for text in texts[:4]]  # four texts of two documents
    four = replace(FAST, min_documents=4)
    assert "unusual" not in train(texts, targets, LABELS, groups, four).model.words
    assert "unusual" in train(texts, targets, LABELS, groups, four, documents=np.arange(40)).model.words


def test_counts_taken_fit_as_the_texts_alone_do() -> None:
    texts, targets, groups = corpus()
    rows = np.arange(0, 40, 3)
    counts = Counts.of(texts, SETTINGS).take(rows)
    one = TextClassifier(SETTINGS).fit(counts, targets[rows], groups[rows])
    other = TextClassifier(SETTINGS).fit([texts[row] for row in rows], targets[rows], groups[rows])
    assert list(one.words_) == list(other.words_)
    assert list(one.chars_) == list(other.chars_)
    assert np.array_equal(one.coef_, other.coef_)
    assert np.allclose(one.decision_function(counts), other.decision_function([texts[row] for row in rows]))


def test_n_features_keeps_the_strongest_columns() -> None:
    texts, targets, _ = corpus()
    full = TextClassifier(SETTINGS).fit(texts, targets)
    small = TextClassifier(replace(SETTINGS, n_features=60)).fit(texts, targets)
    assert len(small.words_) + len(small.chars_) == 60 == len(small.coef_) == len(small.document_frequencies_)
    strength = dict(zip([("w", w) for w in full.words_] + [("c", c) for c in full.chars_], abs(full.coef_).max(1)))  # noqa: B905
    kept = {("w", w) for w in small.words_} | {("c", c) for c in small.chars_}
    weakest = min(strength[name] for name in kept)
    assert all(value <= weakest for name, value in strength.items() if name not in kept)


@pytest.mark.parametrize("value", [0, 1])
def test_a_label_with_one_class_gets_a_constant(value: int) -> None:
    texts, targets, groups = corpus()
    targets[:, 1] = value
    evaluated = train(texts, targets, LABELS, groups, FAST)
    model = evaluated.model
    assert not model.weights[:, 1].any()
    assert model.slope[1] == 0.0
    expected = (40 * value + 0.5) / 41
    assert model.probabilities("anything")["crime"] == pytest.approx(expected)
    assert np.isfinite(evaluated.probabilities).all()


def test_a_label_rarer_than_the_folds_still_trains() -> None:
    texts, targets, groups = corpus()
    targets[:, 1] = 0
    targets[4, 1] = 1
    assert np.isfinite(train(texts, targets, LABELS, groups, FAST).probabilities).all()


def test_texts_not_annotated_for_a_label_teach_it_nothing() -> None:
    texts, targets, groups = corpus()
    hidden = targets.copy()
    hidden[20:, 1] = -1
    one = TextClassifier(SETTINGS).fit(texts, hidden, groups)
    flipped = TextClassifier(SETTINGS).fit(texts, targets, groups)
    assert np.array_equal(one.coef_[:, 0], flipped.coef_[:, 0])
    assert not np.array_equal(one.coef_[:, 1], flipped.coef_[:, 1])
    model = train(texts, hidden, LABELS, groups, FAST).model
    assert model.support_n.sum(axis=1).tolist() == [40, 20]
    assert model.support_k.sum(axis=1).tolist() == [int(targets[:, 0].sum()), int(targets[:20, 1].sum())]


def test_a_label_annotated_on_no_text_has_no_support() -> None:
    texts, targets, groups = corpus()
    targets[:, 1] = -1
    model = train(texts, targets, LABELS, groups, FAST).model
    assert model.support_n.sum(axis=1).tolist() == [40, 0]
    assert model.support({"money": 0.5, "crime": 0.5})["crime"].n == 0


@pytest.mark.parametrize("documents", [1, 2, 4])
def test_fewer_documents_than_folds_is_refused(documents: int) -> None:
    texts, targets, _ = corpus()
    groups = np.arange(40) % documents
    with pytest.raises(ValueError, match=f"at least 5 documents, got {documents}"):
        train(texts, targets, LABELS, groups, SETTINGS)


@pytest.mark.parametrize("documents", [5, 6, 7])
def test_as_many_documents_as_folds_is_enough(documents: int) -> None:
    texts, targets, _ = corpus()
    assert train(texts, targets, LABELS, np.arange(40) % documents, SETTINGS).probabilities.shape == (40, 2)


def test_texts_without_a_word_are_learned_from_by_their_characters(tmp_path: Path) -> None:
    texts = ["a b !!!", "a c ???"] * 6
    classifier = TextClassifier(Settings()).fit(texts, np.array([[1], [0]] * 6))
    assert len(classifier.words_) == 0 < len(classifier.chars_)
    expected = classifier.decision_function(texts)
    assert (expected[::2] > 0).all() and (expected[1::2] < 0).all()
    nothing = np.zeros((1, 0)), np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64)
    model = classifier.linear_model(("x",), (np.ones(1), np.zeros(1)), np.full(1, 0.5), nothing)
    entry = {**write_part(tmp_path, "x", model), "task": "x", "scheme": "x", "lang": "en"}
    read = Model(tmp_path, {"parts": [entry]}).part("x", "en")
    assert np.allclose(read.decisions(texts), expected, rtol=0, atol=1e-6)


def test_texts_that_share_nothing_are_refused() -> None:
    texts = [character * 9 for character in "abcdefghij"]
    with pytest.raises(ValueError, match="stands in 3 documents"):
        TextClassifier(Settings()).fit(texts, np.array([[1], [0]] * 5))


def test_a_single_string_is_refused() -> None:
    with pytest.raises(ValueError, match="sequence of texts"):
        TextClassifier(SETTINGS).fit("one text", np.array([[1]]))


def test_training_again_gives_the_same_bytes(tmp_path) -> None:
    hashes = set()
    for number in range(2):
        texts, targets, groups = corpus()
        entry = write_part(tmp_path / str(number), "part", train(texts, targets, LABELS, groups, FAST).model)
        content = (tmp_path / str(number) / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        hashes.add(content)
    assert len(hashes) == 1


def test_results_belong_to_their_rows() -> None:
    texts, targets, groups = corpus()
    told: list[str] = []
    found = train(texts, targets, LABELS, groups, FAST, progress=told.append)
    assert [message for message in told if message.startswith("fold")] == [f"fold {n} of 5" for n in range(1, 6)]
    assert told[-1] == "final fit"
    assert found.predicted.shape == found.probabilities.shape == (40, 2)
    assert set(np.unique(found.predicted)) <= {0, 1}
    assert ((found.probabilities > 0) & (found.probabilities < 1)).all()
    assert np.array_equal(found.groups, groups)
    assert (found.predicted[:, 0] == targets[:, 0]).mean() > 0.6


def test_thresholds_are_one_for_all_labels_and_a_probability() -> None:
    texts, targets, groups = corpus()
    thresholds = train(texts, targets, LABELS, groups, FAST).model.thresholds
    assert len(set(thresholds.tolist())) == 1
    assert 0.02 <= thresholds[0] <= 0.98


def test_the_classifier_is_an_estimator() -> None:
    texts, targets, _ = corpus()
    estimator = clone(TextClassifier(SETTINGS)).fit(texts, targets)
    assert estimator.get_params() == {"settings": SETTINGS}
    assert estimator.coef_.dtype == np.float32
    assert estimator.coef_.shape == (estimator.transform(texts).shape[1], 2)
    assert np.array_equal(estimator.predict(texts), (estimator.decision_function(texts) > 0).astype(int))
    assert (estimator.predict(texts) == targets).mean() > 0.95


def test_counter_examples_stay_on_the_side_of_their_text_and_teach_one_label(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, targets, groups = corpus()
    origin = np.flatnonzero(targets[:, 0])
    fewer = np.full((len(origin), 2), -1)
    fewer[:, 0] = 0
    made = [texts[row].replace("prices", "").replace("taxes", "") + f" unheard{row}" for row in origin]
    seen: list[tuple[int, int]] = []
    fit = TextClassifier.fit

    def noted_fit(self, counts, targets, groups, contrast, *rest):  # type: ignore[no-untyped-def]
        seen.append((int((targets[:, 0] == 1).sum()), 0 if contrast is None else len(contrast[1])))
        return fit(self, counts, targets, groups, contrast, *rest)

    monkeypatch.setattr(TextClassifier, "fit", noted_fit)
    with_them = train(texts, targets, LABELS, groups, FAST, contrast=Contrast(made, fewer, origin))
    without = train(texts, targets, LABELS, groups, FAST)
    assert len(seen[:6]) == 6
    assert all(positives == examples for positives, examples in seen[:6])
    assert with_them.model.words == without.model.words
    assert np.array_equal(with_them.model.document_frequencies, without.model.document_frequencies)
    assert not np.allclose(with_them.model.weights[:, 0], without.model.weights[:, 0])
    assert np.allclose(with_them.model.weights[:, 1], without.model.weights[:, 1], atol=1e-3)


def test_texts_of_another_corpus_teach_words_and_documents_and_are_not_measured() -> None:
    texts, targets, groups = corpus()
    added = [f"A zebu paid {number} coins" for number in range(4)]
    yes = np.tile([1, 0], (4, 1))
    alone = train(texts, targets, LABELS, groups, FAST)
    for documents, known in ((np.arange(4), True), (np.zeros(4, np.int64), False)):
        further = Further(added, yes, documents, np.ones(4, np.int64), np.ones(4))
        found = train(texts, targets, LABELS, groups, FAST, further=further)
        assert found.probabilities.shape == alone.probabilities.shape
        assert found.model.n_texts == len(texts) + 4
        assert len(found.model.weights) == len(found.model.words) + len(found.model.chars)
        # From one document alone a word is neither learned from nor shipped.
        assert ("zebu" in found.model.words) is known
        if known:
            weight = found.model.weights[found.model.words.index("zebu")]
            assert weight[0] > 0 > weight[1]


def test_another_corpus_has_a_base_rate_of_its_own() -> None:
    texts, targets, groups = corpus()
    settings = replace(FAST, balanced=False)
    everywhere = Further(
        ["plainly nothing"] * 40, np.ones((40, 2), np.int64), np.arange(40), np.ones(40, np.int64), np.ones(40)
    )
    as_own = replace(everywhere, corpora=np.zeros(40, np.int64))
    bias = [train(texts, targets, LABELS, groups, settings, further=one).model.bias for one in (everywhere, as_own)]
    alone = train(texts, targets, LABELS, groups, settings).model.bias
    assert (np.abs(bias[0] - alone) < np.abs(bias[1] - alone)).all()


def test_macro_chooses_a_threshold_per_label() -> None:
    texts, targets, groups = corpus()
    targets[::4, 1] = 1 - targets[::4, 1]
    chosen = train(texts, targets, LABELS, groups, replace(FAST, metric="macro")).model.thresholds
    assert len(set(chosen.tolist())) == 2
    assert ((chosen >= 0.02) & (chosen <= 0.98)).all()


def test_naive_bayes_scales_change_the_weights_and_not_the_vocabulary() -> None:
    texts, targets, _ = corpus()
    plain = TextClassifier(SETTINGS).fit(texts, targets)
    scaled = TextClassifier(replace(SETTINGS, naive_bayes=True)).fit(texts, targets)
    assert list(plain.chars_) == list(scaled.chars_)
    assert not np.allclose(plain.coef_, scaled.coef_, atol=1e-2)
    assert (scaled.predict(texts) == targets).mean() > 0.95


def test_where_a_text_has_one_label_one_is_called_as_against_its_share() -> None:
    texts, targets, groups = corpus()
    targets = np.eye(2, dtype=np.int64)[targets[:, 1]]
    targets[::7] = targets[::7, ::-1]  # some are wrong, so that the probabilities are not sure
    found = train(texts, targets, LABELS, groups, FAST, one_label=True)
    assert found.predicted.sum(axis=1).tolist() == [1] * 40
    assert found.model.thresholds == pytest.approx((targets.sum(axis=0) + 0.5) / 41)
    several = train(texts, targets, LABELS, groups, FAST)
    assert np.array_equal(several.probabilities, found.probabilities)
    assert set(several.predicted.sum(axis=1).tolist()) != {1}


def test_a_rare_label_is_called_where_it_is_most_above_its_share() -> None:
    shares_of = shares(np.array([[1, 0]] * 9 + [[0, 1]]))
    assert shares_of == pytest.approx([9.5 / 11, 1.5 / 11])
    probabilities = np.array(
        [[0.7, 0.3], [0.8, 0.2], [0.9, 0.1], [1.0, 0.0]]
    )  # not the second: .2 is little, if above its share
    assert most_above(probabilities, shares_of).tolist() == [[0, 1], [1, 0], [1, 0], [1, 0]]
    # Of equal ones the first, on a card and in a record alike.
    assert most_above(np.array([[0.4, 0.4, 0.1]]), np.full(3, 1 / 3)).tolist() == [[1, 0, 0]]


@pytest.mark.parametrize("settings", [FAST, SETTINGS])
def test_rows_that_are_not_measured_teach_and_are_not_in_a_figure(settings: Settings) -> None:
    texts, targets, groups = corpus()
    measured = np.arange(40) < 30
    found = train(texts, targets, LABELS, groups, settings, measured=measured)
    assert found.probabilities.shape == found.predicted.shape == found.targets.shape == (30, 2)
    assert np.array_equal(found.targets, targets[:30])
    assert np.array_equal(found.groups, groups[:30])
    assert found.model.support_n.sum(axis=1).tolist() == [30, 30]
    assert found.model.n_texts == 40
    # What the others are labelled moves the weights, and no calibration: the same decisions give the same figures.
    everywhere = train(texts, targets, LABELS, groups, settings)
    assert np.array_equal(found.model.weights, everywhere.model.weights)
    assert not np.array_equal(found.model.intercept, everywhere.model.intercept)
