"""``clf explain``: which words a score comes from, or what a model looks for."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from clf.cli.inputs import language, open_scorer
from clf.cli.lines import say
from clf.errors import DataError, Problem, UsageError

if TYPE_CHECKING:
    from clf.schema import Article

__all__ = ["command"]


@click.command(name="explain")
@click.argument("source", required=False)
@click.option(
    "--label", help="A frame, genre or technique, or a part of its plain words (default: the likeliest of the task)."
)
@click.option("--task", help="frames, genre, techniques or another task of the model, where several have the label.")
@click.option("--model", "model_name", help="default, open, or a folder that clf train wrote (also: CLF_MODEL).")
@click.option("--lang", type=language, help="Language of the article (ISO 639-1).")
@click.option("--title", help="Title of the article, where the file does not have it.")
@click.option("--outlet", help="Outlet of the article: what its name contributes is shown apart.")
@click.option("--with-boilerplate", is_flag=True, help="Explain the score with the boilerplate left in.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a page.")
@click.option("--top", type=click.IntRange(min=1), help="Without a file: n-grams per label (15).")
def command(
    source: str | None,
    label: str | None,
    task: str | None,
    model_name: str | None,
    lang: str | None,
    title: str | None,
    outlet: str | None,
    with_boilerplate: bool,
    as_json: bool,
    top: int | None,
) -> None:
    """Show which words and sentences the score of one label comes from.

    SOURCE is a file with one article, or - for standard input. Contributions and bias sum to the model's logit.
    Without SOURCE, the n-grams are printed that weigh most for each frame (--lang is needed; --label for one).
    """
    if source is None:
        _features(model_name, lang, task or "frames", label, top or 15, as_json)
        return
    if top is not None:
        raise UsageError("--top is for the n-grams of a language: leave the file out, or --top.")
    from rich.console import Console

    from clf.explanation.explain import explain
    from clf.views.explanation import explanation_page

    article = _article(source)
    given = replace(article, title=title or article.title, outlet=outlet or article.outlet, lang=lang or article.lang)
    made = open_scorer(model_name).score(given)
    found = explain(made, label, task=task, with_boilerplate=with_boilerplate)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
        return
    console = Console(highlight=False)
    with console.capture() as page:
        console.print(explanation_page(found))
    click.echo(page.get(), nl=False)


def _article(source: str) -> Article:
    from clf.corpora.files import Columns, read_files

    rows = list(read_files([source], Columns(label=""), on_guess=partial(say, err=True)))
    if len(rows) != 1:
        raise UsageError(f"{source}: expected one article, found {len(rows):,}. In Python: clf.score(text).explain().")
    if isinstance(rows[0], Problem):
        raise DataError(rows[0])
    if not rows[0].text.strip():
        raise DataError(Problem(source, "an article", "no word", "Give its text."))
    return rows[0]


def _features(model: str | None, lang: str | None, task: str, label: str | None, top: int, as_json: bool) -> None:
    from clf.explanation.features import top_features

    if lang is None:
        raise UsageError("Give a file with an article; or --lang, for the n-grams that weigh most in that language.")
    table = top_features(model, lang=lang, task=task, label=label, n=top)
    if as_json:
        click.echo(table.to_json(orient="records", force_ascii=False))
        return
    for name, rows in table.groupby("label", sort=False):
        kept, named = rows[~rows["outlet_name"]], rows[rows["outlet_name"]]
        say(f"{name}: {', '.join(kept['feature'].str.replace(' ', '·'))}")
        if len(named):
            say(f"  outlet names, or parts of one: {', '.join(named['feature'])}")
    sys.stdout.flush()
