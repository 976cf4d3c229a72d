"""An output that cannot be written is told before any work: in these tests the work itself would fail otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from clf.cli import cli
from clf.errors import UsageError


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    """Return a table that no command can work on: whoever reads it first says something else than is expected."""
    path = tmp_path / "nothing.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    return str(path)


COMMANDS = [
    ("score", "{corpus}", "-o", "{out}"),
    ("report", "{corpus}", "-o", "{out}"),
    ("sample", "{corpus}", "-o", "{out}"),
    ("contrast", "{corpus}", "One", "-o", "{out}"),
    ("leak", "default", "{corpus}", "-o", "{out}", "--no-plot"),
    ("validate", "{corpus}", "-o", "{out}"),
]


def refused(command: tuple[str, ...], corpus: str, out: Path) -> str:
    done = CliRunner().invoke(cli, [part.format(corpus=corpus, out=out) for part in command])
    assert isinstance(done.exception, UsageError), done.output
    return str(done.exception)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_folder_that_is_missing_is_told_first(command: tuple[str, ...], corpus: str, tmp_path: Path) -> None:
    out = tmp_path / "nodir" / "x.csv"
    told = refused(command, corpus, out)
    assert told == f"{out}: there is no folder {out.parent}. Make it first, or name another."


@pytest.mark.parametrize("command", [("contrast", "{corpus}", "One"), ("leak", "default", "{corpus}")])
def test_a_chart_of_no_known_kind_is_told_first(command: tuple[str, ...], corpus: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    told = refused((*command, "--plot", "{out}"), corpus, tmp_path / "foo.gif")
    assert told == f"{tmp_path / 'foo.gif'}: expected a file named .png or .svg or .pdf."


def test_what_may_not_be_written_is_told_first(corpus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)  # root may write everywhere
    told = refused(COMMANDS[0], corpus, tmp_path / "x.html")
    assert told.endswith("x.html: may not be written. Name another file, or ask for the right to write there.")


READING = [
    ("score", "{corpus}", "-o", "{out}"),
    ("score", "{other}", "{corpus}", "--resume", "-o", "{out}"),
    ("score", "{other}", "--phrases", "{corpus}", "-o", "{out}"),
    ("report", "{corpus}", "-o", "{out}"),
    ("report", "{other}", "--leak", "{corpus}", "-o", "{out}"),
    ("sample", "{corpus}", "-o", "{out}"),
    ("contrast", "{corpus}", "One", "-o", "{out}"),
    ("leak", "default", "{corpus}", "-o", "{out}", "--no-plot"),
    ("validate", "{corpus}", "-o", "{out}"),
    ("validate", "{other}", "--population", "{corpus}", "-o", "{out}"),
    ("boilerplate", "mine", "{corpus}", "-o", "{out}"),
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_is_read_is_not_written_over(command: tuple[str, ...], corpus: str, tmp_path: Path) -> None:
    before = Path(corpus).read_bytes()
    other, link = tmp_path / "other.csv", tmp_path / "link.csv"
    other.write_bytes(before)
    link.hardlink_to(corpus)
    for out in (Path(corpus), tmp_path / "." / "nothing.csv", link):
        arguments = [part.format(corpus=corpus, out=out, other=other) for part in command]
        done = CliRunner().invoke(cli, arguments)
        assert isinstance(done.exception, UsageError), done.output
        assert Path(corpus).read_bytes() == before
        if command[0] != "boilerplate":  # which takes no file at all for its folder
            assert "is what is read" in str(done.exception)


def test_a_file_in_a_folder_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    article = folder / "one.csv"
    article.write_text("a\n1\n", encoding="utf-8")
    told = refused(("score", "{corpus}", "-o", "{out}"), str(folder), article)
    assert told.startswith(f"{article}: is in the folder {folder}, which is read")
    assert article.read_text(encoding="utf-8") == "a\n1\n"


def test_a_cluster_does_not_write_over_its_input(tmp_path: Path) -> None:
    table = tmp_path / "a.parquet"
    table.write_bytes(b"rows")
    told = refused(("score", "{corpus}", "--engine", "dask", "-o", "{out}"), str(table), tmp_path / "." / "a.parquet")
    assert "is what is read" in told
