"""Lines of plain-text corpora."""

from __future__ import annotations

import pytest

from clf.corpora.lines import are_numbers, bom_length, line_offsets, tab_rows, title_line
from clf.errors import DataError


def test_lines_end_at_every_newline_and_nowhere_else() -> None:
    text = "one\r\ntwo\rthree\n\nfive\u2028still five\n"
    assert [text[start:end] for start, end in line_offsets(text)] == [
        "one",
        "two",
        "three",
        "",
        "five\u2028still five",
        "",
    ]


def test_a_title_is_followed_by_a_blank_line() -> None:
    assert title_line("Title \r\n\r\nText") == "Title"
    assert title_line("First\nSecond\n") is None
    assert title_line("\n\nText") is None
    assert title_line("") is None


def test_rows_keep_their_line_number() -> None:
    assert list(tab_rows(b"\xef\xbb\xbfa\tb\r\n\r\nc\t\r\n", "t")) == [(1, ["a", "b"]), (3, ["c", ""])]
    with pytest.raises(DataError):
        list(tab_rows(b"\xff\n", "t"))


def test_numbers_are_plain_and_short() -> None:
    assert are_numbers("0", "123456789")
    assert not any(are_numbers(field) for field in ("", "-1", "1.5", "٣", "9" * 5000))


def test_byte_order_mark_counts_as_one_character() -> None:
    assert [bom_length(b"\xef\xbb\xbfa"), bom_length(b"a")] == [1, 0]
