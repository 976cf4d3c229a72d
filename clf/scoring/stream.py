"""Score many articles, batch by batch: rows in, records out, a bad row never stops the others."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clf.batches import batches
from clf.errors import Problem, UsageError
from clf.messages import Message
from clf.models.store import default_model, open_model
from clf.schema import Article, Score
from clf.scoring.score import Scorer, failed
from clf.scoring.writers import columns_of, flat
from clf.text.cells import is_missing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["articles_of", "score_rows", "score_table"]

_NO_COLUMN = "There is no column {!r}; there are: {}. Give text_column=…"


def score_rows(rows: Iterable[Article | Problem], scorer: Scorer) -> Iterator[Score]:
    """Yield a `Score` for every row, in order; a `Problem` becomes a score with `error`."""
    for batch in batches(rows, lambda row: len(row.text) if isinstance(row, Article) else 0):
        scores = iter(scorer.score_all([row for row in batch if isinstance(row, Article)]))
        for row in batch:
            yield failed(row) if isinstance(row, Problem) else next(scores)


def score_table(
    data: Any, *, text_column: str = "text", model: str | Path | None = None, state_media: bool = False
) -> pd.DataFrame:
    """Score a whole collection and return a table with one row per article.

    Parameters
    ----------
    data : pandas.DataFrame or Series, datasets.Dataset, or an iterable of str or dict
        Columns ``title, outlet, date, lang, id`` are used where they exist.
    text_column : str
        The column that holds the text.
    model : str or path, optional
    state_media : bool
        As in `clf.score`.

    Returns
    -------
    pandas.DataFrame
        The flat output record (docs/record.md), in the order of `data`, with the index of a DataFrame or Series kept.
        It shows itself short in Jupyter; whatever is made of it is a plain DataFrame.

    Raises
    ------
    TypeError
        When `data` is one text, which is for `clf.score`, a dict, or no collection.
    UsageError
        When there is no column `text_column`.
    """
    if isinstance(data, str | bytes | bytearray):
        raise TypeError(f"Expected many articles, got one text ({type(data).__name__}). For one text: clf.score.")
    if isinstance(data, Mapping):  # of columns, or of the splits of a dataset
        raise TypeError(
            f"Expected a table or rows, got a {type(data).__name__}. Give pandas.DataFrame(…), or one split."
        )
    if not isinstance(data, Iterable) and not hasattr(data, "to_pylist"):
        raise TypeError(f"Expected a table, a Dataset, texts or records, got {type(data).__name__}.")
    import pandas as pd

    from clf.scoring.table import ScoreTable

    scorer = Scorer(open_model(model or default_model()), state_media=state_media)
    if isinstance(data, pd.DataFrame):
        if not data.columns.is_unique:
            raise UsageError(
                f"Several columns have the name {data.columns[data.columns.duplicated()][0]!r}. Rename one."
            )
        if text_column not in data.columns:
            raise UsageError(_NO_COLUMN.format(text_column, ", ".join(map(str, data.columns)) or "none"))
    rows = rows_of(data)
    index = data.index if isinstance(data, pd.DataFrame | pd.Series) else None
    records = [flat(score.record()) for score in score_rows(articles_of(rows, text_column), scorer)]
    columns = columns_of(scorer.model.labels())  # all of them, whatever the rows hold
    return ScoreTable(records, columns=columns, index=index)


def articles_of(rows: Iterable[Any], text_column: str) -> Iterator[Article | Problem]:
    """Yield the articles of rows that are texts or records; `clf.score_table` says which fields are read."""
    from clf.corpora.columns import NO_DATE
    from clf.corpora.file_dates import Dates

    is_known = False
    again = (lambda: map(_date_of, rows)) if isinstance(rows, Sequence) else None
    dates = Dates(lambda notice: warnings.warn(notice, stacklevel=2), ahead=again)
    for number, row in enumerate(rows, 1):
        fields = {text_column: row} if isinstance(row, str) else row
        if not isinstance(fields, Mapping):
            found = "nothing" if is_missing(row) else type(row).__name__
            yield Problem("table", "a text or a record", found, "Leave the row out or give its text.", number)
            continue
        if text_column not in fields and not is_known:  # which tells of a wrong name, and later on of one row
            raise UsageError(_NO_COLUMN.format(text_column, ", ".join(str(name) for name in fields)))
        is_known = True
        known = {name: _text(fields.get(name)) for name in ("id", "title", "outlet", "date", "lang", "url")}
        written = _date_of(fields)
        known["date"] = dates.iso(written) if written else None
        told = (Message(NO_DATE),) if written and known["date"] is None else ()
        text = fields.get(text_column)
        if not isinstance(text, str):
            found = "nothing" if is_missing(text) else type(text).__name__
            place = {name: known[name] for name in ("id", "outlet", "date")}
            yield Problem("table", "a text", found, "Leave the row out or give its text.", number, **place)
            continue
        given_id = known.pop("id")
        yield Article(given_id or str(number), text, row=number, warnings=told, **known)  # type: ignore[arg-type]


def _text(value: Any) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of whole numbers of which pandas made floats
    return None if is_missing(value) else str(value)


def _date_of(row: Any) -> str | None:
    """Return the date of a row as it is written."""
    written = _text(row.get("date")) if isinstance(row, Mapping) else None
    return written and written.removesuffix(" 00:00:00")  # how pandas writes a column of days


def rows_of(data: Any) -> Iterable[Any]:
    """Return the rows of a table of pandas, polars, Arrow or `datasets`; anything else as it is."""
    for method, arguments in (("with_format", (None,)), ("to_dicts", ()), ("to_pylist", ())):
        if hasattr(data, method):
            found: Iterable[Any] = getattr(data, method)(*arguments)
            return found
    rows: Iterable[Any] = data.to_dict("records") if hasattr(data, "to_dict") and hasattr(data, "columns") else data
    return rows
