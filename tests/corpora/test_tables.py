"""Tables with a header: short rows, long rows, missing columns, long fields."""

from __future__ import annotations

import pytest

from clf.corpora.tables import Row, table_rows
from clf.errors import DataError, Problem


def test_rows_are_counted_below_the_header_and_empty_lines_passed_over() -> None:
    rows = list(table_rows("a.csv", b"\xef\xbb\xbfid,text\n1,mill\n\n2,dam\n", ("id", "text")))
    assert [(row.number, row["id"]) for row in rows if isinstance(row, Row)] == [(1, "1"), (3, "2")]


def test_a_short_row_is_filled_and_a_long_one_a_problem() -> None:
    short, long = table_rows("a.tsv", b"id\ttext\n1\n2\tmill\tdam\n", ("id",), "\t")
    assert isinstance(short, Row)
    assert (short["id"], short["text"], short["no such column"]) == ("1", "", "")
    assert isinstance(long, Problem)
    assert (long.row, "mill" in str(long)) == (2, False)


def test_an_article_longer_than_the_limit_of_csv_is_read() -> None:
    (row,) = table_rows("a.csv", b"text\n" + b"mill " * 40_000 + b"\n", ("text",))
    assert isinstance(row, Row)
    assert len(row["text"]) == 200_000


def test_names_of_columns_are_met_in_any_case() -> None:
    (row,) = table_rows("a.csv", b"ID, Text\n1,mill\n", ("id", "TEXT"))
    assert isinstance(row, Row)
    assert (row["ID"], row["text"]) == ("1", "mill")


def test_a_strict_table_has_neither_short_rows_nor_quotes_out_of_place() -> None:
    short, quote, row = table_rows("a.csv", b'id,text\n1\n2,"mill" dam\n3,"a ""weir"""\n', ("id",), strict=True)
    assert [problem.row for problem in (short, quote) if isinstance(problem, Problem)] == [1, 2]
    assert isinstance(row, Row)
    assert row["text"] == 'a "weir"'


@pytest.mark.parametrize("content", [b"", b'"id,text\n1,mill\n', b"id\n1\n", b"\xff\xfe"])
def test_another_table_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.csv"):
        list(table_rows("a.csv", content, ("id", "text"), strict=True))
