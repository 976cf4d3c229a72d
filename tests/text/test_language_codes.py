from __future__ import annotations

import pytest
from click.testing import CliRunner

import clf
from clf.cli import cli
from clf.errors import UsageError
from clf.resources import data_dir
from clf.text.language_codes import asked_language, language_code

ARTICLE = (data_dir("sample") / "article.txt").read_text(encoding="utf-8")
WRITTEN = ["fr", "FR", "fr_FR", "fr-CA", "fra", "fre", "French", "français", "Französisch", " fr "]


@pytest.mark.parametrize("written", WRITTEN)
def test_what_people_write_for_a_language(written: str) -> None:
    assert language_code(written) == asked_language(written) == "fr"


@pytest.mark.parametrize("written", ["klingon", "f", "fr,en", "", "12", "le français", "und", "mul"])
def test_what_is_no_language(written: str) -> None:
    assert language_code(written) is None
    with pytest.raises(UsageError, match=r"--lang .*expected a code of two letters"):
        asked_language(written)


def test_a_language_is_judged_alike_in_python() -> None:
    assert clf.score(ARTICLE, lang="French").frame_probabilities == clf.score(ARTICLE, lang="fr").frame_probabilities
    with pytest.raises(UsageError, match=r"^lang klingon: expected"):
        clf.score(ARTICLE, lang="klingon")


@pytest.mark.parametrize(
    "command",
    [["score", "-"], ["explain"], ["contrast", "a.csv", "X"], ["evaluate"], ["train", "a.csv", "-o", "m"], ["leak", "default", "a.csv"]],
)  # fmt: skip
def test_every_command_judges_a_language_alike(command: list[str]) -> None:
    done = CliRunner().invoke(cli, [*command, "--lang", "klingon"])
    assert isinstance(done.exception, UsageError)
    assert str(done.exception).startswith("--lang klingon: expected a code of two letters")


@pytest.mark.parametrize("written", ["xx", "zz", "qq"])
def test_two_letters_that_are_no_code(written: str) -> None:
    assert language_code(written) is None
    with pytest.raises(UsageError, match="ISO 639-1"):
        asked_language(written)


def test_all_that_languages_are_recognised_as_are_codes() -> None:
    for known in ("ja", "ko", "sh", "nn", "he", "tl"):
        assert language_code(known) == known
