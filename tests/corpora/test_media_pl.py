from __future__ import annotations

import csv
from pathlib import Path

import pytest
from outlet_layouts import packed, read_both, read_path

NAME = "media_pl"
LEAD, BODY = "Prom przypłynął.", "Prom przypłynął rano.\nNikt go nie widział."
ADDRESS = "https://zmyslone.example/prom"


def write_rows(folder: Path, outlet: str, keyword: str, *rows: list[str]) -> None:
    file = folder / "data" / outlet / "articles" / keyword
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def test_five_columns_begin_with_the_title_and_six_with_the_address(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_rows(folder, "sputnik", "leszek+miller", ["Prom", LEAD, BODY, "", ""])
    write_rows(folder, "fakt", "kościół", [ADDRESS, "Prom", LEAD, BODY, "Fot. nikt", ""])
    articles, problems = read_both(NAME, folder)
    fakt, sputnik = sorted(articles.values(), key=lambda article: article.id)
    assert (sputnik.outlet, sputnik.title, sputnik.text, sputnik.url) == ("sputnik", "Prom", BODY, None)
    assert (fakt.outlet, fakt.title, fakt.text, fakt.url) == ("fakt", "Prom", BODY, ADDRESS)
    assert sputnik.id.startswith("sputnik/leszek+miller/1-")
    assert fakt.id.startswith("fakt/kościół/1-")
    assert (fakt.lang, fakt.date, problems) == ("pl", None, [])


def test_readers_comments_are_never_the_text_even_when_they_are_longest(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_rows(folder, "gazeta", "1", [ADDRESS, "Prom", LEAD, BODY, "", "Co za prom! " * 50])
    (article,) = read_both(NAME, folder)[0].values()
    assert article.text == BODY


def test_the_lead_is_the_text_where_the_scraper_found_nothing_longer(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_rows(folder, "onet", "prom", [ADDRESS, "Prom", LEAD, " " * 90, "", ""])
    write_rows(folder, "tvn", "prom", ["Prom", LEAD, "Źródło: x", "", ""])
    assert {article.text for article in read_both(NAME, folder)[0].values()} == {LEAD}


def test_two_parts_with_the_same_paths_give_different_ids(tmp_path: Path) -> None:
    one, more = tmp_path / "one" / "corpus", tmp_path / "more" / "corpus"
    write_rows(one, "tvp", "prom", ["Prom", LEAD, BODY, "", ""])
    write_rows(more, "tvp", "prom", ["Prom", LEAD, BODY + " Wcale.", "", ""])
    (first,), (second,) = read_path(NAME, packed(one))[0], read_path(NAME, packed(more))[0]
    assert first.id != second.id
    assert first.id == read_path(NAME, one)[0][0].id


def test_rows_that_cannot_be_read_are_problems_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_rows(
        folder,
        "tvp",
        "prom",
        ["Prom", LEAD],
        ["Prom", " ", "", "", ""],
        ["Prom", LEAD, BODY, "", ""],
        ["Prom", LEAD, "x" * 200_000, "", ""],
    )
    (folder / "data" / "tvp" / "articles" / "latin").write_bytes("Prom;przypłynął".encode("iso-8859-2"))
    articles, problems = read_both(NAME, folder)
    assert sorted(article.row or 0 for article in articles.values()) == [3, 4]
    assert {problem.row for problem in problems} == {None, 1, 2}


def test_a_cell_beyond_every_measure_stops_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = csv.field_size_limit(1000)
    monkeypatch.setattr("clf.corpora.media_pl._MAX_CELL", 1000)
    try:
        folder = tmp_path / "corpus"
        write_rows(folder, "tvp", "a", ["Prom", LEAD, BODY, "", ""], ["Prom", LEAD, "x" * 2000, "", ""])
        write_rows(folder, "tvp", "b", ["Prom", LEAD, BODY, "", ""])
        articles, (problem,) = read_both(NAME, folder)
    finally:
        csv.field_size_limit(before)
    assert len(articles) == 2
    assert problem.row == 2
