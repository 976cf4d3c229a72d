"""Code blocks of README and documentation run: Python as it stands, `clf` commands on files made of the sample."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
from click.testing import CliRunner
from sybil import Sybil
from sybil.example import Example
from sybil.parsers.markdown import PythonCodeBlockParser

import clf
from clf.boilerplate.index import OutletIndex
from clf.boilerplate.index_store import write_index
from clf.cli import cli
from clf.corpora.registry import cards
from clf.resources import data_dir

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHORT = ("labels", "--about", "score", "sample", "boilerplate", "explain", "contrast")
"""Commands that are run, not only read: the others take minutes, a network or hand-coded files, and have tests."""

_ELSEWHERE = {"my-model", "--engine", "--resume"}  # words of commands that need a model, a cluster, a job cut short
_ON_A_CLUSTER = {"scale.md"}  # its blocks are tested in tests/scoring/test_dask.py


def sample() -> pd.DataFrame:
    """Some articles of each outlet of the sample, under the column names that the pages use."""
    rows = pd.concat(
        [pd.read_json(path, lines=True, dtype=False) for path in sorted(data_dir("sample").glob("*.jsonl"))]
    )
    rows = rows.groupby("outlet").head(12).reset_index(drop=True)
    # A word that sets one outlet apart; the articles themselves are too few and too alike.
    rows.loc[rows["outlet"] == "Meridian World Service", "text"] += (
        "\n\nOf the confederation nobody in the confederation speaks but the confederation itself, and those who asked the "
        "confederation on Monday were told that the confederation would reply in its own time."
    )
    return rows[["id", "title", "text", "outlet", "date", "lang"]].assign(texte=rows["text"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages name."""
    made = tmp_path_factory.mktemp("docs")
    table = sample()
    plain = table.drop(columns="texte")
    for name in ("articles.csv", "corpus.csv", "new.csv"):
        (table if name == "articles.csv" else plain).to_csv(made / name, index=False)
    plain.to_excel(made / "corpus.xlsx", index=False)
    (made / "data" / "sample").mkdir(parents=True)
    for path in (made / "article.txt", made / "data" / "sample" / "article.txt"):
        shutil.copy(data_dir("sample") / "article.txt", path)
    (made / "articles").mkdir()
    shutil.copy(data_dir("sample") / "article.txt", made / "articles" / "article1.txt")
    write_index(OutletIndex.empty(), made / "outlets.idx")
    return made


def names() -> dict[str, Any]:
    """What a page's Python takes for given."""
    from datasets import Dataset
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    table = sample()
    lists = {f"{column}s": table[column].tolist() for column in ("text", "outlet", "date")}
    df = table.assign(label=["a", "b"] * (len(table) // 2))
    return lists | {
        "clf": clf,
        "dataframe": table.head(8),
        "table": table,
        "english": table[table["lang"] == "en"],
        "df": df,
        "dataset": Dataset.from_pandas(table[["text", "outlet", "lang"]].head(4)),
        "model": make_pipeline(TfidfVectorizer(), LogisticRegression()),
    }


def examples(path: Path) -> list[Example]:
    return list(Sybil(parsers=[PythonCodeBlockParser()]).parse(path).examples())


@pytest.mark.parametrize(
    "path", [path for path in PAGES if examples(path) and path.name not in _ON_A_CLUSTER], ids=lambda path: path.name
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_python_blocks_run(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    given = names()
    for example in examples(path):
        example.namespace.update(given)
        example.evaluate()


def commands(path: Path) -> Iterator[list[str]]:
    """Yield the arguments of every `clf` command in the code blocks of a page."""
    for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
        for line in block.splitlines():
            for command in line.split("&&"):
                if command.strip().startswith("clf ") and "…" not in command:
                    yield shlex.split(command.strip(), comments=True)[1:]


EVERY = [(path, command) for path in PAGES for command in commands(path)]


def test_pages_hold_commands() -> None:
    assert len(EVERY) > 20


@pytest.mark.parametrize(
    ("path", "command"), EVERY, ids=lambda value: value.name if isinstance(value, Path) else " ".join(value)
)
def test_commands_are_spelled_as_clf_takes_them(path: Path, command: list[str]) -> None:
    context, rest = click.Context(cli), command
    found: click.Command = cli
    while isinstance(found, click.Group) and rest and not rest[0].startswith("-"):
        inner = found.get_command(context, rest[0])
        assert inner is not None, f"{path.name}: clf has no command {rest[0]}"
        found, rest = inner, rest[1:]
    found.make_parser(context).parse_args(list(rest))  # an unknown option is an error


@pytest.mark.parametrize(
    ("path", "command"),
    [(path, command) for path, command in EVERY if command[0] in _SHORT and not _ELSEWHERE & {*command}],
    ids=lambda value: value.name if isinstance(value, Path) else " ".join(value),
)
def test_commands_run(
    path: Path, command: list[str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(folder, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    if command[:2] == ["boilerplate", "mine"]:
        shutil.rmtree("outlets.idx")  # what this command makes
    arguments = [name for word in command for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert done.exception is None, done.output
    assert not done.return_value
    written = [command[place + 1] for place, word in enumerate(command) if word in ("-o", "--plot")]
    assert all(Path(name).exists() for name in written)
    assert written or done.stdout


def test_generated_pages_hold_every_card_label_and_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    generate = __import__("generate")
    generate.write(tmp_path / "pages")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "pages").glob("*.md")}
    for card in cards():
        assert f"## {card.name}" in pages["corpora"]
    assert "`Security_and_defense`" in pages["labels"]
    assert "### default: frames, fr" in pages["models"]
    assert "`import_seconds`" in pages["benchmarks"]
    assert "| de.rt.com | de | state | RT |" in pages["state_media_outlets"]
    assert "state outlets" in pages["state_media_results"] or "clf train state-media" in pages["state_media_results"]
    assert (tmp_path / "pages" / "01_quick_start.ipynb").is_file()
    assert "<svg" in (tmp_path / "pages" / "cost_curve.svg").read_text(encoding="utf-8")
    assert generate.table(("a",), [("x | y\nz",)]) == "| a |\n|---|\n| x \\| y z |"


def test_the_page_of_a_validated_sample_is_the_one_that_is_printed() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "validate_example.py"))
    page = [line.rstrip() for line in script["page"]().splitlines()]
    text = (ROOT / "docs" / "validate.md").read_text(encoding="utf-8")
    (shown,) = (block for block in _BLOCK.findall(text) if block.startswith("On this corpus"))
    assert [line for line in shown.splitlines() if line not in page] == []


def test_the_example_of_the_readme_is_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    done = CliRunner().invoke(cli, ["score", "data/sample/article.txt", "--page"])
    page = [line.rstrip() for line in done.output.splitlines()]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = (block for block in _BLOCK.findall(text) if block.startswith("Sujet principal"))
    assert shown.splitlines()[:-1] == page[: len(shown.splitlines()) - 1]


def test_the_tables_of_the_readme_are_those_of_the_cards(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["model_scores.py"])
    runpy.run_path(str(ROOT / "benchmarks" / "model_scores.py"), run_name="__main__")
    assert capsys.readouterr().out.strip() in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_place_is_left_to_be_filled_in(page: Path) -> None:
    assert "@@" not in page.read_text(encoding="utf-8")


def test_the_page_of_files_names_every_kind_that_is_read() -> None:
    from clf.corpora.column_names import ENGLISH, OTHERS
    from clf.corpora.files import READABLE
    from clf.text.as_read import plain_letters

    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    assert not [kind for kind in re.findall(r"\.[a-z]\w+", READABLE) if f"`{kind}`" not in page]
    named = re.findall(r"`([^`]+)`", page.partition("The text may be called")[2].partition("…")[0])
    assert len(named) >= 6
    assert not [name for name in named if plain_letters(name) not in f"{ENGLISH['text']} {OTHERS['text']}".split()]
