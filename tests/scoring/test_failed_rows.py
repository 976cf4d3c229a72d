"""A row without a score keeps what was given with it. All texts are ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clf.corpora.files import read_files
from clf.errors import Problem
from clf.scoring.score import failed
from clf.scoring.stream import articles_of

ALL = ("a7", "The Elm Times", "2024-05-01")


def failures(path: Path, content: str | bytes) -> list[dict[str, Any]]:
    """Return the records of the rows of a file that have no score."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows = list(read_files([str(path)], on_guess=lambda message: None))
    return [failed(row).record() for row in rows if isinstance(row, Problem)]


def given(record: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return record["id"], record["outlet"], record["date"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl", '{"id": "a7", "outlet": "The Elm Times", "date": "2024-05-01"}\n', ALL),
        ("a.jsonl", '{"id": "a7", "text": null, "outlet": "The Elm Times", "date": "May 1, 2024"}\n', ALL),
        ("a.jsonl", '{"id": "a7"}\n', ("a7", None, None)),
        ("a.jsonl", "{oops\n", ("1", None, None)),
        ("a.csv", "id,outlet,date,text\na7,The Elm Times,2024-05-01,\n", ALL),
        ("a.csv", "id,outlet,date,text\na7,The Elm Times,2024-05-01\n", ALL),
        ("a.csv", "id,outlet,date,text\na7,The Elm Times,2024-05-01,One, two.\n", ALL),
        ("a.csv", "id,text,outlet,date\na7,One, two,The Elm Times,2024-05-01\n", ("a7", None, None)),
        ("a.csv", "text,id\nOne, two,a7\n", ("1", None, None)),
        ("a.csv", 'id,text\nb,"x\n', ("1", None, None)),
        ("a.csv", "id,outlet,date,text\nb,ü,,ü\na7,The Elm Times,2024-05-01,".encode() + b"\xff\n", ALL),
        (
            "a.json",
            json.dumps(
                [{"id": "a7", "outlet": "The Elm Times", "date": "2024-05-01", "text": "ab", "label": [[0, 9]]}]
            ),
            ALL,
        ),
        ("a.txt", "", ("a.txt", None, None)),
    ],
)
def test_id_outlet_and_date_stay(
    tmp_path: Path, name: str, content: str | bytes, expected: tuple[str, str | None, str | None]
) -> None:
    (record,) = failures(tmp_path / name, content)
    assert given(record) == expected
    assert record["error"]


def test_a_file_that_cannot_be_read_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    (record,) = failures(path, b"nothing")
    assert given(record) == (str(path), None, None)
    assert record["source"] == {"file": str(path), "row": None}


def test_rows_in_memory_keep_theirs() -> None:
    (problem,) = articles_of([{"id": "a7", "outlet": "The Elm Times", "date": "May 1, 2024", "text": None}], "text")
    assert isinstance(problem, Problem)
    assert given(failed(problem).record()) == ALL
    (nothing,) = articles_of([None], "text")
    assert isinstance(nothing, Problem)
    assert failed(nothing).id == "1"
