"""`clf train mine.csv`: what is learned from a table of one's own, and what its card says. All rows are invented."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from invented import corpus

from clf.boilerplate.flagger import flagger_of
from clf.cli import cli
from clf.errors import Problem, UsageError
from clf.framing.build import build_own
from clf.framing.own import own_examples
from clf.models.store import Model, open_model
from clf.schema import Article
from clf.scoring.news import news_of

PLEA = "Follow us on Facebook and subscribe to our newsletter."
FRENCH = "Le conseil municipal a adopté mardi le budget de la ville après un long débat sur les impôts."


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return written(tmp_path, [(f"{text} {text}\n\n{PLEA}", label) for text, label in rows()])


def rows() -> list[tuple[str, str]]:
    texts, targets, _ = corpus()
    told = ["money" if yes else "other" for yes, _ in targets]
    return [(f"{text} Part {n}.", label) for n in range(2) for text, label in zip(texts, told, strict=True)]


def written(folder: Path, found: list[tuple[str, str]]) -> Path:
    path = folder / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *found])
    return path


def test_its_texts_are_cleaned_as_they_are_when_scored(mine: Path) -> None:
    flagger = flagger_of(open_model("open"))
    ((lang, examples),) = own_examples(mine, None, None, None, flagger).items()
    assert lang == "en"
    assert len(examples.texts) == 80
    assert not any("newsletter" in text for text in examples.texts)
    raw = f"{rows()[0][0]} {rows()[0][0]}\n\n{PLEA}"
    assert examples.texts[0] == news_of(Article("x", raw, lang="en"), flagger).text


def test_rows_in_another_language_are_left_out_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, [*rows(), *((f"{FRENCH} Numéro {n}.", "money") for n in range(9))])
    told: list[str] = []
    ((lang, examples),) = own_examples(path, None, None, None, None, told.append).items()
    assert (lang, len(examples.texts)) == ("en", 80)
    assert told == ["mine.csv: 9 of 89 rows are not in en, or a language has fewer than 50: left out"]
    # Who names the language knows it better than a guess.
    ((lang, examples),) = own_examples(path, None, None, "en", None).items()
    assert (lang, len(examples.texts)) == ("en", 89)


@pytest.mark.parametrize("label", ["money", "[]"])
def test_rows_that_are_all_labelled_alike_are_refused(tmp_path: Path, label: str) -> None:
    path = written(tmp_path, [(text, label) for text, _ in rows()])
    with pytest.raises(UsageError, match="two labels that differ"):
        own_examples(path, None, None, None, None)


def test_one_label_that_some_rows_lack_can_be_learned(tmp_path: Path) -> None:
    path = written(tmp_path, [(text, "money" if label == "money" else "[]") for text, label in rows()])
    (examples,) = own_examples(path, None, None, None, None).values()
    assert examples.labels == ["money"]
    assert 0 < examples.targets.sum() < 80


def test_the_card_names_the_corpora_and_terms_of_the_flagger_it_borrows(mine: Path, tmp_path: Path) -> None:
    card = build_own(mine, None, None, "en", tmp_path / "own", lambda _: None)
    lender = open_model("open")
    assert card["research_only"] is lender.card["research_only"] is False
    assert lender.card["terms"] in card["terms"]
    assert {entry["name"] for entry in card["corpora"]} <= {entry["name"] for entry in lender.card["corpora"]}
    assert "page_blocks" in {entry["name"] for entry in card["corpora"]}
    made: Model = open_model(tmp_path / "own")
    name = "boilerplate.any.safetensors"
    assert (made.folder / name).read_bytes() == (lender.folder / name).read_bytes()
    assert made.card["parts"][1]["unit"] == "text"


def test_a_column_of_noughts_and_ones_is_one_label(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    for yes, no in (("1", "0"), ("1.0", "0.0")):  # as pandas writes them where a cell is empty
        with path.open("w", encoding="utf-8", newline="") as file:
            found = [(f"{text} {text}", yes if label == "money" else no) for text, label in rows()]
            csv.writer(file).writerows([("text", "is_money"), *found])
        told: list[str] = []
        (examples,) = own_examples(path, None, "is_money", None, None, told.append).values()
        assert examples.labels == ["is_money"]
        assert examples.targets[:, 0].tolist() == [int(label == "money") for _, label in rows()]
        assert any("one label, 'is_money'" in one for one in told)


def test_rows_that_cannot_be_used_are_told_and_few_texts_refused(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(
        "text,labels\n" + "The bridge is closed.,a\nThe harbour opens.,b\n" * 30 + ",a\n", encoding="utf-8"
    )
    told: list[Problem] = []
    with pytest.raises(UsageError, match="at least 5 different texts, found 2"):
        own_examples(table, None, None, "en", None, on_problem=told.append)
    assert [problem.row for problem in told] == [61]


def test_a_row_that_cannot_be_read_is_named_and_the_exit_status_tells(tmp_path: Path) -> None:
    path = written(tmp_path, [*rows(), ("", "money")])
    done = CliRunner().invoke(cli, ["train", str(path), "-o", str(tmp_path / "own"), "-q"], standalone_mode=False)
    assert done.exception is None
    assert done.return_value == 1
    assert "row 81: expected text, found" in done.stderr
    assert (tmp_path / "own" / "card.json").is_file()


def test_one_story_with_two_outlets_lines_is_on_one_side(tmp_path: Path) -> None:
    """Which the cleaned texts show, and the texts as given do not."""
    stories = [(text, label) for text, label in rows() if text.endswith("Part 0.")]
    lines = (PLEA, "Sign up for our free daily newsletter and follow us on Twitter.")
    path = written(tmp_path, [(f"{text} {text}\n\n{line}", label) for line in lines for text, label in stories])
    (examples,) = own_examples(path, None, None, None, flagger_of(open_model("open"))).values()
    n = len(stories)
    assert examples.groups[:n].tolist() == examples.groups[n:].tolist()
    assert len(set(examples.groups.tolist())) >= n - 1  # two of the invented stories are alike


def test_a_table_without_labels_says_so(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("text,topic\n" + "The bridge is closed.,a\n" * 60, encoding="utf-8")
    with pytest.raises(UsageError, match=r"found no label in any\. .* name another with --label-column"):
        own_examples(path, None, None, "en", None)


def test_each_language_with_enough_rows_gets_a_model(tmp_path: Path) -> None:
    places = ["mairie", "école", "gare", "pont", "musée", "théâtre", "hôpital", "marché", "stade", "parc"]
    told = ("Le budget de la {} baisse et les impôts montent près de la {}.", "Les élèves de la {} chantent à la {}.")
    french = [
        (f"Au jour {n}, dit le maire. {told[n % 2].format(places[n % 10], places[n // 6])}", ("money", "other")[n % 2])
        for n in range(60)
    ]
    path = written(tmp_path, [*rows(), *french])
    card = build_own(path, None, None, None, tmp_path / "own", lambda _: None)
    assert [(part["lang"], part["task"]) for part in card["parts"]] == [
        ("any", "boilerplate"),
        ("en", "frames"),
        ("fr", "frames"),
    ]
    model = open_model(tmp_path / "own")
    assert model.languages("frames") == ["en", "fr"]
    assert own_examples(path, None, None, "fr", None).keys() == {"fr"}


def test_a_header_in_another_language_is_not_that_of_its_article(tmp_path: Path) -> None:
    head = (
        "Titre : Le pont du port est fermé à la circulation pour tout l'hiver, selon la mairie\n"
        "Source : Le Télégraphe du soir et des provinces réunies\nDate : 2017\n\n"
    )
    path = written(tmp_path, [(f"{head}{text}", label) for text, label in rows()])
    assert list(own_examples(path, None, None, None, None)) == ["en"]


def test_texts_that_share_nothing_are_told_and_leave_no_folder(tmp_path: Path) -> None:
    told = ["Alpha bridge closes", "Verdant minister resigned", "Strikers scored twice", "Harvest doubled", "Moving on"]
    path = written(tmp_path, [(told[n % 5], "money" if n % 2 else "other") for n in range(60)])
    with pytest.raises(UsageError, match=r"mine\.csv: no model can be trained in en\. No word .* 3 documents"):
        build_own(path, None, None, "en", tmp_path / "model", lambda _: None)
    assert not (tmp_path / "model").exists()
