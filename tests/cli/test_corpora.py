"""``clf corpora`` through the runner: the list, a check, a corpus that must be asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clf.cli import cli
from clf.corpora.registry import cards, load_card
from clf.errors import UsageError


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["corpora", *args])


def test_the_list_names_every_corpus_and_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLF_DATA", raising=False)
    result = run()
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")][:-1] == [
        f"{card.name}: {card.title}" for card in cards()
    ]
    assert "    needs: frac_gold.tar.xz" in lines
    assert not any("found:" in line for line in lines)
    assert "`clf corpora fetch NAME`" in lines[-1]


def test_the_list_tells_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "frac_gold.tar.xz").write_bytes(b"")
    lines = run("--data", str(tmp_path)).output.splitlines()
    place = lines.index(f"frac: {load_card('frac').title}")
    assert lines[place + 1 : place + 3] == [
        "    en | rows: sentences 523 | CC BY 4.0",
        "    found: frac_gold.tar.xz",
    ]


def test_check_of_a_real_corpus(real_data: Path) -> None:
    result = run("check", "frac", "--data", str(real_data))
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == "frac: as on its card"
    assert lines[1].startswith("    frac_gold.tar.xz: found ")
    assert lines[1].endswith(", sha256 equal")
    assert lines[2:] == ["    sentences: 523 rows, as on the card; 0 problems"]


def test_check_of_a_missing_corpus_fails(tmp_path: Path) -> None:
    result = run("check", "frac", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "frac_gold.tar.xz: missing" in result.output


def test_fetch_says_where_to_ask(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    result = run("fetch", "semeval2023", "-o", str(folder))
    card = load_card("semeval2023")
    assert card.research_only
    assert result.exit_code == 0
    assert card.how_to_get in result.output
    assert f"Licence: {card.licence}. {card.licence_note}" in result.output
    assert not folder.exists()


@pytest.mark.parametrize("action", ["check", "fetch"])
def test_an_unknown_corpus_is_a_usage_error(action: str) -> None:
    result = run(action, "mill")
    assert isinstance(result.exception, UsageError)
    assert "no corpus 'mill'" in str(result.exception)
