"""The user's own files: every kind, every way they can be damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import logging
import lzma
import os
import sys
import tarfile
import types
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from clf.corpora import delimited_files, json_files
from clf.corpora.files import MAX_CHARS, Columns, read_files
from clf.errors import Problem, UsageError
from clf.schema import Article, Labelling, LabelSpan

RIVER = "The river rose again on Monday, and the town waited."
STRIKE = "La grève continue à Lyon ; les cheminots, eux, négocient."


def read(*paths: Path | str, columns: Columns | None = None) -> list[Article | Problem]:
    return list(read_files([str(path) for path in paths], columns, on_guess=lambda message: None))


def articles(*paths: Path | str, columns: Columns | None = None) -> list[Article]:
    found = read(*paths, columns=columns)
    assert not [one for one in found if isinstance(one, Problem)], [str(one) for one in found]
    return [one for one in found if isinstance(one, Article)]


def problem(*paths: Path | str, columns: Columns | None = None) -> Problem:
    (found,) = [one for one in read(*paths, columns=columns) if isinstance(one, Problem)]
    return found


def notices(*paths: Path | str, columns: Columns | None = None) -> list[str]:
    told: list[str] = []
    list(read_files([str(path) for path in paths], columns, on_guess=told.append))
    return told


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- CSV and TSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_apart(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "texte", "journal"], ["a1", f'"{STRIKE}"', "Le Phare"]]
    path = write(tmp_path / "corpus.csv", "\n".join(delimiter.join(row) for row in rows) + "\n")
    (article,) = articles(path)
    assert (article.id, article.text, article.outlet) == ("a1", STRIKE, "Le Phare")
    assert (article.file, article.row) == (str(path), 1)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Corps", "text"), ("CONTENU", "text"), ("maintext", "text"), ("body", "text"), ("Artikel", "text"),
        ("full_text", "text"), ("Titre", "title"), ("headline", "title"), ("Überschrift", "title"),
        ("Média", "outlet"), ("media_name", "outlet"), ("Zeitung", "outlet"), ("site", "outlet"),
        ("Publié le", "date"), ("parution", "date"), ("Datum", "date"), ("langue", "lang"), ("Sprache", "lang"),
        ("lien", "url"), ("stories_id", "id"), ("étiquette", "label"), ("labels", "label"),
    ],
)  # fmt: skip
def test_columns_are_guessed_in_three_languages(tmp_path: Path, header: str, field: str) -> None:
    other = "note" if field == "text" else "text"
    path = write(tmp_path / "a.csv", f"{header},{other}\nx,y\n")
    (told,) = notices(path)
    assert f"{field} ← '{header}'" in told


def test_the_guess_is_told_once_with_the_way_out(tmp_path: Path) -> None:
    path = write(tmp_path / "corpus.csv", f'texte,journal,date\n"{RIVER}",Le Phare,2019-04-05\n"{RIVER}",X,2019\n')
    told = notices(path)
    assert told == [f"{path}: text ← 'texte', outlet ← 'journal', date ← 'date' (say otherwise with --text-column …)"]


def test_the_default_is_to_log_the_guess(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "corpus.csv", f"texte,n\n{RIVER!r},1\n")
    with caplog.at_level(logging.INFO, logger="clf"):
        list(read_files([path]))
    assert "text ← 'texte'" in caplog.text
    assert "river" not in caplog.text


def test_named_columns_decide(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,lead,source\nlong,short,X\n")
    (article,) = articles(path, columns=Columns(text="lead", outlet=""))
    assert (article.text, article.outlet) == ("short", None)


def test_a_named_column_may_differ_in_case(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Mon Texte,n\nlong,1\n")
    assert articles(path, columns=Columns(text="mon texte"))[0].text == "long"


@pytest.mark.parametrize("columns", [Columns(text="corpus"), Columns(title="titel_neu")])
def test_a_missing_named_column_is_one_problem_with_the_columns_found(tmp_path: Path, columns: Columns) -> None:
    path = write(tmp_path / "a.csv", "text,source\nlong,X\nlong,X\n")
    (found,) = read(path, columns=columns)
    assert isinstance(found, Problem)
    assert (columns.text or columns.title or "") in found.expected
    assert "'text', 'source'" in found.found


def test_a_table_without_text_column(tmp_path: Path) -> None:
    found = problem(write(tmp_path / "a.csv", "n,number\n1,2\n3,4\n"))
    assert "'n', 'number'" in found.found
    assert "--text-column" in found.remedy


def test_a_table_without_header_does_not_show_its_first_article(tmp_path: Path) -> None:
    found = problem(write(tmp_path / "a.csv", f'1,"{RIVER}"\n2,"{STRIKE}"\n'))
    assert "river" not in str(found)


def test_one_column_is_the_text(tmp_path: Path) -> None:
    assert [a.text for a in articles(write(tmp_path / "b.csv", "phrase\nun\ndeux\n"))] == ["un", "deux"]


def test_the_id_falls_back_on_the_row_and_duplicates_stay(tmp_path: Path) -> None:
    assert [a.id for a in articles(write(tmp_path / "a.csv", "text,n\na,1\nb,2\n"))] == ["1", "2"]
    assert [a.id for a in articles(write(tmp_path / "b.csv", "id,text\n7,a\n7,b\n,c\n"))] == ["7", "7", "3"]


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_text_is_a_problem_of_its_row(tmp_path: Path, value: str) -> None:
    found = read(write(tmp_path / "a.csv", f"id,text\n1,a\nx2,{value}\n3,c\n"))
    assert isinstance(found[1], Problem)
    assert (found[1].row, found[1].id, found[1].found) == (2, "x2", "an empty field")
    assert [one.id for one in found] == ["1", "x2", "3"]


def test_too_long_a_text(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", f"id,text\n1,{'a' * MAX_CHARS}\n2,{'b' * (MAX_CHARS + 1)}\n3,c\n"))
    assert [type(one) for one in found] == [Article, Problem, Article]
    assert "1,000,001" in str(found[1])
    assert "bbb" not in str(found[1])


def test_a_byte_order_mark_and_nul_stay_out_of_the_way(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.csv", b"\xef\xbb\xbftext,n\nbe\x00fore,1\n"))
    assert article.text == "be\x00fore"


def test_cp1252_is_read_with_a_notice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"texte;n\n{STRIKE.replace(' ;', ',')} – œuvre;1\n".encode("cp1252"))
    assert articles(path)[0].text.endswith("négocient. – œuvre")
    assert any("cp1252" in message for message in notices(path))


def test_a_bad_byte_in_a_utf8_file_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"text,n\n\xc3\xa9t\xc3\xa9,1\nhiv\xe9r,2\nautomne,3\n")
    found = read(path)
    assert [type(one) for one in found] == [Article, Problem, Article]
    assert isinstance(found[1], Problem)
    assert (found[1].row, found[1].found) == (2, "bytes that are not UTF-8")


def test_a_bad_byte_before_all_others_costs_no_other_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"text,n\nhiv\xe9r,1\n\xc3\xa9t\xc3\xa9,2\n")
    assert [a.text for a in articles(path)] == ["hivér", "été"]


def test_bytes_that_are_neither(tmp_path: Path) -> None:
    assert problem(write(tmp_path / "a.csv", b"text,n\nx\x81\x8dy,1\nz,2\n")).row == 1


def test_utf16_names_the_remedy(tmp_path: Path) -> None:
    found = problem(write(tmp_path / "a.csv", "text\tn\nété\t1\n".encode("utf-16")))
    assert "UTF-16" in found.found
    assert "UTF-8" in found.remedy


def test_ragged_rows(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", "id,text,n\n1,a,x\n2,b\n3,c,x,y\n4,d,x,,\n\n,,\n5,e,x\n"))
    assert [(type(one).__name__, one.row) for one in found] == [
        ("Article", 1), ("Problem", 2), ("Problem", 3), ("Article", 4), ("Article", 6),
    ]  # fmt: skip
    assert "3 fields" in str(found[1])
    assert "found 2." in str(found[1])


def test_a_quote_that_never_closes_costs_its_own_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,"one"\n2,"two never closes\n3,three\n4,four\n')
    found = read(path)
    assert [(type(one).__name__, one.row) for one in found] == [
        ("Article", 1), ("Problem", 2), ("Article", 3), ("Article", 4),
    ]  # fmt: skip
    assert "two" not in str(found[1])


def test_a_quote_that_the_next_row_would_close(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", 'id,text\n1,"one\n2,"two"\n3,"three"\n'))
    assert [(type(one).__name__, one.row) for one in found] == [("Problem", 1), ("Article", 2), ("Article", 3)]


def test_a_row_beyond_the_limit_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_files, "_MAX_RECORD", 5_000)
    path = write(tmp_path / "a.csv", 'id,text\n1,"never\n' + "".join(f"{n},words\n" for n in range(2, 2000)))
    found = read(path)
    assert isinstance(found[0], Problem)
    assert len([one for one in found if isinstance(one, Article)]) == 1998


def test_a_line_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_files, "_MAX_LINE_BYTES", 1_000)
    found = read(write(tmp_path / "a.csv", f"id,text\n1,{'a' * 5_000}\n2,b\n"))
    assert [(type(one).__name__, one.row) for one in found] == [("Problem", 1), ("Article", 2)]


def test_line_breaks_inside_quotes_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\r\n1,"one\r\n\r\ntwo ""quoted"""\r\n2,b\r\n')
    assert [a.text for a in articles(path)] == ['one\r\n\r\ntwo "quoted"', "b"]


def test_tabs_without_quoting(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", 'id\ttext\n1\t"Non", dit-il.\n2\t"never closed\n3\tc\n')
    assert [a.text for a in articles(path)] == ['"Non", dit-il.', '"never closed', "c"]


def test_lone_carriage_returns(tmp_path: Path) -> None:
    assert all(isinstance(one, Problem) for one in read(write(tmp_path / "a.csv", b"id,text\r1,a\r2,b\r")))


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "sep=;\r\nid;text\r\n1;a, b, c\r\n"))[0].text == "a, b, c"


@pytest.mark.parametrize(("content", "found"), [("", "an empty file"), ("\n\n", "an empty file"), ("text,n\n", "none")])
def test_empty_tables(tmp_path: Path, content: str, found: str) -> None:
    assert problem(write(tmp_path / "a.csv", content)).found == found


def test_columns_of_the_same_name(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "text,text,\nfirst,second,x\n"))[0].text == "first"


# --- dates, languages, labels


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2017-05-11", "2017-05-11"),
        ("11 mai 2017", "2017-05-11"),
        ("1er août 2019", "2019-08-01"),
        ("3. Dezember 2018", "2018-12-03"),
        ("Thursday, December 22, 2022", "2022-12-22"),
        ("03.04.2017", "2017-04-03"),
        ("last week", None),
        ("", None),
    ],
)
def test_dates(tmp_path: Path, value: str, iso: str | None) -> None:
    assert articles(write(tmp_path / "a.csv", f'text,date\nx,"{value}"\n'))[0].date == iso


@pytest.mark.parametrize(
    ("header", "values", "iso"),
    [
        ("text,date", ["03/04/2017"], ["2017-03-04"]),
        ("texte,date", ["03/04/2017"], ["2017-04-03"]),
        ("text,date", ["25/04/2017", "03/04/2017"], ["2017-04-25", "2017-04-03"]),
        ("texte,date", ["04/25/2017", "03/04/2017"], ["2017-04-25", "2017-03-04"]),
    ],
)
def test_the_order_of_day_and_month(tmp_path: Path, header: str, values: list[str], iso: list[str]) -> None:
    path = write(tmp_path / "a.csv", "\n".join([header, *(f"x,{value}" for value in values)]))
    assert [a.date for a in articles(path)] == iso
    assert len([message for message in notices(path) if "03/04/2017" in message]) == 1


def test_the_user_decides_the_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,date\nx,03/04/2017\n")
    assert articles(path, columns=Columns(dayfirst=True))[0].date == "2017-04-03"
    assert not any("read as" in message for message in notices(path, columns=Columns(dayfirst=True)))


@pytest.mark.parametrize(
    ("value", "code"),
    [("fr", "fr"), ("FR-ca", "fr"), ("en_US", "en"), ("Français", "fr"), ("deu", "de"), ("klingon", None), ("", None)],
)
def test_languages(tmp_path: Path, value: str, code: str | None) -> None:
    assert articles(write(tmp_path / "a.csv", f"text,lang\nx,{value}\n"))[0].lang == code


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("economy", ("economy",)),
        ("economy; security ;economy", ("economy", "security")),
        ('["economy", "security"]', ("economy", "security")),
        ("['economy', 'security']", ("economy", "security")),
        ("[]", ()),
    ],
)
def test_label_cells(tmp_path: Path, cell: str, names: tuple[str, ...]) -> None:
    doubled = cell.replace('"', '""')
    (article,) = articles(write(tmp_path / "a.csv", f'text,label\nx,"{doubled}"\n'))
    assert article.labels == (Labelling("label", names),)


def test_an_empty_label_cell_is_not_annotated(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "text,label\nx,\n"))[0].labels == ()


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


@pytest.mark.parametrize("value", [None, 3, ["a", "b"], {"p": "a"}])
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


# --- packed


def pack(content: bytes, packing: str) -> bytes:
    packs = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress, ".zst": zstandard.compress}
    return packs[packing](content)


@pytest.mark.parametrize("packing", [".gz", ".xz", ".zst", ".bz2"])
@pytest.mark.parametrize(
    ("suffix", "content"),
    [(".csv", "id,text\n1,a\n"), (".jsonl", '{"text": "a"}\n'), (".json", '[{"text": "a"}]'), (".txt", "a")],
)
def test_packed_files(tmp_path: Path, suffix: str, content: str, packing: str) -> None:
    assert articles(write(tmp_path / f"a{suffix}{packing}", pack(content.encode(), packing)))[0].text == "a"


@pytest.mark.parametrize("packing", [".gz", ".xz", ".zst"])
def test_a_truncated_packed_file_keeps_the_rows_before(tmp_path: Path, packing: str) -> None:
    words = os.urandom(1 << 20).hex()
    rows = "".join(f"{n},{words[n * 100 : n * 100 + 100]}\n" for n in range(20_000))
    content = pack(f"id,text\n{rows}".encode(), packing)
    path = write(tmp_path / f"a.csv{packing}", content[: len(content) * 4 // 5])
    found = read(path)
    assert len(found) > 1_000
    assert isinstance(found[-1], Problem)
    assert found[-1].file == str(path)
    assert "truncated" in found[-1].found


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_a_bomb(tmp_path: Path, packing: str) -> None:
    content = b'{"text": "a"}\n' + b" " * (80 << 20)
    found = read(write(tmp_path / f"a.jsonl{packing}", pack(content, packing)))
    assert isinstance(found[0], Article)
    assert "bomb" in str(found[-1])


def test_not_packed_at_all(tmp_path: Path) -> None:
    assert "truncated or damaged" in problem(write(tmp_path / "a.csv.gz", "id,text\n1,a\n")).found


# --- XLSX and Parquet


def workbook(path: Path, *rows: tuple[Any, ...], more_sheets: int = 0) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    for _ in range(more_sheets):
        book.create_sheet()
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    from datetime import datetime

    path = workbook(
        tmp_path / "a.xlsx",
        ("Nr", "id", "Texte", "Date", "Journal"),
        (1, 12.0, STRIKE, datetime(2019, 4, 5), "Le Phare"),
        (None, None, None, None, None),
        (3, 13, None, "2019", "X"),
        (4, 14, "d"),
        more_sheets=1,
    )
    found = read(path)
    first, second, third = found
    assert isinstance(first, Article)
    assert (first.id, first.text, first.date, first.outlet) == ("12", STRIKE, "2019-04-05", "Le Phare")
    assert isinstance(second, Problem)
    assert (second.row, second.id) == (3, "13")
    assert isinstance(third, Article)
    assert (third.row, third.outlet) == (4, None)
    assert any("first of 2 sheets" in message for message in notices(path))


def test_a_packed_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("text",), ("a",))
    assert articles(write(tmp_path / "b.xlsx.gz", gzip.compress(path.read_bytes())))[0].text == "a"


@pytest.mark.parametrize("rows", [[], [("a", "b")], [("text",)], [(None, None), ("x", "y")]])
def test_workbooks_without_texts(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    assert problem(workbook(tmp_path / "a.xlsx", *rows)).file.endswith("a.xlsx")


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    assert "password" in problem(write(tmp_path / "a.xlsx", b"\xd0\xcf\x11\xe0 an old .xls")).remedy


def test_a_damaged_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("text",), ("a",))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    assert "damaged" in problem(tmp_path / "b.xlsx").found
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as new:
        new.writestr("readme.txt", "nothing")
    assert "damaged" in problem(tmp_path / "c.xlsx").found


def test_a_workbook_that_unpacks_too_far(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20))
    assert "unpacks" in problem(tmp_path / "a.xlsx").found


def parquet(path: Path, table: dict[str, Any], **options: Any) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(table), path, **options)
    return path


def test_parquet(tmp_path: Path) -> None:
    from datetime import date

    path = parquet(
        tmp_path / "a.parquet",
        {
            "body": ["a", None, "c"],
            "published": [date(2020, 1, 2)] * 3,
            "labels": [["x", "y"], [], None],
            "n": [1, 2, 3],
        },
    )
    found = read(path)
    first, second, third = found
    assert isinstance(first, Article)
    assert (first.text, first.date, first.row) == ("a", "2020-01-02", 1)
    assert first.labels == (Labelling("label", ("x", "y")),)
    assert isinstance(second, Problem)
    assert isinstance(third, Article)
    assert third.labels == ()


def test_parquet_by_batches(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": [f"t{n}" for n in range(1_000)]}, row_group_size=300)
    assert [a.row for a in articles(path)] == list(range(1, 1_001))


def test_parquet_of_another_schema(tmp_path: Path) -> None:
    assert "'x', 'y'" in problem(parquet(tmp_path / "a.parquet", {"x": [1], "y": [2]})).found


def test_parquet_with_texts_as_bytes(tmp_path: Path) -> None:
    found = read(parquet(tmp_path / "a.parquet", {"text": ["été".encode(), b"hiv\xe9r"], "n": [1, 2]}))
    assert isinstance(found[0], Article) and found[0].text == "été"
    assert isinstance(found[1], Problem)


def test_damaged_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": [f"text {n}" * 50 for n in range(5_000)]}, row_group_size=1_000)
    content = bytearray(path.read_bytes())
    assert "damaged" in problem(write(tmp_path / "b.parquet", bytes(content[: len(content) // 2]))).found
    assert "damaged" in problem(write(tmp_path / "c.parquet", b"PAR1 nothing PAR1")).found


def test_packed_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": ["a"]})
    assert "Unpack" in problem(write(tmp_path / "b.parquet.gz", gzip.compress(path.read_bytes()))).remedy


# --- texts, pages, folders, archives


def test_a_text_is_one_article(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "strike.txt", "\ufeff" + STRIKE + "\r\n"))
    assert (article.id, article.text, article.row) == ("strike.txt", STRIKE + "\r\n", None)


def test_a_text_in_cp1252(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", STRIKE.encode("cp1252"))
    assert articles(path)[0].text == STRIKE
    assert "cp1252" in notices(path)[0]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty field"),
        (b" \n\t", "an empty field"),
        (b"x\x81\x8dy", "neither"),
        (b"a" * (MAX_CHARS + 1), "1,000,001"),
        (b"a" * (4 * MAX_CHARS + 10), "more than"),
    ],
)
def test_bad_texts(tmp_path: Path, content: bytes, found: str) -> None:
    bad = problem(write(tmp_path / "a.txt", content))
    assert found in bad.found
    assert bad.id == "a.txt"


def page(body: str) -> str:
    return f'<html lang="en"><head><title>The river</title></head><body><article>{body}</article></body></html>'


def test_a_web_page(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    paragraphs = f"<p>{RIVER * 4}</p><p>{RIVER * 5}</p>"
    (article,) = articles(write(tmp_path / "a.html", page(f"<h1>The river</h1>{paragraphs}")))
    assert (article.id, article.title, article.lang) == ("a.html", "The river", "en")
    assert RIVER * 5 in article.text


def test_a_web_page_without_trafilatura(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    write(tmp_path / "a.html", page(f"<p>{RIVER}</p>"))
    write(tmp_path / "b.txt", RIVER)
    found = read(tmp_path)
    assert [type(one) for one in found] == [Problem, Article]
    assert "pip install 'clf-framing[html]'" in str(found[0])


def test_a_web_page_without_an_article(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    assert problem(write(tmp_path / "a.htm", "<html><body></body></html>")).expected == "an article in the page"


def test_a_folder_is_read_in_depth_and_in_order(tmp_path: Path) -> None:
    write(tmp_path / "c" / "b.txt", "one")
    write(tmp_path / "c" / "deep" / "a.csv", "id,text\n1,two\n")
    write(tmp_path / "c" / "deep" / "b.JSONL", '{"text": "three"}\n')
    write(tmp_path / "c" / ".hidden.txt", "no")
    write(tmp_path / "c" / "photo.jpg", "no")
    found = articles(tmp_path / "c")
    assert [(a.id, a.text) for a in found] == [("b.txt", "one"), ("1", "two"), ("1", "three")]
    assert found[1].file == f"{tmp_path}/c/deep/a.csv"
    assert any(".jpg" in message for message in notices(tmp_path / "c"))


@pytest.mark.parametrize("name", [None, "a.pdf"])
def test_an_empty_folder_is_one_problem(tmp_path: Path, name: str | None) -> None:
    if name:
        write(tmp_path / name, "x")
    assert "files to read" in problem(tmp_path).expected


def archive(path: Path, members: dict[str, bytes]) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in members.items():
                packed.writestr(name, content)
        return path
    with tarfile.open(path, "w:gz") as packed_tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            packed_tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_archives(tmp_path: Path, name: str) -> None:
    members = {"in/a.txt": b"one", "in/B.CSV": b"id,text\n7,two\n", "in/c.jpg": b"no", "../evil.txt": b"three"}
    path = archive(tmp_path / name, members)
    found = read(path)
    assert [(one.id, one.file) for one in found[:2]] == [("in/a.txt", f"{path}/in/a.txt"), ("7", f"{path}/in/B.CSV")]
    assert isinstance(found[2], Problem)
    assert "outside" in found[2].found


def test_bad_archives(tmp_path: Path) -> None:
    assert "damaged" in problem(write(tmp_path / "a.zip", b"PK nothing")).found
    assert "damaged" in problem(write(tmp_path / "a.tar.gz", b"nothing")).found
    assert "files to read" in problem(archive(tmp_path / "b.zip", {"a.pdf": b"x"})).expected
    assert "Unpack" in problem(archive(tmp_path / "c.zip", {"a.csv.gz": gzip.compress(b"id,text\n1,a\n")})).remedy


def test_a_zip_with_a_damaged_member(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"one", "b.txt": RIVER.encode()})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"river", b"rivet", 1))
    found = read(path)
    assert isinstance(found[0], Article)
    assert "damaged" in str(found[1])


# --- what cannot be opened


def test_a_path_that_does_not_exist_fails_at_once() -> None:
    with pytest.raises(UsageError, match="nowhere.csv"):
        read_files(["nowhere.csv"])


def test_a_string_is_one_path(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "a")
    assert len(list(read_files(str(path)))) == 1
    assert len(list(read_files(path))) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a.docx", "a.xls", "noname"])
def test_an_unknown_suffix_lists_what_is_read(tmp_path: Path, name: str) -> None:
    found = problem(write(tmp_path / name, "x"))
    assert ".csv" in found.expected
    assert ".parquet" in found.expected


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.csv", "id,text\n1,a\n")
    other = write(tmp_path / "b.csv", "id,text\n1,b\n")
    opened = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "a.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    found = read(path, other)
    assert isinstance(found[0], Problem)
    assert found[0].found == "permission denied"
    assert isinstance(found[1], Article)


def test_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "gone.csv")
    assert "no such file" in problem(tmp_path / "a.csv").found


def test_the_name_is_as_the_user_gave_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in" / "a.csv", "id,text\n1,a\n")
    monkeypatch.chdir(tmp_path)
    assert articles("./in/a.csv")[0].file == "./in/a.csv"
    assert articles("in")[0].file == "in/a.csv"


# --- standard input


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> list[Article | Problem]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    return read("-")


def test_json_lines_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    found = feed(monkeypatch, b'\n \n{"text": "a"}\n{"text": "b"}\n{oops\n')
    assert [(type(one).__name__, one.row) for one in found] == [("Article", 3), ("Article", 4), ("Problem", 5)]


def test_a_text_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    (article,) = feed(monkeypatch, f"\n{STRIKE}\nEt {{puis}} rien.\n".encode())
    assert isinstance(article, Article)
    assert article.text == f"\n{STRIKE}\nEt {{puis}} rien.\n"
    assert article.file == "-"


def test_nothing_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(feed(monkeypatch, b"")[0], Problem)


# --- the hub


class Names:
    def __init__(self, names: list[str]) -> None:
        self.names = names


class Image:
    pass


class HubTable:
    def __init__(self, rows: list[dict[str, Any]], features: dict[str, Any]) -> None:
        self.rows, self.features = rows, features

    def __iter__(self) -> Any:
        for row in self.rows:
            if row is None:
                raise ConnectionError("gone")
            yield row

    def select_columns(self, names: list[str]) -> HubTable:
        return HubTable(
            [{name: row[name] for name in names} for row in self.rows], {n: self.features[n] for n in names}
        )


def hub(monkeypatch: pytest.MonkeyPatch, table: Any, version: str = "4.1.0") -> dict[str, Any]:
    asked: dict[str, Any] = {}

    def load_dataset(name: str, **options: Any) -> Any:
        asked.update(options, name=name)
        if isinstance(table, Exception):
            raise table
        return table

    fake = types.SimpleNamespace(load_dataset=load_dataset, __version__=version)
    monkeypatch.setitem(sys.modules, "datasets", fake)
    return asked


def test_a_dataset_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    features = {"text": object(), "label": Names(["for", "against"]), "photo": Image()}
    rows = [{"text": "a", "label": 1, "photo": None}, {"text": "", "label": 0, "photo": None}]
    asked = hub(monkeypatch, HubTable(rows, features))
    first, second = read("hf:owner/name:test")
    assert asked == {"name": "owner/name", "split": "test", "streaming": True}
    assert isinstance(first, Article)
    assert (first.text, first.id, first.file) == ("a", "1", "hf:owner/name:test")
    assert first.names("label") == ("against",)
    assert isinstance(second, Problem)


def test_no_code_of_a_dataset_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = hub(monkeypatch, HubTable([{"text": "a"}], {}), version="3.6.0")
    assert len(read("hf:owner/name")) == 1
    assert asked["trust_remote_code"] is False
    assert asked["split"] == "train"


def test_a_dataset_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    hub(monkeypatch, ConnectionError("offline"))
    with pytest.raises(UsageError, match="network"):
        read("hf:owner/name")


@pytest.mark.parametrize("address", ["hf:", "hf:../x", "hf:./x", "hf:a/b/c", "hf:/etc/passwd", "hf:https://x"])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(UsageError, match="owner/name"):
        read(address)


def test_a_stream_that_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    hub(monkeypatch, HubTable([{"text": "a"}, None], {}))  # type: ignore[list-item]
    first, second = read("hf:owner/name")
    assert isinstance(first, Article)
    assert isinstance(second, Problem)
    assert second.row == 2


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
