"""``clf corpora`` through the runner: the list, a check, a corpus that must be asked for."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clf.cli import cli
from clf.corpora.archive import Files
from clf.corpora.registry import cards, find_data, load_card
from clf.errors import UsageError


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["corpora", *args])


def test_the_list_names_every_corpus_and_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLF_DATA", raising=False)
    result = run()
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line for line in lines if not line.startswith(" ")][:-2] == [
        f"{card.name}: {card.title}" for card in cards()
    ]
    assert "    needs: the folder FrAC of https://github.com/mattguida/FrAC, or frac_gold.tar.xz" in lines
    assert not any("found:" in line for line in lines)
    assert lines[-2] == f"0 of {len(cards())} found (looked in no folder: give --data or set CLF_DATA)."
    assert "`clf corpora fetch NAME`" in lines[-1]


def test_the_list_tells_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "frac_gold.tar.xz").write_bytes(b"")
    lines = run("--data", str(tmp_path)).output.splitlines()
    place = lines.index(f"frac: {load_card('frac').title}")
    assert lines[place + 1 : place + 3] == [
        "    en | rows: sentences 523 | licence: CC BY 4.0",
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


def test_the_folder_may_be_named_before_or_after_the_action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLF_DATA", raising=False)
    (tmp_path / "frac_gold.tar.xz").write_bytes(b"")
    place = ("--data", str(tmp_path))
    for arguments in (
        (*place, "check", "frac"),
        ("check", "frac", *place),
        ("--data", "nowhere", "check", "frac", *place),
    ):
        assert f"found {tmp_path / 'frac_gold.tar.xz'}, sha256 differs" in run(*arguments).output
    nowhere = run("--data", "nowhere", "check", "frac")
    assert isinstance(nowhere.exception, UsageError)
    assert str(nowhere.exception) == "nowhere: no such file or folder."


def test_check_of_a_missing_corpus_fails(tmp_path: Path) -> None:
    result = run("check", "frac", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "gold_standard_single_label_all.csv: missing" in result.output
    assert "`clf corpora fetch frac` helps" in result.output


@pytest.mark.parametrize("how", [("{}",), ("--data", "{}")])
def test_a_folder_of_any_name_is_checked(tmp_path: Path, how: tuple[str, ...]) -> None:
    name = load_card("frac").public[0].name
    (tmp_path / name).write_text("text,frame\n", encoding="utf-8")
    output = run("check", "frac", *(part.format(tmp_path) for part in how)).output
    assert f"{name}: sha256 differs" in output
    assert "sentences: " in output  # its rows were counted


def without_address() -> list[str]:
    return [card.name for card in cards() if card.research_only or not card.public]


@pytest.mark.parametrize("name", without_address())
def test_fetch_says_how_to_get_what_it_does_not_download(tmp_path: Path, name: str) -> None:
    card = load_card(name)
    result = run("fetch", name, "-o", str(tmp_path / "folder"))
    assert result.exit_code == 1
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[0] == f"{name}: {card.title}"
    assert lines[1].startswith("clf does not download it: ")
    assert lines[2].startswith("How to get it: ")
    assert any(part.startswith(f"Then: clf corpora check {name} --data PATH (the folder ") for part in lines)
    assert lines[-1].startswith("Please cite: ")
    # where to go, and what must lie there
    assert "https://" in lines[2] or "ask the clf developers" in lines[2]
    assert ";" in lines[2] or "Point clf to" in lines[2] or "Export" in lines[2]
    assert not (tmp_path / "folder").exists()


PUBLIC = ("babe", "fake_news_corpus", "frac", "narrative_frames")


def test_an_address_is_that_of_one_version_and_has_a_checksum() -> None:
    public = [(card, file) for card in cards() for file in card.public]
    assert {card.name for card, _ in public} == set(PUBLIC)
    for card, file in public:
        assert not card.research_only
        owner = card.homepage.removeprefix("https://github.com/")
        assert re.fullmatch(rf"https://raw\.githubusercontent\.com/{owner}/[0-9a-f]{{40}}/{file.name}", file.url)
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.bytes > 0


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_what_was_measured_and_all_the_reader_needs(
    real_data: Path, tmp_path: Path, name: str
) -> None:
    card = load_card(name)
    files = Files(find_data(card, real_data)[0])
    own = tmp_path / card.folders[0]
    for file in card.public:
        content = files.read("*" if len(files.names()) == 1 else file.name)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.bytes)
        (own / file.name).parent.mkdir(parents=True, exist_ok=True)
        (own / file.name).write_bytes(content)
    result = run("check", name, "--data", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert result.output.count("sha256 equal") == len(card.public)


def test_fetch_says_where_to_ask(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    result = run("fetch", "semeval2023", "-o", str(folder))
    card = load_card("semeval2023")
    assert card.research_only
    assert result.exit_code == 1
    assert card.how_to_get in result.output
    assert f"Licence: {card.licence}. {card.licence_note}" in result.output
    assert not folder.exists()


@pytest.mark.parametrize("action", ["check", "fetch"])
def test_an_unknown_corpus_is_a_usage_error(action: str) -> None:
    result = run(action, "mill")
    assert isinstance(result.exception, UsageError)
    assert "mill: no such file, and no corpus of that name" in str(result.exception)
