from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clf.cli.report import command
from clf.errors import UsageError

HEADER = "id,text,title,outlet,date\n"
ROW = "a1,The council raised the price of water on Tuesday and the tenants will go to court.,Water,Alder,2021-03\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)


def test_a_table_becomes_a_page(tmp_path: Path) -> None:
    (tmp_path / "water.csv").write_text(HEADER + ROW + ROW.replace("a1", "a2"), encoding="utf-8")
    done = run(tmp_path / "water.csv", "-o", tmp_path / "r.html", "--lang", "fr")
    assert (done.return_value, done.exception) == (0, None)
    assert f"2 articles counted, 2 listed, 0 rows not scored; written to {tmp_path / 'r.html'} (" in done.output
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in html
    assert '<h1 dir="auto">water</h1>' in html


def test_a_bad_row_is_told_and_the_page_made(tmp_path: Path) -> None:
    (tmp_path / "water.csv").write_text(HEADER + ROW + "a2,,,,\n", encoding="utf-8")
    done = run(tmp_path / "water.csv", "-o", tmp_path / "r.html")
    assert done.return_value == 1
    assert "water.csv, row 2: expected" in done.output
    assert (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.csv"], "nowhere.csv: no such file or folder"),
        (["water.csv", "--leak", "water.csv"], "water.csv: expected JSON"),
        (["water.csv", "--data", "."], "--data is for a corpus that `clf corpora` lists; water.csv is none"),
        (["empty.csv"], "no article to report on"),
        (["water.csv", "--model", "nothing"], "nothing"),
    ],
)
def test_a_call_that_cannot_work_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("water.csv").write_text(HEADER + ROW, encoding="utf-8")
    Path("empty.csv").write_text(HEADER, encoding="utf-8")
    done = run(*arguments, "-o", "r.html")
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert not Path("r.html").exists()


def test_a_corpus_goes_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLF_DATA", str(tmp_path))
    done = run("fang_covid", "-o", tmp_path / "r.html")
    assert isinstance(done.exception, UsageError)
    assert "fang_covid: its files were not found" in str(done.exception)


def test_a_page_is_called_after_the_corpus_its_folder_or_its_size(tmp_path: Path) -> None:
    for folder, name in (("water", "a.csv"), ("water", "b.csv"), ("roads", "c.csv")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(HEADER + ROW, encoding="utf-8")
    a, b, c = tmp_path / "water" / "a.csv", tmp_path / "water" / "b.csv", tmp_path / "roads" / "c.csv"
    for corpus, title in (([a], "a"), ([tmp_path / "water"], "water"), ([a, b], "water"), ([a, b, c], "3 articles")):
        assert run(*corpus, "-o", tmp_path / "r.html").exception is None
        assert f'<h1 dir="auto">{title}</h1>' in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_an_outlet_is_one_however_it_is_spelled(tmp_path: Path) -> None:
    rows = [ROW.replace("a1", f"a{number}").replace("Alder", name) for number, name in enumerate(
        ["alder.example", "www.alder.example", "https://alder.example/"])]  # fmt: skip
    (tmp_path / "water.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    assert run(tmp_path / "water.csv", "-o", tmp_path / "r.html").return_value == 0
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "www.alder.example" not in html
    assert "alder.example" in html
