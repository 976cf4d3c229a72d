"""Floors under the quick measures: what CI holds, and how a floor is moved.

    python benchmarks/floors.py                                what is held, and why
    python benchmarks/floors.py raise NAME BOUND
    python benchmarks/floors.py lower NAME BOUND --reason "…"  a looser bound needs its reason, which stays in the file

`benchmarks/floors.json` holds, per measure, whether the value must be at least or at most the bound, and every bound
there was with the reason for it. `python benchmarks/quick.py --check` fails where a measured value or the committed one
misses its floor, where a measure has no floor, where a bound was loosened without a reason (or changed by hand), where
the bounds that were committed before are not all there any more, and where the committed results were measured on other
data than lies here. It holds the figures of long benchmarks too (`RECORDED`), as they were committed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "benchmarks" / "floors.json"
RESULTS = ROOT / "benchmarks" / "results"
RECORDED = {
    "simulation_false_alarm_200": ("leak.json", "simulation_false_alarm", ("data/phrases",), 200),
    "simulation_power_200": ("leak.json", "simulation_power", ("data/phrases",), 200),
}
"""Floor → the result it holds as committed, the data that must have been measured on, and the least n."""
_MEETS = {"at_least": lambda value, bound: value >= bound, "at_most": lambda value, bound: value <= bound}


@dataclass(frozen=True)
class Floor:
    """The bound of one measure.

    Parameters
    ----------
    name : str
    rule : {"at_least", "at_most"}
    bound : float
    history : list of {"bound", "reason"}
        Oldest first; the last one is the bound that holds.
    """

    name: str
    rule: str
    bound: float
    history: list[dict[str, Any]]

    def is_met(self, value: float) -> bool:
        return bool(_MEETS[self.rule](value, self.bound))

    def faults(self) -> list[str]:
        """Say what is wrong with the entry itself: a bound changed by hand, or loosened without a reason."""
        if not self.history or self.history[-1]["bound"] != self.bound:
            return [f"{self.name}: the bound was changed by hand; use python benchmarks/floors.py raise or lower"]
        pairs = zip(self.history, self.history[1:], strict=False)
        loosened = [new for old, new in pairs if not _MEETS[self.rule](new["bound"], old["bound"])]
        without = [new["bound"] for new in loosened if not str(new.get("reason") or "").strip()]
        return [f"{self.name}: loosened to {bound} without a reason" for bound in without]

    def moved(self, bound: float, reason: str, *, loosen: bool) -> Floor:
        """Return the floor with another bound.

        Raises
        ------
        ValueError
            When the bound is looser and that, or its reason, was not said; or tighter and said to be looser.
        """
        is_tighter = _MEETS[self.rule](bound, self.bound)
        if loosen == is_tighter:
            raise ValueError(
                f"{self.name}: {self.rule} {bound} is {'no' if loosen else 'a'} looser bound than {self.bound}"
            )
        if loosen and not reason.strip():
            raise ValueError(f"{self.name}: a looser bound needs a reason")
        return Floor(self.name, self.rule, bound, [*self.history, {"bound": bound, "reason": reason}])


def read(path: Path = FLOORS) -> dict[str, Floor]:
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> dict[str, Floor]:
    entries = json.loads(text)
    return {name: Floor(name, entry["rule"], entry["bound"], entry["history"]) for name, entry in entries.items()}


def write(floors: Mapping[str, Floor], path: Path = FLOORS) -> None:
    entries = {name: {"rule": f.rule, "bound": f.bound, "history": f.history} for name, f in floors.items()}
    path.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def faults(
    measured: Mapping[str, Mapping[str, Any]], committed: Mapping[str, Mapping[str, Any]], floors: Mapping[str, Floor]
) -> list[str]:
    """Return every reason for CI to fail, in words."""
    found = [fault for floor in floors.values() for fault in floor.faults()]
    for name, floor in floors.items():
        if name in RECORDED:
            continue
        if name not in measured:
            found.append(f"{name}: has a floor and is not measured")
        found += [missed for results in (measured, committed) if (missed := _missed(floor, results.get(name)))]
    found += [f"{name}: is measured and has no floor" for name in sorted(measured.keys() - floors.keys())]
    for name in sorted(measured):
        if committed.get(name, {}).get("data") != measured[name].get("data"):
            found.append(f"{name}: no committed result on these data; run python benchmarks/quick.py and commit it")
    return list(dict.fromkeys(found))


def _missed(floor: Floor, entry: Mapping[str, Any] | None) -> str:
    if entry is None or floor.is_met(entry["value"]):
        return ""
    return f"{floor.name}: {entry['value']}, must be {floor.rule.replace('_', ' ')} {floor.bound}"


def recorded_faults(floors: Mapping[str, Floor], results: Path = RESULTS) -> list[str]:
    """Say which committed figures of long benchmarks miss their floor, or were measured on less or on other data."""
    found = []
    for name, (file, key, data, fewest) in RECORDED.items():
        entry = json.loads((results / file).read_text(encoding="utf-8")).get(key)
        if name not in floors:
            found.append(f"{name}: is recorded and has no floor")
        elif entry is None or entry["n"] < fewest or entry.get("data") != digest(data):
            command = entry["command"] if entry else "the benchmark"
            found.append(f"{name}: {file} has no figure of {fewest} on these data; run {command} and commit it")
        elif missed := _missed(floors[name], entry):
            found.append(missed)
    return found


def forgotten(floors: Mapping[str, Floor], earlier: Mapping[str, Floor]) -> list[str]:
    """Say which bounds that were committed earlier are gone: histories only grow.

    A floor may go where the reason of another says that it takes its place.
    """
    reasons = " ".join(str(entry.get("reason")) for floor in floors.values() for entry in floor.history)
    found = []
    for name, before in earlier.items():
        now = floors.get(name)
        if now is None:
            gone = f"{name}: its floor was taken away, and no other says that it takes its place"
            found += [] if re.search(rf"takes the place of {re.escape(name)}\b", reasons) else [gone]
        elif now.rule != before.rule or now.history[: len(before.history)] != before.history:
            found.append(f"{name}: bounds that were committed are not in its history any more")
    return found


def committed_before(path: Path = FLOORS) -> list[dict[str, Floor]]:
    """Return the floors of the last two commits of the file; none where git or its history is not there."""
    name = path.relative_to(ROOT).as_posix()

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(ROOT), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        return done.stdout if done.returncode == 0 else ""

    try:
        versions = git("log", "-2", "--format=%H", "--", name).split()
        texts = [git("show", f"{version}:{name}") for version in versions]
    except OSError:
        return []
    return [parsed(text) for text in texts if text]


def digest(folders: Iterable[str]) -> str:
    """Return a digest of the names and contents of the .jsonl files in folders of the repository."""
    found = hashlib.sha256()
    for folder in folders:
        for file in sorted((ROOT / folder).glob("*.jsonl")):
            found.update(f"{folder}/{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command")
    for command in ("raise", "lower"):
        moving = commands.add_parser(command)
        moving.add_argument("name", choices=sorted(read()))
        moving.add_argument("bound", type=float)
        moving.add_argument("--reason", default="", required=command == "lower")
    options, floors = parser.parse_args(), read()
    if options.command is None:
        for floor in floors.values():
            print(f"{floor.name} {floor.rule.replace('_', ' ')} {floor.bound}: {floor.history[-1]['reason']}")
        return
    try:
        floor = floors[options.name].moved(options.bound, options.reason, loosen=options.command == "lower")
    except ValueError as error:
        sys.exit(str(error))
    write(floors | {floor.name: floor})


if __name__ == "__main__":
    main()
