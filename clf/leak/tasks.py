"""What is predicted from which corpus, and what its outlet is; or the columns of the user's own file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clf.corpora.files import Columns, read_files
from clf.corpora.registry import Card, load_card, read_corpus
from clf.corpora.user_labels import OWN_SCHEME
from clf.errors import Problem, UsageError
from clf.leak.documents import Documents, collect
from clf.leak.pipelines import Options, build, describe, own_pipeline, read_options
from clf.messages import amount
from clf.schema import Article
from clf.text.language import identify

__all__ = ["TASKS", "Corpus", "Task", "corpus_documents", "file_documents", "pipeline_of"]


@dataclass(frozen=True, slots=True)
class Task:
    """What of a corpus is predicted.

    Parameters
    ----------
    scheme : str or None
        Label scheme; None: the outlet itself, or what `label` says.
    view, lang : str or None
        Which rows.
    by_host : bool
        The outlet is the host of the address, because its names are several.
    label : callable or None
        Outlet → label, where the corpus has no scheme.
    note : str
        What must be said beside the figures.
    """

    scheme: str | None = None
    view: str | None = None
    lang: str | None = None
    by_host: bool = False
    label: Callable[[str], str] | None = None
    note: str = ""


TASKS = {
    "article_bias_prediction": Task("abp_bias", by_host=True, note="The bias is the outlet's label."),
    "babe": Task("babe_bias"),
    "ccf": Task("ccf_frames"),
    "fang_covid": Task("fang_covid_label", note="The label is the publisher's, never the article's."),
    "media_pl": Task(
        label=lambda outlet: "state" if outlet in ("sputnik", "tvp") else "other",
        note="Two state outlets: conclude nothing.",
    ),
    "narrative_frames": Task("narrative_frames"),
    "ppn": Task(
        lang="fr", note="French texts only: between languages the outlet would be told by the language. No labels."
    ),
    "telegram_news_ru": Task("telegram_category", note="The categories were given by a language model, not by people."),
}
"""Corpora whose task is known; another card takes its first label scheme."""


@dataclass(slots=True)
class Corpus:
    """Documents to report on, with what the report must know beside them."""

    documents: Documents
    folds: tuple[tuple[str, ...], ...] = ()
    outlet_is_label: bool = False
    problems: int = 0


def corpus_documents(
    name: str, data: Path | None = None, *, scheme: str | None = None, lang: str | None = None, most: int | None = None
) -> Corpus:
    """Return the documents of a corpus clf reads.

    Parameters
    ----------
    name : str
        As `clf corpora` lists it.
    data : path, optional
        Where it lies (default: ``CLF_DATA``).
    scheme, lang : str, optional
        Another label scheme than usual; one language alone.
    most : int, optional
        So many articles at most, drawn at random.
    """
    card = load_card(name)
    task = TASKS.get(name, Task(card.schemes[0] if card.schemes else None))
    task = replace(task, scheme=scheme or task.scheme, lang=lang or task.lang)
    rows = list(read_corpus(name, data, task.view))
    articles = [row for row in rows if isinstance(row, Article) and (task.lang is None or row.lang == task.lang)]
    outlet_is_label = task.scheme is None and task.label is None
    found = _documents(_drawn(articles, most), task, card)
    if task.note:
        found.notes.append(task.note)
    return Corpus(found, card.outlet_folds, outlet_is_label, sum(isinstance(row, Problem) for row in rows))


def _documents(articles: list[Article], task: Task, card: Card | None) -> Documents:
    labelled = [(article, labels) for article in articles if (labels := _labels(article, task)) is not None]
    if not labelled:
        raise UsageError("Expected texts with labels, found none. Name another corpus, column or label scheme.")
    several = any(len(labels) != 1 for _, labels in labelled)
    chosen = [article for article, _ in labelled]
    families = {
        outlet: f"family {name}" for name, outlets in (card.families if card else {}).items() for outlet in outlets
    }
    return collect(
        [article.text for article in chosen],
        [list(labels) if several else labels[0] for _, labels in labelled],
        [article.url if task.by_host else article.outlet for article in chosen],
        dates=[article.date for article in chosen],
        langs=[article.lang for article in chosen],
        ids=[article.id for article in chosen],
        parents=[article.document for article in chosen],
        families=families,
        names=[article.outlet for article in chosen],
    )


def _labels(article: Article, task: Task) -> tuple[str, ...] | None:
    if task.scheme is not None:
        return article.names(task.scheme)
    if not article.outlet:
        return None
    return (task.label(article.outlet) if task.label else article.outlet,)


def _drawn(articles: list[Article], most: int | None) -> list[Article]:
    if most is None or len(articles) <= most:
        return articles
    import numpy as np

    rows = np.sort(np.random.default_rng(13).permutation(len(articles))[:most])
    return [articles[row] for row in rows]


def file_documents(
    path: Path,
    columns: Columns,
    on_guess: Callable[[str], None],
    on_problem: Callable[[Problem], None] = lambda _: None,
    *,
    most: int | None = None,
) -> Corpus:
    """Return the documents of a user's own table: a column of texts, one of labels, one of outlets, perhaps dates."""
    guesses: list[str] = []

    def guessed(message: str) -> None:
        guesses.append(message)
        on_guess(message)

    rows = list(read_files([path], columns, on_guess=guessed))
    problems = [row for row in rows if isinstance(row, Problem)]
    for problem in problems:
        on_problem(problem)
    read = [row for row in rows if isinstance(row, Article)]
    articles = [row for row in read if row.names(OWN_SCHEME) is not None]
    if not articles:
        example = f" First problem: {problems[0]}" if problems else ""
        raise UsageError(
            f"{path.name}: expected rows with a text and a label, found none among {len(rows):,}. Name the columns "
            f"with --text-column, --label-column and --outlet-column.{example}"
        )
    usual = _language(articles)
    articles = [replace(article, lang=article.lang or usual) for article in articles]
    found = _documents(_drawn(articles, most), Task(OWN_SCHEME), None)
    found.notes.extend(guesses)
    if unlabelled := len(read) - len(articles):
        mark = " Write [] in a cell that means: none of the labels." if found.is_multilabel else ""
        found.notes.append(f"Left out: {amount(unlabelled, 'row')} without a label.{mark}")
    return Corpus(found, problems=len(problems))


def _language(articles: Iterable[Article]) -> str:
    sample = list(articles)[:200]
    return Counter(article.lang or identify(article.text).code for article in sample).most_common(1)[0][0]


def pipeline_of(what: str, *, is_multilabel: bool) -> tuple[Any, str]:
    """Return the unfitted pipeline that `what` names, and what it is in words.

    `what` is ``default``, a recipe of `clf train`, a folder that `clf train` wrote (its recipe, trained anew), a TOML
    or JSON file of options (`clf.leak.pipelines.Options`), or ``FILE.py:NAME``: a pipeline of scikit-learn's, or a
    function that returns one, in a Python file of the user's own.
    """
    file, _, name = what.rpartition(":")
    if file.endswith(".py"):
        return own_pipeline(Path(file), name), f"{name} of {Path(file).name}"
    path = Path(what)
    if path.suffix == ".py":
        raise UsageError(f"{what}: say which pipeline of the file, as in {what}:NAME.")
    if what == "default":
        return build(is_multilabel=is_multilabel), describe(Options())
    if path.is_file():
        options = read_options(path)
        return build(options, is_multilabel=is_multilabel), describe(options)
    from clf.framing.recipes import RECIPES

    if path.is_dir():
        what = _recipe_of(path)
    if what not in RECIPES:
        raise UsageError(
            f"{what}: expected “default”, a recipe ({', '.join(RECIPES)}), a model folder, a file of options in "
            "TOML or JSON, or FILE.py:NAME, found none of these."
        )
    from clf.leak.recipes import recipe_pipeline

    return recipe_pipeline(RECIPES[what].settings, is_multilabel=is_multilabel), f"recipe {what}"


def _recipe_of(folder: Path) -> str:
    """Return the recipe whose frames (or first task) a model folder holds."""
    from clf.framing.recipes import RECIPES
    from clf.models.store import open_model

    parts = [part for part in open_model(folder).card["parts"] if part["task"] != "boilerplate"]
    parts.sort(key=lambda part: part["task"] != "frames")
    schemes = [part["scheme"] for part in parts]
    name = next((name for scheme in schemes for name, recipe in RECIPES.items() if recipe.scheme == scheme), None)
    if name is None:
        raise UsageError(
            f"{folder}: it was trained from a table of your own. Give “default” or a file of options, and that table."
        )
    return name
