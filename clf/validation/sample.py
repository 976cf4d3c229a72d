"""Draw the articles of a corpus that people should code, so that their codes speak for the whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import Problem, UsageError
from clf.evaluation.sampling import coding_sizes, inclusion_probabilities, systematic_sample
from clf.models.store import default_model, open_model
from clf.scoring.calls import TASKS
from clf.scoring.stream import articles_of, rows_of
from clf.validation.codebook import codebook
from clf.validation.coding_file import SUFFIXES, Question, population_beside, write_coding_file
from clf.validation.corpus import score_corpus
from clf.validation.population import Population, write_population

if TYPE_CHECKING:
    from clf.models.store import Model
    from clf.schema import Article

__all__ = ["Sampled", "draw", "sample"]

_SEED = 13
_CODERS = range(1, 10)

Read = Callable[[], Iterable["Article | Problem"]]


@dataclass(slots=True)
class Sampled:
    """What `sample` did.

    Parameters
    ----------
    output, population : Path
        The file to code, and what is kept of every article.
    n, articles : int
        Articles to code, and articles they stand for.
    unscored : int
        Articles that the model has no scores for (another language, no text left): they are not part of the corpus.
    cut : int
        Texts that were too long for a cell.
    problems : list of str
        Rows that could not be read.
    """

    output: Path
    population: Path
    n: int
    articles: int
    unscored: int = 0
    cut: int = 0
    problems: list[str] = field(default_factory=list)


def sample(
    corpus: Any,
    n: int = 200,
    output: str | Path = "to_code.xlsx",
    *,
    model: str | Path | None = None,
    task: str = "frames",
    labels: str | Sequence[str] | None = None,
    coders: int = 2,
    lang: str = "en",
    seed: int = _SEED,
    text_column: str | None = None,
) -> Sampled:
    """Score a corpus and draw a sample of it to code by hand; `validate` reads it back.

    Parameters
    ----------
    corpus : path, list of pathlib.Path, pandas.DataFrame, or list of str or dict
        Whatever `clf score` reads, or a table as for `clf.score_table`; strings in a list are texts.
    n : int
        Articles to code.
    output : path
        .xlsx (with the codebook as second sheet) or .csv (codebook beside it). Beside it stands
        ``….population.parquet``: every article's outlet, month, calls and probabilities, without text.
    model : str or path, optional
        As in `clf.score`.
    task : str
        ``frames``, ``genre`` or ``techniques``.
    labels : str or sequence of str, optional
        Code these alone.
    coders : int
        How many people have columns in the file.
    lang : str
        Of the codebook: ``en`` or ``fr``.
    seed : int
        The same seed draws the same articles.
    text_column : str, optional
        Column that holds the text.

    Returns
    -------
    Sampled

    Raises
    ------
    UsageError
        When the corpus cannot be read, the model has no score for it, an option makes no sense, or the output is
        there already (it may hold somebody's codes).
    """
    read = _reader(corpus, text_column)
    chosen = [labels] if isinstance(labels, str) else labels
    return draw(read, n, Path(output), open_model(model or default_model()), task, chosen, coders, lang, seed)


def draw(
    read: Read,
    n: int,
    output: Path,
    model: Model,
    task: str = "frames",
    labels: Sequence[str] | None = None,
    coders: int = 2,
    lang: str = "en",
    seed: int = _SEED,
) -> Sampled:
    """Do what `sample` does for articles that `read` yields, each time it is called, in the same order."""
    _check(n, output, task, coders, lang, seed)
    result = Sampled(output, population_beside(output), 0, 0)
    corpus = score_corpus(read(), model, task, labels)
    population = corpus.population
    population.facts["seed"] = seed
    result.problems, result.unscored = corpus.problems, corpus.unscored
    rows = _draw(population, n, seed)
    questions = _questions(read(), {corpus.places[row]: row for row in rows}, population)
    shuffled = [questions[place] for place in np.random.default_rng([seed, 1]).permutation(len(questions))]
    book = codebook(population.facts["scheme"], population.labels, lang, output.name)
    result.cut = write_coding_file(output, shuffled, population.labels, coders, book)
    write_population(result.population, population)
    result.n, result.articles = len(rows), len(population)
    return result


def _check(n: int, output: Path, task: str, coders: int, lang: str, seed: int) -> None:
    for name, number, least in (("articles to code", n, 1), ("a seed", seed, 0)):
        if not hasattr(number, "__index__") or number < least:
            raise UsageError(f"Expected a whole number from {least} for {name}, found {number!r}.")
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{output.name}: the suffix is not known. Use one of: {', '.join(SUFFIXES)}.")
    for path in (output, population_beside(output)):
        if path.exists():
            raise UsageError(f"{path}: this file exists, and may hold codes. Move it away, or name another with -o.")
    if task not in TASKS:
        raise UsageError(f"Expected one of {', '.join(TASKS)} to code, found {task!r}.")
    if coders not in _CODERS:
        raise UsageError(f"Expected 1 to {_CODERS[-1]} coders, found {coders}.")
    if lang not in ("en", "fr"):
        raise UsageError(f"The codebook is there in en and fr, not in {lang!r}.")


def _reader(corpus: Any, text_column: str | None) -> Read:
    if isinstance(corpus, str | Path) or _are_paths(corpus):
        from clf.corpora.files import Columns, read_files

        paths = [str(corpus)] if isinstance(corpus, str | Path) else [str(path) for path in corpus]
        columns = Columns(text=text_column, label="")
        return lambda: read_files(paths, columns)
    rows = list(rows_of(corpus))
    return lambda: articles_of(rows, text_column)


def _are_paths(corpus: Any) -> bool:
    return isinstance(corpus, list | tuple) and bool(corpus) and all(isinstance(path, Path) for path in corpus)


def _draw(population: Population, n: int, seed: int) -> list[int]:
    random = np.random.default_rng(seed)
    outlets = np.array(population.plain["outlet"])
    population.inclusion = inclusion_probabilities(coding_sizes(population.probabilities, outlets), n)
    order = np.lexsort((random.random(len(population)), np.unique(population.plain["stratum"], return_inverse=True)[1]))
    rows = systematic_sample(population.inclusion, order, random)
    population.sampled[rows] = True
    return [int(row) for row in rows]


def _questions(rows: Iterable[Article | Problem], wanted: dict[int, int], population: Population) -> list[Question]:
    """Read the corpus once more and return the articles drawn, in the order of the corpus."""
    found = []
    for place, row in enumerate(rows):
        if place in wanted and not isinstance(row, Problem):
            article = population.plain["article"][wanted[place]]
            found.append(Question(article, row.id, row.title or "", row.text))
    if len(found) < len(wanted):
        raise UsageError("The corpus changed while it was read. Draw the sample again.")
    return found
