"""Several processes and an interrupted job give the records of one process that ran to its end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clf.errors import ClfError, Problem, UsageError
from clf.models.store import open_model
from clf.schema import Article
from clf.scoring import parallel
from clf.scoring.parallel import score_parallel
from clf.scoring.resume import claimed, digest, identity, note_settings, open_resumable, partial_of, unwritten
from clf.scoring.score import Scorer
from clf.scoring.stream import score_rows

SENTENCES = (
    "The minister presented the budget on Tuesday and parliament will vote on it next week.",
    "Police said that two men were arrested near the old bridge after a robbery.",
    "Follow us on Telegram for more news.",
    "The court ruled that the law on housing violates the constitution.",
)


def rows(n: int) -> list[Article | Problem]:
    draw = random.Random(3)
    made: list[Article | Problem] = []
    for number in range(1, n + 1):
        if number % 41 == 0:
            made.append(Problem("a.csv", "a text", "nothing", "Give its text.", number, "same id"))
        else:
            text = "\n".join(draw.choices(SENTENCES, k=draw.randint(1, 3)))
            made.append(Article("same id", text, file="a.csv", row=number, lang="en"))
    return made


def test_several_processes_give_the_scores_of_one_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_ALONE", 10)
    scorer = Scorer(open_model("open"))
    found = [score.record() for score in score_parallel(rows(130), scorer, "open", None, 2)]
    assert found == [score.record() for score in score_rows(rows(130), scorer)]


def test_no_more_rows_are_read_than_are_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_ALONE", 10)
    read = 0

    def counted() -> Iterator[Article | Problem]:
        nonlocal read
        for row in rows(400):
            read += 1
            yield row

    scores = score_parallel(counted(), Scorer(open_model("open")), "open", None, 2)
    for _ in range(11):
        next(scores)
    assert read <= 10 + 1 + 2 * parallel._AHEAD * parallel._BATCH
    scores.close()  # type: ignore[attr-defined]


def clf(*arguments: str | Path) -> int:
    command = [sys.executable, "-m", "clf", *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def _dies(batch: object) -> None:
    os._exit(1)


def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_ALONE", 1)
    monkeypatch.setattr(parallel, "_score", _dies)
    with pytest.raises(ClfError, match="process died"):
        list(score_parallel(rows(30), Scorer(open_model("open")), "open", None, 2))


ENDLESS = """
from itertools import repeat
from clf.models.store import open_model
from clf.schema import Article
from clf.scoring import parallel
from clf.scoring.score import Scorer

parallel._ALONE = 1
rows = repeat(Article("a", "The minister presented the budget on Tuesday.", lang="en"))
for _ in parallel.score_parallel(rows, Scorer(open_model("open")), "open", None, 2):
    print("scored", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_processes_end_when_the_first_one_is_killed() -> None:
    first = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE)
    assert first.stdout is not None
    for _ in range(3):  # the first row is scored alone, the next in other processes
        assert first.stdout.readline() == b"scored\n"
    first.kill()
    first.communicate(timeout=30)  # ends when the last process that holds the pipe has ended
    assert first.returncode == -signal.SIGKILL


INTERRUPTED = """
import os, signal, time
from multiprocessing import util
start = util.spawnv_passfds

def interrupted(*arguments):
    number = start(*arguments)
    if b"spawn_main" in b"".join(map(os.fsencode, arguments[1])):
        time.sleep(WAIT)
        os.kill(number if WAIT else os.getpid(), signal.SIGINT)  # a terminal tells every process
    return number

signal.signal(signal.SIGINT, signal.default_int_handler)
util.spawnv_passfds = interrupted
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_while_a_process_starts_is_no_failure_of_that_process() -> None:
    script = "WAIT = 0\n" + INTERRUPTED + ENDLESS
    first = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert first.stderr.count("Traceback") == 1, first.stderr  # the first process's alone, which this script lets out
    assert first.stderr.endswith("KeyboardInterrupt\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_that_starts_never_hears_of_ctrl_c() -> None:
    script = "WAIT = 0.2\n" + INTERRUPTED + ENDLESS
    first = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert first.stdout is not None
    for _ in range(20):
        assert first.stdout.readline() == b"scored\n"
    first.kill()
    assert b"Traceback" not in first.communicate(timeout=30)[1]


def jsonl(path: Path, n: int) -> Path:
    texts = [{"id": "same id", "text": getattr(row, "text", None), "lang": "en"} for row in rows(n)]
    path.write_text("".join(json.dumps(row) + "\n" for row in texts), encoding="utf-8")
    return path


def test_a_job_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    source, output = jsonl(tmp_path / "in.jsonl", 700), tmp_path / "out.jsonl"
    arguments = ["score", str(source), "--model", "open", "--resume", "--jobs", "1", "-o"]
    draw, partial, killed = random.Random(11), partial_of(output), 0
    for _ in range(3):
        size = partial.stat().st_size if partial.exists() else 0
        process = subprocess.Popen([sys.executable, "-m", "clf", *arguments, str(output)], stderr=subprocess.DEVNULL)
        while process.poll() is None and (not partial.exists() or partial.stat().st_size <= size + draw.randint(0, 99_999)):  # fmt: skip
            time.sleep(draw.uniform(0.001, 0.02))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert killed
    if partial.exists():
        partial.write_bytes(partial.read_bytes()[:-7])  # in the middle of a line, as a full buffer may end
    assert clf(*arguments, output) == 1  # some rows have no text
    whole = tmp_path / "whole.jsonl"
    assert clf(*arguments[:4], "--jobs", "1", "-o", whole) == 1
    assert output.read_bytes() == whole.read_bytes()
    assert [json.loads(line)["source"]["row"] for line in output.read_bytes().splitlines()] == list(range(1, 701))
    assert not partial.exists()


def test_a_job_goes_on_only_with_its_own_input(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    scorer = Scorer(open_model("open"))
    with pytest.raises(RuntimeError), open_resumable(output) as writer:
        for score in score_rows(rows(5), scorer):
            writer.write(score.record())
        raise RuntimeError
    name = scorer.model.name
    assert [row.row for row in unwritten(rows(8), output, name)] == [6, 7, 8]
    with pytest.raises(UsageError, match=r"begun with another model: .* scored by open"):
        list(unwritten(rows(8), output, "default 1 (research use only)"))
    for other in (rows(8)[1:], rows(3)):
        with pytest.raises(UsageError, match="begun with another input"):
            list(unwritten(other, output, name))
    partial_of(output).write_bytes(b"no record\n")
    with pytest.raises(UsageError, match="expected records"):
        list(unwritten(rows(8), output, name))


def test_a_job_goes_on_only_with_its_own_settings(tmp_path: Path) -> None:
    output, index, phrases = tmp_path / "out.jsonl", tmp_path / "index", tmp_path / "own.csv"
    index.mkdir()
    (index / "index.json").write_text("{}", encoding="utf-8")
    phrases.write_text("text,kind\n", encoding="utf-8")
    begun = {"--index": digest(index), "--phrases": digest(phrases), "--lang": ""}
    note_settings(output, begun)
    partial_of(output).write_bytes(b"{}\n")
    note_settings(output, begun)  # the same job goes on
    (index / "index.json").write_text('{"format": 1}', encoding="utf-8")
    assert digest(index) != digest(None)
    with pytest.raises(UsageError, match="begun with another --index, --lang, so"):
        note_settings(output, {**begun, "--index": digest(index), "--lang": "fr"})
    partial_of(output).unlink()
    note_settings(output, {**begun, "--lang": "fr"})  # anew
    with open_resumable(output):
        pass
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize("arguments", [["--resume"], ["--resume", "-o", "no-folder/a.csv"], ["--jobs", "0"]])
def test_what_cannot_work_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    source = jsonl(tmp_path / "in.jsonl", 3)
    assert clf("score", source, "--model", "open", *arguments) == 2


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Path, Path]:
    """A table of two columns of texts, the second row of which has none, and a job on it that was cut short."""
    source, output = tmp_path / "in.csv", tmp_path / "out.jsonl"
    lines = [f"{n},{SENTENCES[n % 2]},{SENTENCES[3]}" for n in range(9)]
    lines[1] = "1,,"
    source.write_text("\n".join(["id,body,summary", *lines]) + "\n", encoding="utf-8")
    arguments = ["score", source, "--model", "open", "--lang", "en", "--jobs", "1", "--text-column", "body"]
    assert clf(*arguments, "--resume", "-o", output) == 1
    records = output.read_bytes().splitlines(keepends=True)
    output.unlink()
    partial_of(output).write_bytes(b"".join(records[:4]))
    settings = {"--index": digest(None), "--phrases": digest(None), "--lang": "en", "--state-media": "False"}
    named = dict.fromkeys(("text", "title", "outlet", "date", "id", "lang"), "") | {"text": "body"}
    columns = {f"--{name}-column": value for name, value in named.items()} | {"--encoding": ""}
    (tmp_path / ".out.jsonl.settings").write_text(
        json.dumps({"input": identity([str(source)]), **settings, **columns}), encoding="utf-8"
    )
    return source, output


def resumed(source: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    column = [] if "--text-column" in more else ["--text-column", "body"]
    command = ["score", str(source), "--model", "open", "--lang", "en", "--jobs", "1", "--resume", "-o", str(output)]
    return subprocess.run([sys.executable, "-m", "clf", *command, *column, *more], capture_output=True, text=True)


def test_a_job_that_goes_on_tells_of_all_its_rows(begun: tuple[Path, Path]) -> None:
    done = resumed(*begun)
    assert done.returncode == 1  # for the row that failed before the job was cut short
    assert done.stderr.endswith(f"8 articles scored, 1 row not scored, written to {begun[1]}.\n")
    assert len(begun[1].read_bytes().splitlines()) == 9
    assert [path.name for path in begun[0].parent.glob(".*")] == []
    again = resumed(*begun)
    assert again.returncode == 2
    assert "out.jsonl is complete" in again.stderr
    assert len(begun[1].read_bytes().splitlines()) == 9


def test_a_job_goes_on_only_with_its_own_columns(begun: tuple[Path, Path]) -> None:
    done = resumed(*begun, "--text-column", "summary")
    assert done.returncode == 2
    assert "begun with another --text-column" in done.stderr


def test_a_job_goes_on_only_with_the_input_as_it_was(begun: tuple[Path, Path]) -> None:
    source, _ = begun
    source.write_bytes(source.read_bytes().replace(b"8,", b"9,"))
    done = resumed(*begun)
    assert done.returncode == 2
    assert "begun with another input" in done.stderr


def test_two_processes_do_not_go_on_with_one_job(begun: tuple[Path, Path]) -> None:
    with claimed(begun[1]):
        done = resumed(*begun)
    assert done.returncode == 2
    assert "another process is writing it" in done.stderr
    assert resumed(*begun).returncode == 1


def test_a_job_without_resume_leaves_an_unfinished_one_alone(begun: tuple[Path, Path]) -> None:
    source, output = begun
    before = partial_of(output).read_bytes()
    assert clf("score", source, "--model", "open", "--text-column", "body", "-o", output) == 1
    assert partial_of(output).read_bytes() == before


def test_articles_without_frames_are_counted(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("text,lang\nEl gobierno aprobó el presupuesto ayer.,es\n" + SENTENCES[0] + ",en\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "clf", "score", str(source), "-o", str(tmp_path / "o.jsonl")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "2 articles scored (1 without frames: their warnings say why), 0 rows not scored" in done.stderr


def test_a_job_into_the_folder_that_it_reads_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "in.csv").write_text("text,lang\n" + f"{SENTENCES[0]},en\n" * 3, encoding="utf-8")
    before = identity([str(folder)])
    with claimed(folder / "out.jsonl"):
        partial_of(folder / "out.jsonl").write_bytes(b"{}\n")
        assert identity([str(folder)]) == before
    (folder / "more.csv").write_text("text\n", encoding="utf-8")
    assert identity([str(folder)]) != before
    assert identity(["-", "no such file", "x" * 5000]) == identity(["-", "no such file", "x" * 5000])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_job_that_is_told_to_end_leaves_nothing_half_written(tmp_path: Path, jobs: str) -> None:
    source, output = jsonl(tmp_path / "in.jsonl", 20_000), tmp_path / "out.csv"
    arguments = ["score", str(source), "--model", "open", "--jobs", jobs, "-o", str(output)]
    process = subprocess.Popen([sys.executable, "-m", "clf", *arguments], stderr=subprocess.PIPE)
    while process.poll() is None and not any(path.suffix == ".partial" for path in tmp_path.iterdir()):
        time.sleep(0.01)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert b"Traceback" not in process.communicate(timeout=30)[1]
    assert process.returncode == 128 + signal.SIGTERM
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
