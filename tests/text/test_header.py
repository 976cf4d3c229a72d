from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.header import Header, read_header

BODY = "Le dirigeant a parlé mardi devant le pont."


@pytest.mark.parametrize(
    ("written", "date"),
    [
        (" date 2017-05 ", "2017-05"),
        ("date 2017 ", "2017"),
        ("date 2017-05-11 ", "2017-05-11"),
        ("Date: 2017-05\n", "2017-05"),
        ("DATE : 2017-05-11\r\n\r\n", "2017-05-11"),
        ("\n\n date 2017-05\n", "2017-05"),
    ],
)
def test_a_date_on_the_first_line_is_read(written: str, date: str) -> None:
    header = read_header(written + BODY)
    assert (written + BODY)[header.end :] == BODY
    assert header == Header(len(written), date=date)


def test_the_form_of_the_export() -> None:
    text = " date 2017-05 Le dirigeant a parlé."
    header = read_header(text)
    assert header.end == text.index("Le")
    assert header.date == "2017-05"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "date",
        " date ",
        "date 2017-13 Le dirigeant",
        "date 0017-05 Le dirigeant",
        "date 2017-05-111 Le dirigeant",
        "date 20171 Le dirigeant",
        "date 2017-05-",
        "Dates 2017 and after",
        "update 2017-05 Le dirigeant",
        "The date 2017-05 was set.",
        "Source: the mayor, who would not be named.\nMore text.",
        "Title: one\nThe body.",
        "Url: https://alder.example\nThe body.",
        "Date: soon, said the mayor\nThe body.",
        "Warning: the bridge\nDate: 2017-05\n",
        "---\nThe body.",
    ],
)
def test_a_text_without_a_header_begins_at_once(text: str) -> None:
    assert read_header(text) == Header()


def test_lines_of_fields_are_read_in_any_order() -> None:
    text = (
        "Title: The bridge\nOutlet: Alder Post\nDate: 3 May 2017\nURL: https://alder.example/1\nLang: en\n\nThe body."
    )
    header = read_header(text)
    assert text[header.end :] == "The body."
    assert header == Header(header.end, "2017-05-03", "The bridge", "Alder Post", "https://alder.example/1", "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Titre : Le pont\r\nJournal : La Poste\r\n\r\nTexte.", {"title": "Le pont", "outlet": "La Poste"}),
        ("Titel: Die Brücke\nDatum: 11.5.2017\nText.", {"title": "Die Brücke", "date": "2017-05-11"}),
        ("Дата: 11.05.2017\nТекст.", {"date": "2017-05-11"}),
        ("Date: 03.04.2017\nTexte.", {"date": "2017-04-03"}),
        ("Source: Post\nDate: 2017\nText.", {"outlet": "Post", "date": "2017"}),
        ("---\ntitle: One\ndate: 2017-05\n---\n\nText.", {"title": "One", "date": "2017-05"}),
    ],
)
def test_fields_are_known_in_several_languages(text: str, expected: dict[str, str]) -> None:
    header = read_header(text)
    assert {name: getattr(header, name) for name in expected} == expected
    assert text[header.end :].startswith("Te") or text[header.end :].startswith("Те")


@pytest.mark.parametrize(("written", "code"), [("fr", "fr"), ("Deutsch", "de"), ("pt-BR", "pt"), ("plain", None)])
def test_a_language_is_a_code(written: str, code: str | None) -> None:
    assert read_header(f"Title: One\nDate: 2017-05\nLang: {written}\n\n{BODY}").lang == code


def test_an_unknown_field_ends_the_header() -> None:
    text = "Title: One\nDate: 2017-05\nMayor: we must act\nText."
    assert text[read_header(text).end :] == "Mayor: we must act\nText."


def test_a_field_that_comes_again_belongs_to_the_text() -> None:
    text = "Title: One\nDate: 2017-05\nTitle: Two\nText."
    assert read_header(text).title == "One"
    assert text[read_header(text).end :] == "Title: Two\nText."


def test_a_header_may_be_all_there_is() -> None:
    text = "Title: One\nDate: 2017-05"
    assert read_header(text).end == len(text)


@given(
    st.text(max_size=80), st.sampled_from(["", "date ", " date 2017-05 ", "Title: x\nDate: 2017\n", "---\n", "date:"])
)
def test_the_header_never_reaches_past_the_text(text: str, head: str) -> None:
    header = read_header(head + text)
    assert 0 <= header.end <= len(head + text)
    if header.end == 0:
        assert header == Header()


def test_a_date_of_a_month_is_a_line_of_the_header_like_any() -> None:
    text = "date: 2017-05\noutlet: Harbour News\ntitle: The budget\n\nThe minister spoke."
    found = read_header(text)
    assert (found.date, found.outlet, found.title) == ("2017-05", "Harbour News", "The budget")
    assert text[found.end :] == "The minister spoke."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title: A\nAuthor: Jane Doe\nDate: 2017-05-03\nSource: Daily\n\nBody.", ("2017-05-03", "A", "Daily")),
        ("Date : 3 mai 2017\nTitre : A\nSource : Le Phare\n\nBody.", ("2017-05-03", "A", "Le Phare")),
        ("Datum: 3. Mai 2017\n\nBody.", ("2017-05-03", None, None)),
        ("Дата: 3 мая 2017\nЗаголовок: A\nИсточник: Маяк\n\nBody.", ("2017-05-03", "A", "Маяк")),
        ("Date: yesterday\nOutlet: Daily\nTitle: A\n\nBody.", (None, "A", "Daily")),
    ],
)
def test_a_header_is_read_with_an_author_an_unusual_date_or_in_another_language(
    text: str, expected: tuple[str | None, ...]
) -> None:
    header = read_header(text)
    assert (header.date, header.title, header.outlet) == expected
    assert text[header.end :] == "Body."


@pytest.mark.parametrize("line", ["Author: Jane Doe\n", "By: Jane Doe\r\n", "Section: Politics\n", "---\n"])
def test_what_stands_below_a_date_is_of_the_header_too(line: str) -> None:
    text = f"Date: 2017-05-03\n{line}\n{BODY}"
    header = read_header(text)
    assert header.date == "2017-05-03"
    assert text[header.end :] == BODY


def test_an_author_alone_is_no_header() -> None:
    assert read_header("Author: Jane Doe\n\nBody.").end == 0
    assert read_header("Date: yesterday\n\nBody.").end == 0
