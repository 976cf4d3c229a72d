"""How far a job is, told by the bytes that were read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from clf.cli.inputs import read_inputs
from clf.cli.progress import ReadSoFar, counted
from clf.schema import Score

ROWS = "".join(f'{{"text": "Article {n}: the river rose again on Monday."}}\n' for n in range(3000))
NO_COLUMNS: dict[str, str | None] = {}


@pytest.mark.parametrize("packed", [False, True])
def test_the_bytes_of_files_and_folders_are_followed_to_the_end(tmp_path: Path, packed: bool) -> None:
    (tmp_path / "in").mkdir()
    for path in (tmp_path / "a.jsonl", tmp_path / "in" / "b.jsonl"):
        path.write_text(ROWS, encoding="utf-8")
        if packed:
            path.with_suffix(".jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    for name in ("photo.jpg", ".hidden.jsonl", "inner.zip"):
        (tmp_path / "in" / name).write_bytes(b"passed over")
    inputs = (str(next(tmp_path.glob("a.*"))), str(tmp_path / "in"))
    so_far = ReadSoFar(inputs)
    done = [so_far.done() for _ in read_inputs(inputs, NO_COLUMNS, on_open=so_far.open)]
    assert done == sorted(done)
    total = so_far.total()
    assert total is not None
    assert 0 < done[0] < total
    assert so_far.done() == total
    if not packed:
        assert done[2999] == len(ROWS)


@pytest.mark.parametrize("name", ["-", "http://news.example/a", "hf:owner/name", "a.zip"])
def test_no_end_is_known_of_other_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zip").write_bytes(b"PK")
    assert ReadSoFar((name,)).total() is None


@pytest.mark.parametrize("is_known", [True, False])
def test_a_terminal_shows_rate_and_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_known: bool
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(ROWS, encoding="utf-8")
    so_far = ReadSoFar((str(path),) if is_known else ("-",))
    scores = [Score(str(n)) for n in range(5)]
    with path.open("rb") as raw:
        so_far.open(raw)
        assert list(counted(iter(scores), so_far)) == scores
        assert capsys.readouterr().err == ""
        monkeypatch.setenv("COLUMNS", "120")
        monkeypatch.setenv("TTY_COMPATIBLE", "1")
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        assert list(counted(iter(scores), so_far)) == scores
    shown = capsys.readouterr().err
    assert "5 articles, " in shown
    assert ("left," in shown) is is_known
