"""``clf explain`` and ``clf contrast`` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from clf.cli import cli
from clf.errors import ClfError
from clf.resources import data_dir

SAMPLE = data_dir("sample")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_a_page_says_why() -> None:
    done = run("explain", SAMPLE / "article.txt", "--label", "security")
    assert done.exit_code == 0
    assert "Pourquoi « la sécurité et la défense » est à" in done.stdout
    assert "armée" in done.stdout
    assert "Suivez Canal" in done.stdout


def test_a_language_without_a_model_is_named_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "vanduo.txt"
    path.write_text("Miesto taryba antradienį nusprendė pakelti vandens kainą devyniais procentais.", encoding="utf-8")
    told = str(run("explain", path).exception)
    assert told.startswith(f"{path}: there is no score to explain: its language is 'lt', and default ")
    assert "was trained for de, en," in told
    assert told.endswith("Where the language is wrong, give it (--lang fr, in Python lang='fr').")


def test_plain_words_name_a_label_of_the_model_too() -> None:
    rows = json.loads(run("explain", "--lang", "fr", "--label", "argent", "--top", "2", "--json").stdout)
    assert [row["label"] for row in rows] == ["Economic"] * 2


def test_json_sums_to_the_logit() -> None:
    found = json.loads(run("explain", SAMPLE / "article.txt", "--json").stdout)
    assert sum(found["parts"].values()) == pytest.approx(found["logit"], abs=1e-9)
    words = sum(word["contribution"] for word in found["words"])
    assert words + found["parts"]["bias"] == pytest.approx(found["logit"], abs=1e-9)


def test_a_task_without_a_label_is_explained_by_its_likeliest_one() -> None:
    done = run("explain", SAMPLE / "article.txt", "--task", "genre", "--json")
    assert json.loads(done.stdout)["label"] == "reporting"


def test_without_a_file_the_models_ngrams_are_told() -> None:
    done = run("explain", "--lang", "fr", "--label", "Economic")
    assert done.stdout.startswith("Economic: ")
    rows = json.loads(run("explain", "--lang", "fr", "--label", "Economic", "--top", "3", "--json").stdout)
    assert [row["label"] for row in rows] == ["Economic"] * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain",), "Give a file"),
        (("explain", SAMPLE / "fr.jsonl"), "expected one article, found 62"),
        (
            ("explain", SAMPLE / "article.txt", "--label", "nope"),
            "No label 'nope' in fr. `clf labels` lists them.",
        ),
        (
            ("explain", SAMPLE / "article.txt", "--label", "Moralty"),
            "No label 'Moralty' in fr. Did you mean Morality? `clf labels` lists them all.",
        ),
        (
            ("explain", "--lang", "fr", "--label", "Moralty"),
            "No label 'Moralty' in fr. Did you mean Morality?",
        ),
        (("explain", SAMPLE / "article.txt", "--top", "3"), "--top is for the n-grams of a language"),
        (("explain", SAMPLE / "article.txt", "--task", "foo"), "The model has no 'foo' in fr."),
        (("contrast", SAMPLE / "fr.jsonl", "Nobody", "--keep-boilerplate"), "No text has 'Nobody'"),
        (("contrast", SAMPLE / "fr.jsonl", "Le Fanal", "Le Fanal"), "found 'Le Fanal' twice"),
        (("contrast", SAMPLE / "fr.jsonl", "Le Fanal", "-o", "x.txt"), "x.txt: expected a file named .csv or .json"),
    ],
)
def test_a_call_that_cannot_work_says_why(arguments: tuple[str | Path, ...], message: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, ClfError)
    assert message in str(done.exception)


def test_an_empty_file_is_a_data_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("  \n", encoding="utf-8")
    assert isinstance(run("explain", tmp_path / "a.txt").exception, ClfError)


FRENCH = "Le conseil municipal a voté mardi le budget de l'eau, et {} sera payée par la commune, numéro {}."
GERMAN = "Der Gemeinderat hat am Dienstag über den Haushalt abgestimmt, und {} wird teurer, Nummer {}."


def without_lang(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Write a CSV of texts and outlets, ten of each row (outlet, sentence, word): no column tells the language."""
    table = [(sentence.format(word, n), outlet) for outlet, sentence, word in rows for n in range(10)]
    pd.DataFrame(table, columns=["text", "outlet"]).to_csv(path, index=False)
    return path


def test_the_language_is_recognised_where_no_column_has_it(tmp_path: Path) -> None:
    rows = (("Fanal", FRENCH, "la digue"), ("Rivage", FRENCH, "la route"), ("Elbkurier", GERMAN, "das Wasser"))
    table = without_lang(tmp_path / "a.csv", *rows)
    done = run("contrast", table, "Fanal", "Rivage", "--lang", "fr", "--keep-boilerplate")
    assert done.exit_code == 0, done.output
    assert "Fanal (10 texts) and Rivage (10 texts)" in done.stdout
    alone = run("contrast", table, "Fanal", "Rivage", "--keep-boilerplate")
    assert alone.stdout == done.stdout  # that a third outlet writes German is no matter
    mixed = run("contrast", table, "Fanal", "Elbkurier", "--keep-boilerplate")
    assert "several languages: fr (10), de (10). Choose one, as with --lang fr." in str(mixed.exception)
    none = run("contrast", table, "Fanal", "Rivage", "--lang", "es", "--keep-boilerplate")
    assert str(none.exception) == "No text is in 'es'. There are: fr (20)."


def test_a_text_whose_language_cannot_be_told_is_compared_too(tmp_path: Path) -> None:
    rows = (("Fanal", FRENCH, "la digue"), ("Rivage", FRENCH, "la route"))
    table = without_lang(tmp_path / "a.csv", *rows)
    with table.open("a", encoding="utf-8") as stream:
        stream.write('"!!!",Fanal\n')
    done = run("contrast", table, "Fanal")
    assert done.exit_code == 0, done.output
    assert "Fanal (11 texts)" in done.stdout


def test_texts_without_an_outlet_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = (("Fanal", FRENCH, "la digue"), ("Rivage", FRENCH, "la route"), ("", GERMAN, "das Wasser"))
    done = run("contrast", without_lang(tmp_path / "a.csv", *rows), "Fanal", "--keep-boilerplate", "--max", 10)
    assert done.exit_code == 0, done.output
    assert "Fanal (10 texts) and not Fanal (10 texts)" in done.stdout
    assert "Left out: 10 texts without outlet." in done.stderr


def test_a_file_that_cannot_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    assert "a.xlsx: expected an Excel workbook" in str(run("contrast", tmp_path / "a.xlsx", "A").exception)


def test_an_outlet_that_is_not_there_is_told_before_the_languages(tmp_path: Path) -> None:
    rows = (("Fanal", FRENCH, "la digue"), ("Elbkurier", GERMAN, "das Wasser"))
    done = run("contrast", without_lang(tmp_path / "a.csv", *rows), "Fanal", "Elbkurir", "--keep-boilerplate")
    assert "No text has 'Elbkurir' in the column 'outlet'. There are: 'Elbkurier', 'Fanal'." in str(done.exception)
    alone = run("contrast", without_lang(tmp_path / "b.csv", *rows[:1]), "Fanal", "--keep-boilerplate")
    assert "All texts have 'Fanal' in the column 'outlet': there is nothing to compare" in str(alone.exception)


def test_languages_are_not_contrasted() -> None:
    done = run("contrast", SAMPLE / "fr.jsonl", "fr", "de", "--by", "lang")
    assert (done.exit_code, "'lang' is not one of 'outlet', 'date'" in done.output) == (2, True)


def test_two_outlets_are_contrasted_into_files(tmp_path: Path) -> None:
    table, chart = tmp_path / "terms.csv", tmp_path / "terms.svg"
    articles = pd.read_json(SAMPLE / "fr.jsonl", lines=True, dtype=False)
    articles.loc[articles["outlet"] == "Le Fanal", "text"] += (
        "\n\nDe la confédération nul ne parle que la confédération, et ceux qui interrogent la confédération apprennent que "
        "la confédération répondra quand la confédération voudra."
    )
    articles[["text", "outlet", "lang"]].to_csv(tmp_path / "articles.csv", index=False)
    corpus = tmp_path / "articles.csv"
    done = run("contrast", corpus, "Le Fanal", "-o", table, "--plot", chart, "--keep-boilerplate", "--max", 30)
    assert done.exit_code == 0
    assert "Le Fanal (30 texts) and not Le Fanal (30 texts)" in done.stdout
    terms = pd.read_csv(table)
    assert {"term", "z", "log_odds", "low", "high", "clear"} <= set(terms)
    assert (terms["texts_one"] + terms["texts_other"] >= 3).all()
    assert chart.stat().st_size > 2000


def test_where_no_term_is_clear_no_chart_is_written(tmp_path: Path) -> None:
    table = without_lang(tmp_path / "a.csv", ("Fanal", FRENCH, "la digue"), ("Rivage", FRENCH, "la digue"))
    done = run("contrast", table, "Fanal", "Rivage", "--keep-boilerplate", "--plot", tmp_path / "terms.png")
    assert done.exit_code == 0
    assert "No term sets Fanal and Rivage apart clearly, so no chart was drawn" in done.output
    assert "Written" not in done.output
    assert not (tmp_path / "terms.png").exists()
