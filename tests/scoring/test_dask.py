"""A cluster of real processes, one of them killed in mid-run: every row once, with the scores of one process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("distributed")

from click.testing import CliRunner

from clf.cli import cli
from clf.scoring.dask import score_dask

# A process of its own: Dask's background threads and sockets outlive a test, whose warnings are errors.
KILLED = """
import os, signal, sys, time, traceback
import pandas as pd, dask.dataframe as dd
from distributed import Client, LocalCluster
from clf.scoring.dask import score_dask
from clf.scoring.stream import score_table

def main(folder):
    texts = [f"Article {i}: the minister presented the budget and parliament will vote on it." * (1 + i % 3) for i in range(600)]
    texts[7] = None
    frame = pd.DataFrame({"text": texts, "lang": "en", "outlet": "=x"}, index=[f"row {i:03}" for i in range(600)])
    source = folder + ".in"
    os.mkdir(source)
    for part in range(20):
        frame.iloc[30 * part : 30 * part + 30].to_parquet(f"{source}/{part:02}.parquet")
    cluster = LocalCluster(2, processes=True, threads_per_worker=1, dashboard_address=None)
    if client := Client(cluster):
        client.wait_for_workers(2)
        workers = client.run(os.getpid)
        client.run(lambda: __import__("clf.scoring.score"))
        parts = dd.read_parquet(source)
        job = client.compute(score_dask(parts, model="open").to_parquet(folder, compute=False))
        while len(os.listdir(folder)) < 3 if os.path.isdir(folder) else True:
            time.sleep(0.002)
        assert not job.done(), "the job ended before a worker could be killed"
        os.kill(next(iter(workers.values())), signal.SIGKILL)
        job.result()
        found, expected = pd.read_parquet(folder).sort_index(), score_table(frame, model="open")
        assert found.index.tolist() == frame.index.tolist()
        assert found["error"].notnull().sum() == 1
        numbers = [name for name in found if name.startswith("frames.")]
        assert len(numbers) == 8
        assert (found[numbers].fillna(-1).to_numpy() == expected[numbers].astype(float).fillna(-1).to_numpy()).all()
        end(0)

def end(status):  # a cluster that lost a worker may take minutes to close
    sys.stdout.write("" if status else "equal\\n")
    sys.stdout.flush()
    os._exit(status)

if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except BaseException:
        traceback.print_exc()
        end(1)
"""


def test_a_killed_worker_loses_and_doubles_nothing(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(tmp_path / "out")], capture_output=True, text=True, timeout=900)  # fmt: skip
    assert done.stdout.endswith("equal\n"), done.stderr[-3000:]


def clf(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "clf", *map(str, arguments)], capture_output=True, text=True)


def test_the_command_writes_a_folder(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    source.write_text(
        '{"body": "The minister presented the budget on Tuesday.", "lang": "en"}\n{"body": null}\n', encoding="utf-8"
    )
    done = clf("score", source, "--engine", "dask", "--text-column", "body", "--model", "open", "-o", output)
    assert done.returncode == 1, done.stderr  # one row has no text
    assert list(output.glob("*.parquet"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["in.jsonl"], "writes a folder"),
        (["in.xlsx", "-o", "out"], "dask reads"),
        (["a.csv", "b.csv", "-o", "out"], "one path"),
    ],
)
def test_what_cannot_work_is_refused(arguments: list[str], message: str) -> None:
    done = clf("score", "--engine", "dask", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_parts_of_an_older_job_are_not_mixed_with_new_ones(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text('{"text": "The minister presented the budget on Tuesday."}\n', encoding="utf-8")
    output.mkdir()
    (output / "part.0.parquet").write_bytes(b"old")
    done = clf("score", source, "--engine", "dask", "-o", output)
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in output.iterdir()] == ["part.0.parquet"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("nothere.csv", None, "nothere.csv: could not be read"), ("a.csv", "text\nfine\na,b,c\n", "pandas cannot read")],
)
def test_an_input_that_cannot_be_read_is_told(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content:
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = clf("score", tmp_path / name, "--engine", "dask", "--model", "open", "-o", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scheduler_is_for_a_cluster(tmp_path: Path) -> None:
    done = clf("score", "-", "--scheduler", "tcp://127.0.0.1:1", "-o", tmp_path / "out.jsonl")
    assert done.returncode == 2
    assert "add --engine dask" in done.stderr


def test_an_index_of_the_name_of_a_column_is_renamed() -> None:
    dd = pytest.importorskip("dask.dataframe")
    frame = pd.DataFrame({"text": ["The minister presented the budget."]}, index=pd.Index(["a"], name="id"))
    assert (
        score_dask(dd.from_pandas(frame, npartitions=1), model="open").compute(scheduler="synchronous").index.name
        == "index_id"
    )
    with pytest.raises(TypeError, match="Expected a Dask DataFrame, got DataFrame"):
        score_dask(frame)


def test_addresses_are_handed_on_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr("clf.scoring.dask.score_path", lambda path, output, *_, **__: seen.append((path, output)) or 0)
    done = CliRunner().invoke(cli, ["score", "s3://in/*.parquet", "--engine", "dask", "-o", "s3://out/scores"])
    assert done.exception is None or done.exit_code == 0, done.output
    assert seen == [("s3://in/*.parquet", "s3://out/scores")]


@pytest.mark.parametrize("output", ["foo://bucket/x", "gs://bucket/x"])
def test_an_address_that_cannot_be_written_to_is_told(tmp_path: Path, output: str) -> None:
    (tmp_path / "a.csv").write_text("text\nfine\n", encoding="utf-8")
    done = clf("score", tmp_path / "a.csv", "--engine", "dask", "--model", "open", "-o", output)
    if "gs:" in output and not done.stderr.startswith("clf: gs"):
        pytest.skip("gcsfs is installed")
    assert done.returncode == 2
    assert "cannot be written to" in done.stderr


def test_a_scheduler_that_does_not_answer_and_another_kind_of_output_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    path = tmp_path / "a.csv"
    path.write_text("text\nThe bridge is shut.\n", encoding="utf-8")
    for options, message in (
        (("--scheduler", "tcp://127.0.0.1:9", "-o", tmp_path / "out"), "no Dask scheduler answers"),
        (("-o", tmp_path / "out.jsonl"), "a folder of Parquet files"),
    ):
        done = clf("score", path, "--engine", "dask", *options)
        assert done.returncode == 2
        assert message in done.stderr
        assert "Traceback" not in done.stderr
