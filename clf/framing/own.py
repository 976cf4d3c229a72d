"""Training examples from a table of the user's own: a column of texts and one of labels."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from clf.corpora.files import Columns, read_files
from clf.errors import Problem, UsageError
from clf.framing.recipes import Examples, text_hash
from clf.schema import Article
from clf.scoring.news import news_of
from clf.text.language import identify

__all__ = ["own_examples"]

_SCHEME = "label"
_FEWEST = 50


def own_examples(
    path: Path, text_column: str | None, label_column: str | None, lang: str | None
) -> tuple[Examples, str]:
    """Return the labelled rows of a table and their language (the commonest, where none is given).

    Raises
    ------
    UsageError
        When there are fewer than 50 labelled texts, or one label alone.
    """
    rows = list(read_files([str(path)], Columns(text=text_column, label=label_column)))
    problems = [row for row in rows if isinstance(row, Problem)]
    articles = [row for row in rows if isinstance(row, Article) and row.names(_SCHEME) is not None]
    lang = lang or _language(articles)
    labels = sorted({name for article in articles for name in article.names(_SCHEME) or ()})
    if len(articles) < _FEWEST or not labels:
        example = f" First problem: {problems[0]}" if problems else ""
        raise UsageError(
            f"{path.name}: expected at least {_FEWEST} rows with a text and a label, found {len(articles)} "
            f"with {len(labels)} different labels. Name the columns with --text-column and --label-column.{example}"
        )
    targets = [[int(label in (article.names(_SCHEME) or ())) for label in labels] for article in articles]
    texts = [news_of(article, None).text for article in articles]
    groups = np.unique([text_hash(text) for text in texts], return_inverse=True)[1]
    return Examples(texts, np.array(targets), labels, groups, problems), lang


def _language(articles: list[Article]) -> str:
    found = Counter(article.lang or identify(article.text).code for article in articles[:200])
    return found.most_common(1)[0][0] if found else "und"
