"""``clf explain`` and ``clf contrast`` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from clf.cli import cli
from clf.errors import ClfError
from clf.resources import data_dir

SAMPLE = data_dir("sample")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_a_page_says_why() -> None:
    done = run("explain", SAMPLE / "article.txt", "--label", "security")
    assert done.exit_code == 0
    assert "Pourquoi « la sécurité et la défense » est à" in done.stdout
    assert "armée" in done.stdout
    assert "Suivez Canal" in done.stdout


def test_json_sums_to_the_logit() -> None:
    found = json.loads(run("explain", SAMPLE / "article.txt", "--json").stdout)
    assert sum(found["parts"].values()) == pytest.approx(found["logit"], abs=1e-9)
    words = sum(word["contribution"] for word in found["words"])
    assert words + found["parts"]["bias"] == pytest.approx(found["logit"], abs=1e-9)


def test_without_a_file_the_models_ngrams_are_told() -> None:
    done = run("explain", "--lang", "fr", "--label", "Economic")
    assert done.stdout.startswith("Economic: ")
    rows = json.loads(run("explain", "--lang", "fr", "--label", "Economic", "--top", "3", "--json").stdout)
    assert [row["label"] for row in rows] == ["Economic"] * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain",), "Give a file"),
        (("explain", SAMPLE / "fr.jsonl"), "expected one article, found 62"),
        (("explain", SAMPLE / "article.txt", "--label", "nope"), "No label 'nope' in fr"),
        (("contrast", SAMPLE / "fr.jsonl", "Nobody", "--keep-boilerplate"), "No text has 'Nobody'"),
        (("contrast", SAMPLE / "fr.jsonl", "Le Fanal", "-o", "x.txt"), "x.txt: expected a file named .csv or .json"),
    ],
)
def test_a_call_that_cannot_work_says_why(arguments: tuple[str | Path, ...], message: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, ClfError)
    assert message in str(done.exception)


def test_an_empty_file_is_a_data_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("  \n", encoding="utf-8")
    assert isinstance(run("explain", tmp_path / "a.txt").exception, ClfError)


def test_two_outlets_are_contrasted_into_files(tmp_path: Path) -> None:
    table, chart = tmp_path / "terms.csv", tmp_path / "terms.svg"
    done = run(
        "contrast", SAMPLE / "fr.jsonl", "Le Fanal", "-o", table, "--plot", chart, "--keep-boilerplate", "--max", 30
    )
    assert done.exit_code == 0
    assert "Le Fanal (30 texts) and not Le Fanal (30 texts)" in done.stdout
    terms = pd.read_csv(table)
    assert {"term", "z", "log_odds", "low", "high", "clear"} <= set(terms)
    assert (terms["texts_one"] + terms["texts_other"] >= 3).all()
    assert chart.stat().st_size > 2000
