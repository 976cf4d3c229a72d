"""``clf boilerplate`` through the runner, on tables written here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from clf.cli import cli

TEXT = "The council met on Monday and the bridge stays closed."


@pytest.mark.parametrize(
    ("table", "said", "is_told"),
    [
        (f"id,text\n1,{TEXT}\n2,{TEXT} Again.\n", "0 repeated passages in 2 texts of 1 outlet", True),
        (f"id,text,outlet\n1,{TEXT},Alder Post\n", "0 repeated passages in 1 text of 1 outlet,", False),
    ],
)
def test_a_corpus_without_outlets_is_told(tmp_path: Path, table: str, said: str, is_told: bool) -> None:
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    done = CliRunner().invoke(cli, ["boilerplate", "mine", str(tmp_path / "a.csv"), "-o", str(tmp_path / "i"), "-q"])
    assert done.exit_code == 0, done.output
    assert said in done.output
    assert ("Name the column with --outlet-column." in done.output) is is_told


def test_an_index_is_not_written_where_there_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\n1,{TEXT}\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["boilerplate", "mine", str(tmp_path / "a.csv"), "-o", str(tmp_path / "x" / "i")])
    assert "there is no folder" in str(done.exception)
    assert not (tmp_path / "x").exists()


def test_a_row_that_cannot_be_read_has_a_line_in_its_place(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f"id,text\n1,{TEXT}\n2,\n3,{TEXT}\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["boilerplate", "flag", str(table)], standalone_mode=False)
    assert done.return_value == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], bool(line["error"])) for line in lines] == [("1", False), ("2", True), ("3", False)]
    assert "expected text, found" in lines[1]["error"]
    table.write_text("id,text\n1,\n", encoding="utf-8")
    assert CliRunner().invoke(cli, ["boilerplate", "flag", str(table)], standalone_mode=False).return_value == 2


def test_articles_without_an_outlet_are_no_outlet_beside_others(tmp_path: Path) -> None:
    table = f"id,text,outlet\n1,{TEXT},Alder Post\n2,{TEXT} Again.,Elm\n3,{TEXT} Still.,\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    done = CliRunner().invoke(cli, ["boilerplate", "mine", str(tmp_path / "a.csv"), "-o", str(tmp_path / "i"), "-q"])
    assert "in 3 texts of 2 outlets," in done.output


def test_what_cannot_be_read_has_the_id_that_score_gives(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"text,outlet\n{TEXT},X\n,Y\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    names = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    flagged, scored = (
        [json.loads(line)["id"] for line in CliRunner().invoke(cli, [*command, *names]).stdout.splitlines()]
        for command in (("boilerplate", "flag"), ("score", "--json"))
    )
    assert flagged == scored == ["1", "2", names[1]]
