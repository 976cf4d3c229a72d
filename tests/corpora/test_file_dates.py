"""Dates of files of one's own, beside those of `tests/text/test_dates.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clf.corpora.files import read_files


def _dates(tmp_path: Path, dates: list[Any]) -> tuple[list[str | None], list[str]]:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": "News.", "date": date}) + "\n" for date in dates), encoding="utf-8")
    told: list[str] = []
    found = [row.date for row in read_files([path], on_guess=told.append)]
    return found, [line.removeprefix(f"{path}: ") for line in told]


@pytest.mark.parametrize(
    "date", [1491213600, 1491213600.0, 1491213600123, "1491213600", "1491213600.5", "1491213600000.0"]
)
def test_dates_as_seconds_since_1970(tmp_path: Path, date: Any) -> None:
    """As VK and Reddit give them, and thousandths as pandas writes them."""
    found, told = _dates(tmp_path, [date, date])
    assert found == ["2017-04-03T10:00:00"] * 2
    assert told == ["dates such as 1491213600 are read as seconds since 1970, in UTC"]


def test_thousandths_before_2001(tmp_path: Path) -> None:
    assert _dates(tmp_path, [978307200000, 315532800000])[0] == ["2001-01-01T00:00:00", "1980-01-01T00:00:00"]


@pytest.mark.parametrize("date", [2017040310, 201704031000, 0, -1491213600, 12345, 9999999999999])
def test_numbers_that_may_be_a_day_and_a_time_or_nothing(tmp_path: Path, date: int) -> None:
    found, told = _dates(tmp_path, [date])
    assert found in ([None], ["2017-04-03T10:00"], ["2017-04-03T10:00:00"])
    assert not [line for line in told if "since 1970" in line]
