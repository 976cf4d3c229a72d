"""What goes wrong from outside, with the real process: Ctrl-C, closed pipes, full disks, bombs, pipes in folders."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clf.corpora.files import read_files
from clf.errors import Problem
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Article
from clf.scoring.resume import alone

ARTICLE = (data_dir("sample") / "article.txt").read_text(encoding="utf-8")
CLF = [sys.executable, "-m", "clf"]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run([*CLF, *map(str, arguments)], capture_output=True, check=False, timeout=60, **options)  # type: ignore[call-overload]
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def rows(number: int, extra: Callable[[int], str] = str) -> bytes:
    return b"".join(json.dumps({"id": i, "text": f"{ARTICLE} {extra(i)}"}).encode() + b"\n" for i in range(number))


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """A process that a shell started in the background ignores Ctrl-C, and so would its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file that takes longer to score than any of these tests waits."""
    file = tmp_path / "many.jsonl"
    file.write_bytes(rows(20_000))
    return file


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx", "parquet"])
def test_ctrl_c_leaves_nothing_and_keeps_what_was_there(tmp_path: Path, many: Path, suffix: str) -> None:
    out = tmp_path / "out" / f"scores.{suffix}"
    out.parent.mkdir()
    out.write_bytes(b"of last week")
    process = subprocess.Popen([*CLF, "score", str(many), "-o", str(out)], stderr=subprocess.PIPE)
    until = time.monotonic() + 30
    while not (out.parent / f".{out.name}.partial").exists() and suffix != "xlsx" and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5 if suffix != "xlsx" else 1.5)  # a workbook is held in memory until its end
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Stopped." in said
    assert b"Traceback" not in said
    assert [(file.name, file.read_bytes()) for file in out.parent.iterdir()] == [(out.name, b"of last week")]


@pytest.mark.parametrize(
    "arguments", [["score", "FILE", "--json"], ["score", "FILE", "--page"], ["labels"], ["corpora"]]
)
def test_a_reader_that_has_had_enough_is_no_failure(many: Path, arguments: list[str]) -> None:
    command = [*CLF, *(str(many) if argument == "FILE" else argument for argument in arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0, said
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [["score", "-", "--json"], ["score", "-", "--page"], ["--about"], ["labels"]])
def test_a_full_disk_behind_standard_output_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*CLF, *arguments], input=ARTICLE.encode(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "clf: the output could not be written (No space left on device)."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "csv", "xlsx", "parquet"])
def test_a_full_disk_is_told_in_every_format(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f".s.{suffix}.partial").symlink_to("/dev/full")
    (tmp_path / "in.jsonl").write_bytes(rows(3))
    done = run("score", tmp_path / "in.jsonl", "-o", tmp_path / f"s.{suffix}")
    assert done.returncode == 2
    assert b"could not be written (" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["in.jsonl"]


def test_what_stands_before_the_damage_of_a_packed_file_is_scored(tmp_path: Path) -> None:
    noise = random.Random(5)
    packed = gzip.compress(rows(50, lambda _: "".join(noise.choices("abcdefgh ", k=2000))))
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    done = run("score", tmp_path / "cut.jsonl.gz", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [bool(row["error"]) for row in found] == [False] * (len(found) - 1) + [True]
    assert len(found) > 10
    assert b"truncated or damaged" in done.stderr


MEASURED = """
import pathlib, sys
from clf import cli

cli._leave = sys.exit
sys.argv = ["clf", "score", sys.argv[1], "--json"]
try:
    cli.main()
finally:
    sys.stderr.write(pathlib.Path("/proc/self/status").read_text())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.zst", "a.txt.zst", "a.zip", "a.xlsx"])
def test_a_bomb_does_not_go_off(tmp_path: Path, name: str) -> None:
    import zstandard

    size = 512 << 20
    file = tmp_path / name
    if name.endswith(".gz"):
        with gzip.open(file, "wb", compresslevel=9) as stream:
            for _ in range(size >> 20):
                stream.write(b" " * (1 << 20))
    elif name.endswith(".zst"):
        file.write_bytes(zstandard.ZstdCompressor().compress(b"id,text\n1,x\n" + b" " * size))
    else:
        member = "xl/worksheets/sheet1.xml" if name.endswith(".xlsx") else "a.txt"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, b" " * size)
    done = subprocess.run([sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if name in ("a.txt.zst", "a.csv.zst") else 2)  # a row of the table stands before it
    assert json.loads(done.stdout.splitlines()[-1])["error"]
    *_, peak = re.findall(r"VmHWM:\s*(\d+) kB", done.stderr)
    assert int(peak) < 300_000  # kB; scoring one article takes some 70,000


def test_a_refused_member_is_named_and_the_others_are_scored(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    with tarfile.open(tmp_path / "mixed.tar.gz", "w:gz") as tar:
        for name in ("../out.txt", "/abs.txt"):
            tar.add(tmp_path / "a.txt", name, filter=lambda member, name=name: _renamed(member, name))
        link = tarfile.TarInfo("link\x1b.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
        tar.add(tmp_path / "a.txt", "good.txt")
    done = run("score", tmp_path / "mixed.tar.gz", "--json")
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines() if not json.loads(line)["error"]] == [
        "good.txt"
    ]
    for name in (b"'../out.txt'", b"'/abs.txt'", rb"'link\x1b.txt'"):
        assert name in done.stderr
    assert b"\x1b" not in done.stderr


def _renamed(member: tarfile.TarInfo, name: str) -> tarfile.TarInfo:
    member.name = name
    return member


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_folder_of_all_sorts(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "good.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "bytes.txt").write_bytes(b"\x81\x8d\x00" * 50)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "nowhere.txt").symlink_to(tmp_path / "absent")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    done = run("score", folder, "--json")
    assert done.returncode == 1
    scored = {json.loads(line)["source"]["file"]: bool(json.loads(line)["error"]) for line in done.stdout.splitlines()}
    names = {"inner/good.txt": False, "bytes.txt": True, "empty.txt": True, "nowhere.txt": True}
    assert scored == {f"{folder}/{name}": is_bad for name, is_bad in names.items()}


def test_a_closed_standard_input_is_told() -> None:
    done = run("score", "-", "--json", preexec_fn=lambda: os.close(0))
    assert done.returncode == 2
    assert b"-: expected articles on standard input, found a closed one." in done.stderr


def test_a_broken_model_folder_ends_the_call(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(open_model("default").folder, folder)
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    part = folder / "frames.fr.safetensors"
    part.write_bytes(part.read_bytes()[:1000])
    for damage in (lambda: None, lambda: part.unlink(), lambda: (folder / "card.json").write_text("{")):
        damage()
        done = run("score", tmp_path / "a.txt", "--model", folder, "-o", tmp_path / "out.csv")
        assert done.returncode == 2
        assert b"Train the model again" in done.stderr
        assert not (tmp_path / "out.csv").exists()


def test_a_language_is_a_code(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = run("score", tmp_path / "a.txt", "--lang", "klingon")
    assert done.returncode == 2
    assert "--lang klingon: expected a code of two letters" in done.stderr.decode()
    assert run("score", tmp_path / "a.txt", "--lang", "fr-CA", "--json").returncode == 0


@pytest.mark.parametrize(
    "command", [("labels",), ("score", "ARTICLE", "-o", "out.csv"), ("score", "ARTICLE", "--page")]
)
@pytest.mark.parametrize("stream", [1, 2])
def test_a_stream_that_is_closed_stops_nothing(tmp_path: Path, command: tuple[str, ...], stream: int) -> None:
    """As daemons and cron may start a command."""
    article = data_dir("sample") / "article.txt"
    call = [*CLF, *(str(article) if part == "ARTICLE" else part for part in command)]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, preexec_fn=lambda: os.close(stream))
    assert done.returncode == 0, done.stderr
    assert "out.csv" not in command or (tmp_path / "out.csv").exists()


def test_two_jobs_do_not_write_one_file(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    with alone(output):
        done = subprocess.run(
            [*CLF, "score", str(data_dir("sample") / "article.txt"), "-o", str(output)], capture_output=True
        )
    assert done.returncode == 2
    assert b"another process is writing it" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize(
    ("command", "output"),
    [(("score",), "out.csv"), (("report",), "out.html"), (("boilerplate", "mine"), "out.idx")],
)
@pytest.mark.parametrize("gone", ["reader", "room"])
def test_messages_that_nobody_takes_cost_no_output(
    tmp_path: Path, command: tuple[str, ...], output: str, gone: str
) -> None:
    """As with ``2>&1 | head -1``, or a log on a full disk."""
    if gone == "room" and not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    (tmp_path / "in.jsonl").write_bytes(rows(3) + b'{"text": ""}\n{"text": ""}\n')
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") if gone == "reader" else Path("/dev/full").open("wb") as messages:
        call = [*CLF, *command, str(tmp_path / "in.jsonl"), "-o", str(tmp_path / output)]
        done = subprocess.run(call, stdout=subprocess.PIPE, stderr=messages, check=False)
    assert done.returncode == 1  # the two rows without a text
    assert (tmp_path / output).exists()


@pytest.mark.parametrize("command", [("score", "ARTICLE", "--page"), ("explain", "ARTICLE")])
def test_a_terminal_that_lacks_a_letter_gets_an_escape(command: tuple[str, ...]) -> None:
    article = data_dir("sample") / "article.txt"
    call = [str(article) if part == "ARTICLE" else part for part in command]
    done = run(*call, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert b"\\u2" in done.stdout


def test_a_width_of_0_columns_is_none() -> None:
    done = run("score", data_dir("sample") / "article.txt", "--page", env={**os.environ, "COLUMNS": "0"})
    assert len(done.stdout) > 1000


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open", "shut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(ARTICLE, encoding="utf-8")
    real = os.scandir

    def scandir(path: str) -> object:  # root may read everything
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    found = list(read_files([tmp_path]))
    assert [type(row) for row in found] == [Problem, Article]
    assert (
        str(found[0])
        == f"{tmp_path / 'shut'}: expected a readable folder, found permission denied. Its files were not read."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="file names of bytes")
def test_a_file_name_that_is_no_utf_8_is_written_alike_everywhere(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.txt")).write_text(ARTICLE, encoding="utf-8")
    assert run("score", folder, "-o", tmp_path / "s.jsonl").returncode == 0
    assert json.loads((tmp_path / "s.jsonl").read_bytes().decode())["id"] == r"bad\udcff.txt"
    assert run("score", folder, "-o", tmp_path / "s.csv").returncode == 0
    assert r"bad\udcff.txt" in (tmp_path / "s.csv").read_text(encoding="utf-8")
    assert json.loads(run("boilerplate", "flag", folder).stdout)["id"] == r"bad\udcff.txt"


def test_flags_need_somewhere_to_go(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    call = [*CLF, "boilerplate", "flag", str(tmp_path / "a.txt")]
    done = subprocess.run(call, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1), check=False)
    assert done.returncode == 2
    assert b"Standard output is closed" in done.stderr


def test_a_table_of_texts_alone_on_standard_input() -> None:
    texts = [f"The council voted on {day} to close two libraries in the city." for day in ("Monday", "Friday")]
    for name, quote in (("text", ""), ("texte", '"'), ("Article", '"')):
        table = "\n".join([name, *(f"{quote}{text}{quote}" for text in texts)])
        done = run("score", "-", "--json", input=table.encode())
        assert [json.loads(line)["n_chars"] for line in done.stdout.splitlines()] == [len(text) for text in texts]
    done = run("score", "-", "--json", input="\n".join(["Article", *texts]).encode())
    assert len(done.stdout.splitlines()) == 1  # a heading


def test_a_name_in_a_message_acts_on_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "bad\x1b[31m\u202e.docx"
    path.write_bytes(b"x")
    done = run("explain", path)
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr
    assert "\u202e".encode() not in done.stderr
    assert b"\\x1b[31m\\u202e" in done.stderr


def test_a_name_writes_no_message_of_its_own(tmp_path: Path) -> None:
    empty, table = tmp_path / "a\nclf: all scored.csv", tmp_path / "b\nclf: all scored.csv"
    empty.touch()
    table.write_text('text,"out\nlet","day\ndate","day\ndate"\nThe council met.,a,b,c\n', encoding="utf-8")
    done = run("score", "--json", empty, table)
    assert done.returncode == 1
    assert done.stderr.count(b"\\nclf: all scored.csv: ") == len(done.stderr.splitlines()) == 3
    assert b"outlet \xe2\x86\x90 'out\\nlet'" in done.stderr


def test_scores_for_a_closed_standard_output_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,outlet\n{ARTICLE.splitlines()[0].replace(',', '')},a\n" * 2, encoding="utf-8")
    done = run("score", path, "--json", preexec_fn=lambda: os.close(1))
    assert done.returncode == 2
    assert b"Standard output is closed." in done.stderr


def test_a_model_is_trained_into_no_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = run("train", "nosuch.csv", "-o", tmp_path)
    assert done.returncode == 2
    assert b"expected a new folder or a model, found something else" in done.stderr
