"""What ``clf sample`` says when it is done; the sample itself is drawn in tests/validation."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from clf.cli import cli
from clf.validation.sample import Sampled


@pytest.mark.parametrize(
    ("coders", "columns"),
    [(1, "the columns 'coder 1: …' with"), (3, "the columns 'coder 1: …' (to 'coder 3: …') with")],
)
def test_it_names_the_columns_that_are_there(
    coders: int, columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clf.validation.sample.draw", lambda *_: Sampled(tmp_path, tmp_path, n=1, articles=2))
    output = str(tmp_path / "to_code.xlsx")
    done = CliRunner().invoke(cli, ["sample", "articles.csv", "-o", output, "--coders", str(coders)])
    assert done.exit_code == 0, done.output
    assert columns in done.output
