"""Predictions in the layout of SemEval-2023 Task 3, and the official measures on a hand-made case."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from clf.cli import cli
from clf.errors import UsageError
from clf.evaluation.metrics import semeval2023_macro_f1, semeval2023_micro_f1
from clf.framing.labels import load_scheme
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Score, TechniqueCall
from clf.scoring.semeval2023 import prediction_lines, write_predictions

FRAMES = load_scheme("semeval2023_frames").names
GOLD = """\
101\tEconomic,Political
102\tMorality
103\tSecurity_and_defense,Political,Crime_and_punishment
104\tQuality_of_life
"""


def parsed(text: str) -> dict[str, list[str]]:
    """Read a file of subtask 2 as the task's own scorer does: split at the tab, then at commas."""
    pairs = (line.rstrip("\n").split("\t") for line in text.splitlines())
    return {article: [name for name in names.split(",") if name] for article, names in pairs}


def test_our_measures_are_the_official_ones_on_a_file_we_wrote(tmp_path: Path) -> None:
    called = {
        "article101.txt": ["Political", "Economic", "Morality"],
        "frames/article102.txt": ["Morality"],
        "103": ["Security_and_defense"],
        "104": [],
    }
    scores = [Score(name, frame_probabilities={"Economic": 0.5}, frames_called=found) for name, found in called.items()]
    path = tmp_path / "predictions.txt"
    assert write_predictions(scores, path, "semeval2023", open_model("default"), print) == (4, 0)
    text = path.read_text(encoding="utf-8")
    assert text == "101\tEconomic,Morality,Political\n102\tMorality\n103\tSecurity_and_defense\n104\t\n"

    gold, predicted = parsed(GOLD), parsed(text)
    assert list(gold) == list(predicted)
    binary = MultiLabelBinarizer(classes=FRAMES).fit([[]])
    y_true, y_pred = (binary.transform(list(sets.values())) for sets in (gold, predicted))
    # As the organisers' scorer calls it.
    official = {average: f1_score(y_true, y_pred, average=average, zero_division=1) for average in ("micro", "macro")}
    ours = [
        np.array([[name in found for name in FRAMES] for found in sets.values()], int) for sets in (gold, predicted)
    ]
    assert semeval2023_micro_f1(*ours) == pytest.approx(official["micro"], abs=1e-9)
    assert semeval2023_macro_f1(*ours) == pytest.approx(official["macro"], abs=1e-9)
    # By hand: 4 hits, 7 true, 5 called; five frames occur (F1 1, 1, 2/3, 1, 0, 0 of the six met), eight never.
    assert official["micro"] == pytest.approx(8 / 12)
    assert official["macro"] == pytest.approx((8 + 1 + 2 / 3 + 2 / 3 + 1 + 0 + 0) / 14)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_techniques_have_the_line_they_stand_in(newline: str) -> None:
    lines = ["A title", "", "First paragraph.", "  ", "Second one, loud!"]
    text = newline.join(lines)
    loud, doubt = text.index("Second"), text.index("First")
    calls = [
        TechniqueCall("Loaded_Language", loud, len(text), 0.9),
        TechniqueCall("Doubt", loud, len(text), 0.8),
        TechniqueCall("Slogans", doubt, doubt + 5, 0.8),
    ]
    score = Score("article7.txt", text=text, technique_calls=calls)
    assert list(prediction_lines(score, "techniques")) == [
        "7\t1\t",
        "7\t3\tSlogans",
        "7\t5\tDoubt,Loaded_Language",
    ]


def test_the_genre_called_is_the_prediction() -> None:
    score = Score("article8.txt", genre={"opinion": 0.8, "reporting": 0.7, "satire": 0.7}, genre_called="reporting")
    assert list(prediction_lines(score, "genre")) == ["8\treporting"]


def test_an_id_cannot_break_the_layout() -> None:
    assert list(prediction_lines(Score("a\tb\nc"), "frames")) == ["a b c\t"]


def test_a_model_with_other_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"labels of SemEval-2023; the model open .* has ccf_frames"):
        write_predictions([], tmp_path / "p.txt", "semeval2023", open_model("open"), print)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_all_three_and_tells_bad_rows(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    text = (data_dir("sample") / "article.txt").read_text(encoding="utf-8")
    (folder / "article11.txt").write_text(text, encoding="utf-8")
    (folder / "article12.txt").write_text(" \n", encoding="utf-8")
    for form, fields in (("semeval2023", 2), ("semeval2023-genre", 2), ("semeval2023-techniques", 3)):
        output = tmp_path / f"{form}.txt"
        arguments = ["score", str(folder), "--format", form, "-o", str(output)]
        result = CliRunner().invoke(cli, arguments, standalone_mode=False)
        assert result.return_value == 1, result.output
        assert "article12.txt" in result.output
        rows = [line.split("\t") for line in output.read_text(encoding="utf-8").splitlines()]
        assert {len(row) for row in rows} == {fields}
        assert {row[0] for row in rows} == {"11"}


def test_a_format_without_a_file_is_a_usage_error() -> None:
    command = [sys.executable, "-m", "clf", "score", "x.txt", "--format", "semeval2023"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "name it with -o" in done.stderr


def test_an_article_in_a_language_without_frames_has_no_line_and_is_told(tmp_path: Path) -> None:
    told: list[Score] = []
    scores = [Score("101", frame_probabilities={"Economic": 0.5}), Score("102", lang="es")]
    path = tmp_path / "predictions.txt"
    assert write_predictions(scores, path, "semeval2023", open_model("default"), told.append) == (1, 1)
    assert path.read_text(encoding="utf-8") == "101\t\n"
    assert [(score.id, "the model scores frames, found es" in str(score.error)) for score in told] == [("102", True)]
