"""Score past one machine: partitions of a Dask collection, each by whatever worker holds it.

Dask keeps the books: a partition whose worker dies is scored again elsewhere and written under its own name, so that
nothing is lost or doubled. Needs ``pip install 'clf-framing[dask]'``. How to plan a large job: docs/scale.md.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clf.errors import UsageError
from clf.models.store import default_model, open_model

if TYPE_CHECKING:
    import pandas as pd

    from clf.models.store import Model
    from clf.scoring.score import Scorer

__all__ = ["score_dask", "score_path"]

_READERS = {".parquet": "read_parquet", ".csv": "read_csv", ".jsonl": "read_json", ".ndjson": "read_json"}
# pandas would guess types: the id 007 would be 7, the month 2024-05 an instant, and the text "NA" missing.
_AS_WRITTEN: dict[str, dict[str, Any]] = {
    "read_json": {"lines": True, "dtype": False, "convert_dates": False},
    "read_csv": {"dtype": str, "keep_default_na": False},
}
_NUMBERS = ("frames.", "genre.", "techniques.", "frames_with_boilerplate.")


def score_dask(ddf: Any, *, text_column: str = "text", model: str | Path | None = None) -> Any:
    """Return a Dask DataFrame with one row per article, computed where the partitions are.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        Columns ``title, outlet, date, lang, id`` are used where they exist.
    text_column : str
    model : str or path, optional
        As in `clf.score`; a folder must lie under the same path on every worker.

    Returns
    -------
    dask.dataframe.DataFrame
        The flat output record (docs/record.md) with the index of `ddf`; ``source_row`` counts within a partition.

    Raises
    ------
    UsageError
        When there is no column `text_column`.
    """
    if text_column not in ddf.columns:
        raise UsageError(f"There is no column {text_column!r}; there are: {', '.join(map(str, ddf.columns))}.")
    name = str(model or default_model())
    columns = _columns(name)
    meta = _typed([], columns, ddf._meta.index[:0])
    return ddf.map_partitions(_score_partition, text_column, name, columns, meta=meta, enforce_metadata=False)


def score_path(path: str, output: str, scheduler: str | None, *, text_column: str, model: str | Path | None) -> int:
    """Score the files at `path` and write a folder of Parquet files; return the number of rows that were not scored.

    Parameters
    ----------
    path, output : str
        Anything fsspec opens on the workers (``s3://…``, a shared folder); `path` may have ``*``.
    scheduler : str or None
        Address of a running scheduler, ``tcp://host:8786``; without one Dask starts processes on this machine.
    text_column : str
    model : str or path, optional
    """
    try:
        import dask.dataframe as dd
        from distributed import Client
    except ImportError as error:
        raise UsageError("--engine dask needs Dask: pip install 'clf-framing[dask]'.") from error
    suffix = Path(path.removesuffix("/").removesuffix("/*")).suffix.lower()
    if suffix not in _READERS:
        raise UsageError(f"{path}: --engine dask reads {', '.join(_READERS)}.")
    options = _AS_WRITTEN.get(_READERS[suffix], {})
    with Client(scheduler) if scheduler else Client(threads_per_worker=1, dashboard_address=None):
        scored = score_dask(getattr(dd, _READERS[suffix])(path, **options), text_column=text_column, model=model)
        scored.to_parquet(output)
        return int(dd.read_parquet(output, columns=["error"])["error"].notnull().sum().compute())


@lru_cache(maxsize=4)
def _scorer(model: Model) -> Scorer:
    from clf.scoring.score import Scorer

    return Scorer(model)


def _columns(model: str) -> list[str]:
    from clf.scoring.writers import columns_of

    return columns_of(open_model(model).labels())


def _score_partition(part: pd.DataFrame, text_column: str, model: str, columns: list[str]) -> pd.DataFrame:
    from clf.scoring.stream import articles_of, score_rows
    from clf.scoring.writers import flat

    rows = articles_of(part.to_dict("records"), text_column)
    return _typed([flat(score.record()) for score in score_rows(rows, _scorer(open_model(model)))], columns, part.index)


def _typed(records: list[dict[str, Any]], columns: list[str], index: Any) -> pd.DataFrame:
    """Return a table of the same columns and types whatever the rows hold, as all parts of a collection must have."""
    import pandas as pd

    table = pd.DataFrame(records, columns=columns, index=index)
    kinds = dict.fromkeys(columns, "string")
    kinds |= {name: "float64" for name in columns if name.startswith(_NUMBERS)}
    kinds |= dict.fromkeys(("n_chars", "source_row", "version"), "Int64")
    return table.astype({name: kind for name, kind in kinds.items() if name in columns})
