"""The reader of PTC."""

from __future__ import annotations

from pathlib import Path

from corpus_files import by_id, problems

from clf.corpora import ptc
from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan

LAYOUT = {
    "datasets/train-articles/article11.txt": "A bridge too late\n\nThe shameful delay goes on.\nNobody knows why.\n",
    "datasets/train-articles/article12.txt": b"\xef\xbb\xbfOne line only\nand a brave second one.\n",
    "datasets/train-articles/article13.txt": "Calm news\n\nNothing to see.\n",
    "datasets/train-articles/._article13.txt": b"\x00\x05\x16\x07",
    "datasets/train-task-flc-tc.labels": (
        "11\tLoaded_Language\t23\t31\n11\tName_Calling,Labeling\t19\t31\n11\tLoaded_Language\t40\t47\n"
        "12\tLoaded_Language\t21\t26\n12\tDoubt\t21\t9999\n14\tDoubt\t1\t2\n11\tDoubt\tone\ttwo\n"
    ),
    "datasets/train-labels-task-flc-tc/article11.task-flc-tc.labels": "11\tLoaded_Language\t23\t31\n",
    "datasets/train-task-si.labels": "11\t23\t31\n",
    "datasets/dev-articles/article21.txt": "Rain again\n\nThey lie.\n",
    "datasets/dev-labels-task-flc-tc/article21.task-flc-tc.labels": "21\tDoubt\t12\t20\n",
    "datasets/test-articles/article31.txt": "Unlabelled\n\nText.\n",
    "datasets/test-task-tc-template.out": "31\t?\t0\t3\n",
}


def test_spans_may_overlap_and_names_may_hold_commas(files: Files) -> None:
    article = by_id(ptc.read(files, "articles"))["11"]
    (labelling,) = article.labels
    assert labelling.scheme == "ptc_techniques"
    assert labelling.names == ("Loaded_Language", "Name_Calling,Labeling")
    assert len(labelling.spans) == 3
    assert article.text[labelling.spans[0].start : labelling.spans[0].end] == "shameful"
    assert article.title == "A bridge too late"


def test_offsets_count_a_byte_order_mark_which_is_dropped(files: Files) -> None:
    article = by_id(ptc.read(files, "articles"))["12"]
    assert article.text.startswith("One")
    (span,) = article.labels[0].spans
    assert article.text[span.start : span.end] == "brave"
    assert article.title is None


def test_annotated_with_nothing_differs_from_not_annotated(files: Files) -> None:
    articles = by_id(ptc.read(files, "articles"))
    assert articles["13"].names("ptc_techniques") == ()
    assert articles["31"].labels == ()
    assert articles["21"].labels == (Labelling("ptc_techniques", ("Doubt",), (LabelSpan("Doubt", 12, 20),)),)


def test_rows_that_cannot_be_read_are_told(files: Files) -> None:
    found = problems(ptc.read(files, "articles"))
    assert {problem.row for problem in found} == {5, 6, 7}
    assert all(problem.file.endswith("train-task-flc-tc.labels") for problem in found)


def test_an_article_that_is_not_utf8_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "train-articles"
    folder.mkdir()
    (folder / "article1.txt").write_bytes("Café\n".encode("latin-1"))
    (folder / "article2.txt").write_text("Tea\n", encoding="utf-8")
    rows = list(ptc.read(Files(tmp_path), "articles"))
    assert [type(row) for row in rows] == [Problem, Article]
