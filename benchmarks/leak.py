"""The leak report on public corpora, each by one command, with its running time and memory.

    python benchmarks/leak.py                       all corpora
    python benchmarks/leak.py babe narrative_frames some of them

Writes benchmarks/results/leak.json: `<corpus>_<condition>` with value, interval, n and command, or null and why;
`<corpus>_gap_<name>` and `<corpus>_decision`; `<corpus>_run` with seconds and memory. The corpora lie in `CLF_DATA`.
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
    for corpus in parser.parse_args().corpora or sorted(TASKS):
        entries = measured(corpus)
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        kept = {key: entry for key, entry in known.items() if not key.startswith(f"{corpus}_")}
        RESULTS.write_text(
            json.dumps(dict(sorted({**kept, **entries}.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


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
