"""Dates of users' own files: month names in English, French and German, and the order of 03/04/2017."""

from __future__ import annotations

import re
from collections.abc import Callable

from clf.text.as_read import plain_letters
from clf.text.dates import iso_date

__all__ = ["Dates", "written_date"]

_MONTHS = (
    "janvier januar january jänner janv jan",
    "février februar february févr fév feb",
    "mars märz maerz march mar mär",
    "avril april avr apr",
    "mai may",
    "juin juni june jun",
    "juillet juli july juil jul",
    "août august aug",
    "septembre september sept sep",
    "octobre oktober october oct okt",
    "novembre november nov",
    "décembre dezember december déc dec dez",
)
_DAY_MONTH = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:er|\.)?\s+(?P<month>[^\W\d_]{3,9})\.?,?\s+(?P<year>\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"(?P<month>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})(?!\d)")
_NUMERIC = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2\d{2,4}(?!\d)")


_MONTH_OF = {plain_letters(name): month for month, names in enumerate(_MONTHS, 1) for name in names.split()}


def written_date(text: str) -> str | None:
    """Return the first date in `text` whose month is a word, as ISO 8601.

    Examples
    --------
    >>> written_date("Politique, vendredi 5 avril 2019, p. 4"), written_date("Thursday, December 22, 2022 1388 mots")
    ('2019-04-05', '2022-12-22')
    """
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            if month := _MONTH_OF.get(plain_letters(match["month"])):
                return iso_date(f"{match['year']}-{month:02}-{int(match['day']):02}")
    return None


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
