"""The articles to compare, as a table: text, what they are grouped by, and a date."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from clf.corpora.file_dates import iso_dates
from clf.errors import UsageError
from clf.scoring.stream import refuse_doubles, rows_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST", "PERIODS", "check_columns", "in_period", "table_of"]

_ISO_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?:[T ]|$)"
FEWEST = 10
"""Articles below which no interval is told: resampling so few says more than they know."""
PERIODS = {"year": 4, "month": 7, "day": 10}
"""Period → characters of an ISO 8601 date that name it."""


def table_of(data: Any, *needed: str) -> pd.DataFrame:
    """Return a DataFrame, a `datasets.Dataset` or a list of records as a table that has the columns `needed`.

    Raises
    ------
    UsageError
        When one is missing, two columns have one name, or there is no row.
    """
    import pandas as pd

    is_table = isinstance(data, Iterable) or hasattr(data, "to_pylist")
    if not is_table or isinstance(data, str | Mapping):
        raise UsageError(f"Expected a table, a Dataset or a list of records, found {type(data).__name__}.")
    table = data.reset_index(drop=True) if isinstance(data, pd.DataFrame) else pd.DataFrame(list(rows_of(data)))
    refuse_doubles(table)
    check_columns(table, *needed)
    if not len(table):
        raise UsageError("Expected articles, found an empty table.")
    return table


def check_columns(table: pd.DataFrame, *needed: str) -> None:
    """Refuse a table without one of the columns `needed`.

    Raises
    ------
    UsageError
    """
    if missing := [name for name in needed if name not in table.columns]:
        found = ", ".join(map(str, table.columns)) or "none"
        raise UsageError(f"There is no column {missing[0]!r}; there are: {found}.")


def in_period(dates: pd.Series[Any], period: str) -> pd.Series[Any]:
    """Return the period of each date (``2021-03`` for month); missing where a date is, or is none or not that precise.

    Raises
    ------
    UsageError
        When there is no such period.
    """
    if period not in PERIODS:
        raise UsageError(f"over={period!r}: expected one of {', '.join(PERIODS)}, or None.")
    size = PERIODS[period]
    import pandas as pd

    def warn(told: str) -> None:
        warnings.warn(told, stacklevel=2)

    text = pd.Series(iso_dates(dates, warn), dates.index, dtype="string")
    is_date = text.str.match(_ISO_DATE).fillna(False).astype(bool)
    return text.str.slice(0, size).where(is_date & (text.str.len() >= size))
