"""Score many articles, batch by batch: rows in, records out, a bad row never stops the others."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clf.batches import batches
from clf.errors import Problem, UsageError
from clf.models.store import default_model, open_model
from clf.schema import Article, Score
from clf.scoring.score import Scorer, failed
from clf.scoring.writers import columns_of, flat
from clf.text.cells import is_missing, plain_value

if TYPE_CHECKING:
    import pandas as pd

    from clf.corpora.columns import Rows

__all__ = ["articles_of", "fields_of", "refuse_doubles", "rows_of", "score_rows", "score_table"]

_TABLE = "table"  # what messages call it
_NO_COLUMN = "There is no column {!r}; there are: {}. Give text_column=…"


def score_rows(rows: Iterable[Article | Problem], scorer: Scorer) -> Iterator[Score]:
    """Yield a `Score` for every row, in order; a `Problem` becomes a score with `error`."""
    for batch in batches(rows, lambda row: len(row.text) if isinstance(row, Article) else 0):
        scores = iter(scorer.score_all([row for row in batch if isinstance(row, Article)]))
        for row in batch:
            yield failed(row) if isinstance(row, Problem) else next(scores)


def score_table(
    data: Any, *, text_column: str | None = None, model: str | Path | None = None, state_media: bool = False
) -> pd.DataFrame:
    """Score a whole collection and return a table with one row per article.

    Parameters
    ----------
    data : pandas.DataFrame or Series, datasets.Dataset, or an iterable of str or dict
        Columns ``title, outlet, date, lang, id, url`` are used where they exist; others are guessed by their names, as
        those of a file are, with a warning that says so.
    text_column : str, optional
        The column that holds the text; default: ``text``, or what it is called in other languages.
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
    import pandas as pd

    from clf.scoring.table import ScoreTable

    scorer = Scorer(open_model(model or default_model()), state_media=state_media)
    rows = rows_of(data)
    text_column = None if text_column is None else str(text_column)  # pandas counts columns without names
    if isinstance(data, pd.DataFrame) and (not len(data.columns) or text_column not in (None, *map(str, data.columns))):
        raise UsageError(_NO_COLUMN.format(text_column or "text", ", ".join(map(str, data.columns)) or "none"))
    index = data.index if isinstance(data, pd.DataFrame | pd.Series) else None
    records = [flat(score.record()) for score in score_rows(articles_of(rows, text_column), scorer)]
    columns = columns_of(scorer.model.labels())  # all of them, whatever the rows hold
    return ScoreTable(records, columns=columns, index=index)


def articles_of(rows: Iterable[Any], text_column: str | None) -> Iterator[Article | Problem]:
    """Yield the articles of rows that are texts or records, read as the rows of a file are; none has a file."""
    from clf.corpora.columns import Columns, Rows

    reader: Rows | None = None
    text = ""
    # What can be read twice is looked through for dates first.
    dates = (lambda: (_date_of(row, reader) for row in rows)) if hasattr(rows, "__len__") else None
    for number, row in enumerate(rows, 1):
        if isinstance(row, Article):
            yield row
            continue
        cells = {text_column or "text": row} if isinstance(row, str) else row
        if not isinstance(cells, Mapping):
            found = "nothing" if is_missing(row) else type(row).__name__
            yield Problem(_TABLE, "a text or a record", found, "Leave the row out or give its text.", number)
            continue
        fields: dict[str, Any] = {str(name): None if is_missing(value) else value for name, value in cells.items()}
        if reader is None:
            columns = Columns(text=text_column, label="")
            reader = Rows(_TABLE, columns, lambda notice: warnings.warn(notice, stacklevel=2), dates)
            if "text" not in (assigned := reader.assign(fields)):
                raise UsageError(_NO_COLUMN.format(text_column or "text", ", ".join(fields) or "none"))
            text = assigned["text"]
        # A name that is wrong is wrong for the first row; a later one without it lacks its text.
        article = reader.article(number, {text: None} | fields, ())
        yield article if isinstance(article, Problem) else replace(article, file=None)


def fields_of(names: Iterable[Any], text_column: str | None) -> set[str]:
    """Return the fields of an article that `articles_of` reads from columns of these names."""
    from clf.corpora.columns import Columns, Rows

    return {*Rows(_TABLE, Columns(text=text_column, label=""), lambda _: None).assign(map(str, names))}


def _date_of(row: Any, reader: Rows | None) -> str | None:
    """Return the date of a row as it is written."""
    if not isinstance(row, Mapping) or reader is None:
        return None
    column = reader.assign(map(str, row)).get("date")
    return None if column is None else plain_value({str(name): value for name, value in row.items()}[column])


def rows_of(data: Any) -> Iterable[Any]:
    """Return the rows of a table of pandas, polars, Arrow or `datasets`; anything else that has rows as it is.

    Raises
    ------
    TypeError
        When `data` is one text, a dict, or no collection.
    UsageError
        When two columns have one name.
    """
    if isinstance(data, str | bytes | bytearray):
        raise TypeError(f"Expected many articles, got one text ({type(data).__name__}). For one text: clf.score.")
    if isinstance(data, Mapping):  # of columns, or of the splits of a dataset
        raise TypeError(
            f"Expected a table or rows, got a {type(data).__name__}. Give pandas.DataFrame(…), or one split."
        )
    if not isinstance(data, Iterable) and not hasattr(data, "to_pylist"):
        raise TypeError(f"Expected a table, a Dataset, texts or records, got {type(data).__name__}.")
    for method, arguments in (("with_format", (None,)), ("to_dicts", ()), ("to_pylist", ())):
        if hasattr(data, method):
            found: Iterable[Any] = getattr(data, method)(*arguments)
            return _with_names(found)
    if hasattr(data, "to_dict") and hasattr(data, "columns"):
        refuse_doubles(data)
        data = data.to_dict("records")
    rows: Iterable[Any] = data
    return rows


def refuse_doubles(table: pd.DataFrame) -> None:
    """Refuse a table of which two columns have one name.

    Raises
    ------
    UsageError
    """
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        raise UsageError(f"Several columns have the name {twice!r}. Rename one.")


def _with_names(data: Any) -> Iterable[Any]:
    """Return a dataset with the names of its classes (`datasets.ClassLabel`) instead of their numbers."""
    classes = {name: one for name, one in (getattr(data, "features", None) or {}).items() if hasattr(one, "int2str")}
    if not classes:
        return data  # type: ignore[no-any-return]

    def named(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
        for name, one in classes.items():
            rows[name] = [None if number is None or number < 0 else one.int2str(number) for number in rows[name]]
        return rows

    if hasattr(data, "with_transform"):
        return data.with_transform(named)  # type: ignore[no-any-return]
    return data.map(named, batched=True)  # type: ignore[no-any-return]  # a dataset that is streamed
