"""The reader of the Slavic persuasion corpus."""

from __future__ import annotations

from pathlib import Path

from corpus_files import by_id, problems

from clf.corpora import slavic_persuasion
from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Labelling

HEADER = "filename,start,end,content,techniques,persuasion_strategies,Call\n"
LAYOUT = {
    "data/BG/train.csv": HEADER
    + "20240229_URW_BG_1.txt,0,12,\"Мост, казва.\",\"['Doubt', 'Slogans']\",\"['Attack_on_Reputation', 'Call']\",True\n"
    + "20249999_URW_BG_2.txt,0,5,Мост.,[],[],False\n"
    + "20240229_URW_BG_1.txt,13,20,Друго.,not a list,[],False\n"
    + "20240229_URW_BG_1.txt,21,25,,[],[],False\n",
    "data/BG/train_sample.csv": HEADER + "20240229_URW_BG_1.txt,0,12,Мост,[],[],False\n",
    "data/PL/valid.csv": HEADER + "pl_bridge_19_12_2024_n08.txt,5,9,Most,['Doubt'],['Call'],True\n",
    "data/RU/test.csv": "filename,start,end,content\nRU_1.txt,0,4,Мост\n",
}


def test_lists_are_read_and_documents_named(files: Files) -> None:
    row = by_id(slavic_persuasion.read(files, "sentences"))["20240229_URW_BG_1.txt:0-12"]
    assert row.labels == (
        Labelling("slavic_techniques", ("Doubt", "Slogans")),
        Labelling("slavic_strategies", ("Attack_on_Reputation", "Call")),
    )
    assert (row.text, row.document, row.lang) == ("Мост, казва.", "20240229_URW_BG_1.txt", "bg")


def test_dates_come_from_file_names(files: Files) -> None:
    rows = by_id(slavic_persuasion.read(files, "sentences"))
    assert rows["20240229_URW_BG_1.txt:0-12"].date == "2024-02-29"
    assert rows["pl_bridge_19_12_2024_n08.txt:5-9"].date == "2024-12-19"
    assert rows["20249999_URW_BG_2.txt:0-5"].date is None
    assert rows["RU_1.txt:0-4"].date is None


def test_all_parts_but_the_sample_are_read(files: Files) -> None:
    rows = by_id(slavic_persuasion.read(files, "sentences"))
    assert [row.lang for row in rows.values()] == ["bg", "bg", "pl", "ru"]
    assert rows["20249999_URW_BG_2.txt:0-5"].names("slavic_techniques") == ()
    assert rows["RU_1.txt:0-4"].labels == ()


def test_rows_that_cannot_be_read_are_told(files: Files) -> None:
    assert [problem.row for problem in problems(slavic_persuasion.read(files, "sentences"))] == [3, 4]


def test_a_file_without_its_columns_is_told(tmp_path: Path) -> None:
    (tmp_path / "BG").mkdir()
    (tmp_path / "BG" / "train.csv").write_text("filename,content\na,b\n", encoding="utf-8")
    (problem,) = slavic_persuasion.read(Files(tmp_path), "sentences")
    assert isinstance(problem, Problem)
    assert problem.found == "none named start, end"
