from __future__ import annotations

import csv
import gc
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from clf.errors import UsageError
from clf.schema import Score, Span, StateMedia, Support, TechniqueCall
from clf.scoring.writers import SUFFIXES, columns_of, flat, harmless, json_lines_to, open_writer

LABELS = {"frames": ["Economic", "Safety"], "genre": ["opinion"], "techniques": ["Doubt"]}
FULL = Score(
    "a1",
    file="in.csv",
    row=3,
    outlet="L'Écho, “Alder”",
    date="2017-05",
    lang="fr",
    n_chars=42,
    frame_probabilities={"Economic": 0.75, "Safety": 0.125},
    frames_called=["Economic", "Safety"],
    frames_support={"Economic": Support(7, 9, 0.25, 0.9)},
    genre={"opinion": 0.5},
    technique_probabilities={"Doubt": 0.25},
    technique_calls=[TechniqueCall("Doubt", 0, 31, 0.25)],
    frames_with_boilerplate={"Economic": 0.5, "Safety": 0.25},
    other={"bias": {"biased": 0.125}},
    state_media=StateMedia("Weak evidence.", 0.75, True, {"0.05": (0.25, 0.125, 0.5)}),
    boilerplate=[Span(32, 42, "follow_us", 0.875, "reads like “a follow-us line”; мост 桥 🌉", "Post")],
    model="tiny 1",
    warnings=["short", "odd"],
)
FAILED = Score("a2", file="in.csv", row=4, error="expected a text, found nothing.")
BARE = Score("a3", lang="en", n_chars=7, warnings=["No frame scores."])
RECORDS = [score.record() for score in (FULL, FAILED, BARE)]


def write(path: Path, records: list[dict[str, Any]], labels: dict[str, list[str]] = LABELS) -> Path:
    with open_writer(path, labels) as writer:
        for record in records:
            writer.write(record)
    return path


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a flat file as text, an empty cell as the empty string."""
    if path.suffix == ".xlsx":
        header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        return [dict(zip(header, ("" if cell is None else str(cell) for cell in row), strict=True)) for row in rows]
    content = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter="\t" if path.suffix == ".tsv" else ","))


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a nested file."""
    if path.suffix != ".parquet":
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        return [json.loads(line) for line in raw.decode("utf-8").splitlines()]
    rows = pq.read_table(path).to_pylist()
    for row in rows:
        maps = [name for name in row if name.startswith(("frames", "genre", "techniques")) and "called" not in name]
        for name in (*maps, "other"):
            row[name] = dict(row[name])
        if row["state_media"]:
            row["state_media"]["right_if_called"] = dict(row["state_media"]["right_if_called"])
        row["other"] = {scheme: dict(probabilities) for scheme, probabilities in row["other"].items()}
    return rows


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz", ".parquet"])
def test_nested_files_hold_the_records(tmp_path: Path, suffix: str) -> None:
    assert read_records(write(tmp_path / f"out{suffix}", RECORDS)) == RECORDS


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_flat_files_hold_the_flat_records(tmp_path: Path, suffix: str) -> None:
    found = read_cells(write(tmp_path / f"out{suffix}", RECORDS))
    columns = columns_of(LABELS)
    assert list(found[0]) == columns
    for row, record in zip(found, RECORDS, strict=True):
        expected = flat(record)
        for name in columns:
            value = expected.get(name)
            assert row[name] == ("" if value is None else str(value)), name


def test_every_flat_form_says_the_same(tmp_path: Path) -> None:
    one, *others = (read_cells(write(tmp_path / f"out{suffix}", RECORDS)) for suffix in (".csv", ".tsv", ".xlsx"))
    assert all(other == one for other in others)


def test_the_columns_of_the_flat_form() -> None:
    row = flat(FULL.record())
    assert list(row) == columns_of(LABELS)
    assert row["frames.Economic"] == 0.75
    assert row["frames_with_boilerplate.Safety"] == 0.25
    assert row["frames_called"] == "Economic; Safety"
    assert json.loads(row["frames_support"]) == {"Economic": [7, 9, 0.25, 0.9]}
    assert json.loads(row["boilerplate"]) == FULL.record()["boilerplate"]
    assert (row["source_file"], row["source_row"]) == ("in.csv", 3)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_records_make_a_file_all_the_same(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"out{suffix}", [])
    assert (read_cells if suffix in (".csv", ".tsv", ".xlsx") else read_records)(path) == []
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl.gz"])
def test_more_records_than_one_batch(tmp_path: Path, suffix: str) -> None:
    records = [Score(str(number)).record() for number in range(1203)]
    assert read_records(write(tmp_path / f"out{suffix}", records)) == records


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert len(read_cells(write(tmp_path / "OUT.csv", RECORDS))) == 3
    assert (write(tmp_path / "OUT.JSONL", RECORDS)).is_file()


@pytest.mark.parametrize("name", ["out", "out.txt", "out.json", "out.xls", "jsonl", "out.csv.gz", "out.gz"])
def test_an_unknown_suffix_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(UsageError, match=r"suffix is not known. Use one of: \.jsonl"),
        open_writer(tmp_path / name, LABELS),
    ):
        pytest.fail("opened")
    assert not list(tmp_path.iterdir())


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://alder.example")']


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_text(formula: str) -> None:
    assert harmless(formula) == "'" + formula


@pytest.mark.parametrize("value", ["", "a=1", "1-2", " x", None, 0.5, -1, -0.25, True])
def test_other_cells_stay(value: object) -> None:
    assert harmless(value) is value


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path: Path, suffix: str) -> None:
    records = [Score(formula, outlet=formula, file=formula, warnings=[formula]).record() for formula in FORMULAS]
    path = write(tmp_path / f"out{suffix}", records)
    for row, formula in zip(read_cells(path), FORMULAS, strict=True):
        for name in ("id", "outlet", "source_file", "warnings"):
            assert row[name].startswith("'"), name
            assert row[name].replace("\r\n", "\n").replace("_x000D_", "\r").lstrip("'") in (
                formula,
                formula.replace("\r", "\n"),
            )
    if suffix == ".xlsx":
        cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_no_heading_of_a_spreadsheet_is_a_formula(tmp_path: Path, suffix: str) -> None:
    # A label begins after "frames.", so its own first character cannot open a cell.
    record = Score("a", frame_probabilities={"=cmd()": 0.5}).record()
    path = write(tmp_path / f"out{suffix}", [record], {"frames": ["=cmd()"]})
    assert read_cells(path)[0]["frames.=cmd()"] == "0.5"
    assert not any(name.startswith(("=", "+", "-", "@")) for name in read_cells(path)[0])


def test_a_cell_that_a_workbook_cannot_hold_is_named_as_cut(tmp_path: Path) -> None:
    long, short = Score("a", outlet="x" * 40_000).record(), Score("b", outlet="x").record()
    one, other = read_cells(write(tmp_path / "out.xlsx", [long, short]))
    assert len(one["outlet"]) == 32_767
    assert "outlet was cut" in one["warnings"]
    assert other["warnings"] == ""


CONTROLS = "".join(map(chr, range(32))) + "\x7f\ufffe\uffff"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_control_characters_never_stop_a_file(tmp_path: Path, suffix: str) -> None:
    records = [Score("id" + CONTROLS, outlet="x" + CONTROLS + "y", warnings=["w" + CONTROLS]).record()]
    path = write(tmp_path / f"out{suffix}", records)
    if suffix in (".csv", ".tsv", ".xlsx"):
        found = read_cells(path)
        assert len(found) == 1
        assert found[0]["outlet"].startswith("x")
        assert found[0]["outlet"].endswith("y")
    else:
        assert read_records(path) == records


def test_control_characters_show_in_xlsx(tmp_path: Path) -> None:
    path = write(tmp_path / "out.xlsx", [Score("a\x00b\x1bc\x0bd\ufffee", outlet="line\nline\ttab").record()])
    row = read_cells(path)[0]
    assert row["id"] == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert row["outlet"] == "line\nline\ttab"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_lone_surrogates_never_stop_a_file(tmp_path: Path, suffix: str) -> None:
    records = [Score("a\ud800b", outlet="\udfff", warnings=["w\ud800"], other={"s\ud800": {"l\ud800": 0.5}}).record()]
    path = write(tmp_path / f"out{suffix}", records)
    assert len((read_cells if suffix in (".csv", ".tsv", ".xlsx") else read_records)(path)) == 1


def test_a_cell_longer_than_xlsx_allows_is_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "out.xlsx", [Score("=" + "a" * 40_000).record(), Score("🌉" * 20_000).record()])
    for row in read_cells(path):
        length = len(row["id"].encode("utf-16-le")) // 2  # as Excel counts
        assert length <= 32_767
        assert "cut" in row["warnings"]


def test_line_breaks_and_quotes_in_csv(tmp_path: Path) -> None:
    odd = 'a,"b"\nc\r\nd;e\tf'
    assert read_cells(write(tmp_path / "out.csv", [Score("a", outlet=odd).record()]))[0]["outlet"] == odd


def test_csv_begins_with_the_mark_a_spreadsheet_needs(tmp_path: Path) -> None:
    assert write(tmp_path / "out.csv", RECORDS).read_bytes().startswith(b"\xef\xbb\xbfversion,id,")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_kept_after_an_interruption(tmp_path: Path, suffix: str, error: type[BaseException]) -> None:
    with pytest.raises(error), open_writer(tmp_path / f"out{suffix}", LABELS) as writer:
        writer.write(RECORDS[0])
        raise error
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_older_file_survives_an_interruption(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"older")
    with pytest.raises(KeyboardInterrupt), open_writer(path, LABELS) as writer:
        writer.write(RECORDS[0])
        raise KeyboardInterrupt
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_file_has_no_name_until_it_is_complete(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    with open_writer(path, LABELS) as writer:
        writer.write(RECORDS[0])
        assert not path.exists()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_label_the_columns_do_not_have_leaves_no_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ValueError, match="Unknown"):
        write(tmp_path / f"out{suffix}", [Score("a", frame_probabilities={"Unknown": 0.5}).record()])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_is_not_there(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UsageError, match=r"could not be written \(.+\)\. Nothing was kept\."):
        write(tmp_path / "none" / f"out{suffix}", RECORDS)
    if suffix == ".xlsx":
        gc.collect()  # what openpyxl leaves half-closed complains here and not in some later test


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_cannot_be_written_to(tmp_path: Path, suffix: str) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UsageError, match="could not be written"):
            write(tmp_path / f"out{suffix}", RECORDS)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("name", ["file/out{}", "x" * 250 + "{}"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_path_that_can_be_no_file(tmp_path: Path, suffix: str, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="could not be written"):
        write(tmp_path / name.format(suffix), RECORDS)
    if suffix == ".xlsx":
        gc.collect()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_of_the_same_name(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"out{suffix}").mkdir()
    with pytest.raises(UsageError, match="could not be written"):
        write(tmp_path / f"out{suffix}", RECORDS)
    assert [path.name for path in tmp_path.iterdir()] == [f"out{suffix}"]
    if suffix == ".xlsx":
        gc.collect()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".xlsx"])
def test_a_full_disk_is_told(tmp_path: Path, suffix: str) -> None:
    # What is written goes to the hidden file beside the final name; that one leads to the full device.
    (tmp_path / f".out{suffix}.partial").symlink_to("/dev/full")
    with pytest.raises(UsageError, match=r"could not be written"):
        write(tmp_path / f"out{suffix}", RECORDS * 400)
    assert not (tmp_path / f"out{suffix}").exists()
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_for_xlsx_in_one_line(tmp_path: Path) -> None:
    # In a process of its own: what openpyxl leaves half-closed complains when it is collected, whenever that is.
    code = (
        "import sys, pathlib\n"
        "from clf.errors import UsageError\n"
        "from clf.schema import Score\n"
        "from clf.scoring.writers import open_writer\n"
        "try:\n"
        "    with open_writer(pathlib.Path(sys.argv[1]), {}) as writer:\n"
        "        for number in range(1000): writer.write(Score(str(number)).record())\n"
        "except UsageError as error: print('told')\n"
    )
    (tmp_path / ".out.xlsx.partial").symlink_to("/dev/full")
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out.xlsx")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "told\n"
    assert done.stderr == ""
    assert not list(tmp_path.iterdir())


def test_json_lines_to_an_open_stream() -> None:
    stream = io.BytesIO()
    writer = json_lines_to(stream)
    for record in RECORDS:
        writer.write(record)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == RECORDS
    assert stream.getvalue().endswith(b"\n")
