"""Users' JSON: lines, arrays, and what goes wrong in them."""

from __future__ import annotations

import codecs
import io
import json
from pathlib import Path
from typing import Any

import pytest
from reading import RIVER, STRIKE, articles, notices, problem, read, write

from clf.corpora import json_files
from clf.corpora.files import Columns, read_files
from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan

# --- JSON


def jsonl(*records: Any) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json"])
def test_json_lines(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a{suffix}", jsonl({"id": 7, "text": STRIKE}, {"text": "b", "source": "X"}))
    first, second = articles(path)
    assert (first.id, first.text, first.row) == ("7", STRIKE, 1)
    assert (second.id, second.outlet, second.row) == ("2", "X", 2)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_json_arrays(tmp_path: Path, indent: int | None, suffix: str) -> None:
    records = [{"text": f'{STRIKE} [{n}], {{}} "', "n": n} for n in range(5_000)]
    path = write(tmp_path / f"a{suffix}", json.dumps(records, indent=indent))
    found = articles(path)
    assert [a.text for a in found] == [record["text"] for record in records]
    assert found[-1].row == 5_000


def test_one_json_record_over_several_lines(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.json", json.dumps({"text": "a"}, indent=4)))[0].text == "a"


def test_an_array_is_not_read_at_once(tmp_path: Path) -> None:
    class Counting(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None and 0 < size <= 1 << 20
            return super().read(size)

    from clf.corpora.columns import Rows

    rows = Rows("a.json", Columns(), lambda message: None)
    content = "[\n" + ",\n".join(json.dumps({"text": f"{n}"}) for n in range(20_000)) + "\n]"
    found = json_files.read_json(Counting(content.encode()), rows)
    assert next(found).id == "1"
    assert len(list(found)) == 19_999


def test_a_damaged_line_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "a"}\n{"text": "river\n\n[1]\n{"text": "d"}\n')
    found = read(path)
    assert [(type(one).__name__, one.row) for one in found] == [
        ("Article", 1), ("Problem", 2), ("Problem", 4), ("Article", 5),
    ]  # fmt: skip
    assert "river" not in str(found[1])


def test_a_damaged_first_line(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.jsonl", '{"text": "river\n{"text": "b"}\n'))
    assert [(type(one).__name__, one.row) for one in found] == [("Problem", 1), ("Article", 2)]


def test_a_record_without_text_names_its_keys_only(tmp_path: Path) -> None:
    found = problem(write(tmp_path / "a.jsonl", jsonl({"text": "a"}, {"headline": "b", "note": RIVER})))
    assert found.row == 2
    assert "'headline', 'note'" in found.found
    assert "river" not in str(found)


@pytest.mark.parametrize("value", [None, 3, ["a", 3], {"p": "a"}])
def test_a_text_of_another_type(tmp_path: Path, value: Any) -> None:
    assert problem(write(tmp_path / "a.jsonl", jsonl({"text": value}))).expected == "text"


def test_bytes_in_a_line_that_are_not_utf8(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.jsonl", b'{"text": "a"}\n{"text": "hiv\xe9r"}\n{"text": "c"}\n'))
    assert [type(one) for one in found] == [Article, Problem, Article]
    assert "not UTF-8" in str(found[1])


def test_bytes_in_an_array_that_are_not_utf8(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.json", b'[{"text": "a"},\n{"text": "hiv\xe9r"},\n{"text": "c"}]'))
    assert [type(one) for one in found] == [Article, Problem, Article]


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "a"}, {"text": ',
        '[{"text": "a"}',
        '[{"text": "a"}, {"text" "b"}, {"text": "c", "more": "characters"}]',
    ],
)
def test_a_broken_array_keeps_the_rows_before(tmp_path: Path, content: str) -> None:
    found = read(write(tmp_path / "a.json", content))
    assert [(type(one).__name__, one.row) for one in found] == [("Article", 1), ("Problem", 2)]


@pytest.mark.parametrize("content", ["", " \n", "[]", "[ ]\n"])
def test_empty_json(tmp_path: Path, content: str) -> None:
    assert problem(write(tmp_path / "a.json", content)).expected == "JSON records"


def test_nested_without_end(tmp_path: Path) -> None:
    assert isinstance(read(write(tmp_path / "a.json", '[{"text":' + "[" * 200_000))[0], Problem)
    assert isinstance(read(write(tmp_path / "a.jsonl", '{"text":' + "[" * 200_000))[0], Problem)


def test_long_lines_and_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_files, "_MAX_RECORD", 200_000)
    found = read(write(tmp_path / "a.jsonl", jsonl({"text": "a" * 500_000}, {"text": "b"})))
    assert [(type(one).__name__, one.row) for one in found] == [("Problem", 1), ("Article", 2)]
    (found_one,) = read(write(tmp_path / "a.json", '[{"text": "' + "a" * 900_000 + '"}]'))
    assert isinstance(found_one, Problem)


def test_half_a_character(tmp_path: Path) -> None:
    assert problem(write(tmp_path / "a.json", '[{"text": "x \\ud83d y"}]')).row == 1


def test_a_named_key_that_no_record_has(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", jsonl({"text": "a"}, {"text": "b", "titre": "t"}))
    assert len(articles(path, columns=Columns(title="titre"))) == 2
    assert "titel" in problem(path, columns=Columns(title="titel")).expected


# --- spans in plain records


def test_spans_of_a_record(tmp_path: Path) -> None:
    spans = [{"start_offset": 4, "end_offset": 9, "label": "place"}]
    (article,) = articles(write(tmp_path / "a.jsonl", jsonl({"text": RIVER, "labels": spans})))
    assert article.labels == (Labelling("label", (), (LabelSpan("place", 4, 9),)),)


@pytest.mark.parametrize(
    "label", [[[0, 999, "x"]], [[5, 2, "x"]], [[0, 3]], [[0, 3, ""]], [[0, "3", "x"]], [[-1, 3, "x"]]]
)
def test_labels_that_do_not_fit(tmp_path: Path, label: Any) -> None:
    found = problem(write(tmp_path / "a.jsonl", jsonl({"id": "a", "text": RIVER, "label": label})))
    assert (found.row, found.id) == (1, "a")
    assert found.expected == "labels that fit the text"


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_in_utf16_with_a_mark(tmp_path: Path, name: str) -> None:
    content = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in (RIVER, "Ċ " + STRIKE)) + "\n"
    assert [a.text for a in articles(write(tmp_path / name, content.encode("utf-16")))] == [RIVER, "Ċ " + STRIKE]
    array = json.dumps([{"text": STRIKE}], ensure_ascii=False).encode("utf-16-be")
    assert articles(write(tmp_path / name, codecs.BOM_UTF16_BE + array))[0].text == STRIKE


def test_an_export_whose_records_stand_in_one_list_is_read(tmp_path: Path) -> None:
    """As servers answer; texts with links may be lists of texts and records."""
    post = {
        "id": 2,
        "type": "message",
        "date": "2024-04-03T10:00:00",
        "text": ["See ", {"type": "link", "text": "t.me/x"}, "."],
    }
    channel = {"name": "Alder", "type": "answer", "messages": [{"id": 1, "text": "The bridge is shut."}, post]}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(channel, indent=1), encoding="utf-8")
    told: list[str] = []
    found = list(read_files([path], on_guess=told.append))
    assert [row.text for row in found if isinstance(row, Article)] == ["The bridge is shut.", "See t.me/x."]
    assert told[0].endswith("articles ← the list 'messages'")


def test_paragraphs_in_a_list_are_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": ["One paragraph.", "Another."]}) + "\n", encoding="utf-8")
    (row,) = read_files([path])
    assert isinstance(row, Article)
    assert row.text == "One paragraph.\n\nAnother."


def test_a_record_in_a_cell_is_its_name_or_nothing(tmp_path: Path) -> None:
    """Never all that it holds, which may be the article itself."""
    source = [{"id": None, "name": "BBC"}, {"body": "The whole article."}, ["a", "b"]]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": "News.", "source": one}) + "\n" for one in source), encoding="utf-8")
    assert [row.outlet for row in read_files([path])] == ["BBC", None, None]


def test_records_as_wordpress_gives_them(tmp_path: Path) -> None:
    record = {
        "id": 17,
        "link": "https://alder.example/17",
        "title": {"rendered": "Bridge shut &#8211; <em>again</em>"},
        "content": {"rendered": "<p>Tea &amp; milk.</p>\n<ul><li>One</li><li>Two</li></ul><script>x()</script>"},
    }
    (row,) = articles(write(tmp_path / "posts.json", json.dumps([record])))
    assert (row.id, row.title, row.text) == ("17", "Bridge shut – again", "Tea & milk.\nOne\nTwo")
    assert [warning[:17] for warning in row.warnings] == ["The text was HTML"]


@pytest.mark.parametrize(
    "text", ["Three < four and five > four.", "The tag <p> opens a paragraph.", "He wrote <laughs> & left <br"]
)
def test_angle_brackets_alone_are_no_html(tmp_path: Path, text: str) -> None:
    (row,) = articles(write(tmp_path / "a.jsonl", jsonl({"text": text})))
    assert (row.text, row.warnings) == (text, ())


def test_html_whose_passages_are_labelled_stays_as_it_is(tmp_path: Path) -> None:
    """Offsets of labels count the characters of the cell."""
    text = "<p>The bridge is shut.</p>"
    record = {"text": text, "label": [[3, 13, "place"]]}
    (row,) = articles(write(tmp_path / "a.jsonl", jsonl(record)), columns=Columns(label="label"))
    assert row.text == text
    assert row.labels[0].spans[0].start == 3


@pytest.mark.parametrize(
    "table",
    [
        {"articles": [{"text": STRIKE, "outlet": "a"}, {"text": RIVER, "outlet": "b"}]},
        {"data": [{"text": STRIKE, "outlet": "a"}, {"text": RIVER, "outlet": "b"}]},
        {"text": [STRIKE, RIVER], "outlet": ["a", "b"]},
        {"text": {"0": STRIKE, "1": RIVER}, "outlet": {"0": "a", "1": "b"}},
    ],
)
def test_a_table_in_one_object_has_an_article_for_each_of_its_rows(tmp_path: Path, table: dict[str, Any]) -> None:
    """As `pandas` writes it column by column, or as a server answers."""
    found = articles(write(tmp_path / "a.json", json.dumps(table, ensure_ascii=False)))
    assert [(row.text, row.outlet, row.row) for row in found] == [(STRIKE, "a", 1), (RIVER, "b", 2)]


def test_one_text_in_paragraphs_with_as_many_notes_is_one_article(tmp_path: Path) -> None:
    record = {"id": 7, "text": ["One.", "Two."], "tags": ["a", "b"]}
    (row,) = articles(write(tmp_path / "a.json", json.dumps(record)))
    assert row.text == "One.\n\nTwo."


def test_lists_beside_articles_are_no_articles(tmp_path: Path) -> None:
    """Comments and tags have texts, too."""
    comments = [{"user": "a", "text": "First comment."}, {"user": "b", "text": "Second comment."}]
    path = write(tmp_path / "a.jsonl", jsonl({"id": 1, "text": STRIKE}, {"id": 2, "comments": comments}))
    first, second = read(path)
    assert isinstance(first, Article)
    assert isinstance(second, Problem)
    assert (second.row, second.found) == (2, "the columns 'id', 'comments'")
    wrong = problem(
        write(tmp_path / "b.json", json.dumps({"id": 2, "comments": comments})), columns=Columns(text="body")
    )
    assert "'comments'" in wrong.found


def test_pages_of_a_server_are_counted_through(tmp_path: Path) -> None:
    pages = [{"articles": [{"text": STRIKE}, {"text": RIVER}]}, {"articles": [{"text": "a"}]}]
    assert [row.id for row in articles(write(tmp_path / "a.jsonl", jsonl(*pages)))] == ["1", "2", "3"]


def test_what_python_writes_for_a_missing_cell_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"text": STRIKE, "outlet": float("nan")}) + "\n")
    assert [(row.text, row.outlet) for row in articles(path)] == [(STRIKE, None)]
    assert "error at column" in problem(write(tmp_path / "b.jsonl", '{"text": "a", "x": NaN\n')).found


def test_files_put_together_have_their_mark_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "one"}\n\ufeff{"text": "two"}\n')
    assert [article.text for article in articles(path)] == ["one", "two"]


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
def test_a_wide_number_keeps_its_digits(tmp_path: Path, suffix: str) -> None:
    number = 2**64 + 12_345
    path = write(tmp_path / f"a{suffix}", f'{{"id": {number}, "text": "a"}}\n')
    assert articles(path)[0].id == str(number)


@pytest.mark.parametrize("content", ['{"text": "a"}\n{"text": "b", "text": "c"}\n', '[{"text": "b", "text": "c"}]'])
def test_keys_with_one_name_are_told(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "a.json", content)
    assert articles(path)[-1].text == "c"
    assert notices(path) == [f"{path}: 2 keys of a record are named 'text', of which the last is read"]


def test_a_list_in_a_list_is_no_record_and_a_list_of_records_is_read_on(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.json", '[["id", "text"], ["1", "river"]]'))
    assert [(one.row, one.found) for one in found if isinstance(one, Problem)] == [(1, "a list"), (2, "a list")]
    assert len(found) == 2
    nested = write(tmp_path / "b.json", '[[{"text": "a"}, {"text": "b"}], [{"text": "c"}]]')
    assert [article.text for article in articles(nested)] == ["a", "b", "c"]


def test_what_stands_behind_a_null_character_is_not_lost_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "One."},\0{"text": "Two."}]', encoding="utf-8")
    article, problem = read_files([path])
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert (problem.row, problem.expected) == (2, "valid JSON")
