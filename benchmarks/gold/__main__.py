"""Draw, render and resolve the gold standard.

python -m benchmarks.gold draw
python -m benchmarks.gold render FOLDER
python -m benchmarks.gold resolve FOLDER --check batch07
python -m benchmarks.gold resolve FOLDER
python -m benchmarks.gold doubts FOLDER --corpus media_pl --size 300
python -m benchmarks.gold trial --model open --further

With --second, draw, render and resolve take the second test part (data/gold/sample_2.jsonl). With --training texts (or
pages), render and resolve take documents read for training alone
(data/gold/training.jsonl), in one of two rounds. doubts writes the passages where the model that ships is in doubt;
once answers.txt lies beside them, it puts what was read behind data/gold/doubts.jsonl. With --whole it draws documents
at random, of which all passages are read.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.gold import doubts
from benchmarks.gold.batches import batches, write_batches
from benchmarks.gold.resolve import Reading, answer_files, gold_rows, read_answers
from benchmarks.gold.sample import GOLD, SAMPLE_2, draw, draw_again, read_sample, write_sample
from benchmarks.gold.texts import texts_of
from benchmarks.gold.training import QUOTAS, draw_training, save, training_rows
from benchmarks.gold.trial import trial
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import open_flagger
from clf.views.words import printable

FOLDER = "folder of batches/ and answers/, outside the repository: it holds texts"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gold", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="draw the sample from CLF_DATA into data/gold/sample.jsonl")
    rendering = commands.add_parser("render", help="write the batches for the readers")
    resolve = commands.add_parser("resolve", help="turn answers into offsets in data/gold/")
    doubting = commands.add_parser("doubts", help="passages of a corpus where the model that ships is in doubt")
    doubting.add_argument("folder", type=Path, help="outside the repository: it holds texts")
    doubting.add_argument("--corpus", required=True)
    doubting.add_argument("--size", type=int, required=True, help="passages to read, about")
    doubting.add_argument("--whole", action="store_true", help="documents drawn at random, to be read whole")
    trying = commands.add_parser("trial", help="train a flagger with the documents of data/gold/next, on equal folds")
    trying.add_argument("--further", action="store_true", help="with these documents; else as it ships")
    trying.add_argument("--model", choices=("default", "open"), default="default")
    for command in (rendering, resolve):
        command.add_argument("folder", type=Path, help=FOLDER)
        command.add_argument("--training", choices=QUOTAS, help="documents for training alone, of this round")
    for command in (drawing, rendering, resolve):
        command.add_argument("--second", action="store_true", help="the second test part")
    resolve.add_argument("--again", action="store_true", help="with --second: a second reading of it")
    resolve.add_argument("--check", metavar="BATCH", help="only check the answers to one batch and show what they mark")
    resolve.add_argument("--reader", help="with --check: only the answers of this reader")
    asked = parser.parse_args()
    if asked.command == "draw" and asked.second:
        write_sample(draw_again(read_sample()), SAMPLE_2)
    elif asked.command == "draw":
        write_sample(draw())
    elif asked.command == "render":
        render(asked.folder, all_batches(asked.training, asked.second))
    elif asked.command == "doubts":
        read_doubts(asked.folder, asked.corpus, asked.size, None if asked.whole else open_flagger())
    elif asked.command == "trial":
        try_out(asked.further, asked.model == "open")
    elif asked.check:
        check(asked.folder, asked.check, asked.reader, all_batches(asked.training, asked.second))
    elif asked.training:
        write_training(asked.folder, asked.training)
    elif asked.second:
        write_second(asked.folder, again=asked.again)
    else:
        write(asked.folder)


Batches = dict[str, list[tuple[int, str]]]


def all_batches(training: str | None = None, second: bool = False) -> Batches:
    if training:
        drawn = draw_training(training)
        return batches([d for d, _ in drawn.values()], {number: text for number, (_, text) in drawn.items()})
    sample = read_sample(SAMPLE_2) if second else read_sample()
    return batches(sample, texts_of(sample))


def render(folder: Path, named: Batches) -> None:
    write_batches(folder, named)
    for name, numbered in named.items():
        print(f"{name}: {len(numbered)} documents, {sum(len(text) for _, text in numbered):,} characters")


def check(folder: Path, name: str, reader: str | None, named: Batches) -> None:
    if name not in named:
        sys.exit(f"There is no batch {name!r}; they are batch01, batch02, … and second01, second02, …")
    files = [path for path in answer_files(folder, name) if reader in (None, path.parent.name)]
    if not files:
        sys.exit(f"No answers to {name} under {folder / 'answers'}.")
    readings = [read_answers(path, named[name]) for path in files]
    texts = dict(named[name])
    for reading in readings:
        for number, spans in sorted(reading.spans.items()):
            for span in spans:
                mark = " (unsure)" if span.unsure else ""
                print(f"{number:03d} {span.kind}{mark}: {excerpt(texts[number][span.start : span.end])}")
    fail_on_errors(name, readings)
    print(f"{name}: all {len(texts)} documents answered, every quote found.")


def excerpt(passage: str) -> str:
    """Return a passage short enough to compare with what was meant, safe for a terminal."""
    shown = passage if len(passage) <= 120 else f"{passage[:55]} […] {passage[-55:]}"
    return f"{printable(shown)} ({len(passage)} characters)"


def write(folder: Path) -> None:
    read = readings(folder, all_batches())
    first = [reading for name, reading in read.items() if not name.startswith("second")]
    second = [reading for name, reading in read.items() if name.startswith("second")]
    save_rows("boilerplate.jsonl", gold_rows(read_sample(), first, second=False))
    save_rows("second_reading.jsonl", gold_rows(read_sample(), second, second=True))


def write_second(folder: Path, *, again: bool = False) -> None:
    read = readings(folder, all_batches(second=True))
    name = "second_reading_2.jsonl" if again else "boilerplate_2.jsonl"
    save_rows(name, gold_rows(read_sample(SAMPLE_2), [*read.values()], second=False))


def readings(folder: Path, named: Batches) -> dict[str, Reading]:
    found = {}
    for name, numbered in named.items():
        files = answer_files(folder, name)
        if len(files) != 1:
            sys.exit(
                f"{name}: expected the answers of one reader, found {len(files)} files under {folder / 'answers'}."
            )
        found[name] = read_answers(files[0], numbered)
        fail_on_errors(name, [found[name]])
    return found


def save_rows(file: str, rows: list[dict[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (GOLD / file).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{file}: {len(rows)} documents, {sum(len(row['spans']) for row in rows)} spans")


def write_training(folder: Path, name: str) -> None:
    """Take the batches that were read, in whatever number: each document for training stands for itself."""
    drawn = draw_training(name)
    texts = {number: text for number, (_, text) in drawn.items()}
    readings = []
    for batch, numbered in batches([d for d, _ in drawn.values()], texts).items():
        for path in answer_files(folder, batch):
            readings.append(read_answers(path, numbered))
            fail_on_errors(batch, readings[-1:])
    rows = training_rows(drawn, readings)
    save(name, rows)
    print(f"training.jsonl: {len(rows)} documents read whole, {sum(len(row['spans']) for row in rows)} spans")


def read_doubts(folder: Path, corpus: str, size: int, flagger: Flagger | None) -> None:
    """Write what is to be read, or, where it was read, take the answers: the same model draws the same documents."""
    files = [GOLD / name for name in ("sample.jsonl", "training.jsonl", "doubts.jsonl")]
    known = {json.loads(line)["sha256"] for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    documents = doubts.draw(corpus, size, flagger, known)
    answers = folder / "answers.txt"
    if not answers.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "doubts.txt").write_text(doubts.page(documents), encoding="utf-8")
        print(f"{folder / 'doubts.txt'}: passages of {len(documents)} documents")
        return
    rows = doubts.rows(documents, doubts.read_answers(answers.read_text(encoding="utf-8")))
    with (GOLD / "doubts.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    print(f"doubts.jsonl: {len(rows)} documents more, {sum(len(row['spans']) for row in rows)} spans")


def try_out(with_further: bool, open_only: bool) -> None:
    found = trial(with_further, None, open_only=open_only, progress=lambda message: print(message, file=sys.stderr))
    for name, one in found.items():
        print(f"{name}: {one.value:.3f} [{one.low:.3f}, {one.high:.3f}], n = {one.n}")


def fail_on_errors(name: str, readings: list[Reading]) -> None:
    errors = [f"{name}, reader {reading.reader}: {error}" for reading in readings for error in reading.errors]
    if errors:
        sys.exit("\n".join(printable(error) for error in errors))


if __name__ == "__main__":
    main()
