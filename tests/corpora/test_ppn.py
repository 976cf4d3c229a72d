from __future__ import annotations

from pathlib import Path

from outlet_layouts import read_both, write_json

NAME = "ppn"
PAGE = "<html lang=ru><script>alert(1)</script><p>Ein Schiff.</p></html>"


def write_record(folder: Path, site: str, page: str, **changes: object) -> None:
    record = {
        "date_publish": "2022-10-01 12:30:00",
        "filename": f"{page}.html",
        "language": "en",
        "title": "A ship",
        "source_domain": site,
        "maintext": "A ship came.\nIt went.",
        "url": f"https://{site}/{page}",
    }
    write_json(folder / "ppn_data" / "2023" / "09" / "13" / site / f"{page}.html.json", record | changes)


def test_an_article_has_site_title_date_and_address(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_record(folder, "rrn.media", "__1")
    (article,) = read_both(NAME, folder)[0].values()
    assert (article.id, article.outlet) == ("rrn.media/__1", "rrn.media")
    assert (article.text, article.title) == ("A ship came.\nIt went.", "A ship")
    assert (article.date, article.url) == ("2022-10-01T12:30:00", "https://rrn.media/__1")
    assert article.labels == ()


def test_the_language_comes_from_site_and_file_name_where_the_field_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    expected = {
        "rrn.media/__1": "en",
        "rrn.media/ua__2": "uk",
        "rrn.media/zh__3": "zh",
        "waronfakes.com/civil__4": "en",
        "waronfakes.com/ar_x__5": "ar",
        "notrepays.today/_un-article_6": "fr",
        "lavirgule.news/_un-article_7": "fr",
        "tribunalukraine.info/article_1_lang=fr_8": "fr",
        "tribunalukraine.info/article_1_lang=_9": "de",
    }
    for key in expected:
        write_record(folder, *key.split("/"))
    articles, problems = read_both(NAME, folder)
    assert {key: article.lang for key, article in articles.items()} == expected
    assert problems == []


def test_an_unknown_site_keeps_the_language_of_its_record(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_record(folder, "erfunden.example", "a", language="ua")
    write_record(folder, "erfunden.example", "b", language=None)
    articles, _ = read_both(NAME, folder)
    assert [article.lang for article in articles.values()] == ["uk", None]


def test_records_without_text_are_left_out_and_a_missing_date_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_record(folder, "rrn.media", "zh__1", maintext=None)
    write_record(folder, "rrn.media", "zh__2", maintext=" \n")
    write_record(folder, "rrn.media", "zh__3", date_publish=None)
    articles, problems = read_both(NAME, folder)
    assert list(articles) == ["rrn.media/zh__3"]
    assert articles["rrn.media/zh__3"].date is None
    assert problems == []


def test_pages_are_the_raw_bytes_as_text_with_the_id_of_their_article(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_record(folder, "rrn.media", "de__1")
    site = folder / "ppn_data" / "2023" / "09" / "13" / "rrn.media"
    (site / "de__1.html").write_text(PAGE, encoding="utf-8")
    (site / "de__2.html").write_bytes(b"<p>\xff</p>")
    pages, problems = read_both(NAME, folder, "pages")
    assert {key: (page.text, page.lang) for key, page in pages.items()} == {"rrn.media/de__1": (PAGE, "de")}
    assert len(problems) == 1
    assert set(read_both(NAME, folder)[0]) == {"rrn.media/de__1"}


def test_a_damaged_record_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_record(folder, "rrn.media", "__1")
    (folder / "ppn_data" / "2023" / "09" / "13" / "rrn.media" / "__2.html.json").write_text("{", encoding="utf-8")
    articles, problems = read_both(NAME, folder)
    assert (len(articles), len(problems)) == (1, 1)
