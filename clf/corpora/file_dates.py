"""Dates of users' own files: with months as words, and the order of 03/04/2017."""

from __future__ import annotations

import re
from collections.abc import Callable

from clf.text.dates import iso_date
from clf.text.written_dates import written_date

__all__ = ["Dates"]

_NUMERIC = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2\d{2,4}(?!\d)")


class Dates:
    """Reads the dates of one file, and settles once whether 03/04/2017 is in April or in March.

    Parameters
    ----------
    notice : callable
        Told once how such dates are read.
    dayfirst : bool or None
        As the user says; None: as unambiguous dates before it have it, else as `usual`.
    """

    def __init__(self, notice: Callable[[str], None], dayfirst: bool | None = None) -> None:
        self.usual = False
        self._notice, self._said = notice, dayfirst
        self._seen: bool | None = None
        self._told: bool | None = None

    def iso(self, value: str) -> str | None:
        """Return `value` as ISO 8601, or None when it is no date."""
        numeric = _NUMERIC.match(value)
        dayfirst = self._order(numeric) if numeric else False
        return iso_date(value, dayfirst) or written_date(value)

    def _order(self, numeric: re.Match[str]) -> bool:
        first, second = int(numeric[1]), int(numeric[3])
        if first > 12 or second > 12:
            self._seen = first > 12
            return self._seen
        if self._said is not None:
            return self._said
        if numeric[2] == ".":  # nobody writes month.day.year
            return True
        dayfirst = self.usual if self._seen is None else self._seen
        if dayfirst != self._told:
            self._told = dayfirst
            order = "day/month/year" if dayfirst else "month/day/year"
            self._notice(f"dates such as 03/04/2017 are read as {order} (write 2017-04-03 to be sure)")
        return dayfirst
