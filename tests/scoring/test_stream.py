"""Rows of tables become articles and are scored in batches; a folder trained again is another model."""

from __future__ import annotations

import datetime
import os
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from datasets import Dataset, DatasetDict
from multilingual import SENTENCES, article

import clf
from clf import batches
from clf.errors import Problem, UsageError
from clf.models.store import open_model
from clf.schema import Article
from clf.scoring.score import Scorer, failed
from clf.scoring.stream import articles_of, score_rows
from clf.scoring.writers import columns_of
from clf.text.cells import is_missing
from tests.test_store import written

TEXT = "The minister presented the budget on Tuesday."


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_what_pandas_calls_missing_is_missing(nothing: object) -> None:
    rows = [{"text": TEXT, "title": nothing, "date": nothing, "id": nothing}, {"text": nothing, "id": "b"}]
    article, problem = articles_of(rows, "text")
    assert article == Article("1", TEXT, row=1)
    assert isinstance(problem, Problem)
    assert (problem.found, problem.id) == ("nothing", "b")


@pytest.mark.parametrize("value", ["", 0, [1, 2], pd.Series([1.0, None]).to_numpy(), False])
def test_what_is_there_is_not_missing(value: object) -> None:
    assert not is_missing(value)


@pytest.mark.parametrize(
    ("given", "date"),
    [
        (pd.Timestamp("2024-05-01"), "2024-05-01"),
        (datetime.date(2024, 5, 1), "2024-05-01"),
        (pd.Timestamp("2024-05-01 18:30"), "2024-05-01T18:30:00"),
        ("2024-05", "2024-05"),
        (2024, "2024"),
        ("May 1, 2024", "2024-05-01"),
        ("mai 2024", "2024-05"),
        ("some day", None),
    ],
)
def test_dates_are_those_of_the_record(given: object, date: str | None) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        (article,) = articles_of([{"text": TEXT, "date": given}], "text")
    assert isinstance(article, Article)
    assert article.date == date
    assert len(told) == (date is None)
    assert any("could not be read" in warning for warning in article.warnings) == (date is None)


def test_a_folder_trained_again_is_another_model(tmp_path: Path) -> None:
    folder = written(tmp_path / "mine")
    assert clf.score(TEXT, lang="en", model=folder).model == "tiny 1"
    written(folder, version="2")
    os.utime(folder / "card.json", (1, 1))
    assert open_model(folder).name == "tiny 2"
    assert clf.score(TEXT, lang="en", model=folder).model == "tiny 2"


def test_a_row_that_is_neither_text_nor_record_stops_no_others() -> None:
    first, second, third, fourth = articles_of([TEXT, None, 7, {"title": "no text"}], "text")
    assert isinstance(first, Article)
    assert [str(one) for one in (second, third, fourth)] == [
        "table, row 2: expected a text or a record, found nothing. Leave the row out or give its text.",
        "table, row 3: expected a text or a record, found int. Leave the row out or give its text.",
        "table, row 4: expected text, found nothing. Fill in the text or drop the row.",
    ]


def test_the_first_record_shows_that_the_column_has_another_name() -> None:
    with pytest.raises(UsageError, match=r"There is no column 'text'; there are: texte. Give text_column=…"):
        list(articles_of([None, {"texte": TEXT}, {"text": TEXT}], "text"))


@pytest.mark.parametrize("one", [TEXT, TEXT.encode(), bytearray(TEXT.encode())])
def test_one_text_is_no_table(one: object) -> None:
    with pytest.raises(TypeError, match=r"For one text: clf\.score"):
        clf.score_table(one)


@pytest.mark.parametrize("nothing", [5, None])
def test_what_is_no_collection_is_no_table(nothing: object) -> None:
    with pytest.raises(TypeError, match="Expected a table, a Dataset, texts or records, got"):
        clf.score_table(nothing)


def test_a_table_has_the_columns_of_the_flat_record_whatever_its_rows_hold(tmp_path: Path) -> None:
    model = written(tmp_path / "mine")
    tables = [clf.score_table(rows, model=model) for rows in ([], [None], [TEXT])]
    assert [len(table) for table in tables] == [0, 1, 1]
    for table in tables:
        assert list(table.columns) == columns_of(open_model(model).labels())


def test_a_batch_holds_the_scores_of_its_rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_MOST", 5)
    texts = [article(lang) for lang in SENTENCES] + [
        "",
        "Follow us!",
        f"Date: 2017-05-01\nTitle: Budget\n\n{TEXT}",
        f"{article('en')}\n\nFollow us on Telegram!",
        f"{article('fr')}\n\nSuivez-nous sur Telegram !",
    ]
    langs = [*SENTENCES, None, "en", None, "en", "fr"]
    rows: list[Article | Problem] = [
        Article(str(i), text, title="The budget", lang=lang)
        for i, (text, lang) in enumerate(zip(texts, langs, strict=True))
    ]
    rows[3:3] = [Problem("a.csv", "a text", "nothing", "Give its text.", 4)]
    scorer = Scorer(open_model("default"))
    alone = [failed(row) if isinstance(row, Problem) else scorer.score(row) for row in rows]
    assert list(score_rows(rows, scorer)) == alone  # to the last bit of each probability
    assert sum(bool(score.boilerplate) for score in alone) > 1
    assert sum(bool(score.error) for score in alone) == 2


def test_a_batch_ends_with_the_text_that_makes_it_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_MOST", 3)
    monkeypatch.setattr(batches, "_CHARACTERS", 100)
    sizes = [10, 10, 10, 95, 10, 500, 10]
    found = batches.batches(("x" * size for size in sizes), len)
    assert [[len(text) for text in batch] for batch in found] == [[10, 10, 10], [95, 10], [500], [10]]


def test_a_dict_of_columns_is_no_table() -> None:
    for table in ({"text": [TEXT], "outlet": ["a"]}, DatasetDict(train=Dataset.from_dict({"text": [TEXT]}))):
        with pytest.raises(TypeError, match="Expected a table or rows, got a"):
            clf.score_table(table)


def test_a_column_of_texts_keeps_its_index() -> None:
    found = clf.score_table(pd.Series([TEXT, TEXT], index=["x", "y"]), model="open")
    assert found.index.tolist() == ["x", "y"]
    floats = clf.score_table(pd.DataFrame({"text": [TEXT, TEXT], "id": [1, float("nan")]}), model="open")
    assert floats["id"].tolist() == ["1", "2"]


def test_a_table_of_arrow_and_a_formatted_dataset_are_read_like_rows() -> None:
    rows = [{"id": "a", "text": " ".join(SENTENCES["en"])}, {"id": "b", "text": " ".join(SENTENCES["fr"])}]
    expected = clf.score_table(rows, model="open")
    for data in (pa.Table.from_pylist(rows), Dataset.from_list(rows).with_format("pandas")):
        assert clf.score_table(data, model="open").equals(expected)


def test_two_columns_of_one_name_and_a_missing_one_are_refused() -> None:
    with pytest.raises(UsageError, match="Several columns have the name 'text'"):
        clf.score_table(pd.DataFrame([["a", "b"]], columns=["text", "text"]))
    with pytest.raises(UsageError, match="There is no column 'text'; there are: none"):
        clf.score_table(pd.DataFrame())


def test_dates_of_a_table_are_read_like_those_of_a_file() -> None:
    rows = [
        {"text": " ".join(SENTENCES["fr"]), "date": date}
        for date in ("25/04/2017", "03/04/2017", "3.4.2017", "3 mai 2017")
    ]
    with pytest.warns(UserWarning, match="are read as day/month/year"):
        found = clf.score_table(pd.DataFrame(rows), model="open")
    assert found["date"].tolist() == ["2017-04-25", "2017-04-03", "2017-04-03", "2017-05-03"]


def test_a_date_of_either_month_is_refused() -> None:
    assert clf.score(" ".join(SENTENCES["fr"]), date="25/04/2017", model="open").date == "2017-04-25"
    with pytest.raises(UsageError, match="may be of two months"):
        clf.score(" ".join(SENTENCES["fr"]), date="12/05/2020", model="open")


def test_an_open_model_may_be_given_and_other_things_are_refused() -> None:
    model = open_model("open")
    assert clf.score(" ".join(SENTENCES["en"]), model=model).model == model.name
    for options in ({"model": 3}, {"lang": 3}):
        with pytest.raises(UsageError):
            clf.score(" ".join(SENTENCES["en"]), **options)
    assert clf.score(" ".join(SENTENCES["en"]), title=3, outlet=3, model=model).outlet == "3"


def test_columns_of_a_table_are_guessed_as_those_of_a_file_and_told() -> None:
    text = " ".join(SENTENCES["fr"])
    table = pd.DataFrame({"texte": [f"<p>{text}</p>"], "journal": ["Alder"], "parution": ["3 mai 2017"], "note": [7]})
    with pytest.warns(UserWarning, match="text ← 'texte', outlet ← 'journal', date ← 'parution'"):
        found = clf.score_table(table, model="open")
    assert found[["outlet", "date", "lang"]].values.tolist() == [["Alder", "2017-05-03", "fr"]]
    assert found["n_chars"].tolist() == [len(text)]
    own = table.rename(columns={"texte": "text", "journal": "outlet", "parution": "date"})
    assert clf.score_table(own, model="open").equals(found)  # without a warning, which would be an error


def test_a_dataset_is_read_like_the_table_it_was_made_of() -> None:
    """Dates that show the order of the others may come last; classes have names."""
    text = " ".join(SENTENCES["en"])
    table = pd.DataFrame({"text": [text, text], "outlet": ["Elm ", "Alder"], "date": ["03/04/2021", "25/12/2021"]})
    with pytest.warns(UserWarning, match="are read as day/month/year"):
        expected = clf.score_table(table, model="open")
    dataset = Dataset.from_pandas(table)
    for given in (dataset, dataset.class_encode_column("outlet")):
        with pytest.warns(UserWarning, match="are read as day/month/year"):
            found = clf.score_table(given, model="open")
        assert found.equals(expected)
    assert expected["outlet"].tolist() == ["Elm", "Alder"]
    classes = dataset.remove_columns("date").class_encode_column("outlet").to_iterable_dataset()
    assert clf.score_table(classes, model="open")["outlet"].tolist() == ["Elm", "Alder"]


def test_a_column_that_has_a_number_for_its_name_is_read() -> None:
    found = clf.score_table(pd.DataFrame([["a", TEXT]]), text_column=1, model="open")
    assert found["n_chars"].tolist() == [len(TEXT)]


def test_records_lists_and_articles_are_read() -> None:
    rows = [
        {"text": [TEXT, TEXT], "outlet": {"id": None, "name": "BBC"}},
        Article("a", TEXT, outlet="Alder"),
    ]
    found = clf.score_table(rows, model="open")
    assert found["outlet"].tolist() == ["BBC", "Alder"]
    assert found["n_chars"].tolist() == [2 * len(TEXT) + 2, len(TEXT)]
    assert found["error"].isna().all()
