"""What several commands are given: articles, a model, an index; and what they say of a row without a score."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from clf.cli.lines import say
from clf.errors import Problem, UsageError, on_one_line

if TYPE_CHECKING:
    from clf.boilerplate.phrases import Phrases
    from clf.corpora.columns import Columns
    from clf.schema import Article, Score
    from clf.scoring.score import Scorer

__all__ = ["columns_of", "language", "open_scorer", "read_corpora", "read_inputs", "read_own", "tell"]

_ADDRESS = ("http://", "https://")
_NAME = re.compile(r"\w+")  # of a corpus


def language(written: str) -> str:
    """Return the code of the language that an option names: what people write in, a code out."""
    from clf.text.language_codes import asked_language

    return asked_language(written)


def open_scorer(
    model_name: str | None, index: Path | None = None, own: Phrases | None = None, *, state_media: bool = False
) -> Scorer:
    """Return the scorer of a model (by default what ``CLF_MODEL`` names, else ``default``), an index and phrases."""
    from clf.models.store import default_model, open_model
    from clf.scoring.score import Scorer

    known = None
    if index is not None or own is not None:
        from clf.boilerplate.index_store import open_outlets

        known = open_outlets(index, own)
    return Scorer(open_model(model_name or default_model()), known, state_media=state_media)


def read_own(path: Path | None) -> tuple[Phrases | None, int]:
    """Return a user's own phrases, where a file is given, and how many of its rows cannot be used; each is told."""
    if path is None:
        return None, 0
    from clf.boilerplate.phrases import read_phrases

    problems: list[Problem] = []
    own = read_phrases(path, problems.append)
    for problem in problems:
        say(str(problem), err=True)
    return own, len(problems)


def columns_of(options: dict[str, str | None]) -> Columns:
    """Return the columns that options such as ``--text-column`` name, and ``--encoding``; labels are not read.

    No command that takes these options asks for labels: one that cannot be read must not keep its article out.
    """
    from clf.corpora.columns import Columns

    named = {name.removesuffix("_column"): value for name, value in options.items()}
    return Columns(**named, label="")  # type: ignore[arg-type]


def read_inputs(
    inputs: Sequence[str],
    columns: dict[str, str | None],
    *,
    alone: bool | None = None,
    on_open: Callable[[IO[bytes]], None] = lambda _: None,
) -> Iterator[Article | Problem]:
    """Yield the articles of files, folders, archives and addresses; `columns` as the options name them.

    An address that cannot be read is a `Problem`, but an error where it is the only input; `alone` says whether it is.
    `on_open` is that of `clf.corpora.files.read_files`.
    """
    from clf.corpora.files import read_files

    chosen = columns_of(columns)
    for source in inputs:
        if source.startswith(_ADDRESS):
            yield _page(source, alone=len(inputs) == 1 if alone is None else alone)
        else:
            yield from read_files([source], chosen, on_guess=partial(say, err=True), on_open=on_open)


def read_corpora(
    corpora: Sequence[str], columns: dict[str, str | None], data: Path | None
) -> Iterator[Article | Problem]:
    """Yield the articles of corpora by their names, `data` being where they lie, and of all that `read_inputs` takes.

    What exists under a name is taken for a file.
    """
    from clf.corpora.registry import read_corpus

    named = [corpus for corpus in corpora if _NAME.fullmatch(corpus) and not Path(corpus).exists()]
    if data is not None and not named:
        raise UsageError(f"--data is for a corpus that `clf corpora` lists; {corpora[0]} is none.")
    for corpus in corpora:
        if corpus in named:
            yield from read_corpus(corpus, data)
        else:
            yield from read_inputs([corpus], columns, alone=len(corpora) == 1)


def _page(address: str, *, alone: bool) -> Article | Problem:
    from clf.schema import Article
    from clf.text.html import fetch_page

    try:
        page = fetch_page(address)
    except UsageError as error:
        if alone:
            raise
        return Problem(address, "the address of an article", "none that can be read", str(error), id=address)
    return Article(address, page.text, file=address, extracted=True, **page.known())


def tell(score: Score) -> None:
    """Say on standard error why a row has no score."""
    place = on_one_line(score.file or score.id)
    row = "" if score.row is None else f", row {score.row}"
    say(f"{place}{row}: {score.error}", err=True)
