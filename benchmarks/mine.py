"""Mine FANG-COVID at 1/4, 1/2, 1 and 4 times its size: processor seconds, memory, and how time grows with size.

    python benchmarks/mine.py             measure; writes into benchmarks/results/boilerplate.json
    python benchmarks/mine.py --times 40  a large corpus only, printed (4 × is 21,732 articles)

Below 1 the sample is drawn by the hash of the article's id. Above it every article is repeated with a part of its words
changed (one in five, by the number of the copy), so that copies count as texts of their own, new passages keep coming
and what the outlets repeat is still repeated. Each size runs in a process of its own; `mine_growth_exponent` is
the slope of log seconds over log articles, its interval the range over leaving one of the repeated runs out.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from clf.boilerplate.mine import mine
from clf.corpora.registry import read_corpus
from clf.schema import Article

RESULTS = Path(__file__).parent / "results" / "boilerplate.json"
COMMAND = "python benchmarks/mine.py"
SIZES = (0.25, 0.5, 1.0, 4.0)
RUNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=float, help="mine once at this size, in this process, and print")
    times = parser.parse_args().times
    if times is not None:
        print(json.dumps(measured(times)))
        return
    runs = {size: [in_own_process(size) for _ in range(RUNS)] for size in SIZES}
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results |= {"mine_growth_exponent": growth(runs)}
    for size in SIZES:
        for key, digits in (("seconds", 2), ("megabytes", 0)):
            results[f"mine_{key}_{size:g}x"] = spread([run[key] for run in runs[size]], runs[size][0]["n"], digits)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    for key, entry in results.items():
        if key.startswith("mine_"):
            print(f"{key}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}")


def in_own_process(size: float) -> dict[str, Any]:
    command = [sys.executable, __file__, "--times", str(size)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    print(f"{size:g} ×: {found}", file=sys.stderr)
    return found


def measured(times: float) -> dict[str, Any]:
    """Mine once; reading the archive and changing the copies is not counted, what mining does is."""
    spent = 0.0

    def timed() -> Iterator[Article]:
        nonlocal spent
        begin = time.process_time()
        for article in articles(times):
            spent += time.process_time() - begin
            yield article
            begin = time.process_time()
        spent += time.process_time() - begin

    begin = time.process_time()
    index = mine(timed())
    seconds = time.process_time() - begin - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"n": int(index.outlets["documents"].sum()), "seconds": seconds, "megabytes": peak, "passages": len(index)}


def articles(times: float) -> Iterator[Article]:
    for number in range(math.ceil(times)):
        share = min(times - number, 1.0)
        for row in read_corpus("fang_covid", None):
            if isinstance(row, Article) and zlib.crc32(row.id.encode()) < share * 2**32:
                yield replace(row, text=changed(row.text, number)) if number else row


def changed(text: str, copy: int) -> str:
    """Return `text` with a fifth of its lines' words marked by the number of the copy."""
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        # The same line changes alike in every text of a copy, so a repeat stays one.
        start = zlib.crc32(line[:20].encode()) % 5
        words[start::5] = [word + chr(97 + copy % 26) + chr(97 + copy // 26 % 26) for word in words[start::5]]
        lines.append(" ".join(words))
    return "\n".join(lines)


def growth(runs: dict[float, list[dict[str, Any]]]) -> dict[str, Any]:
    def slope(chosen: list[dict[str, Any]]) -> float:
        return float(np.polyfit(*np.log([[run["n"], run["seconds"]] for run in chosen]).T, 1)[0])

    everything = [run for found in runs.values() for run in found]
    left_out = [slope(everything[:i] + everything[i + 1 :]) for i in range(len(everything))]
    values = [round(value, 3) for value in (slope(everything), min(left_out), max(left_out))]
    return {"value": values[0], "low": values[1], "high": values[2], "n": len(everything), "command": COMMAND}


def spread(values: list[float], n: int, digits: int) -> dict[str, Any]:
    median, low, high = (round(f(values), digits) for f in (statistics.median, min, max))
    return {"value": median, "low": low, "high": high, "n": n, "command": COMMAND}


if __name__ == "__main__":
    main()
