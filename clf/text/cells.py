"""Cells of a table as pandas, Arrow and plain Python hand them over."""

from __future__ import annotations

from typing import Any

__all__ = ["is_missing"]


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or pandas' NA. Needs no pandas.

    >>> is_missing(float("nan")), is_missing(""), is_missing(0)
    (True, False, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)  # NaN and NaT alone differ from themselves
    except TypeError:  # pandas' NA is neither equal nor different
        return True
    except ValueError:  # an array in a cell
        return False
