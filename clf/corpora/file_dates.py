"""Dates of users' own files: with months as words, as seconds since 1970, and the order of 03/04/2017."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from clf.messages import amount
from clf.text.cells import plain_value
from clf.text.dates import iso_date
from clf.text.written_dates import written_date

__all__ = ["Dates", "date_alone", "iso_dates"]

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?\d{2,4}(?!\d)")
# Seconds from 2001 to 2030, thousandths from 1973 on: 2017050309 and 201705030912 may be a day and a time.
_EPOCH = re.compile(r"(1[0-8]\d{8}|(?:1\d|(?!19|20)\d)\d{8}(?=\d{3}(?!\d)))(?:\d{3})?(?:\.\d+)?$")
_ENOUGH = 1_000  # dates that show their order, to know that of a file


class Dates:
    """Reads the dates of one file, and settles once whether 03/04/2017 is in April or in March.

    Parameters
    ----------
    notice : callable
        Told once how such dates are read.
    dayfirst : bool or None
        As the user says; None: as the dates of the file have it that show their order (31/12/2017), else as `usual`.
    ahead : callable, optional
        Gives the dates of the file, from its first. Without it those count that came before.
    """

    def __init__(
        self,
        notice: Callable[[str], None],
        dayfirst: bool | None = None,
        ahead: Callable[[], Iterable[str | None]] | None = None,
    ) -> None:
        self.usual = self._is_epoch_told = False
        self._notice, self._ahead = notice, ahead
        self._order, self._is_told, self._is_said = dayfirst, dayfirst is not None, dayfirst is not None

    def iso(self, value: str) -> str | None:
        """Return `value` as ISO 8601, or None when it is no date. Seconds, or thousandths, since 1970 are in UTC."""
        if epoch := _EPOCH.match(value):
            if not self._is_epoch_told:
                self._is_epoch_told = True
                self._notice("dates such as 1491213600 are read as seconds since 1970, in UTC")
            return datetime.fromtimestamp(int(epoch[1]), UTC).strftime("%Y-%m-%dT%H:%M:%S")
        numeric = _NUMERIC.search(value)
        return iso_date(value, self._dayfirst(numeric) if numeric else False) or written_date(value)

    def _dayfirst(self, numeric: re.Match[str]) -> bool:
        if numeric[2] == ".":  # nobody writes month.day.year
            return int(numeric[3]) <= 12
        shown = _shown(numeric)
        if shown is None:
            return self._settled()
        if self._ahead is None and not self._is_said and shown != self._order:
            if self._is_told:
                self._notice(f"dates such as 03/04/2017 were read as {_NAMES[not shown]}; here one is {_NAMES[shown]}")
            self._order, self._is_told = shown, False
        return shown

    def _settled(self) -> bool:
        """Return the order of dates that do not show it."""
        if self._order is None and self._ahead is not None:
            shown = _orders(self._ahead())
            self._order = self.usual if shown.count(True) == shown.count(False) else shown.count(True) * 2 > len(shown)
            if len({*shown}) == 2:
                self._notice("some dates are day/month/year and some month/day/year: write them as 2017-04-03")
        order = self.usual if self._order is None else self._order
        if not self._is_told:
            self._is_told, self._order = True, order
            self._notice(f"dates such as 03/04/2017 are read as {_NAMES[order]} (write 2017-04-03 to be sure)")
        return order


_NAMES = {True: "day/month/year", False: "month/day/year"}


def _shown(numeric: re.Match[str]) -> bool | None:
    """Return whether the day comes first in a date that shows it, None in one that does not."""
    first, second = int(numeric[1]), int(numeric[3])
    return first > 12 if first > 12 or second > 12 else None


def iso_dates(values: Iterable[Any], notice: Callable[[str], None]) -> list[str | None]:
    """Return the dates of one column of n cells as ISO 8601, n of them, None where a cell has none that can be read.

    `notice` is told how 03/04/2017 is read, and how many cannot be.
    """
    written = [plain_value(value) for value in values]
    reader = Dates(notice, ahead=lambda: written)
    dates = [None if value is None else reader.iso(value) for value in written]
    if unread := sum(value is not None and date is None for value, date in zip(written, dates, strict=True)):
        notice(f"{amount(unread, 'date')} could not be read: left out (write 2017-04-03)")
    return dates


def _orders(written: Iterable[str | None]) -> list[bool]:
    found: list[bool] = []
    for value in written:
        numeric = _NUMERIC.search(value) if value else None
        if numeric and numeric[2] != "." and (shown := _shown(numeric)) is not None:
            found.append(shown)
            if len(found) == _ENOUGH:
                break
    return found


def date_alone(value: str) -> str | None:
    """Return a date beside which no other stands as ISO 8601; None when it is none, or may be of either month."""
    told: list[str] = []
    found = Dates(told.append).iso(value)
    return None if told else found
