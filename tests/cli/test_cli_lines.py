"""Nothing that a command says acts on a terminal: names of columns, files and labels may be anybody's.

The runner, like a pipe, drops colours of its own accord, so these names ring a bell and turn the line around instead.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from clf.cli import cli

HOSTILE, SHOWN = "bell\x07turned\u202e", "bell\\x07turned\\u202e"


def said(*args: object) -> str:
    return CliRunner().invoke(cli, [*map(str, args)]).output


@pytest.mark.parametrize("command", [("score", "--json"), ("explain",), ("boilerplate", "flag")])
def test_the_name_of_a_column(command: tuple[str, ...], tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f"text,{HOSTILE},{HOSTILE}\nThe council met on Monday.,a,b\n", encoding="utf-8")
    output = said(*command, table)
    assert f"2 columns are named '{SHOWN}', of which the first is read" in output
    assert "\x07" not in output


def test_the_name_of_a_file_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ptc.zip", "w") as archive:
        archive.writestr("train-articles/article1.txt", "The council met.")
        archive.writestr(f"train-labels-task-flc-tc/article{HOSTILE}.labels", "no label\n")
    output = said("corpora", "check", "ptc", tmp_path / "ptc.zip")
    assert f"article{SHOWN}.labels, row 1: expected four fields" in output
    assert "\x07" not in output


def test_a_label_of_a_table_that_a_model_is_trained_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estimate = {"value": 0.5, "low": 0.4, "high": 0.6}
    part = {"task": "frames", "lang": "en", "scheme": "label", "n": 60, "scores": {"micro_f1": estimate}}
    card: dict[str, Any] = {"parts": [part | {"label_scores": {HOSTILE: {"f1": estimate, "positives": 60}}}]}
    monkeypatch.setattr("clf.framing.build.build_own", lambda *_: card)
    (tmp_path / "a.csv").touch()
    output = said("train", tmp_path / "a.csv", "-o", tmp_path / "model")
    assert f"    {SHOWN}: F1 0.500 [0.400, 0.600], 60 positives" in output
    assert "\x07" not in output
