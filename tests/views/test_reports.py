"""Displays of the leak report, the validation and a table of scores, made by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from by_hand import HOSTILE
from page import ATTRIBUTES, TAGS, Page

import clf
from clf.evaluation.uncertainty import Estimate
from clf.evaluation.validate import Share
from clf.leak.carriers import Carrier
from clf.leak.documents import collect
from clf.leak.judgement import Decision, Gap
from clf.leak.report import LeakReport
from clf.scoring.table import ScoreTable
from clf.validation.validate import DomainShare, LabelResult, Validation
from clf.views.reports import leak_html, scores_html, validation_html


def leak(word: str = "tide") -> LeakReport:
    documents = collect([f"text {i}" for i in range(60)], ["a", "b"] * 30, [f"o{i % 6}" for i in range(60)])
    documents.notes.append(word)
    return LeakReport(
        documents,
        scores={
            "random": Estimate(0.9, 0.85, 0.95, 60),
            "outlet_disjoint": Estimate(0.6, 0.4, 0.8, 60, outlets=6),
            "time_disjoint": f"no dates {word}",
            "label_prior": Estimate(0.5, 0.4, 0.6, 60),
        },
        gaps={"outlet": Gap("outlet", 0.3, 0.1, 0.5, 0.01, 60, 6, 0.02)},
        decision=Decision(True, word),
        carriers=[Carrier(word, "a", word, 0.97, 21, 0.5, 0.25)],
    )


def validation(word: str = "Alder") -> Validation:
    share = Share(Estimate(0.6, 0.58, 0.62, 900), Estimate(0.3, 0.2, 0.4, 100), "direct", 100)
    few = Share(Estimate(0.25, 0.1, 0.6, 9), None, "none", 0)
    undefined = Estimate(float("nan"), float("nan"), float("nan"), 100)
    return Validation(
        labels=[
            LabelResult(word, {"f1": Estimate(0.5, 0.4, 0.6, 100)}, None),
            LabelResult("b", {"f1": undefined}, None),
        ],
        joint={},
        shares=[
            DomainShare("corpus", None, None, word, share),
            DomainShare("corpus", None, None, "b", few),
            DomainShare("outlet", word, None, word, few),
        ],
        facts={"coded": 100, "articles": 900, "scheme": "mine"},
        notes=[word],
    )


def test_the_leak_report_says_answer_scores_gaps_and_carriers() -> None:
    page = Page(leak()._repr_html_())
    assert page.open == []
    for fact in ("Leak found.", "0.900", "[0.400, 0.800]", "impossible", "impossible, no dates", "+0.300", "p 0.020",
                 "tide", "(97%)"):  # fmt: skip
        assert fact in page.text
    assert "Leak found." in str(leak())
    assert repr(leak()) == "LeakReport(60 texts, leak_found=True)"


def test_the_validation_says_raw_and_corrected_shares() -> None:
    page = Page(validation()._repr_html_())
    assert page.open == []
    for fact in ("100 coded articles speak for 900.", "60%", "30% [20%, 40%]", "0.50 [0.40, 0.60]", "By outlet: Alder"):
        assert fact in page.text
    assert page.text.count("–") >= 3  # nothing corrected, no agreement, no F1
    assert "100 coded articles speak for 900." in str(validation())
    assert repr(validation()) == "Validation(100 coded of 900 articles, 2 labels)"


def test_a_table_of_scores_is_short_and_what_is_made_of_it_is_plain() -> None:
    table = clf.score_table(["The army crossed the border on Monday."] * 20, model="default")
    assert isinstance(table, ScoreTable)
    page = Page(table._repr_html_())
    assert page.open == []
    assert "… and 5 more rows" in page.text
    assert "Security and defense" in page.text
    assert type(table[["id", "lang"]]) is type(table.head()) is pd.DataFrame
    bare = Page(scores_html(ScoreTable({"id": ["x"], "error": ["no word found"]})))
    assert "no word found" in bare.text


EVIL = HOSTILE.replace("\ud800", "")  # pandas takes no half surrogate pair


@pytest.mark.parametrize(
    "html",
    [
        leak_html(leak(HOSTILE)),
        validation_html(validation(HOSTILE)),
        scores_html(pd.DataFrame({"id": [EVIL], "outlet": [EVIL], f"frames.{EVIL}": [0.5]}, dtype=object)),
    ],
    ids=["leak", "validation", "scores"],
)
def test_nothing_hostile_reaches_a_display(html: str) -> None:
    page = Page(html)
    assert page.open == []
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    for raw in ("\x1b", "\u202e", "\ud800", "<script", "<img"):
        assert raw not in html


def test_the_leak_chart_tells_its_intervals_apart_without_colour() -> None:
    pytest.importorskip("matplotlib")
    from clf.views.charts import leak as drawn

    chart = drawn(leak())
    (axes,) = chart.figure.axes
    marks = {line.get_marker(): line.get_linestyle() for line in axes.lines if line.get_marker() != "None"}
    assert marks == {"o": "-", "s": "--"}
    (legend,) = chart.figure.legends
    assert [text.get_text() for text in legend.texts] == ["interval over texts", "interval over whole outlets"]
    said = chart.figure._suptitle.get_text().replace("\n", " ")
    assert said == "Macro-F1 0.90 on outlets seen in training, 0.60 [0.40, 0.80] on others"
