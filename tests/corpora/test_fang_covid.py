from __future__ import annotations

from pathlib import Path

from outlet_layouts import read_both, write_json

NAME = "fang_covid"


def write_article(folder: Path, name: str, **changes: object) -> None:
    record = {
        "url": "https://erfunden.example/1",
        "date": "2020-05-13T15:25:47+02:00",
        "source": "erfunden.example",
        "label": "fake",
        "header": "Die Fähre kommt",
        "article": "Die Fähre kam.\nNiemand sah sie.",
        "twitter-history": [],
    }
    write_json(folder / "articles" / f"{name}.json", record | changes)


def test_an_article_has_the_label_of_its_publisher(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "12")
    (article,) = read_both(NAME, folder)[0].values()
    assert (article.id, article.outlet, article.lang) == ("12", "erfunden.example", "de")
    assert article.text == "Die Fähre kam.\nNiemand sah sie."
    assert article.title == "Die Fähre kommt"
    assert article.date == "2020-05-13T15:25:47+02:00"
    assert article.names("fang_covid_label") == ("fake",)


def test_dates_that_are_not_iso_are_mended(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "1", date="2021-03-4")
    write_article(folder, "2", date="2021-03-4 07:05:00")
    write_article(folder, "3", date="")
    articles, _ = read_both(NAME, folder)
    assert [articles[name].date for name in "123"] == ["2021-03-04", "2021-03-04T07:05:00", None]


def test_spellings_of_one_publisher_are_folded(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "1", source="www.Erfunden.example ")
    assert read_both(NAME, folder)[0]["1"].outlet == "erfunden.example"


def test_an_article_without_text_or_with_another_label_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "1", article=None)
    write_article(folder, "2", label="satire")
    write_article(folder, "3")
    articles, problems = read_both(NAME, folder)
    assert list(articles) == ["3"]
    assert {problem.file for problem in problems} == {"articles/1.json", "articles/2.json"}
