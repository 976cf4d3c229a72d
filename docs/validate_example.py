"""Print the page that docs/validate.md shows: a sample of the corpus that ships, coded by its own labels.

    python docs/validate_example.py

The first coder is the labels of data/sample; the second turns over one code in ten, at random. No corpus is needed.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import tempfile
from pathlib import Path

import clf
from clf.resources import data_dir

LABELS = ("Economic", "Political", "Morality")


def page() -> str:
    """Return the page."""
    files = sorted(data_dir("sample").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    labels = {row["id"]: row["labels"]["frames"] for row in rows}
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        path = Path(folder) / "to_code.csv"
        clf.sample(files, 78, path, labels=LABELS, coders=2)
        _code(path, labels)
        return str(clf.validate(path))


def _code(path: Path, labels: dict[str, list[str]]) -> None:
    chance = random.Random(13)  # noqa: S311 - an invented coder
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for label in LABELS:
            code = int(label in labels[row["id"]])
            row[f"coder 1: {label}"] = str(code)
            row[f"coder 2: {label}"] = str(code ^ (chance.random() < 0.1))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    print(page())  # noqa: T201
