from __future__ import annotations

from clf.corpora.records import array_of_records, lines_of_records, one_record, string
from clf.errors import Problem


def test_a_record_with_its_required_fields_is_returned_as_it_is() -> None:
    assert one_record(b'\xef\xbb\xbf{"a": " x "}', "f.json", "a") == {"a": " x "}


def test_a_damaged_file_is_a_problem_that_names_the_place_and_not_the_text() -> None:
    problem = one_record(b'{"a": "secret words', "f.json")
    assert isinstance(problem, Problem)
    assert problem.file == "f.json"
    assert "line 1" in problem.found
    assert "secret" not in str(problem)


def test_bytes_that_are_not_utf8_are_a_problem() -> None:
    assert isinstance(one_record(b'{"a": "\xff"}', "f.json"), Problem)
    assert [row for row, _ in array_of_records(b"\xff", "f.json")] == [0]
    assert [row for row, _ in lines_of_records(b"\xff", "f.json")] == [0]


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    assert isinstance(one_record(b"[" * 100_000, "f.json"), Problem)


def test_a_missing_or_blank_required_field_is_a_problem_of_its_row() -> None:
    rows = dict(array_of_records(b'[{"a": "x"}, {"a": " "}, {"b": 1}, 7]', "f.json", "a"))
    assert rows[1] == {"a": "x"}
    assert [isinstance(rows[row], Problem) for row in (2, 3, 4)] == [True] * 3
    assert "row 2" in str(rows[2])


def test_an_array_is_expected_where_an_array_is_published() -> None:
    ((row, problem),) = array_of_records(b'{"a": 1}', "f.json")
    assert row == 0
    assert isinstance(problem, Problem)


def test_a_damaged_line_does_not_stop_the_others() -> None:
    rows = list(lines_of_records(b'{"a": "x"}\n{"a"\n\n{"a": "y"}\n', "f.jsonl", "a"))
    assert [row for row, _ in rows] == [1, 2, 4]
    assert isinstance(rows[1][1], Problem)


def test_string_is_stripped_text_or_none() -> None:
    assert [string({"a": value}, "a") for value in (" x ", " ", None, 3)] == ["x", None, None, None]
    assert string({}, "a") is None
