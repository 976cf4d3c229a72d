from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.pipeline import make_pipeline

import clf
from clf.errors import UsageError
from clf.evaluation.uncertainty import Estimate
from clf.leak import mistakes
from clf.leak.conditions import CONDITIONS, Outcome
from clf.leak.documents import collect
from clf.leak.judgement import f1_over_chance, occurring_f1
from clf.leak.report import LeakReport
from clf.views.leak import leak_page_text
from tests.leak.invented import corpus, flag


@pytest.fixture(scope="module")
def leaky() -> LeakReport:
    texts, labels, outlets, dates = corpus(leaks=True)
    return clf.leak_report(texts, labels, outlets, dates=dates, langs="en", flag=flag)


@pytest.fixture(scope="module")
def clean() -> LeakReport:
    texts, labels, outlets, dates = corpus(leaks=False)
    return clf.leak_report(texts, labels, outlets, dates=dates, langs="en", flag=flag)


def test_a_leak_through_boilerplate_is_found_and_named(leaky: LeakReport) -> None:
    assert leaky.decision.leak_found is True
    assert leaky.gaps["boilerplate"].is_found
    assert leaky.gaps["boilerplate_alone"].low > 0.2
    assert leaky.gaps["outlet"].is_found
    assert "boilerplate" in leaky.decision.why
    assert "Weak evidence: 12 outlets" in leaky.decision.why


def test_no_leak_is_found_where_there_is_none(clean: LeakReport) -> None:
    assert clean.decision.leak_found is False
    assert "no proof" in clean.decision.why


def test_every_row_is_there_with_interval_and_n(leaky: LeakReport) -> None:
    assert list(leaky.scores) == list(CONDITIONS)
    record = leaky.as_dict()
    for entry in record["scores"].values():
        assert entry["low"] <= entry["value"] <= entry["high"]
        assert 0 < entry["n"] <= 144
        assert entry["over_outlets"]["low"] <= entry["value"] <= entry["over_outlets"]["high"]
        assert 0 < entry["over_outlets"]["outlets"] <= 12
        assert entry["over_outlets"]["weak_evidence"] is True
    assert record["scores"]["outlet_disjoint"]["outlets"] == 12
    assert record["scores"]["outlet_disjoint"]["weak_evidence"] is True
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_scores_order_as_the_corpus_was_made(leaky: LeakReport) -> None:
    value = {name: score.value for name, score in leaky.scores.items()}
    assert value["random"] > value["outlet_disjoint"] + 0.1
    assert value["random"] > value["without_boilerplate"] + 0.1
    assert value["random"] > value["names_masked"] + 0.1
    assert min(value["boilerplate_only"], value["outlet_only"]) > value["label_prior"] + 0.2
    assert abs(value["length_only"] - value["label_prior"]) < 0.2


def test_the_answer_is_a_sentence_with_the_gap_and_the_outlets(leaky: LeakReport) -> None:
    lost = leaky.gaps["outlet"]
    assert f"{lost.value:.3f}" in leaky.answer()
    assert "12 outlets" in leaky.answer()


def test_the_line_that_carries_the_leak_is_named(leaky: LeakReport) -> None:
    found = leaky.carriers
    assert not isinstance(found, str)
    assert all(carrier.feature.startswith(("gazette", "follow gazette")) for carrier in found[:6])
    best = found[0]
    assert (best.outlet_share, best.boilerplate_share, best.n) == (1.0, 1.0, 12)
    assert best.label == ("left", "right")[(ord(best.outlet[-1]) - 65) % 2]


def test_another_outlets_name_flips_calls_more_than_one_of_the_same_label(leaky: LeakReport) -> None:
    assert leaky.swap_other.n == leaky.swap_same.n == 144
    assert leaky.swap_other.share > leaky.swap_same.share + 0.2
    assert leaky.swap_other.low < leaky.swap_other.share < leaky.swap_other.high


def test_texts_that_name_no_outlet_have_no_swap(clean: LeakReport) -> None:
    assert clean.as_dict()["name_swap"]["other_label"]["value"] is None


def test_impossible_rows_say_why_and_the_others_are_there() -> None:
    texts, labels, _, _ = corpus(leaks=False)
    report = clf.leak_report(texts, labels, langs="en", flag=lambda text, lang: [])
    scores = report.as_dict()["scores"]
    assert {name for name, entry in scores.items() if entry["value"] is None} == {
        "outlet_disjoint",
        "time_disjoint",
        "boilerplate_only",
        "names_masked",
        "outlet_only",
    }
    assert scores["time_disjoint"] == {"value": None, "why": "there are no dates"}
    assert report.decision.leak_found is None
    assert "cannot be told: there is no outlet column" in report.answer()


def test_a_report_is_there_where_no_word_is_left_to_learn_from() -> None:
    texts, labels, outlets, _ = corpus(leaks=False)
    nothing_left = make_pipeline(
        CountVectorizer(min_df=0.999, stop_words=["story", "follow", "us", "now"]), MultinomialNB()
    )
    report = clf.leak_report(texts, labels, outlets, pipeline=nothing_left, langs="en", flag=flag)
    scores = report.as_dict()["scores"]
    assert scores["random"] == scores["outlet_disjoint"] == {"value": None, "why": "no word is left to learn from"}
    assert scores["label_prior"]["value"] > 0
    assert report.mistakes == {}
    assert "cannot be told: no word is left" in str(report)


def test_a_label_of_two_outlets_allows_no_conclusion() -> None:
    texts, _, outlets, _ = corpus(leaks=True)
    labels = ["state" if outlet in ("GazetteA", "GazetteB") else "other" for outlet in outlets]
    report = clf.leak_report(texts, labels, outlets, langs="en", flag=flag, conditions=["random", "outlet_disjoint"])
    assert report.decision.leak_found is None
    assert "“state” stands in 2 outlets only" in report.decision.why


def test_five_outlets_are_too_few() -> None:
    texts, labels, outlets, _ = corpus(5, 30, leaks=True)
    report = clf.leak_report(texts, labels, outlets, langs="en", flag=flag, conditions=["random", "outlet_disjoint"])
    assert report.decision.leak_found is None
    assert "Too few to decide: 5 outlets" in report.decision.why


def test_any_pipeline_over_texts_is_taken_and_several_labels_too() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    bayes = make_pipeline(CountVectorizer(), MultinomialNB())
    report = clf.leak_report(texts, labels, outlets, pipeline=bayes, langs="en", flag=flag)
    assert report.carriers == "the pipeline does not end in a linear model over named features"
    several = [[label, "all"] if row % 2 else [label] for row, label in enumerate(labels)]
    table = clf.leak_report(texts, several, outlets, langs="en", flag=flag)
    assert table.documents.is_multilabel
    assert table.as_dict()["labels"] == {"all": 72, "left": labels.count("left"), "right": labels.count("right")}
    assert table.gaps["boilerplate"].value > 0


def test_the_measure_is_scikit_learns_macro_f1() -> None:
    chance = np.random.default_rng(5)
    truth, called = chance.integers(0, 2, (50, 3)), chance.integers(0, 2, (50, 3))
    assert occurring_f1(truth, called) == pytest.approx(f1_score(truth, called, average="macro"), abs=1e-12)
    truth[:, 2] = 0  # a resample may lack a label
    assert occurring_f1(truth, called) == pytest.approx(
        f1_score(truth[:, :2], called[:, :2], average="macro"), abs=1e-12
    )


def test_tables_of_mistakes_add_up(leaky: LeakReport) -> None:
    found, documents = leaky.mistakes, leaky.documents
    outcome = leaky.outcomes["outlet_disjoint"]
    assert found["condition"] == "outlet_disjoint"
    assert sum(row["n"] for row in found["by_outlet"]) == sum(row["n"] for row in found["by_month"]) == 144
    right = sum(row["right"] * row["n"] for row in found["by_outlet"])
    assert right == pytest.approx((outcome.predicted == documents.targets).all(axis=1).sum(), abs=0.1)
    ours = [[found["confusion"][true][called] for called in documents.labels] for true in documents.labels]
    answers = documents.answers(), np.array(documents.labels)[outcome.predicted.argmax(axis=1)]
    assert np.array_equal(ours, confusion_matrix(*answers))
    assert [point["share"] for point in found["learning_curve"]] == [0.125, 0.25, 0.5, 1.0]
    assert found["learning_curve"][-1]["score"].value == leaky.scores["outlet_disjoint"].value


def test_the_hardest_come_first_and_all_are_wrong(leaky: LeakReport) -> None:
    hardest = leaky.mistakes["hardest"]
    margins = [entry["margin"] for entry in hardest]
    assert margins == sorted(margins)
    assert all(entry["labels"] != entry["called"] for entry in hardest)


def test_with_several_labels_confusion_counts_the_missed_against_the_wrongly_called() -> None:
    documents = collect(["a text"] * 60, [["a"], ["a", "b"], ["b"]] * 20, None)
    predicted = documents.targets.copy()
    predicted[0] = [0, 1]  # a missed, b called instead
    outcome = Outcome(predicted, np.ones(60, bool))
    assert mistakes.confusion(documents, outcome) == {"a": {"a": 39, "b": 1}, "b": {"a": 0, "b": 40}}


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_calls_that_know_nothing_are_worth_nothing_whatever_their_number(share: float) -> None:
    chance = np.random.default_rng(7)
    truth = (chance.random((20_000, 2)) < [0.1, 0.5]).astype(int)
    called = (chance.random((20_000, 2)) < share).astype(int)
    assert f1_over_chance(truth, called) == pytest.approx(0, abs=0.01)
    expected = 1 - 2 * truth.mean(axis=0) ** 2 / (2 * truth.mean(axis=0))
    assert f1_over_chance(truth, truth) == pytest.approx(expected.mean(), abs=1e-12)


def several(labels: list[str]) -> list[list[str]]:
    return [[label, "all"] if row % 3 else [label] for row, label in enumerate(labels)]


def test_spellings_of_an_outlet_are_one_in_carriers_and_mistakes() -> None:
    texts, labels, outlets, dates = corpus(leaks=True)
    spelled = [f"www.{name}.example" if row % 3 == 0 else f"{name}.example" for row, name in enumerate(outlets)]
    report = clf.leak_report(texts, labels, spelled, dates=dates, langs="en", flag=flag)
    assert not isinstance(report.carriers, str)
    assert {carrier.outlet_share for carrier in report.carriers[:6]} == {1.0}
    assert {carrier.outlet for carrier in report.carriers} <= {f"{name}.example" for name in outlets}
    assert [row["n"] for row in report.mistakes["by_outlet"]] == [12] * 12


def test_without_outlets_nothing_is_said_of_outlets() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    for given, why in ((None, "there is no outlet column"), (["Daily"] * len(texts), "all texts are of one outlet")):
        report = clf.leak_report(texts, labels, given, langs="en", flag=flag)
        page = str(report)
        assert report.carriers == why
        assert f"cannot be told: {why}" in page
        assert {(gap.p, gap.p_holm, gap.is_found) for gap in report.gaps.values()} == {(None, None, False)}
        assert report.gaps["boilerplate"].low < report.gaps["boilerplate"].high
        assert "intervals over texts" in page and "over outlets)" not in page
        assert "0 outlets (weak" not in page
        assert "rests on p" not in page
        assert report.as_dict()["gaps"]["boilerplate"]["outlets"] == (0 if given is None else 1)
    some = clf.leak_report(texts, labels, ["", "", *outlets[2:]], langs="en", flag=flag)
    assert some.gaps["boilerplate"].outlets == 12
    assert not isinstance(some.carriers, str)
    assert all(carrier.outlet for carrier in some.carriers)
    assert "The decision rests on p" in str(some)


def test_a_forest_over_several_labels_has_no_margins_and_a_report() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    forest = make_pipeline(CountVectorizer(), RandomForestClassifier(5, random_state=0))
    always = [[label, "always"] for label in labels]  # its column of probabilities is another shape
    report = clf.leak_report(texts, always, outlets, pipeline=forest, langs="en", flag=flag, conditions=["random"])
    assert report.outcomes["random"].margins is None
    assert isinstance(report.scores["random"], Estimate)


def test_a_pipeline_that_fails_names_the_condition_and_the_way_out() -> None:
    texts, labels, outlets, _ = corpus(leaks=True)
    single = make_pipeline(CountVectorizer(), LogisticRegression())
    with pytest.raises(UsageError, match=r"fails under “random split”: ValueError in sklearn\..* OneVsRestClassifier"):
        clf.leak_report(texts, several(labels), outlets, pipeline=single, langs="en", flag=flag)
    dense = make_pipeline(CountVectorizer(), GaussianNB())
    with pytest.raises(UsageError, match="fails under “random split”: TypeError in ") as error:
        clf.leak_report(texts, labels, outlets, pipeline=dense, langs="en", flag=flag)
    assert "OneVsRest" not in str(error.value)


def test_length_tells_a_pipeline_of_letters_too_and_one_length_is_impossible() -> None:
    texts, labels, outlets, _ = corpus(leaks=False)
    letters = make_pipeline(CountVectorizer(token_pattern=r"[a-z]{2,}"), MultinomialNB())
    longer = [text + " more" * 200 if label == "left" else text for text, label in zip(texts, labels, strict=True)]
    rows = {"langs": "en", "flag": flag, "conditions": ["random", "length_only"]}
    report = clf.leak_report(longer, labels, outlets, pipeline=letters, **rows)
    assert report.scores["length_only"].value == 1
    alike = clf.leak_report([text[:60] for text in texts], labels, outlets, **rows)
    assert alike.scores["length_only"] == "all texts are of about the same length"


def test_a_score_over_fewer_labels_says_over_how_many() -> None:
    texts, labels, outlets, dates = corpus(leaks=True)
    old = [[label, "old"] if date < "2022" else [label] for label, date in zip(labels, dates, strict=True)]
    report = clf.leak_report(
        texts, old, outlets, dates=dates, langs="en", flag=flag, conditions=["random", "time_disjoint"]
    )
    scores = report.as_dict()["scores"]
    assert scores["time_disjoint"]["labels"] == {"tested": 2, "of": 3}
    assert "labels" not in scores["random"]
    assert "later texts, trained on the past: over 2 of 3 labels" in str(report)


def test_a_report_prints_its_page_and_draws_itself(leaky: LeakReport, tmp_path: Path) -> None:
    page = str(leaky)
    assert "Leak found." in page
    assert "Where it errs (outlets never seen in training" in page
    assert "left taken for right" in page
    assert "with 14," in page or "with 15," in page  # an eighth of four fifths of the texts
    assert repr(leaky) == "LeakReport(144 texts, leak_found=True)"
    leaky.plot(tmp_path / "leak.svg")
    assert (tmp_path / "leak.svg").read_text().count("<path") > 20


def test_conditions_may_be_any_iterable_and_must_be_known() -> None:
    texts, labels, outlets, _ = corpus(leaks=False)
    found = clf.leak_report(texts, labels, outlets, flag=flag, conditions=iter(["outlet_disjoint", "random"]))
    assert list(found.scores) == [name for name in CONDITIONS if name in ("random", "outlet_disjoint")]
    with pytest.raises(UsageError, match="randm: no such condition"):
        clf.leak_report(texts, labels, outlets, flag=flag, conditions=["randm"])


def test_rows_that_were_not_asked_for_are_named() -> None:
    texts, labels, outlets, _ = corpus(leaks=False)
    report = clf.leak_report(texts, labels, outlets, langs="en", flag=flag, conditions=["random", "outlet_disjoint"])
    assert report.answer().endswith("It cannot be told: not asked for: label prior (drawn by share).")


def test_what_the_notebook_shows_is_what_is_printed(leaky: LeakReport) -> None:
    page = " ".join(re.sub("<[^>]+>", " ", leaky._repr_html_()).split())
    for score in leaky.over_outlets.values():
        assert f"[{score.low:.3f}, {score.high:.3f}]" in page
    for said in ("near-duplicate", "exchanged for one of another label", "most confused", "score by training texts"):
        assert said in page


def test_the_page_fits_80_columns(leaky: LeakReport) -> None:
    page = leak_page_text(leaky, width=80)
    heading = next(line for line in page.splitlines() if "speaks for" in line)
    assert heading.split()[-3:] == ["share", "texts", "boilerplate"]
    assert len(leaky.carriers) > 0


def test_parts_of_one_document_allow_no_random_split() -> None:
    texts, labels, outlets, _ = corpus(leaks=False)
    report = clf.leak_report(texts, labels, outlets, parents=["one"] * len(texts), langs="en", flag=flag)
    assert "leaves 1 text for 5 folds" in str(report.scores["random"])


@pytest.mark.parametrize(("options", "message"), [({"jobs": 0}, "jobs: expected 1"), ({"folds": []}, "two folds")])
def test_options_that_make_no_sense_are_refused(options: dict, message: str) -> None:
    texts, labels, outlets, _ = corpus(leaks=False)
    with pytest.raises(UsageError, match=message):
        clf.leak_report(texts, labels, outlets, **options)


def test_a_model_that_knows_nothing_has_nothing_to_share_out(clean: LeakReport) -> None:
    prior = clean.scores["label_prior"]
    assert isinstance(prior, Estimate)
    report = replace(clean, scores=clean.scores | {"random": replace(prior, value=prior.value - 0.1)})
    assert "the model does no better than drawing labels by their share" in report.answer()
