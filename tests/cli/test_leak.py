"""``clf leak`` through the runner, on a user's own table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clf.cli import cli
from clf.errors import DataError, UsageError
from tests.leak.invented import corpus


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["leak", *args])


def table(path: Path, *, dates: bool = True, outlet: str = "") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label", "outlet", *(["date"] if dates else [])])
        for text, label, name, date in zip(*corpus(leaks=True), strict=True):
            writer.writerow([text, label, outlet or name, *([date] if dates else [])])
    return path


@pytest.mark.parametrize("plot", ["leak.png", "leak.svg"])
def test_one_command_gives_one_table_one_plot_and_json(tmp_path: Path, plot: str) -> None:
    path, output = table(tmp_path / "own.csv"), tmp_path / "leak.json"
    result = run("default", str(path), "-o", str(output), "--plot", str(tmp_path / plot), "-q")
    assert result.exit_code == 0, result.output
    assert "How much of this score is the outlet?" in result.output
    assert "outlets never seen in training" in result.output
    assert "weak evidence" in result.output
    report = json.loads(output.read_text(encoding="utf-8"))
    assert report["corpus"] == "own"
    assert report["n"] == 144
    assert report["scores"]["time_disjoint"]["value"] is not None
    assert (tmp_path / plot).stat().st_size > 5000


def test_without_dates_the_row_is_impossible_and_says_why(tmp_path: Path) -> None:
    result = run("default", str(table(tmp_path / "own.csv", dates=False)), "-o", str(tmp_path / "l.json"), "--no-plot")
    assert "– later texts, trained on the past: impossible, there are no dates" in result.output
    assert json.loads((tmp_path / "l.json").read_text())["scores"]["time_disjoint"]["why"] == "there are no dates"


def test_a_hostile_outlet_name_is_made_printable(tmp_path: Path) -> None:
    path = table(tmp_path / "own.csv", outlet="Evil\x1b[31m [bold]Post[/bold]")
    result = run("default", str(path), "-o", str(tmp_path / "l.json"), "--no-plot", "-q")
    assert result.exit_code == 0
    assert "\x1b" not in result.output


def test_a_file_of_options_is_the_model(tmp_path: Path) -> None:
    options = tmp_path / "model.toml"
    options.write_text('classifier = "logistic"\n')
    result = run(str(options), str(table(tmp_path / "own.csv")), "-o", str(tmp_path / "l.json"), "--no-plot", "-q")
    assert result.exit_code == 0
    assert "logistic" in json.loads((tmp_path / "l.json").read_text())["model"]


def test_rows_without_a_label_and_guessed_dates_are_told_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label", "outlet", "date"])
        for row, (text, label, name, _) in enumerate(zip(*corpus(leaks=True), strict=True)):
            cell = ("", "[]", f"{label}; all", label)[row % 4]
            writer.writerow([text, cell, name, f"0{1 + row % 9}/0{1 + row % 8}/2020"])
    result = run("default", str(path), "-o", str(tmp_path / "l.json"), "--no-plot", "-q")
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "l.json").read_text())
    assert report["n"] == 108  # "[]" is none of the labels, and counts
    assert any("36 rows without a label. Write [] in a cell" in note for note in report["notes"])
    assert any("date" in note for note in report["notes"])
    assert "36 rows without a label" in " ".join(result.stdout.split())


def test_a_pipeline_of_ones_own_that_fails_ends_with_2(tmp_path: Path) -> None:
    own = tmp_path / "mine.py"
    own.write_text(
        "from sklearn.feature_extraction.text import CountVectorizer\nfrom sklearn.naive_bayes import GaussianNB\n"
        "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(CountVectorizer(), GaussianNB())\n"
    )
    error = run(f"{own}:model", str(table(tmp_path / "own.csv")), "--no-plot", "-q").exception
    assert isinstance(error, UsageError)
    assert error.exit_code == 2
    assert "fails under “random split”" in str(error)


def test_what_cannot_work_fails_at_once(tmp_path: Path) -> None:
    path = str(table(tmp_path / "own.csv"))
    assert isinstance(run("default", path, "--plot", "plot.bmp").exception, UsageError)
    assert isinstance(run("default", "no_such_corpus", "--no-plot").exception, UsageError)
    assert isinstance(run("forest", path, "--no-plot").exception, UsageError)
    (tmp_path / "bad.toml").write_text("import = 'os'\n")
    assert isinstance(run(str(tmp_path / "bad.toml"), path, "--no-plot").exception, DataError)
    unlabelled = tmp_path / "unlabelled.csv"
    unlabelled.write_text("text,outlet\na text,Daily\n")
    error = run("default", str(unlabelled), "--no-plot").exception
    assert isinstance(error, UsageError)
    assert "--label-column" in str(error)


def test_the_plot_does_not_replace_the_json(tmp_path: Path) -> None:
    path, output = table(tmp_path / "own.csv"), tmp_path / "leak.png"
    error = run("default", str(path), "-o", str(output), "-q").exception
    assert isinstance(error, UsageError)
    assert "the name of the JSON file and of the plot" in str(error)


def test_options_of_a_known_corpus_are_not_for_a_table_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label,outlet\n", encoding="utf-8")
    for option in (["--data", str(tmp_path)], ["--lang", "fr"]):
        done = CliRunner().invoke(cli, ["leak", "default", str(tmp_path / "a.csv"), *option])
        assert "--data, --scheme and --lang are for a corpus" in str(done.exception)


def test_a_row_that_cannot_be_read_is_named_and_the_exit_status_tells(tmp_path: Path) -> None:
    path = table(tmp_path / "own.csv")
    path.write_text(path.read_text(encoding="utf-8") + ",left,Daily,2020-01-01\n", encoding="utf-8")
    command = ["leak", "default", str(path), "-o", str(tmp_path / "l.json"), "--no-plot", "-q"]
    done = CliRunner().invoke(cli, command, standalone_mode=False)
    assert done.exception is None
    assert done.return_value == 1
    assert "row 145: expected text, found" in done.stderr
    assert (tmp_path / "l.json").is_file()
