from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.dates import iso_date
from clf.text.written_dates import written_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2017", "2017"),
        ("2017-5", "2017-05"),
        ("2017-05-11", "2017-05-11"),
        ("2021-03-4", "2021-03-04"),
        ("20220131", "2022-01-31"),
        (" 11 May 2017 ", "2017-05-11"),
        ("March 2022", "2022-03"),
        ("Mar 24, 2022 06:46 PM", "2022-03-24T18:46"),
        ("14:35, 24-Mar-2022", "2022-03-24T14:35"),
        ("2022-08-19 02:17:32", "2022-08-19T02:17:32"),
        ("2022-08-19T02:17:32.000Z", "2022-08-19T02:17:32+00:00"),
        ("2017-05-11T08:30:00+02:00", "2017-05-11T08:30:00+02:00"),
        ("2020-02-29", "2020-02-29"),
        ("29 February 2020", "2020-02-29"),
        ("2020-09-12 10h30", "2020-09-12T10:30"),
        ("2020-09-12 10 PM", "2020-09-12T22:00"),
        ("20200912T103059Z", "2020-09-12T10:30:59+00:00"),
    ],
)
def test_a_date_keeps_the_precision_it_has(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "0001-01-01",
        "2050-06-01",
        "1899-12-31",
        "2021-02-30",
        "2021-13-01",
        "20221301",
        "yesterday",
        "12:30",
        "5 May",
        "99999999999999999999",
        "24.13.2020.7",
        "11 May 2017 " * 20,
        "\x00",
    ],
)
def test_what_is_no_date_of_our_time_is_none(written: str) -> None:
    assert iso_date(written) is None


def test_day_first_reads_the_day_first_but_never_after_a_year() -> None:
    assert iso_date("03.04.2017") == "2017-03-04"
    assert iso_date("03.04.2017", dayfirst=True) == "2017-04-03"
    assert iso_date("2017/04/03 10:05", dayfirst=True) == "2017-04-03T10:05"
    assert iso_date("2017-04-03", dayfirst=True) == "2017-04-03"


def test_a_two_digit_year_is_read_the_same_in_every_year() -> None:
    assert iso_date("2/27/18") == "2018-02-27"
    assert iso_date("5/1/35") == "2035-05-01"
    assert iso_date("5/1/70") == "1970-05-01"


def test_a_zone_that_is_only_named_or_impossible_is_left_out_without_a_warning() -> None:
    assert iso_date("Mar 24, 2022 06:46 PM EST") == "2022-03-24T18:46"
    assert iso_date("Mar 24, 2022 06:46 PM UTC") == "2022-03-24T18:46+00:00"
    assert iso_date("2017-05-11T08:30+99:00") == "2017-05-11T08:30"


def test_hostile_values_are_no_dates() -> None:
    assert iso_date("9" * 10_000) is None
    assert iso_date("²017") is None
    assert iso_date("2017-05-11 +25:99\x00") is None


@given(st.text(alphabet="0123456789 -/.:,TZ+ampMayJunwd\n", max_size=40), st.booleans())
def test_whatever_stands_there_the_answer_is_a_date_or_none(written: str, dayfirst: bool) -> None:
    found = iso_date(written, dayfirst)
    assert found is None or 1900 <= int(found[:4]) <= 2035


@pytest.mark.parametrize(
    "written",
    [
        "5 May 2020", "May 5, 2020", "mardi 5 mai 2020", "5. Mai 2020", "5 de mayo de 2020", "martedì 5 maggio 2020",
        "5 de maio de 2020", "5 maja 2020", "5 мая 2020 г.", "5 травня 2020",
        "5 mei 2020", "5 maj 2020", "5 Mayıs 2020", "5 MAYIS 2020", "5 مايو 2020", "2020年5月5日 星期二", "2020年05月05日", "2020년 5월 5일",
    ],
)  # fmt: skip
def test_a_month_is_a_word_of_several_languages(written: str) -> None:
    assert written_date(written) == "2020-05-05"


@pytest.mark.parametrize(
    "written",
    ["5 smarch 2020", "31 de febrero de 2020", "in maja 2020", "12345 мая 2020", "2020年13月5日", "12020年5月5日"],
)
def test_what_is_no_day_is_no_date(written: str) -> None:
    assert written_date(written) is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3 abr. 2017", "2017-04-03"), ("3 ago 2017", "2017-08-03"), ("3 dic. 2017", "2017-12-03"), ("3 gen 2017", "2017-01-03"),
        ("3 set 2017", "2017-09-03"), ("3 out 2017", "2017-10-03"), ("3 kwi 2017", "2017-04-03"), ("3 lis 2017", "2017-11-03"),
        ("3 апр. 2017", "2017-04-03"), ("3 сен 2017", "2017-09-03"), ("3 лип. 2017", "2017-07-03"),
        ("1º de maio de 2017", "2017-05-01"), ("1° maggio 2017", "2017-05-01"), ("2 de mayo del 2017", "2017-05-02"),
    ],
)  # fmt: skip
def test_months_may_be_short(written: str, iso: str) -> None:
    assert written_date(written) == iso


@pytest.mark.parametrize(
    "written", ["mai 2023", "Mai 2023", "mayo de 2023", "maja 2023", "май 2023 ", "MAY, 2023", "2023年5月"]
)
def test_a_month_alone_is_a_month(written: str) -> None:
    assert written_date(written) == "2023-05"


def test_of_several_dates_in_words_the_first_is_taken() -> None:
    assert written_date("Published May 3, 2020, updated 5 June 2021") == "2020-05-03"
    assert written_date("Published 5 June 2020, updated May 3, 2021") == "2020-06-05"
