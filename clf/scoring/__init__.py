"""Scoring one article or a stream of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clf.scoring.dask import score_dask

__all__ = ["score_dask"]


def __getattr__(name: str) -> Any:
    if name != "score_dask":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from clf.scoring.dask import score_dask

    return score_dask
