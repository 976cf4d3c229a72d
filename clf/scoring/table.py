"""A table of scores: a DataFrame with a short display, since its sixty columns say little at a glance."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["ScoreTable"]


class ScoreTable(pd.DataFrame):
    """The flat record of many articles (docs/record.md)."""

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame  # what is selected or computed from it is no table of scores any more

    def _repr_html_(self) -> str:
        from clf.views.reports import scores_html

        return scores_html(self)
