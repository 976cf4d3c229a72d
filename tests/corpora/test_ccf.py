"""CCF: three spellings of one scheme, consensus rows without text, empty labels that mean not annotated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from corpus_files import read_both

from clf.corpora import ccf
from clf.corpora.archive import Files
from clf.corpora.ccf_labels import first_spelling
from clf.errors import DataError

FOLDER = "Database/Training_data/manual_annotations_JSONL/"


def lines(*records: dict[str, Any] | str) -> str:
    return "".join(
        (record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)) + "\n" for record in records
    )


META = {"media": "Toronton Sun", "date": "2016-08-24", "title": "Mills", "doc_ID": 9, "sentence_id": 12}
FIRST = lines(
    {
        "id": 5,
        "text": "The mill\u2028stops.",
        "meta": META | {"language": "EN"},
        "label": ["CC article", "Eco Detection"],
    },
    {"id": 6, "text": "Le moulin.", "meta": META | {"language": "FR"}, "label": ["Emotion: Neutral"]},
    "{broken",
    {"id": 7, "text": "", "meta": META, "label": []},
    {"id": 8, "text": "A dam.", "meta": META, "label": "Eco Detection"},
)
OTHER = {"media": "Le Devoir", "date": "08-24-2016", "title": "Barrage", "page_number": 3, "language": "FR"}
BLIND = lines(
    {"id": 1, "text": "Le barrage.", "meta": OTHER | {"doc_id": 9, "sentence_id": 1}, "label": []},
    {"id": 2, "text": "Le pont.", "meta": OTHER | {"doc_id": 30, "sentence_id": 2}, "label": []},
)
SECOND = lines(
    {"id": 4, "text": "Le pont.", "meta": OTHER | {"doc_id": 30, "sentence_id": 2}, "label": ["CADRAGE ÉCONOMIQUE"]},
    {
        "id": 3,
        "text": "Le barrage.",
        "meta": OTHER | {"doc_id": 9, "sentence_id": 1},
        "label": ["Solutions d'atténuation", "Emotion: Neutre", "CADRAGE INCONNU"],
    },
)
CONSENSUS = lines(
    {"meta": {"doc_id": 9, "sentence_id": 1, "language": "FR"}, "label": ["Solutions_1_SUB", "Emotion:_Neutral"]},
    {"meta": {"doc_id": 30, "sentence_id": 2, "language": "FR"}, "label": []},
    {"meta": {"doc_id": 31, "sentence_id": 2, "language": "FR"}, "label": ["Eco_Detection"]},
)
DOUBLE: dict[str, str | bytes] = {
    FOLDER + "blind_verification.jsonl": BLIND,
    FOLDER + "second_coder.jsonl": SECOND,
    FOLDER + "consensus_gold_standard.jsonl": CONSENSUS,
}


def test_first_file(tmp_path: Path) -> None:
    articles, problems = read_both(ccf, "sentences", tmp_path, {FOLDER + "Annotated_sentences.jsonl": FIRST})
    first, second = articles
    assert first.names("ccf_frames") == ("Eco Detection",)
    assert first.names("ccf_labels") == ("CC article", "Eco Detection")
    assert second.names("ccf_frames") == ()
    assert (first.id, first.document, first.outlet, first.title) == ("5", "9", "Toronto Sun", "Mills")
    assert [(article.lang, article.date) for article in articles] == [("en", "2016-08-24"), ("fr", "2016-08-24")]
    assert [problem.row for problem in problems] == [3, 4, 5]


def test_consensus_takes_its_texts_from_the_other_files(tmp_path: Path) -> None:
    articles, problems = read_both(ccf, "consensus", tmp_path, DOUBLE)
    first, second = articles
    assert (first.text, first.date, first.outlet) == ("Le barrage.", "2016-08-24", "Le Devoir")
    assert first.names("ccf_labels") == ("Solution_1_SUB", "Emotion: Neutral")
    assert second.names("ccf_labels") == ()
    assert [problem.row for problem in problems] == [3]


def test_second_coder_is_spelled_as_the_first_file(tmp_path: Path) -> None:
    articles, problems = read_both(ccf, "second_coder", tmp_path, DOUBLE)
    assert [article.names("ccf_labels") for article in articles] == [
        ("Eco Detection",),
        ("Solution_1_SUB", "Emotion: Neutral"),
    ]
    assert articles[0].names("ccf_frames") == ("Eco Detection",)
    assert [problem.row for problem in problems] == [2]
    assert "INCONNU" not in str(problems[0])


def test_all_parts_together_share_documents_but_no_ids(tmp_path: Path) -> None:
    files = {**DOUBLE, FOLDER + "Annotated_sentences.jsonl": FIRST}
    articles, _ = read_both(ccf, "sentences", tmp_path, files)
    assert [article.id for article in articles] == ["5", "6", "consensus-9-1", "consensus-30-2"]
    assert [article.document for article in articles] == ["9", "9", "9", "30"]


def test_empty_labels_of_the_blind_file_are_no_annotation(tmp_path: Path) -> None:
    articles, _ = read_both(ccf, "sentences", tmp_path, {"blind_verification.jsonl": BLIND})
    assert [article.labels for article in articles] == [(), ()]


@pytest.mark.parametrize("view", ccf.VIEWS)
def test_a_missing_file_is_named(tmp_path: Path, view: str) -> None:
    with pytest.raises(DataError, match="jsonl"):
        list(ccf.read(Files(tmp_path), view))


def test_every_spelling_leads_to_the_same_label() -> None:
    for name in ("Eco Detection", "Eco_Detection", "CADRAGE ÉCONOMIQUE"):
        assert first_spelling(name) == "Eco Detection"
    assert first_spelling("Solutions_Detection") == "Solutions Detection"
    assert first_spelling("CC_article") == "CC article"
    assert first_spelling("Emotion:_Positive") == "Emotion: Positive"
    assert first_spelling("no such label") is None
