"""Dates of files of one's own, beside those of `tests/text/test_dates.py`."""

from __future__ import annotations

import json
from pathlib import Path

from clf.corpora.files import read_files


def test_dates_as_seconds_since_1970(tmp_path: Path) -> None:
    """As VK and Reddit give them; ten digits from 1900 on are a day and an hour, or nothing."""
    rows = [
        {"text": "News.", "date": date} for date in (1491213600, 1491213600.0, 1491213600123, "1491213600", 2017040310)
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    told: list[str] = []
    assert [row.date for row in read_files([path], on_guess=told.append)] == [*["2017-04-03T10:00:00"] * 4, None]
    assert [line.removeprefix(f"{path}: ") for line in told] == [
        "dates such as 1491213600 are read as seconds since 1970, in UTC",
        "some dates could not be read and are left out (write 2017-04-03)",
    ]
