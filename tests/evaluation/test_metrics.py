"""Our measures are scikit-learn's, the shared tasks' and what a hand can compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn import metrics as sk
from sklearn.preprocessing import MultiLabelBinarizer

from clf.evaluation.calibration import brier, ece, log_loss
from clf.evaluation.metrics import (
    average_precision,
    label_scores,
    lrap,
    macro_f1,
    micro_f1,
    precision_recall_f1,
    scores,
    semeval2023_macro_f1,
    semeval2023_micro_f1,
    subset_accuracy,
)
from clf.evaluation.uncertainty import bootstrap


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth, called = (random.random((2, 60, 5)) < random.random((2, 1, 5)) * 0.6).astype(np.int64)
    truth[:, 4] = called[:, 4] = seed % 2  # a label that is never there, or always
    return truth, called, random.random((60, 5)).round(2)


@pytest.mark.parametrize("seed", range(20))
def test_measures_equal_scikit_learns(seed: int) -> None:
    truth, called, chance = drawn(seed)
    assert micro_f1(truth, called) == pytest.approx(sk.f1_score(truth, called, average="micro", zero_division=0))
    assert macro_f1(truth, called) == pytest.approx(sk.f1_score(truth, called, average="macro", zero_division=0))
    assert subset_accuracy(truth, called) == sk.accuracy_score(truth, called)
    assert lrap(truth, chance) == sk.label_ranking_average_precision_score(truth, chance)
    occurring = truth.any(axis=0)
    expected = sk.average_precision_score(truth[:, occurring], chance[:, occurring], average="macro")
    assert average_precision(truth, chance) == pytest.approx(expected)
    for ours, theirs in zip(
        precision_recall_f1(truth, called),
        sk.precision_recall_fscore_support(truth, called, zero_division=0),
        strict=True,
    ):
        assert ours == pytest.approx(theirs)


@pytest.mark.parametrize("seed", range(20))
def test_official_measures_of_semeval_2023_count_absent_labels_as_right(seed: int) -> None:
    truth, called, _ = drawn(seed)
    for ours, average in ((semeval2023_micro_f1, "micro"), (semeval2023_macro_f1, "macro")):
        assert ours(truth, called) == pytest.approx(
            sk.f1_score(truth, called, average=average, zero_division=1), abs=1e-9
        )


def test_official_measures_on_a_case_by_hand() -> None:
    frames = ["Economic", "Morality", "Political", "Cultural_identity"]
    gold = ["1\tEconomic,Morality", "2\tMorality", "3\t"]
    submitted = ["1\tEconomic", "2\tEconomic,Morality", "3\tPolitical"]
    binarizer = MultiLabelBinarizer(classes=frames)
    truth, called = (
        binarizer.fit_transform([[frame for frame in line.split("\t")[1].split(",") if frame] for line in lines])
        for lines in (gold, submitted)
    )
    # hits 2, true 3, called 4; F1 per frame: 2/3, 2/3, 0 and, as nobody speaks of it, 1
    assert semeval2023_micro_f1(truth, called) == pytest.approx(4 / 7, abs=1e-9)
    assert semeval2023_macro_f1(truth, called) == pytest.approx((2 / 3 + 2 / 3 + 0 + 1) / 4, abs=1e-9)
    assert macro_f1(truth, called) == pytest.approx((2 / 3 + 2 / 3) / 4, abs=1e-9)
    nothing = np.zeros((3, 2), dtype=int)
    assert (semeval2023_micro_f1(nothing, nothing), micro_f1(nothing, nothing)) == (1.0, 0.0)


def test_what_is_not_annotated_is_not_counted() -> None:
    truth = np.array([[1], [-1], [0]])
    assert micro_f1(truth, np.array([[1], [1], [0]])) == 1.0
    assert subset_accuracy(truth, np.array([[1], [1], [0]])) == 1.0
    assert average_precision(truth, np.array([[0.9], [1.0], [0.1]])) == 1.0
    wide = np.array([[1, 0], [-1, 1]])
    assert lrap(wide, np.array([[0.9, 0.1], [1.0, 0.0]])) == 1.0
    unknown = np.full((2, 2), -1)
    assert all(np.isnan(measure(unknown, np.zeros((2, 2)))) for measure in (subset_accuracy, average_precision, lrap))


def test_label_scores_count_positives_and_texts() -> None:
    truth = np.array([[1, 0], [1, 1], [0, 0], [0, 1]])
    found = label_scores(("a", "b"), truth, truth, np.arange(4))
    assert found["a"]["positives"] == 2
    assert found["b"]["f1"]["value"] == 1.0


def test_scores_are_over_documents_or_outlets() -> None:
    truth = np.repeat(np.eye(2, dtype=np.int64), 50, axis=0)
    by_document = scores(truth, truth, np.repeat([0, 1], 50))["micro_f1"]
    assert by_document.n == 2
    assert by_document.low == by_document.high == 1.0
    by_outlet = scores(truth, truth, np.arange(100), outlets=np.arange(100) % 7)["macro_f1"]
    assert (by_outlet.n, by_outlet.outlets, by_outlet.weak) == (100, 7, True)


def test_what_does_not_fit_together_is_refused() -> None:
    truth, called, chance = drawn(1)
    for one, other in ((truth, called[:, :1]), (truth[:, 0], called[:, 0]), (truth, called[:-1])):
        with pytest.raises(ValueError, match="of one shape"):
            micro_f1(one, other)
    with pytest.raises(ValueError, match="predictions of 0 and 1"):
        macro_f1(truth, chance)
    assert micro_f1(truth.tolist(), called.tolist()) == micro_f1(truth, called.astype(bool))


@pytest.mark.parametrize("measure", [average_precision, lrap, subset_accuracy, micro_f1])
def test_one_column_without_labels_is_refused(measure: Any) -> None:
    with pytest.raises(ValueError, match="texts × labels"):
        measure(np.array([1, 0, 0, 0, 1]), np.array([0, 1, 1, 1, 0]))


@pytest.mark.parametrize("targets", [[[0.9, 0.2]], [[2, 1]]])
def test_targets_that_are_none_are_refused(targets: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="targets of 0, 1 and −1"):
        micro_f1(np.array(targets), np.array([[1, 0]]))


def test_sparse_tables_are_taken_as_scikit_learn_takes_them() -> None:
    truth, called = np.array([[1, 0], [0, 1], [1, 1]]), np.array([[1, 1], [0, 1], [0, 1]])
    assert micro_f1(csr_matrix(truth), csr_matrix(called)) == micro_f1(truth, called)
    assert bootstrap(micro_f1, (csr_matrix(truth), called)) == bootstrap(micro_f1, (truth, called))


MEASURES = [micro_f1, macro_f1, subset_accuracy, average_precision, lrap, brier, log_loss, ece]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("whole", "real"), [("Int64", "Float64"), ("boolean", "Float64"), ("Int8", "Float32")])
def test_nullable_columns_of_pandas_are_numbers(measure: Callable[..., float], whole: str, real: str) -> None:
    truth, called, chance = drawn(2)
    of_calls = measure in (micro_f1, macro_f1, subset_accuracy)
    values = called if of_calls else chance.astype(np.float32)
    targets, other = pd.DataFrame(truth).astype(whole), pd.DataFrame(values).astype(whole if of_calls else real)
    assert measure(targets, other) == pytest.approx(measure(truth, values))
    assert bootstrap(measure, (targets, other), repeats=5) == bootstrap(measure, (truth, values), repeats=5)


def test_na_is_no_target_and_the_message_says_what_is() -> None:
    truth, called, _ = drawn(3)
    for gaps in (pd.DataFrame(truth).astype("Int64").mask(called == 0), np.where(called == 0, np.nan, truth)):
        with pytest.raises(ValueError, match="what is not annotated is −1, not NaN"):
            micro_f1(gaps, called)
    with pytest.raises(ValueError, match="predictions of 0 and 1 were expected"):
        micro_f1(truth, pd.DataFrame(called).astype("boolean").mask(truth == 0))
