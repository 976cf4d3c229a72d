from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from clf.errors import UsageError
from clf.leak.documents import collect

TEXTS = [f"text number {n}" for n in range(60)]
LABELS = ["a", "b", "a"] * 20


def test_one_label_a_text_becomes_a_row_with_a_single_one() -> None:
    documents = collect(TEXTS, LABELS, ["Daily"] * 60)
    assert documents.labels == ("a", "b")
    assert not documents.is_multilabel
    assert documents.targets.sum(axis=0).tolist() == [40, 20]
    assert documents.answers().tolist() == LABELS
    assert np.array_equal(documents.called(np.array(LABELS)), documents.targets)


def test_lists_of_labels_may_be_empty_or_hold_several() -> None:
    documents = collect(TEXTS, [["a", "b"], [], ["b"]] * 20, None)
    assert documents.is_multilabel
    assert documents.targets.tolist()[:3] == [[1, 1], [0, 0], [0, 1]]
    assert documents.answers() is documents.targets
    assert documents.n_outlets == 0
    with pytest.raises(UsageError, match="OneVsRestClassifier"):
        documents.called(np.zeros(60))


def test_spellings_of_one_outlet_and_members_of_one_family_are_one_site() -> None:
    outlets = ["https://www.daily.org/1", "daily.org", "Topor", "Topor Live", "", None] * 10
    documents = collect(TEXTS, LABELS, outlets, families={"Topor": "family t", "Topor Live": "family t"})
    assert set(documents.sites.tolist()) == {"daily.org", "family t", ""}
    assert documents.n_outlets == 2


def test_rare_labels_and_texts_without_words_are_left_out_and_told() -> None:
    texts, labels = [*TEXTS, "one more", " \n"], [*LABELS, "rare", "a"]
    documents = collect(texts, labels, None)
    assert len(documents) == 60
    assert documents.notes == [
        "Labels of fewer than 20 texts are left out (1 text): rare.",
        "Left out: 1 text without a word.",
    ]


def test_missing_cells_of_pandas_are_missing() -> None:
    nan = float("nan")
    documents = collect(TEXTS, LABELS, [nan] * 30 + ["Daily"] * 30, dates=[nan] * 60)
    assert documents.n_outlets == 1
    assert set(documents.dates) == {None}


def test_parents_and_other_columns_of_a_data_frame_may_have_gaps() -> None:
    frame = pd.DataFrame({"text": TEXTS, "label": LABELS, "id": range(1, 61)}, index=range(100, 160))
    frame["parent"] = [float("nan")] * 58 + [1, 2]  # pandas makes floats of whole numbers beside a gap
    frame["lang"] = ["en"] * 59 + [pd.NA]
    documents = collect(frame["text"], frame["label"], None, parents=frame["parent"], ids=frame["id"], langs=frame["lang"])  # fmt: skip
    assert documents.parents == [f"row {number}" for number in range(1, 59)] + ["1", "2"]
    assert documents.langs == ["en"] * 59 + [None]
    unknown = collect(TEXTS, LABELS, None, parents=[pd.NA, None, ""] * 20, ids=[pd.NA, "b", "c"] * 20)
    assert unknown.ids[:4] == ["1", "b", "c", "4"]
    assert len(set(unknown.parents)) == 60


def test_columns_of_a_data_frame_are_taken_whatever_its_index() -> None:
    frame = pd.DataFrame({"text": TEXTS, "label": LABELS, "outlet": "Daily"}, index=range(100, 160))
    days = ["2021-05-03", "25/04/2017", "some day"] * 20
    documents = collect(frame["text"], frame["label"], frame["outlet"], dates=frame.assign(day=days)["day"])
    assert documents.texts == TEXTS
    assert documents.answers().tolist() == LABELS
    assert documents.dates == ["2021-05-03", "2017-04-25", None] * 20
    assert documents.notes == ["20 dates could not be read: left out (write 2017-04-03)."]


@pytest.mark.parametrize(
    ("texts", "labels", "outlets", "message"),
    [
        (TEXTS, LABELS[:-1], None, r"as many labels as texts \(60\), found 59"),
        (TEXTS, LABELS, ["Daily"], r"as many outlets as texts \(60\), found 1"),
        ([*TEXTS[:-1], None], LABELS, None, "Text 60: expected a str, found NoneType"),
        (TEXTS, [*LABELS[:-1], {"a": 1}], None, "Label 60: expected a name, or a list of names, found dict"),
        (TEXTS, np.eye(2, dtype=int)[[0, 1] * 30], None, "Label 1: expected names, found a row of numbers"),
        (TEXTS, ["a"] * 60, None, "at least two labels of 20 texts each, found 1"),
    ],
)
def test_what_cannot_be_used_is_told_before_any_work(texts: list, labels: list, outlets: list, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        collect(texts, labels, outlets)


def test_labels_are_names_or_numbers_and_lists_of_them() -> None:
    numbers = collect(TEXTS, [0, 1] * 30, None)
    assert (numbers.labels, numbers.is_multilabel) == (("0", "1"), False)
    assert collect(TEXTS, [float(i % 2) for i in range(60)], None).labels == ("0", "1")  # of a column with gaps
    several = collect(TEXTS, [["a", " b "], ("b",), set()] * 20, None)
    assert (several.labels, several.is_multilabel) == (("a", "b"), True)
    assert several.targets.sum(axis=0).tolist() == [20, 40]


def test_a_text_without_a_label_is_left_out_and_told() -> None:
    labels = [*(["a", "b"] * 20), *[None] * 10, *["  "] * 9, float("nan")]
    found = collect(TEXTS, labels, None)
    assert len(found) == 40
    assert "Left out: 20 texts without a label." in found.notes
    assert "Left out: 1 text without a label. An empty list means: none of the labels." in (
        collect(TEXTS, [["a"]] * 30 + [[]] * 29 + [None], None).notes
    )


def test_every_column_may_be_read_but_once() -> None:
    found = collect(iter(TEXTS), iter(LABELS), iter(["Daily"] * 60), langs=iter(["en"] * 60), parents=iter(TEXTS))
    assert len(found) == 60
    with pytest.raises(UsageError, match=r"as many langs as texts \(60\), found 1"):
        collect(TEXTS, LABELS, None, langs=["en"])
    with pytest.raises(UsageError, match="Label 1: expected names in its list, found one that is empty"):
        collect(TEXTS, [["a", None]] * 60, None)


@pytest.mark.parametrize("kind", [int, float, bool, str])
def test_a_table_of_zeros_and_ones_is_refused_in_every_form(kind: type) -> None:
    rows = [[kind(n % 2), kind(n % 3 == 0)] for n in range(60)]
    for labels in (rows, pd.Series(rows), np.array(rows)):
        with pytest.raises(UsageError, match="Give the names of the labels that are 1"):
            collect(TEXTS, labels, None)
    with pytest.raises(UsageError, match="expected one column"):
        collect(TEXTS, pd.DataFrame(rows, columns=["a", "b"]), None)
    assert collect(TEXTS, [["7", "9"], ["9"], []] * 20, None).labels == ("7", "9")


def test_one_label_that_a_text_has_or_not() -> None:
    documents = collect(TEXTS, [["a"], []] * 30, None)
    assert documents.labels == ("a",)
    for predicted in (np.ones(60), np.ones((60, 1))):  # the first as OneVsRestClassifier predicts it
        assert documents.called(predicted).tolist() == [[1]] * 60
