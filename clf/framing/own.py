"""Training examples from a table of the user's own: a column of texts and one of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from clf.boilerplate.flagger import Flagger
from clf.corpora.files import Columns, read_files
from clf.errors import Problem, UsageError
from clf.evaluation.groups import join_groups, near_duplicate_groups
from clf.framing.crossfit import FOLDS
from clf.framing.examples import Examples
from clf.framing.groups import text_hash
from clf.messages import amount
from clf.schema import Article
from clf.scoring.news import news_of
from clf.text.language import UNDETERMINED, identify

__all__ = ["own_examples"]

_SCHEME = "label"
_FEWEST = 50


def own_examples(
    path: Path,
    text_column: str | None,
    label_column: str | None,
    lang: str | None,
    flagger: Flagger | None,
    notice: Callable[[str], None] = lambda _: None,
    on_problem: Callable[[Problem], None] = lambda _: None,
) -> tuple[Examples, str]:
    """Return the labelled rows of a table and their language (the commonest, where none is given).

    Rows in another language are left out, and `notice` is told how many; `on_problem` is told each that cannot be
    read. The texts are the news alone, cleaned by `flagger`, as they will be when articles are scored.

    Raises
    ------
    UsageError
        When there are fewer than 50 labelled texts, or all are labelled alike.
    """
    rows = list(read_files([str(path)], Columns(text=text_column, label=label_column), on_guess=notice))
    problems = [row for row in rows if isinstance(row, Problem)]
    labelled = [row for row in rows if isinstance(row, Article) and row.names(_SCHEME) is not None]
    for problem in problems:
        on_problem(problem)
    if unlabelled := len(rows) - len(problems) - len(labelled):
        notice(f"{path.name}: {amount(unlabelled, 'row')} without a label: left out")
    if not labelled and len(rows) > len(problems):
        remedy = "Name their column with --label-column."
        raise UsageError(f"{path.name}: expected rows with a text and a label, found no label in any. {remedy}")
    lang, articles = _in_one_language(labelled, lang)
    if len(articles) < len(labelled):
        notice(f"{path.name}: {len(labelled) - len(articles)} of {len(labelled)} rows are not in {lang}: left out")
    found: list[tuple[str, ...]] = [article.names(_SCHEME) or () for article in articles]
    labels = sorted({name for names in found for name in names})
    if labels in (["0", "1"], ["False", "True"]):  # a column of one label, there or not
        no, yes = labels
        labels = [label_column or _SCHEME]
        found = [tuple(labels) if yes in names else () for names in found]
        notice(f"{path.name}: {no} and {yes} are read as one label, {labels[0]!r}, that a text has or not")
    if len(articles) < _FEWEST or len({frozenset(names) for names in found}) < 2:
        example = f" First problem: {problems[0]}" if problems else ""
        raise UsageError(
            f"{path.name}: expected at least {_FEWEST} rows in one language with a text and a label, and two labels "
            f"that differ; found {amount(len(articles), 'row')} in {lang} with {amount(len(labels), 'different label')}"
            f". Name the columns with --text-column and --label-column, the language with --lang.{example}"
        )
    texts = [news_of(article, flagger).text for article in articles]
    # Copies, and the same story with another outlet's lines or a few other words, are on one side of a split.
    groups = join_groups([text_hash(text) for text in texts], near_duplicate_groups(texts))
    if (n := int(groups.max()) + 1) < FOLDS:
        raise UsageError(f"{path.name}: expected at least {FOLDS} different texts, found {n}.")
    targets = [[int(label in names) for label in labels] for names in found]
    return Examples(texts, np.array(targets), labels, groups, problems), lang


def _in_one_language(articles: list[Article], lang: str | None) -> tuple[str, list[Article]]:
    """Return a language and its articles; where a row does not say, `lang` counts, or what the text seems to be in."""
    told = [article.lang or lang or identify(article.text).code for article in articles]
    sure = Counter(code for code in told if code != UNDETERMINED)
    chosen = lang or (sure.most_common(1)[0][0] if sure else UNDETERMINED)
    # A text too short to tell is taken for one of them.
    kept = [pair for pair in zip(articles, told, strict=True) if pair[1] in (chosen, UNDETERMINED)]
    return chosen, [replace(article, lang=chosen) for article, _ in kept]
