"""Floors: what CI fails on, and that a looser bound needs its reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def floors(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return __import__("floors")


def at_least(floors: ModuleType, *bounds: float, reasons: tuple[str, ...] = ("first", "", "")) -> object:
    history = [{"bound": bound, "reason": reason} for bound, reason in zip(bounds, reasons, strict=False)]
    return floors.Floor("f1", "at_least", bounds[-1], history)


def test_what_is_committed_meets_its_floors_on_the_data_that_lies_here(floors: ModuleType) -> None:
    committed = json.loads((BENCHMARKS / "results" / "quick.json").read_text(encoding="utf-8"))
    assert floors.faults(committed, committed, floors.read()) == []
    assert [fault for earlier in floors.committed_before() for fault in floors.forgotten(floors.read(), earlier)] == []
    folders = {name: entry["data"] for name, entry in committed.items() if "data" in entry}
    assert folders["sample_char_f1_default"] == floors.digest(["data/sample"])
    assert folders["simulation_power"] == floors.digest(["data/phrases"])


def test_a_value_under_its_floor_is_a_fault(floors: ModuleType) -> None:
    held = {"f1": at_least(floors, 0.8), "s": floors.Floor("s", "at_most", 2.0, [{"bound": 2.0, "reason": "first"}])}
    good = {"f1": {"value": 0.8}, "s": {"value": 2.0}}
    assert floors.faults(good, good, held) == []
    bad = {"f1": {"value": 0.79}, "s": {"value": 2.1}}
    assert floors.faults(bad, bad, held) == ["f1: 0.79, must be at least 0.8", "s: 2.1, must be at most 2.0"]
    assert floors.faults({"s": {"value": 1.0}}, good, held) == ["f1: has a floor and is not measured"]


def test_the_committed_figures_of_the_long_simulation_meet_theirs(floors: ModuleType) -> None:
    assert floors.recorded_faults(floors.read()) == []


def test_recorded_figures_need_their_data_and_their_number(floors: ModuleType, tmp_path: Path) -> None:
    def faults(**entry: object) -> list[str]:
        known = {"value": 0.03, "n": 200, "data": floors.digest(["data/phrases"]), "command": "python x.py"}
        power = known | {"value": 0.9}
        results = {"simulation_false_alarm": known | entry, "simulation_power": power}
        (tmp_path / "leak.json").write_text(json.dumps(results))
        return floors.recorded_faults(floors.read(), tmp_path)

    assert faults() == []
    assert faults(value=0.06) == ["simulation_false_alarm_200: 0.06, must be at most 0.05"]
    for wrong in ({"n": 20}, {"data": "another"}, {"data": None}):
        (fault,) = faults(**wrong)
        assert "no figure of 200 on these data; run python x.py" in fault
    assert len(floors.recorded_faults({}, tmp_path)) == 2


def test_a_measure_without_a_floor_and_a_committed_value_under_it_are_faults(floors: ModuleType) -> None:
    held, good, bad = {"f1": at_least(floors, 0.8)}, {"f1": {"value": 0.8}}, {"f1": {"value": 0.7}}
    assert floors.faults(good | {"new": {"value": 1}}, good | {"new": {"value": 1}}, held) == [
        "new: is measured and has no floor"
    ]
    assert floors.faults(good, bad, held) == ["f1: 0.7, must be at least 0.8"]


def test_bounds_that_were_committed_stay_in_the_history(floors: ModuleType) -> None:
    before = {"f1": at_least(floors, 0.8), "s": at_least(floors, 0.5)}
    grown = at_least(floors, 0.8).moved(0.7, "the gold was corrected", loosen=True)
    assert floors.forgotten({"f1": grown, "s": before["s"]}, before) == []
    assert floors.forgotten({"f1": at_least(floors, 0.7), "s": before["s"]}, before) == [
        "f1: bounds that were committed are not in its history any more"
    ]
    assert len(floors.forgotten({"f1": grown}, before)) == 1
    replaced = at_least(floors, 0.6, reasons=("takes the place of s",))
    assert floors.forgotten({"f1": grown, "other": replaced}, before) == []


def test_results_on_other_data_are_a_fault(floors: ModuleType) -> None:
    held = {"f1": at_least(floors, 0.8)}
    found = floors.faults({"f1": {"value": 1, "data": "new"}}, {"f1": {"value": 1, "data": "old"}}, held)
    assert len(found) == 1
    assert "no committed result on these data" in found[0]
    assert floors.digest(["data/sample"]) != floors.digest(["data/phrases"]) != floors.digest([])


def test_a_looser_bound_needs_the_flag_and_a_reason_and_keeps_both(floors: ModuleType) -> None:
    floor = at_least(floors, 0.8)
    assert floor.moved(0.85, "", loosen=False).bound == 0.85
    lowered = floor.moved(0.7, "the gold was corrected", loosen=True)
    assert (lowered.bound, lowered.history[-1]) == (0.7, {"bound": 0.7, "reason": "the gold was corrected"})
    assert lowered.faults() == []
    for bound, reason, loosen in [(0.7, "why not", False), (0.7, " ", True), (0.85, "tighter", True)]:
        with pytest.raises(ValueError, match="looser bound"):
            floor.moved(bound, reason, loosen=loosen)


def test_a_bound_changed_by_hand_is_a_fault(floors: ModuleType) -> None:
    assert floors.Floor("f1", "at_least", 0.5, [{"bound": 0.8, "reason": "first"}]).faults() == [
        "f1: the bound was changed by hand; use python benchmarks/floors.py raise or lower"
    ]
    assert at_least(floors, 0.8, 0.5, 0.6).faults() == ["f1: loosened to 0.5 without a reason"]
    assert at_least(floors, 0.8, 0.5, 0.6, reasons=("first", "the gold grew", "")).faults() == []


def test_the_command_refuses_to_lower_silently() -> None:
    command = [sys.executable, str(BENCHMARKS / "floors.py")]
    before = (BENCHMARKS / "floors.json").read_bytes()
    for arguments in (["lower", "simulation_power", "0.1"], ["raise", "simulation_power", "0.1"]):
        assert subprocess.run([*command, *arguments], capture_output=True, check=False).returncode
    assert (BENCHMARKS / "floors.json").read_bytes() == before
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "simulation_power at least 0.8" in listed
