"""The user's own files: packed, in folders and archives, texts and pages, standard input."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from reading import RIVER, STRIKE, articles, notices, problem, read, write

from clf.corpora.archive import Files
from clf.corpora.files import MAX_CHARS, Columns, read_files
from clf.errors import DataError, Problem, UsageError
from clf.schema import Article

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


@pytest.mark.parametrize("packing", [".gz", ".xz"])
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


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_a_bomb_of_many_small_rows(tmp_path: Path, packing: str) -> None:
    content = b'{"text": "a"}\n' + b'{"text": "b"}\n'.ljust(1000) * 80_000  # packs some 800-fold
    found = read(write(tmp_path / f"a.jsonl{packing}", pack(content, packing)))
    assert "bomb" in str(found[-1])


def test_an_archive_that_nobody_reads_to_its_end_is_left_in_silence(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar.gz", {"a.txt": b"one", "b.txt": b"two"})
    code = f"from clf.corpora.files import read_files; rows = read_files([{str(path)!r}]); next(rows)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr == b""


def test_not_packed_at_all(tmp_path: Path) -> None:
    assert "truncated or damaged" in problem(write(tmp_path / "a.csv.gz", "id,text\n1,a\n")).found


# --- texts, pages, folders, archives


def test_a_text_is_one_article(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "strike.txt", "\ufeff" + STRIKE + "\r\n"))
    assert (article.id, article.text, article.row) == ("strike.txt", STRIKE + "\r\n", None)


def test_a_text_in_cp1252(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", STRIKE.encode("cp1252"))
    assert articles(path)[0].text == STRIKE
    assert "cp1252" in notices(path)[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_in_utf16(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", ("\ufeff" + STRIKE).encode(encoding))
    assert articles(path)[0].text == STRIKE
    assert notices(path) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (RIVER.encode("utf-16-le"), "neither"),
        (("\ufeff" + RIVER).encode("utf-16-be")[:-1], "neither"),
        (b"", "an empty field"),
        (b" \n\t", "an empty field"),
        (b"x\x81\x8dy", "neither"),
        (bytes(range(256)) * 3, "neither"),
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
    assert article.extracted
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
    with pytest.raises(UsageError, match=r"nowhere\.csv"):
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


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_columns_of_the_same_name_are_told(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        write(path, f"text,outlet,text\n{RIVER.replace(',', ';')},a,other\n")
    else:
        from openpyxl import Workbook

        book = Workbook()
        for row in (("text", "outlet", "text"), (RIVER, "a", "other")):
            book.active.append(row)
        book.save(path)
    assert articles(path)[0].text.startswith("The river")
    assert any("2 columns are named 'text', of which the first is read" in told for told in notices(path))


def test_a_row_says_what_of_it_could_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,date,lang\na b c,soon,klingon\na b c,2017-05-01,Deutsch\n")
    one, other = articles(path)
    assert (one.date, one.lang, len(one.warnings)) == (None, None, 2)
    assert (other.date, other.lang, other.warnings) == ("2017-05-01", "de", ())


def test_what_is_no_text_is_named_in_everyday_words(tmp_path: Path) -> None:
    rows = [{"text": [1]}, {"text": {}}, {"text": 3}, {"text": True}, {"text": None}]
    path = write(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows) + "[]\n")
    found = [one.found for one in read(path) if isinstance(one, Problem)]
    assert found == ["a list", "an object", "a number", "true or false", "nothing", "a list"]


# --- standard input


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes, columns: Columns | None = None) -> list[Article | Problem]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    return read("-", columns=columns)


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


TABLE = b"id;text;outlet\n1;The river rose; Alder\n2;The town waited;Elm\n"


def test_a_table_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        found = feed(monkeypatch, mark + TABLE)
        assert [(one.id, one.row, one.text) for one in found if isinstance(one, Article)] == [
            ("1", 1, "The river rose"), ("2", 2, "The town waited"),
        ]  # fmt: skip
    (text,) = feed(monkeypatch, b"The text, so to speak, is old.\nAnd so on.\n")
    assert isinstance(text, Article)
    assert text.text.startswith("The text, so to speak")


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("n", [1, 2])
def test_json_of_several_lines_on_standard_input(monkeypatch: pytest.MonkeyPatch, indent: int | None, n: int) -> None:
    records = [{"text": RIVER, "outlet": "a"}, {"text": STRIKE, "outlet": "b"}][:n]
    found = feed(monkeypatch, json.dumps(records if n > 1 else records[0], indent=indent).encode())
    assert [one.text for one in found if isinstance(one, Article)] == [RIVER, STRIKE][:n]
    assert len(found) == n


def test_a_text_may_begin_with_a_bracket(monkeypatch: pytest.MonkeyPatch) -> None:
    (article,) = feed(monkeypatch, f"[Video] {RIVER}".encode())
    assert isinstance(article, Article)
    assert article.text == f"[Video] {RIVER}"


def test_a_column_that_is_named_makes_a_table_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    table = f"nr;cuerpo\n1;{RIVER}\n".encode()
    (article,) = feed(monkeypatch, table, Columns(text="cuerpo"))
    assert isinstance(article, Article)
    assert article.text == RIVER
    (wrong,) = feed(monkeypatch, table, Columns(text="curpo"))
    assert "the column curpo" in str(wrong)


def test_what_may_be_a_table_is_told_where_it_is_read_as_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"nr;cuerpo\n1;{RIVER}\n".encode())))
    assert any("--text-column" in notice for notice in notices("-"))


def test_a_page_on_standard_input_and_in_a_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    words = " ".join(f"The council of the town met again on day {n} and decided nothing." for n in range(9))
    page = f"<!DOCTYPE html><html lang=en><title>Town</title><body><nav>Home</nav><article><p>{words}</p></article></body></html>"
    (found,) = feed(monkeypatch, f"\n {page}".encode())
    assert isinstance(found, Article)
    assert found.text.strip() == words
    assert [article.text.strip() for article in articles(write(tmp_path / "a.txt", page))] == [words]
    assert "read as a web page" in notices(tmp_path / "a.txt")[0]


@pytest.mark.parametrize(
    ("content", "kind"), [(b"PAR1\x15", "Parquet"), (b"PK\x03\x04\x14", "workbook"), (b"\x1f\x8b\x08", "gzip"), (b"%PDF-1.7", "PDF")]
)  # fmt: skip
def test_a_file_that_is_no_text_on_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes, kind: str) -> None:
    (found,) = feed(monkeypatch, content + b"\nmore\n")
    assert isinstance(found, Problem)
    assert kind in found.found
    assert "give the file" in found.remedy


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "a PDF file"),
        ("a.txt", gzip.compress(b"a story"), "a packed file (gzip)"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\xb0\xe1\xe2", "an image"),
        ("a.txt", rb"{\rtf1\ansi The harbour}", "a document of a word processor (RTF)"),
        ("a.csv", b"PK\x03\x04\x14\0", "a workbook or zip archive"),
        ("a.jsonl", b"PAR1\x15\x04", "a Parquet file"),
        ("a.html", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old document of Office (.doc, .xls)"),
    ],
)
def test_a_file_of_another_kind_under_a_name_of_text(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    packed = write(tmp_path / f"{name}.gz", gzip.compress(content))
    member = archive(tmp_path / "a.zip", {name: content})
    for path in (write(tmp_path / name, content), packed, member):
        (found,) = read_files([path], Columns(encoding=None if name == "a.html" else "cp1251"))
        assert isinstance(found, Problem)
        assert (found.expected, found.found) == (f"text, as its suffix {Path(name).suffix!r} says", kind)


def test_a_column_named_like_a_parquet_file(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "PAR1,text\n1,The council met.\n"))[0].text == "The council met."


def test_the_suffix_of_a_packing_alone(tmp_path: Path) -> None:
    (found,) = read_files([write(tmp_path / "corpus.gz", b"")])
    assert isinstance(found, Problem)
    assert found.found == "the suffix '.gz' alone"


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_what_an_archive_holds_besides_is_told(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / name, {"a.txt": b"one", "b.docx": b"two", "c.zip": b"three", ".hidden.png": b"four"})
    assert len(articles(path)) == 1
    assert notices(path) == [f"{path}: files of other kinds are passed over (.docx, .zip)"]


def test_a_sparse_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    header = tarfile.TarInfo("a.txt")
    header.type, header.size = tarfile.GNUTYPE_SPARSE, 512
    block = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    block[386:410] = b"00000000000\0" + b"00000001000\0"  # one piece of 512 bytes at 0
    block[483:495] = b"02000000000\0"  # of 256 MiB
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    path.write_bytes(bytes(block) + b"x" * 512 + b"\0" * 1024)
    with tarfile.open(path) as packed:
        assert packed.getmembers()[0].size == 256 << 20
    assert not [one for one in read(path) if isinstance(one, Article)]


def test_damage_inside_a_member_is_an_error_of_the_file(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{n}.txt": os.urandom(4000).hex().encode() for n in range(3)})
    content = bytearray(path.read_bytes())
    content[-2500] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match="truncated or damaged"):
        list(Files(path).iter("*.txt"))
    packed = tmp_path / "a.tar"
    with tarfile.open(packed, "w") as tar:
        for name in "ab":
            info = tarfile.TarInfo(f"{name}.txt")
            info.size = 5000
            tar.addfile(info, io.BytesIO(b"x" * 5000))
    packed.write_bytes(packed.read_bytes()[:7000])
    with pytest.raises(DataError, match="truncated or damaged"):
        list(Files(packed).iter("*.txt"))


def test_utf16_without_a_mark_is_refused_in_any_alphabet(tmp_path: Path) -> None:
    for text in (RIVER, STRIKE, "Река снова поднялась, и город ждёт. Люди не спят."):
        for encoding in ("utf-16-le", "utf-16-be"):
            found = problem(write(tmp_path / "a.txt", (text * 5).encode(encoding)))
            assert "UTF-16 with a mark" in found.expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_on_standard_input(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    for content in ('{"text": "one"}\n{"text": "two"}\n', "id,text\n1,one\n2,two\n"):
        found = feed(monkeypatch, content.encode(encoding))
        assert [one.text for one in found if isinstance(one, Article)] == ["one", "two"]
    (text,) = feed(monkeypatch, STRIKE.encode(encoding))
    assert isinstance(text, Article)
    assert text.text.removeprefix("\ufeff") == STRIKE


def test_a_table_in_a_code_page_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "номер;текст\n1;Река поднялась\n".encode("cp1251")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (found,) = read("-", columns=Columns(encoding="cp1251"))
    assert isinstance(found, Article)
    assert found.text == "Река поднялась"


@pytest.mark.parametrize(
    ("content", "is_table"),
    [
        ("Body, mind and spirit\n\nThe river rose again, and the town waits.\nMore text.\n", False),
        ("text,category\nThe river rose,news\n", True),
        ("text\nThe river rose\n", True),
        ('Article\n"The river rose"\n', True),
        ("Article\nThe river rose\n", False),
    ],
)
def test_what_a_table_on_standard_input_looks_like(
    monkeypatch: pytest.MonkeyPatch, content: str, is_table: bool
) -> None:
    (found,) = feed(monkeypatch, content.encode())
    assert isinstance(found, Article)
    assert (found.text != content) is is_table


def test_a_pipe_in_a_folder_is_told_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", RIVER)
    os.mkfifo(tmp_path / "b.csv")
    assert len(articles(tmp_path)) == 1
    assert notices(tmp_path) == [f"{tmp_path}: files of other kinds are passed over (pipe or device)"]


def test_a_line_break_in_the_name_of_a_folder_begins_no_message(tmp_path: Path) -> None:
    folder = tmp_path / "a\nb"
    write(folder / "a.txt", RIVER)
    write(folder / "b.docx", RIVER)
    (told,) = notices(folder)
    assert "a\\nb: files of other kinds" in told
    with pytest.raises(UsageError) as error:
        read(tmp_path / "none\nof this")
    assert str(error.value) == f"{tmp_path}/none\\nof this: no such file or folder."
