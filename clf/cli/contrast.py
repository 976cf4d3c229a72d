"""``clf contrast``: the words that set two outlets, or two periods, apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clf.cli.inputs import language, read_corpora
from clf.cli.lines import say
from clf.cli.outputs import check_output, check_plot
from clf.errors import DataError, Problem, UsageError
from clf.messages import amount

if TYPE_CHECKING:
    from clf.comparison.contrast import Contrast
    from clf.schema import Article

__all__ = ["command"]


@click.command(name="contrast")
@click.argument("corpus")
@click.argument("one")
@click.argument("other", required=False)
@click.option("--by", type=click.Choice(["outlet", "date"]), default="outlet", help="What ONE and OTHER are.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="All terms: .csv or .json.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Chart: .png, .svg or .pdf.")
@click.option("--data", type=click.Path(path_type=Path), help="Where a named corpus lies (default: CLF_DATA).")
@click.option(
    "--lang", type=language, help="Only texts in this language (ISO 639-1), which is recognised where no column has it."
)
@click.option(
    "--max", "most", type=click.IntRange(min=10), help="At most this many texts of either side, drawn at random."
)
@click.option(
    "--min-texts", type=click.IntRange(min=3), default=3, show_default=True, help="Texts a term must stand in."
)
@click.option("--keep-boilerplate", is_flag=True, help="Leave the outlets' boilerplate in.")
@click.option("--text-column", help="Column of the texts, for a table of your own.")
@click.option("--outlet-column", help="Column of the outlets, for a table of your own.")
@click.option("--date-column", help="Column of the dates, for a table of your own.")
def command(
    corpus: str,
    one: str,
    other: str | None,
    by: str,
    output: Path | None,
    plot: Path | None,
    data: Path | None,
    lang: str | None,
    most: int | None,
    min_texts: int,
    keep_boilerplate: bool,
    **columns: Any,
) -> int:
    """Show the words that the outlet ONE uses more than OTHER (default: than all others), and less.

    CORPUS is a table of yours or a corpus that `clf corpora` lists. With --by date, ONE and OTHER are beginnings of
    dates, such as 2021 or 2021-03. Log-odds with a Dirichlet prior; intervals from resampled articles.
    """
    from clf.comparison.contrast import contrast

    check_output(output, ".csv", ".json", inputs=[corpus])
    check_plot(plot, [corpus])
    rows, n_without, problems = _rows(corpus, data, columns, by)
    if problems and not rows:
        raise DataError(problems[0])
    table = _chosen(rows, by, one, other, lang, most)
    found = contrast(table, one, other, by=by, min_texts=min_texts, keep_boilerplate=keep_boilerplate)
    _write(found, output, plot)  # before the page: whoever reads that may have had enough
    click.echo(str(found))
    if n_without:
        say(f"Left out: {amount(n_without, 'text')} without {by}.", err=True)
    if problems:
        say(f"Left out: {amount(len(problems), 'row')} that could not be read. The first: {problems[0]}", err=True)
    return int(bool(problems))


def _rows(corpus: str, data: Path | None, columns: dict[str, Any], by: str) -> tuple[list[Any], int, list[Problem]]:
    """Return the texts that have `by`, the number of those that have not, and what could not be read."""
    rows, n_without, problems = [], 0, []
    for row in read_corpora([corpus], columns, data):
        if isinstance(row, Problem):
            problems.append(row)
        elif not getattr(row, by):
            n_without += 1
        else:
            rows.append({"text": row.text, "outlet": row.outlet, "date": row.date, "lang": _lang(row)})
    if n_without and not rows:
        raise UsageError(f"{corpus}: no text has its {by}. Name the column, as with --{by}-column.")
    return rows, n_without, problems


def _lang(row: Article) -> str | None:
    from clf.text.language import UNDETERMINED, identify

    code = row.lang or identify(row.text).code
    return None if code == UNDETERMINED else code


def _chosen(rows: list[Any], by: str, one: str, other: str | None, lang: str | None, most: int | None) -> Any:
    import pandas as pd

    from clf.comparison.contrast import members

    table = pd.DataFrame(rows, columns=["text", "outlet", "date", "lang"])
    sides = [members(table, by, value) for value in (one, other) if value is not None]
    if not all(side.any() for side in sides):
        return table  # of which `contrast` says what is there
    if len(sides) == 2:
        table = table[sides[0] | sides[1]]
    counts = table["lang"].value_counts()
    there = ", ".join(f"{name} ({n:,})" for name, n in counts.items())
    if lang is None and len(counts) > 1:
        raise UsageError(f"The texts are in several languages: {there}. Choose one, as with --lang {counts.index[0]}.")
    if lang is not None:
        table = table[table["lang"] == lang]
        if table.empty and rows:
            raise UsageError(f"No text is in {lang!r}. There are: {there or 'none whose language is known'}.")
    if most is None:
        return table
    first = members(table, by, one)
    second = ~first if other is None else members(table, by, other)
    drawn = [side.sample(min(most, len(side)), random_state=13) for side in (table[first], table[second])]
    return pd.concat(drawn)


def _write(found: Contrast, output: Path | None, plot: Path | None) -> None:
    if output is not None and output.suffix.lower() == ".json":
        found.table.to_json(output, orient="records", force_ascii=False, indent=1)
    elif output is not None:
        from clf.scoring.writers import harmless

        safe = found.table.assign(term=found.table["term"].map(harmless))
        safe.to_csv(output, index=False, encoding="utf-8-sig")
    has_terms = not found.top().empty
    if plot is not None and has_terms:
        found.plot().save(plot)
    elif plot is not None:
        say(f"{found.finding()}, so no chart was drawn: {plot} is not written.", err=True)
    written = [str(path) for path in (output, plot if has_terms else None) if path is not None]
    if written:
        say(f"Written: {', '.join(written)}.", err=True)
