from __future__ import annotations

from pathlib import Path

from outlet_layouts import read_both, write_json

NAME = "article_bias_prediction"


def write_article(folder: Path, name: str, **changes: object) -> None:
    record = {
        "ID": name,
        "topic": "harbours",
        "source": "The Invented Post",
        "bias": "0",
        "bias_text": "left",
        "url": "https://invented.example/a",
        "title": "A ferry is late",
        "date": "2019-03-05",
        "content": "The ferry , it is said , was late .",
        "content_original": "The ferry, it is said, was late.\n\nNobody minded.",
        "source_url": "invented.example",
    }
    write_json(folder / "data" / "jsons" / f"{name}.json", record | changes)


def test_an_article_keeps_the_untokenised_text_and_the_labels_of_its_outlet(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "aa")
    (article,) = read_both(NAME, folder)[0].values()
    assert article.text == "The ferry, it is said, was late.\n\nNobody minded."
    assert (article.outlet, article.lang, article.date) == ("The Invented Post", "en", "2019-03-05")
    assert (article.title, article.url) == ("A ferry is late", "https://invented.example/a")
    assert article.names("abp_bias") == ("left",)
    assert article.names("abp_topic") == ("harbours",)


def test_odd_dates_are_mended_and_impossible_ones_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    for name, date in {"a": "2/27/18", "b": "0001-11-30", "c": "2050-09-30", "d": ""}.items():
        write_article(folder, name, date=date)
    articles, _ = read_both(NAME, folder)
    assert {name: article.date for name, article in articles.items()} == {
        "a": "2018-02-27",
        "b": None,
        "c": None,
        "d": None,
    }


def test_several_names_of_one_outlet_stay_apart_and_blanks_go(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "a", source="Invented News (Online)")
    write_article(folder, "b", source="Invented News ")
    assert {a.outlet for a in read_both(NAME, folder)[0].values()} == {"Invented News (Online)", "Invented News"}


def test_rows_that_cannot_be_read_are_problems_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_article(folder, "a")
    write_article(folder, "b", content_original=" ")
    write_article(folder, "c", bias_text="sideways")
    (folder / "data" / "jsons" / "d.json").write_text("{", encoding="utf-8")
    articles, problems = read_both(NAME, folder)
    assert list(articles) == ["a"]
    assert len(problems) == 3
