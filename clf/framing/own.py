"""Training examples from a table of the user's own: a column of texts and one of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from clf.boilerplate.flagger import Flagger
from clf.boilerplate.seen import Given
from clf.corpora.files import Columns, read_files
from clf.corpora.user_labels import OWN_SCHEME
from clf.errors import Problem, UsageError
from clf.evaluation.groups import join_groups, near_duplicate_groups
from clf.framing.crossfit import FOLDS
from clf.framing.examples import Examples
from clf.framing.groups import text_hash
from clf.messages import amount
from clf.schema import Article
from clf.scoring.news import news_of
from clf.text.language import UNDETERMINED

__all__ = ["own_examples"]

_FEWEST = 50


def own_examples(
    path: Path,
    text_column: str | None,
    label_column: str | None,
    lang: str | None,
    flagger: Flagger | None,
    notice: Callable[[str], None] = lambda _: None,
    on_problem: Callable[[Problem], None] = lambda _: None,
) -> dict[str, Examples]:
    """Return the labelled rows of a table by language, the commonest first: each with 50 rows and different labels.

    Rows in another language are left out, and `notice` is told how many; `on_problem` is told each that cannot be
    read. The texts are the news alone, cleaned by `flagger`, as they will be when articles are scored.

    Raises
    ------
    UsageError
        When no language has 50 labelled texts, or all are labelled alike.
    """
    columns = Columns(text=text_column, label=label_column)
    labelled, problems = _labelled(path, columns, notice, on_problem)
    found = _labels(path, labelled, label_column or OWN_SCHEME, notice)
    told = _languages(labelled, lang)
    counts = Counter(told)
    first = lang or (told and counts.most_common(1)[0][0]) or UNDETERMINED
    chosen = [code for code, n in counts.most_common() if n >= _FEWEST and lang in (None, code)]
    examples = {}
    for code in chosen:
        own = [row for row, of in enumerate(told) if of == code]
        names = [found[row] for row in own]
        if len({frozenset(one) for one in names}) > 1:
            articles = [replace(labelled[row], lang=code) for row in own]
            examples[code] = _examples(path, articles, names, flagger, problems)
    if not examples:
        example = f" First problem: {problems[0]}" if problems else ""
        different = amount(len({name for names in found for name in names}), "different label")
        raise UsageError(
            f"{path.name}: expected at least {_FEWEST} rows in one language with a text and a label, and two labels "
            f"that differ; found {amount(counts[first], 'row')} in {first} with {different}. "
            f"Name the columns with --text-column and --label-column, the language with --lang.{example}"
        )
    if left := len(labelled) - sum(counts[code] for code in examples):
        why = f"rows are not in {', '.join(examples)}" + ("" if lang else f", or a language has fewer than {_FEWEST}")
        notice(f"{path.name}: {left} of {len(labelled)} {why}: left out")
    return examples


def _labelled(
    path: Path, columns: Columns, notice: Callable[[str], None], on_problem: Callable[[Problem], None]
) -> tuple[list[Article], list[Problem]]:
    """Return the rows of a table that have a label, and those that could not be read."""
    rows = list(read_files([str(path)], columns, on_guess=notice))
    problems = [row for row in rows if isinstance(row, Problem)]
    labelled = [row for row in rows if isinstance(row, Article) and row.names(OWN_SCHEME) is not None]
    for problem in problems:
        on_problem(problem)
    if unlabelled := len(rows) - len(problems) - len(labelled):
        notice(f"{path.name}: {amount(unlabelled, 'row')} without a label: left out")
    if not labelled and len(rows) > len(problems):
        remedy = "A column is taken for theirs that is called label or labels; name another with --label-column."
        raise UsageError(f"{path.name}: expected rows with a text and a label, found no label in any. {remedy}")
    return labelled, problems


def _labels(path: Path, labelled: list[Article], column: str, notice: Callable[[str], None]) -> list[tuple[str, ...]]:
    """Return the labels of each article; a column of 0 and 1 is one label, called as the column."""
    found = [article.names(OWN_SCHEME) or () for article in labelled]
    labels = sorted({name for names in found for name in names})
    if labels not in (["0", "1"], ["False", "True"]):
        return found
    no, yes = labels
    notice(f"{path.name}: {no} and {yes} are read as one label, {column!r}, that a text has or not")
    return [(column,) if yes in names else () for names in found]


def _examples(
    path: Path, articles: list[Article], names: list[tuple[str, ...]], flagger: Flagger | None, problems: list[Problem]
) -> Examples:
    labels = sorted({name for one in names for name in one})
    texts = [news_of(article, flagger).text for article in articles]
    # Copies, and the same story with another outlet's lines or a few other words, are on one side of a split.
    groups = join_groups([text_hash(text) for text in texts], near_duplicate_groups(texts))
    if (n := int(groups.max()) + 1) < FOLDS:
        raise UsageError(f"{path.name}: expected at least {FOLDS} different texts, found {n}.")
    targets = [[int(label in one) for label in labels] for one in names]
    return Examples(texts, np.array(targets), labels, groups, problems)


def _languages(articles: list[Article], lang: str | None) -> list[str]:
    """Return the language of each article: that of its row, else `lang`, else that in which it would be scored."""
    told = [Given.whole(a.text, a.lang or lang).in_a_language().lang or UNDETERMINED for a in articles]
    sure = Counter(code for code in told if code != UNDETERMINED)
    usual = lang or (sure.most_common(1)[0][0] if sure else UNDETERMINED)
    # A text too short to tell is taken for one of the usual language.
    return [usual if code == UNDETERMINED else code for code in told]
