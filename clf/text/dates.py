"""Dates as corpora write them, turned into ISO 8601 at the precision they have."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

__all__ = ["FIRST_YEAR", "LAST_YEAR", "iso_date"]

FIRST_YEAR, LAST_YEAR = 1900, 2035
"""Years outside are slips of a crawler (0001, 2050), not dates."""

_PLAIN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?$")
_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")
_YEAR_FIRST = re.compile(r"\d{4}\D")
_MAX_CHARS = 100  # a longer value is a sentence, and the parser would look for a date in it word by word
# Two defaults that differ in every part: what the text leaves out shows as a difference between the two readings.
_DEFAULTS = (datetime(1904, 1, 1, 1, 1, 1), datetime(1908, 2, 2, 2, 2, 2))


def iso_date(value: str, dayfirst: bool = False) -> str | None:
    """Return `value` as an ISO 8601 date, or None when it is no date or its year is out of 1900…2035.

    Parameters
    ----------
    value : str
        In any usual writing: ``2017-05-11``, ``11.5.2017``, ``May 11, 2017 08:30 PM``, ``2017-05``, ``2017``.
    dayfirst : bool
        Read ``03.04.2017`` as 3 April. A value that begins with the year is always year, month, day.

    Examples
    --------
    >>> iso_date("Mar 24, 2022 06:46 PM"), iso_date("March 2022"), iso_date("0001-01-01")
    ('2022-03-24T18:46', '2022-03', None)
    """
    value = value.strip()
    plain = _PLAIN.match(value) or _DIGITS.match(value)
    return _from_parts(plain) if plain else _from_words(value, dayfirst)


def _from_parts(match: re.Match[str]) -> str | None:
    parts = [int(part) for part in match.groups() if part]
    year, month, day = [*parts, 1, 1][:3]
    try:
        datetime(year, month, day)
    except ValueError:
        return None
    return f"{year:04}" + "".join(f"-{part:02}" for part in parts[1:]) if _is_usual(year) else None


def _from_words(value: str, dayfirst: bool) -> str | None:
    if len(value) > _MAX_CHARS:
        return None
    try:
        one, other = _readings(value, dayfirst and not _YEAR_FIRST.match(value))
        return _at_precision(one, other) if one.year == other.year and _is_usual(one.year) else None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):  # the parser's, for odd input
        return None


def _at_precision(one: datetime, other: datetime) -> str:
    if one.month != other.month:
        return f"{one.year:04}"
    if one.day != other.day:
        return f"{one.year:04}-{one.month:02}"
    if one.hour != other.hour:
        return one.date().isoformat()
    if one.minute != other.minute:
        one = one.replace(minute=0)
    return one.isoformat(timespec="minutes" if one.second != other.second else "seconds")


def _readings(value: str, dayfirst: bool) -> tuple[datetime, datetime]:
    one, other = (_parser().parse(value, dayfirst=dayfirst, default=default, tzinfos=_zone) for default in _DEFAULTS)
    return one, other


@cache
def _parser() -> Any:
    from dateutil.parser import parser, parserinfo

    info = parserinfo()
    info.convertyear = _full_year  # dateutil's own window moves with the clock of the machine
    return parser(info)


def _full_year(year: int, century_specified: bool = False) -> int:
    if century_specified or year >= 100:
        return year
    return 2000 + year if 2000 + year <= LAST_YEAR else 1900 + year


def _zone(_name: str | None, offset: int | None) -> timezone | None:
    # A zone by name alone (EST, IST) means several offsets: the time is kept, the zone is not.
    return timezone(timedelta(seconds=offset)) if offset is not None and abs(offset) < 86_400 else None


def _is_usual(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
