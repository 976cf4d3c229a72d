"""The leak report on public corpora, each by one command, with its running time and memory.

    python benchmarks/leak.py                       all corpora
    python benchmarks/leak.py babe narrative_frames some of them
    python benchmarks/leak.py --none                none: note which were not run

Writes benchmarks/results/leak.json: `<corpus>_<condition>` with value, interval, n and command, or null and why;
`<corpus>_gap_<name>` and `<corpus>_decision`; `<corpus>_run` with seconds and memory, null for a corpus not run.
The corpora lie in `CLF_DATA`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from cost import cost_of

from clf.leak.tasks import TASKS

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "leak.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", help="default: all")
    parser.add_argument("--none", action="store_true", help="run none; say which were not run")
    options = parser.parse_args()
    if options.none:
        write({}, ())
        return
    for corpus in options.corpora or sorted(TASKS):
        write(measured(corpus), (f"{corpus}_",))


def write(entries: dict[str, Any], replaced: tuple[str, ...]) -> None:
    """Put entries in the place of those whose names begin as said, and null and why for what was never run."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    found = {name: entry for name, entry in known.items() if not name.startswith(replaced)} | entries
    found = dict(sorted((not_run() | found).items()))
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def not_run() -> dict[str, Any]:
    """Return the entries of a machine on which nothing was run."""
    commands = {f"{corpus}_run": f"python benchmarks/leak.py {corpus}" for corpus in TASKS}
    commands["speed_20000"] = "python benchmarks/leak_speed.py"
    why = "not run with the code as it is"
    return {name: {"value": None, "why": why, "command": command} for name, command in commands.items()}


def measured(corpus: str) -> dict[str, Any]:
    """Run `clf leak` on one corpus and return its entries."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "leak.json"
        cost = cost_of([sys.executable, "-m", "clf", "leak", "default", corpus, "-o", str(output), "--no-plot"])
        report = json.loads(output.read_text(encoding="utf-8"))
    command = f"python -m clf leak default {corpus}"
    entries = {f"{corpus}_{name}": {**score, "command": command} for name, score in report["scores"].items()}
    for name, gap in report["gaps"].items():
        entries[f"{corpus}_gap_{name}"] = {**gap, "command": command}
    entries[f"{corpus}_decision"] = {**report["decision"], "notes": report["notes"], "command": command}
    for kind, swap in report["name_swap"].items():
        entries[f"{corpus}_name_swap_{kind}"] = {**swap, "command": command}
    entries[f"{corpus}_run"] = {**cost, "n": report["n"], "outlets": report["outlets"], "command": command}
    return entries


if __name__ == "__main__":
    main()
