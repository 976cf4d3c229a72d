"""Users' workbooks and Parquet files, and datasets of the hub."""

from __future__ import annotations

import gzip
import logging
import sys
import types
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import RIVER, STRIKE, articles, notices, problem, read, write

from clf.corpora.files import Columns, read_files
from clf.errors import Problem, UsageError
from clf.schema import Article, Labelling

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


def sheets(path: Path, **rows_of: list[tuple[Any, ...]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in rows_of.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("first_line", ["Ce classeur contient des articles.", "Une note plus longue. " * 9, None])
def test_the_sheet_with_a_column_of_texts_is_read(tmp_path: Path, first_line: str | None) -> None:
    notes = [(first_line,), ("Contact : la rédaction",)]
    path = sheets(tmp_path / "a.xlsx", Lisez_moi=notes, Articles=[("Titre", "Texte"), ("t", RIVER), ("u", STRIKE)])
    assert [(a.text, a.file, a.row) for a in articles(path)] == [(RIVER, str(path), 1), (STRIKE, str(path), 2)]
    told = f"{path}: 1 of 2 sheets is read: 'Articles'; without a column of texts (--text-column): "
    assert any(notice.startswith(told) for notice in notices(path))


def test_every_sheet_of_articles_is_read_and_named(tmp_path: Path) -> None:
    path = sheets(
        tmp_path / "a.xlsx",
        **{
            "2023": [("text",), (RIVER,)],
            "Notes": [("by", "what")],
            "2024": [("id", "body"), ("x", None), ("y", STRIKE)],
        },
    )
    first, bad, last = read(path)
    assert isinstance(first, Article) and isinstance(bad, Problem) and isinstance(last, Article)
    assert (first.text, first.file, first.row) == (RIVER, f"{path}, sheet 2023", 1)
    assert str(bad).startswith(f"{path}, sheet 2024, row 1: expected text, found nothing.")
    assert (last.text, last.file, last.row) == (STRIKE, f"{path}, sheet 2024", 2)
    told = f"{path}: 2 of 3 sheets are read: '2023', '2024'; without a column of texts (--text-column): "
    assert any(notice.startswith(told) for notice in notices(path))


def test_the_sheets_with_the_column_the_user_names(tmp_path: Path) -> None:
    path = sheets(tmp_path / "a.xlsx", a=[("text",), ("x",)], b=[("Propos", "text"), (RIVER, "y")])
    assert [a.text for a in articles(path, columns=Columns(text="propos"))] == [RIVER]
    assert problem(path, columns=Columns(text="nowhere")).expected == "the column nowhere"


def test_without_a_sheet_of_texts_the_first_one_is_read(tmp_path: Path) -> None:
    path = sheets(tmp_path / "a.xlsx", a=[("Aussagen",), (RIVER,)], b=[("x", "y"), (1, 2)])
    assert [a.text for a in articles(path)] == [RIVER]


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
    assert any("1 of 2 sheets is read: 'Sheet'" in message for message in notices(path))


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


def test_a_workbook_of_an_unknown_zip_version(tmp_path: Path) -> None:
    content = bytearray(workbook(tmp_path / "a.xlsx", ("text",), ("a",)).read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 200
    assert "another kind" in problem(write(tmp_path / "b.xlsx", bytes(content))).found


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


def test_a_dataset_that_cannot_be_reached_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import datasets

    hub = logging.getLogger("huggingface_hub.utils._http")

    def unreachable(*args: Any, **kwargs: Any) -> None:
        hub.warning("Retrying in 1s [Retry 1/5].")
        raise ConnectionError

    before = logging.getLogger("huggingface_hub").level
    monkeypatch.setattr(datasets, "load_dataset", unreachable)
    with pytest.raises(UsageError, match="cannot be opened"):
        list(read_files(["hf:someone/news"]))
    assert caplog.messages == []
    assert logging.getLogger("huggingface_hub").level == before


def test_the_title_of_a_sheet_above_the_names_of_the_columns(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for sheet in (book.active, book.create_sheet("Second")):
        for row in (["Media report 2024"], [None, None], ["id", "text"], [1, "one"], [None, None], [2, "two"]):
            sheet.append(row)
    book.create_sheet("Notes").append(["Nothing here"])
    book.save(tmp_path / "a.xlsx")
    found = articles(tmp_path / "a.xlsx")
    assert [(a.id, a.text, a.row) for a in found] == [("1", "one", 1), ("2", "two", 3)] * 2


# --- Arrow


def arrow_file(path: Path, kind: str) -> Path:
    import pyarrow as pa
    from pyarrow import feather

    table = pa.table({"text": [RIVER, None, STRIKE], "outlet": ["The Beacon", "b", "c"]})
    if kind == "feather":
        feather.write_feather(table, path)
        return path
    with pa.OSFile(str(path), "wb") as sink, getattr(pa.ipc, f"new_{kind}")(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    return path


@pytest.mark.parametrize(("name", "kind"), [("a.feather", "feather"), ("a.arrow", "file"), ("b.arrow", "stream")])
def test_arrow_files_and_streams_are_read(tmp_path: Path, name: str, kind: str) -> None:
    rows = list(read(arrow_file(tmp_path / name, kind)))
    assert [(row.row, row.text) for row in rows if isinstance(row, Article)] == [(1, RIVER), (3, STRIKE)]
    assert rows[0].outlet == "The Beacon"
    assert isinstance(rows[1], Problem)
    assert (rows[1].row, rows[1].found) == (2, "nothing")


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_a_damaged_arrow_file_is_told_and_costs_no_crash(tmp_path: Path, kind: str) -> None:
    whole = arrow_file(tmp_path / "whole.arrow", kind).read_bytes()
    path = tmp_path / "a.arrow"
    for damaged in (b"hello", whole[: len(whole) // 2], b""):
        path.write_bytes(damaged)
        assert "a damaged one" in [*read(path)][-1].found
    for place in range(0, len(whole), 7):  # offsets that point elsewhere: rows, or a problem, and never a crash
        path.write_bytes(whole[:place] + b"\xff\xff\xff\x7f" + whole[place + 4 :])
        assert list(read(path))


@pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.date32(), pa.timestamp("us", "Nowhere/Land")])
def test_a_date_beyond_pythons_keeps_the_other_rows(tmp_path: Path, kind: pa.DataType) -> None:
    days = pa.array(
        [17_000, 2**31 - 1 if kind == pa.date32() else 2**62], pa.int32() if kind == pa.date32() else pa.int64()
    )
    table = pa.table({"text": ["One article here.", "Another article."], "date": days.cast(kind)})
    pq.write_table(table, tmp_path / "a.parquet")
    found = list(read_files([tmp_path / "a.parquet"]))
    assert isinstance(found[-1], Problem)
    assert found[-1].row == 2
    assert "cells that can be read" in str(found[-1])


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_the_first_of_columns_with_one_name_is_read(tmp_path: Path, suffix: str) -> None:
    table = pa.Table.from_arrays([pa.array([RIVER]), pa.array([STRIKE])], names=["text", "text"])
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        pq.write_table(table, path)
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    assert [article.text for article in articles(path)] == [RIVER]
    assert notices(path) == [f"{path}: 2 columns are named 'text', of which the first is read"]


def test_the_error_of_a_formula_is_an_empty_cell_and_told_once(tmp_path: Path) -> None:
    header = ("text", "outlet", "date", "lang")
    path = workbook(
        tmp_path / "a.xlsx",
        header,
        (RIVER, "#REF!", "#N/A", "#NAME?"),
        (RIVER, "#N/A", "", ""),
        ("#VALUE!", "X", "", ""),
    )
    found = read(path)
    first = found[0]
    assert isinstance(first, Article)
    assert (first.outlet, first.date, first.warnings) == (None, None, ())
    assert [one.found for one in found if isinstance(one, Problem)] == ["nothing"]
    assert notices(path) == [f"{path}: cells with an error of a spreadsheet, such as #N/A, count as empty"]
