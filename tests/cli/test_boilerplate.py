"""``clf boilerplate mine`` through the runner, on tables written here."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from clf.cli import cli

TEXT = "The council met on Monday and the bridge stays closed."


@pytest.mark.parametrize(
    ("table", "said", "is_told"),
    [
        (f"id,text\n1,{TEXT}\n2,{TEXT} Again.\n", "0 repeated passages of 0 outlets in 2 texts", True),
        (f"id,text,outlet\n1,{TEXT},Alder Post\n", "0 repeated passages of 1 outlet in 1 text,", False),
    ],
)
def test_a_corpus_without_outlets_is_told(tmp_path: Path, table: str, said: str, is_told: bool) -> None:
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    done = CliRunner().invoke(cli, ["boilerplate", "mine", str(tmp_path / "a.csv"), "-o", str(tmp_path / "i"), "-q"])
    assert done.exit_code == 0, done.output
    assert said in done.output
    assert ("Name the column with --outlet-column." in done.output) is is_told
