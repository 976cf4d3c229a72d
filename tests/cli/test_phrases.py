"""A user's own phrases, given to the commands that flag boilerplate. All texts are ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clf.boilerplate.index_store import open_outlets
from clf.boilerplate.phrases import Phrase, Phrases
from clf.cli import cli
from clf.models.store import open_model
from clf.schema import Article
from clf.scoring import parallel
from clf.scoring.parallel import score_parallel
from clf.scoring.score import Scorer

OWN = "The heron wishes all its readers a calm crossing."
TEXT = (
    "The council of Birchport raised the price of water on Tuesday by nine per cent.\n\n"
    f"{OWN}\n\nA court will decide in May whether the households must pay the new tariff."
)
PHRASES = f"text,kind,outlet\n{OWN},sign_off,Elm Times\n!!!,promo,\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    article, phrases = tmp_path / "article.txt", tmp_path / "own.csv"
    article.write_text(TEXT, encoding="utf-8")
    phrases.write_text(PHRASES, encoding="utf-8")
    return article, phrases


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], standalone_mode=False)


def flagged(record: dict[str, Any]) -> list[str]:
    return [TEXT[span["start"] : span["end"]] for span in record["boilerplate"]]


@pytest.mark.parametrize("command", [("score", "--json"), ("boilerplate", "flag")], ids=lambda words: words[0])
def test_own_phrases_are_flagged_and_a_bad_row_is_told(command: tuple[str, ...], files: tuple[Path, Path]) -> None:
    article, phrases = files
    assert OWN not in flagged(json.loads(run(*command, article).stdout))
    done = run(*command, article, "--phrases", phrases)
    assert flagged(json.loads(done.stdout)) == [OWN]
    assert "own.csv, row" in done.stderr
    assert done.return_value == 1  # a row of the phrases could not be used


def test_own_phrases_are_left_out_of_a_report(files: tuple[Path, Path], tmp_path: Path) -> None:
    article, phrases = files
    done = run("report", article, "--phrases", phrases, "-o", tmp_path / "page.html")
    assert "1 article counted" in done.stdout
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Boilerplate was found in 100%" in page
    assert done.return_value == 1  # a row of the phrases could not be used


def test_every_process_knows_the_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_ALONE", 1)
    own = Phrases((Phrase.of(OWN, "sign_off"),))
    scorer = Scorer(open_model("open"), open_outlets(None, own))
    rows = [Article(str(number), TEXT, lang="en") for number in range(3)]
    found = [score.record() for score in score_parallel(rows, scorer, "open", None, 2, own)]
    assert [flagged(record) for record in found] == [[OWN]] * 3
