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
_NO_TABLE = (
    "{path}: expected a table ({suffix}), found what pandas cannot read as one. "
    "Without --engine dask the other rows are scored, and each fault is told."
)
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
        The flat output record (docs/record.md) with the index of `ddf`, whose name gets an ``index_`` in front where a
        column has it; ``source_row`` counts within a partition.

    Raises
    ------
    TypeError
        When `ddf` is no Dask DataFrame.
    UsageError
        When there is no column `text_column`.
    """
    if not hasattr(ddf, "map_partitions"):
        raise TypeError(f"Expected a Dask DataFrame, got {type(ddf).__name__}. Give dask.dataframe.from_pandas(…).")
    if text_column not in ddf.columns:
        raise UsageError(f"There is no column {text_column!r}; there are: {', '.join(map(str, ddf.columns))}.")
    name = str(model or default_model())
    columns = _columns(name)
    meta = _typed([], columns, ddf._meta.index[:0])
    scored = ddf.map_partitions(_score_partition, text_column, name, columns, meta=meta, enforce_metadata=False)
    # Parquet has one name for one column, and the record has an id, too.
    return scored.rename_axis(index=f"index_{meta.index.name}") if meta.index.name in columns else scored


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
    if Path(output).suffix.lower() in (".csv", ".json", ".jsonl", ".xlsx"):
        raise UsageError(f"{output}: --engine dask writes a folder of Parquet files. Name a folder, or x.parquet.")
    _check_empty(output)
    try:
        client = Client(scheduler) if scheduler else Client(threads_per_worker=1, dashboard_address=None)
    except (OSError, ValueError) as error:
        remedy = "Start one with dask scheduler, or leave --scheduler out for this machine alone."
        raise UsageError(f"{scheduler}: no Dask scheduler answers ({type(error).__name__}). {remedy}") from error
    with client:
        try:
            table = getattr(dd, _READERS[suffix])(path, **options)
        except OSError as error:
            raise UsageError(
                f"{path}: could not be read ({type(error).__name__}). Is it there for all workers?"
            ) from error
        except ValueError as error:  # the parser's, of a damaged file
            raise UsageError(_NO_TABLE.format(path=path, suffix=suffix)) from error
        scored = score_dask(table, text_column=text_column, model=model)
        try:
            scored.to_parquet(output)
        except ValueError as error:  # of a damaged file that is read later than the first
            raise UsageError(_NO_TABLE.format(path=path, suffix=suffix)) from error
        return int(dd.read_parquet(output, columns=["error"])["error"].notnull().sum().compute())


def _check_empty(output: str) -> None:
    """Refuse a folder that holds something: parts of an older job would be read with those of this one.

    Raises
    ------
    UsageError
    """
    from fsspec.core import url_to_fs

    try:
        system, folder = url_to_fs(output)
        is_empty = not system.exists(folder) or not (system.isfile(folder) or system.ls(folder))
    except (ImportError, OSError, ValueError) as error:  # of fsspec: no such protocol, or a library that it needs
        raise UsageError(f"{output}: cannot be written to ({error}).") from error
    if not is_empty:
        raise UsageError(f"{output}: is not empty. Name a folder that is not there yet, or delete it.")


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
