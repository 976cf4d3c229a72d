from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.svm import LinearSVC

from clf.errors import UsageError
from clf.evaluation.metrics import macro_f1
from clf.evaluation.uncertainty import wilson
from clf.leak.conditions import (
    ImpossibleError,
    Outcome,
    PipelineError,
    check_folds,
    counted,
    label_prior,
    out_of_fold,
    outlet_folds,
    random_folds,
    time_folds,
)
from clf.leak.documents import Documents, collect
from clf.leak.judgement import gap, scored, told_alone
from clf.leak.mistakes import error_table
from clf.leak.pipelines import build
from tests.leak.invented import corpus


def documents(**options: object) -> Documents:
    texts, labels, outlets, dates = corpus(leaks=True)
    return collect(texts, labels, outlets, dates=dates, **options)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_no_outlet_and_no_copy_is_on_both_sides(seed: int) -> None:
    chance = np.random.default_rng(seed)
    n = 80
    copies = chance.integers(0, 60, n)
    outlets = chance.choice([f"Outlet {k}" for k in range(9)], n).tolist()
    found = collect([f"text {k}" for k in range(n)], ["a", "b"] * (n // 2), outlets)
    tested = []
    for train, test in outlet_folds(found, copies):
        tested += test.tolist()
        assert not set(found.sites[train]) & set(found.sites[test])
        assert not set(copies[train]) & set(copies[test])
    assert sorted(tested) == list(range(n))
    for train, test in random_folds(found, copies):
        assert not set(copies[train]) & set(copies[test])


def test_n_counts_documents_in_gaps_and_by_outlet_as_in_scores() -> None:
    found = documents(parents=[f"d{row // 4}" for row in range(144)])
    outcome = Outcome(found.targets.copy(), np.ones(144, bool))
    assert scored(found, outcome, over_outlets=False).n == 36
    assert gap("outlet", found, outcome, outcome).n == told_alone("length", found, outcome).n == 36
    (row,) = error_table(found, outcome, ["All"] * 144)
    assert (row["n"], row["right"], row["low"]) == (36, 1.0, pytest.approx(wilson(36, 36)[0], abs=1e-4))


def test_sentences_of_one_document_stay_together() -> None:
    found = documents(parents=[f"d{row // 4}" for row in range(144)])
    for train, test in random_folds(found, np.arange(144)):
        assert not {found.parents[row] for row in train} & {found.parents[row] for row in test}


def test_folds_of_the_corpus_are_used_as_they_stand() -> None:
    found = documents()
    folds = [["GazetteA", "GazetteB"], ["GazetteC", "GazetteD"]]
    parts = outlet_folds(found, np.arange(len(found)), folds)
    assert [sorted(set(found.outlets[test].tolist())) for _, test in parts] == folds
    assert sorted(set(found.outlets[parts[0][0]].tolist())) == folds[1]


def test_given_folds_go_by_site_and_tell_what_is_outside() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    spelled = [f"www.{name}.example" if row % 2 else f"{name}.example" for row, name in enumerate(outlets)]
    found = collect(texts, labels, spelled)
    folds = [["gazettea.example", "https://www.GazetteB.example/"], ["gazettec.example"]]
    check_folds(found, folds)
    first, second = outlet_folds(found, np.arange(len(found)), folds)
    outlet_folds(found, np.arange(len(found)), folds)
    assert (len(first[1]), len(second[1])) == (24, 12)
    assert [note for note in found.notes if "108 texts of no fold's outlets" in note] == found.notes
    with pytest.raises(UsageError, match=r"Fold 2: no text is of its outlets \('gazetec.example'\)"):
        check_folds(found, [folds[0], ["gazetec.example"]])
    check_folds(found, [folds[0], ["gazettec.example", "gazeted.example"]])
    assert found.notes[-1].startswith("Fold 2: no text is of the outlet 'gazeted.example'")
    with pytest.raises(UsageError, match="is in another fold too"):
        check_folds(found, [folds[0], ["www.gazettea.example"]])


def test_a_document_without_outlet_is_never_tested_as_unseen() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    found = collect(texts, labels, ["", *outlets[1:]])
    assert 0 not in np.concatenate([test for _, test in outlet_folds(found, np.arange(len(found)))])


def test_time_is_split_into_past_and_later() -> None:
    found = documents()
    ((train, test),) = time_folds(found, np.arange(len(found)))
    assert max(found.dates[row] for row in train) < min(found.dates[row] for row in test)


def test_what_is_impossible_says_why() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    rows = np.arange(len(texts))
    with pytest.raises(ImpossibleError, match="there are no dates"):
        time_folds(collect(texts, labels, outlets), rows)
    with pytest.raises(ImpossibleError, match="there is no outlet column"):
        outlet_folds(collect(texts, labels, None), rows)
    with pytest.raises(ImpossibleError, match="all texts are of one outlet"):
        outlet_folds(collect(texts, labels, ["Daily"] * len(texts)), rows)
    found = collect(texts, labels, outlets)
    with pytest.raises(ImpossibleError, match="no word is left"):
        counted(build(), [""] * len(texts))
    one = found.targets[:, 0] == 1
    with pytest.raises(ImpossibleError, match="one label alone"):
        out_of_fold(counted(build(), texts), found, [(np.flatnonzero(one), np.flatnonzero(~one))])


def test_an_error_of_the_pipeline_itself_is_not_hidden() -> None:
    found = documents()
    with pytest.raises(PipelineError, match=r"^InvalidParameterError in sklearn\.[\w.]+, line \d+$"):
        out_of_fold(
            counted(build().set_params(model__tol=-1.0), found.texts), found, random_folds(found, np.arange(len(found)))
        )


def test_an_error_of_the_pipeline_does_not_quote_a_text() -> None:
    found = documents()
    with pytest.raises(PipelineError) as told:  # sklearn: could not convert string to float: '…'
        out_of_fold(counted(LinearSVC(), found.texts), found, random_folds(found, np.arange(len(found))))
    assert str(told.value).startswith("ValueError in ")
    assert found.texts[0][:10] not in str(told.value)


def test_margins_are_negative_where_the_call_is_wrong() -> None:
    found = documents()
    outcome = out_of_fold(counted(build(), found.texts), found, random_folds(found, np.arange(len(found))))
    wrong = (outcome.predicted != found.targets).any(axis=1)
    assert wrong.any()
    assert np.array_equal(outcome.margins < 0, wrong)


def test_the_label_prior_is_what_draws_by_share_give_in_the_mean() -> None:
    found = collect(["a text"] * 400, ["a", "b", "b", "b"] * 100, None)
    rows = np.arange(400)
    outcome = label_prior(found, [(rows[:200], rows[200:])])
    assert outcome.predicted[200:] == pytest.approx(np.tile([0.25, 0.75], (200, 1)))
    assert not outcome.tested[:200].any()
    chance = np.random.default_rng(1)
    draws = [np.eye(2, dtype=int)[(chance.random(200) < 0.75).astype(int)] for _ in range(300)]
    expected = np.mean([macro_f1(found.targets[200:], drawn) for drawn in draws])
    assert scored(found, outcome, over_outlets=False).value == pytest.approx(expected, abs=0.01)


def test_the_score_of_calls_is_macro_f1() -> None:
    found = documents()
    drawn = Outcome(np.eye(found.targets.shape[1], dtype=int)[np.arange(144) % 2], np.ones(144, bool))
    assert scored(found, drawn, over_outlets=False).value == pytest.approx(macro_f1(found.targets, drawn.predicted))
