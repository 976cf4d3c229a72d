"""Frames of outlets side by side and over time, each share with an interval over articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.comparison.rows import FEWEST, check_columns, in_period, table_of
from clf.errors import UsageError
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import interval, replicates, wilson
from clf.messages import amount
from clf.scoring.calls import TASKS
from clf.text.cells import plain_value

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from clf.evaluation.sums import Floats
    from clf.views.charts import Chart

__all__ = ["Comparison", "compare"]

_MEASURES = ("probability", "called")
_COUNTED = "These are what the model counts. Coded articles tell how far they are off: clf.sample, clf.validate."
_UNDATED = "{articles} without a date that tells its {period}: in the totals, in no {period}."
_LEFT_OUT = "{articles} without a score of {task} or a value in the column {by!r}: left out."
_OF_TASK = {
    "genre": "Each genre is judged by itself: those of a group need not add up to 1.",
    "techniques": "Of each article the highest probability of any paragraph is taken: a mean of these is no share of "
    "articles, and long articles have higher ones.",
}
_LANGUAGES = (
    "Articles in {langs}: each language has a model of its own, so a difference between languages may be one of models."
)


@dataclass(slots=True, repr=False)
class Comparison:
    """Shares of labels by group and period.

    Attributes
    ----------
    by : str
        The column that was grouped by.
    over : str or None
        ``year``, ``month`` or ``day``.
    measure : str
        ``probability``: mean calibrated probability, the share of articles that would have the label if the
        probabilities were right (of techniques the mean of each article's highest paragraph, which is no share of
        articles). ``called``: the share of articles over the label's threshold.
    scheme : str or None
        Of the labels, where known.
    labels : list of str
        By share over all groups, highest first.
    totals : pandas.DataFrame
        A row per group and label: ``group, label, share, low, high, articles``.
    cells : pandas.DataFrame
        The same per period (column ``period``); empty where `over` is None. `low` and `high` are missing in cells of
        fewer than `FEWEST` articles.
    notes : list of str
        What a reader of the numbers should know.
    """

    by: str
    over: str | None
    measure: str
    scheme: str | None
    labels: list[str]
    totals: pd.DataFrame
    cells: pd.DataFrame
    notes: list[str]
    seed: int
    _values: pd.DataFrame

    @property
    def groups(self) -> list[str]:
        """The groups, most articles first."""
        return [str(group) for group in self.articles.index]

    @property
    def articles(self) -> pd.Series[int]:
        """Articles of each group, most first: of its commonest label, where languages have different ones."""
        counts = self.totals.groupby("group")["articles"].max().reset_index()
        return counts.sort_values(["articles", "group"], ascending=[False, True]).set_index("group")["articles"]

    def table(self) -> pd.DataFrame:
        """Return group × label as text with intervals, for reading."""
        shown = self.totals.assign(
            told=[_told(*row) for row in self.totals[["share", "low", "high"]].itertuples(index=False)]
        )
        wide = shown.pivot(index="group", columns="label", values="told").loc[self.groups, self.labels].fillna("–")
        wide.insert(0, "articles", self.articles)
        return wide

    def difference(self, one: str, other: str, *, repeats: int = 2000) -> pd.DataFrame:
        """Return, per label, the share in `one` less that in `other`, with a 95 % interval over articles.

        Of probabilities a bootstrap interval; of called articles Newcombe's from two Wilson intervals (Statistics in
        Medicine 17, 1998, method 10), for a bootstrap knows no doubt where none or all of few articles are called.

        Returns
        -------
        pandas.DataFrame
            Columns ``label, difference, low, high, clear``, largest first, of the labels that `FEWEST` articles of
            either group are scored for. `clear`, corrected for the number of these (Bonferroni): a widened interval
            still excludes 0, or of called articles Fisher's exact test finds a difference.

        Raises
        ------
        UsageError
            When there is no such group, or one of fewer than `FEWEST` articles.
        """
        import pandas as pd

        both = [self._of(group) for group in (one, other)]
        enough = np.flatnonzero(np.min([(~np.isnan(values)).sum(axis=0) for values in both], axis=0) >= FEWEST)
        gaps = _mean(both[0]) - _mean(both[1])
        if self.measure == "called":
            found = [_of_called(both[0][:, i], both[1][:, i], len(enough)) for i in enough]
        else:
            first, second = (self._replicates(group, repeats) for group in (one, other))
            found = [_of_draws((first - second)[:, i], len(enough)) for i in enough]
        rows = [(self.labels[i], gaps[i], *each) for i, each in zip(enough, found, strict=True)]
        table = pd.DataFrame(rows, columns=["label", "difference", "low", "high", "clear"])
        order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
        return table.loc[order].reset_index(drop=True)

    def over_time(self, labels: Sequence[str] | None = None, title: str = "") -> Chart:
        """Return a chart: a panel per label (the four commonest by default), a line with a band per group."""
        from clf.views.charts import lines

        return lines(self, list(labels or self.labels[:4]), title)

    def heatmap(self, title: str = "") -> Chart:
        """Return a chart: group × label, each cell with its share."""
        from clf.views.charts import heatmap

        return heatmap(self, title)

    def _of(self, group: str) -> Floats:
        if str(group) not in self.groups:
            raise UsageError(f"{group}: no such group. There are: {', '.join(self.groups[:12])}.")
        values = self._values.loc[self._values["group"] == str(group), self.labels].to_numpy(dtype=float)
        if len(values) < FEWEST:
            raise UsageError(f"{group}: {amount(len(values), 'article')}; at least {FEWEST} are needed.")
        return values

    def _replicates(self, group: str, repeats: int) -> Floats:
        # Another seed for each group: with one, groups of equal size would be drawn alike.
        return _replicated(self._of(group), repeats, self.seed + self.groups.index(str(group)))

    def _repr_html_(self) -> str:
        from clf.views.comparison import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        from clf.views.comparison import comparison_text

        return comparison_text(self)


def compare(
    data: Any,
    by: str = "outlet",
    over: str | None = "month",
    *,
    task: str = "frames",
    measure: str = "probability",
    text_column: str | None = None,
    model: str | Path | None = None,
    repeats: int = 1000,
    seed: int = 13,
) -> Comparison:
    """Compare the frames of outlets, over time.

    Parameters
    ----------
    data : pandas.DataFrame, datasets.Dataset, or an iterable of dict
        Articles with a text, whose columns are guessed as in `clf.score_table`, or what that returned or `clf score`
        wrote (not scored again).
    by : str
        The column to group by.
    over : str or None
        ``year``, ``month``, ``day`` of the column ``date``; None for no periods.
    task : str
        ``frames``, ``genre`` or ``techniques``.
    measure : str
        ``probability`` or ``called`` (frames alone); see `Comparison`.
    text_column, model
        As in `clf.score_table`.
    repeats, seed : int
        Of the bootstrap over articles; shares of called articles have Wilson intervals.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        When a column is missing, or no article has a score.
    """
    if not isinstance(by, str):
        raise UsageError(f"by={by!r}: expected the name of one column.")
    for name, value, known in (("measure", measure, _MEASURES), ("task", task, TASKS)):
        if value not in known:
            raise UsageError(f"{name}={value!r}: expected one of {', '.join(known)}.")
    if measure == "called" and task != "frames":
        raise UsageError(f"Of {task} the probabilities are compared: measure='probability'.")
    table = _scored(data, by, over, task, text_column, model)
    values = _values(table, by, over, task, measure)
    labels = values.columns.drop(["group", "period"]).tolist()
    labels.sort(key=lambda label: -values[label].mean())
    draw = None if measure == "called" else (repeats, seed)
    totals = _shares(values, ["group"], labels, draw)
    cells = _shares(values.dropna(subset="period"), ["group", "period"], labels, draw) if over else totals[:0]
    langs = sorted(set(table.loc[values.index, "lang"].dropna())) if "lang" in table else []
    notes = [_COUNTED]
    if task in _OF_TASK:
        notes.append(_OF_TASK[task])
    if len(langs) > 1:
        notes.append(_LANGUAGES.format(langs=", ".join(langs)))
    if left := len(table) - len(values):
        notes.append(_LEFT_OUT.format(articles=amount(left, "article"), task=task, by=by))
    if over and (undated := int(values["period"].isna().sum())):
        notes.append(_UNDATED.format(articles=amount(undated, "article"), period=over))
    return Comparison(by, over, measure, _scheme(task, model, table), labels, totals, cells, notes, seed, values)


def _scored(
    data: Any, by: str, over: str | None, task: str, text_column: str | None, model: str | Path | None
) -> pd.DataFrame:
    from clf.scoring.stream import fields_of, score_table

    table = table_of(data)
    is_flat = any(name.startswith(f"{task}.") for name in map(str, table.columns))
    is_scored = is_flat or {task, f"{task}_support", "frames_called"} <= {*table.columns}
    fields = set() if is_scored else fields_of(table.columns, text_column)
    if by not in fields:
        check_columns(table, by)
    if over and "date" not in {*table.columns, *fields}:
        raise UsageError(f"There is no column 'date' to compare over each {over}. Give over=None to leave time out.")
    if is_scored:
        return table if is_flat else _unfolded(table, task)
    scored = score_table(table, text_column=text_column, model=model)
    if by in table:
        scored[by] = table[by]
    return scored


def _unfolded(table: pd.DataFrame, task: str) -> pd.DataFrame:
    """Return records as `clf score` writes them to Parquet and JSON lines with a column for each label of `task`."""
    import pandas as pd

    labels = pd.DataFrame([dict(cell) for cell in table[task]], index=table.index).add_prefix(f"{task}.")
    return table.assign(frames_called=table["frames_called"].map("; ".join)).join(labels)


def _values(table: pd.DataFrame, by: str, over: str | None, task: str, measure: str) -> pd.DataFrame:
    """Return a row per article with a score and a group: its values, its group and its period."""
    front = f"{task}."
    columns = {name: name.removeprefix(front) for name in table.columns if str(name).startswith(front)}
    values = table[list(columns)].rename(columns=columns).astype(float)
    if measure == "called":
        if "frames_called" not in table:
            raise UsageError(
                "There is no column 'frames_called', as clf.score_table has it. Give measure='probability'."
            )
        called = table["frames_called"].fillna("").str.split("; ")
        values = values.where(values.isna(), values.apply(lambda one: called.map(lambda names: one.name in names)))
    values = values.astype(float).assign(
        group=table[by].map(plain_value).astype("string"), period=in_period(table["date"], over) if over else None
    )
    labels = list(columns.values())
    kept = values[values[labels].notna().any(axis=1) & values["group"].notna()]
    if kept.empty:
        raise UsageError(f"No article has both a score of {task} and a value in the column {by!r}.")
    # Languages may have other labels (those of techniques have): a label is compared where it is scored.
    return kept.drop(columns=[label for label in labels if kept[label].isna().all()])


def _shares(values: pd.DataFrame, keys: list[str], labels: list[str], draw: tuple[int, int] | None) -> pd.DataFrame:
    """Return a row per group and label; intervals by `draw`, repeats and seed of a bootstrap, or else Wilson's."""
    import pandas as pd

    rows = []
    for names, part in values.groupby(keys):
        found = part[labels].to_numpy(dtype=float)
        counts, means = (~np.isnan(found)).sum(axis=0), _mean(found)
        draws = _replicated(found, *draw) if draw and counts.max() >= FEWEST else None
        for column, label in enumerate(labels):
            if n := int(counts[column]):
                bounds = (np.nan, np.nan)
                if n >= FEWEST:
                    bounds = wilson(means[column] * n, n) if draws is None else interval(draws[:, column])
                rows.append((*names, label, float(means[column]), *bounds, n))
    return pd.DataFrame(rows, columns=[*keys, "label", "share", "low", "high", "articles"])


def _of_draws(draws: Floats, tests: int) -> tuple[float, float, bool]:
    """Return the 95 % interval of resampled differences, and whether one widened for so many tests excludes 0."""
    tail = 0.025 / tests
    low, high = np.nanquantile(draws, [tail, 1 - tail])  # NaN: a resample without an article that has the label
    return *interval(draws), bool(low > 0 or high < 0)


def _of_called(one: Floats, other: Floats, tests: int) -> tuple[float, float, bool]:
    """Return Newcombe's 95 % interval of the difference of two shares, and whether Fisher's exact test finds one."""
    from scipy.stats import fisher_exact

    (k, n), (j, m) = ((int(np.nansum(values)), int((~np.isnan(values)).sum())) for values in (one, other))
    (low, high), (other_low, other_high) = wilson(k, n), wilson(j, m)
    p, q = k / n, j / m
    is_clear = fisher_exact([[k, n - k], [j, m - j]]).pvalue * tests < 0.05
    below, above = np.hypot(p - low, other_high - q), np.hypot(high - p, q - other_low)
    return p - q - float(below), p - q + float(above), bool(is_clear)


def _mean(values: Floats) -> Floats:
    """Return the mean of each column over what is known of it; NaN where nothing is."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0), np.nan)


def _replicated(values: Floats, repeats: int, seed: int) -> Floats:
    """Return the means of resamples of n articles, of shape (repeats, L); NaN in `values` does not count."""
    n_labels = values.shape[1]

    def spread(rows: Floats) -> Floats:
        known = ~np.isnan(rows)
        return np.hstack([np.where(known, rows, 0.0), known])

    mean = SumMeasure(spread, lambda sums: ratio(sums[..., :n_labels], sums[..., n_labels:], np.nan))
    return replicates(mean, [values], repeats=repeats, seed=seed)


def _scheme(task: str, model: str | Path | None, table: pd.DataFrame) -> str | None:
    """Return the label scheme of the model that scored the table, None where it is not known."""
    from clf.models.store import default_model, open_model, shipped

    if model is None and "model" in table:  # "open 1": the name, then the version
        names = {str(name).partition(" ")[0] for name in table["model"].dropna()} - {""}  # of rows without a score
        if len(names) != 1 or not names <= {*shipped()}:
            return None
        model = names.pop()
    entries = open_model(model or default_model()).card["parts"]
    return next((str(entry["scheme"]) for entry in entries if entry["task"] == task), None)


def _told(share: float, low: float, high: float) -> str:
    return f"{share:.2f}" if np.isnan(low) else f"{share:.2f} [{low:.2f}, {high:.2f}]"
