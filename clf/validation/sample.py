"""Draw the articles of a corpus that people should code, so that their codes speak for the whole corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import Problem, UsageError
from clf.evaluation.sampling import coding_sizes, inclusion_probabilities, systematic_sample
from clf.framing.labels import load_scheme
from clf.models.store import open_model
from clf.scoring.calls import TASKS, calls
from clf.scoring.score import Scorer, default_model
from clf.scoring.stream import score_rows
from clf.validation.codebook import codebook
from clf.validation.coding_file import SUFFIXES, Question, population_beside, write_coding_file
from clf.validation.population import Population, write_population

if TYPE_CHECKING:
    from clf.models.store import Model
    from clf.schema import Article

__all__ = ["Sampled", "draw", "sample"]

_SEED = 13
_MONTH = re.compile(r"\d{4}(-\d{2})?")
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


@dataclass(slots=True)
class _Found:
    """What is kept of a scored article."""

    place: int
    score: tuple[str, str, str, str]  # id, outlet, month, language
    probabilities: dict[str, float]
    called: set[str]


def sample(
    corpus: Any,
    n: int = 200,
    output: str | Path = "to_code.xlsx",
    *,
    model: str | Path | None = None,
    task: str = "frames",
    labels: Sequence[str] | None = None,
    coders: int = 2,
    lang: str = "en",
    seed: int = _SEED,
    text_column: str | None = None,
) -> Sampled:
    """Score a corpus and draw a sample of it to code by hand; `validate` reads it back.

    Parameters
    ----------
    corpus : path, list of paths, pandas.DataFrame, or list of str or dict
        Whatever `clf score` reads, or a table as for `clf.score_table`.
    n : int
        Articles to code.
    output : path
        .xlsx (with the codebook as second sheet) or .csv (codebook beside it). Beside it stands
        ``….population.parquet``: every article's outlet, month, calls and probabilities, without text.
    model : str or path, optional
        As in `clf.score`.
    task : str
        ``frames``, ``genre`` or ``techniques``.
    labels : sequence of str, optional
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
        When the corpus cannot be read, the model has no score for it, or an option makes no sense.
    """
    read = _reader(corpus, text_column)
    return draw(read, n, Path(output), open_model(model or default_model()), task, labels, coders, lang, seed)


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
    _check(n, output, task, coders, lang)
    result = Sampled(output, population_beside(output), 0, 0)
    found, scheme = _scored(read(), Scorer(model), task, result)
    population = _population(found, _labels(model, found, task, scheme, labels))
    population.facts = {"model": model.name, "task": task, "scheme": scheme, "seed": seed}
    rows = _draw(population, n, seed)
    questions = _questions(read(), {found[row].place: row for row in rows}, population)
    shuffled = [questions[place] for place in np.random.default_rng([seed, 1]).permutation(len(questions))]
    book = codebook(scheme, population.labels, lang, output.name)
    result.cut = write_coding_file(output, shuffled, population.labels, coders, book)
    write_population(result.population, population)
    result.n, result.articles = len(rows), len(population)
    return result


def _check(n: int, output: Path, task: str, coders: int, lang: str) -> None:
    if n < 1:
        raise UsageError(f"Expected a number of articles to code from 1, found {n}.")
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{output.name}: the suffix is not known. Use one of: {', '.join(SUFFIXES)}.")
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
        columns = Columns(text=text_column)
        return lambda: read_files(paths, columns)
    from clf.scoring.stream import articles_of

    rows = corpus.to_dict("records") if hasattr(corpus, "to_dict") and hasattr(corpus, "columns") else list(corpus)
    return lambda: articles_of(rows, text_column or "text")


def _are_paths(corpus: Any) -> bool:
    return isinstance(corpus, list | tuple) and bool(corpus) and all(isinstance(path, Path) for path in corpus)


def _scored(
    rows: Iterable[Article | Problem], scorer: Scorer, task: str, result: Sampled
) -> tuple[list[_Found], str | None]:
    found: list[_Found] = []
    schemes: set[str | None] = set()
    for place, score in enumerate(score_rows(rows, scorer)):
        if score.error:
            row = "" if score.row is None else f", row {score.row}"
            result.problems.append(f"{score.file or score.id}{row}: {score.error}")
            continue
        probabilities, called = calls(score, task)
        if not probabilities:
            result.unscored += 1
            continue
        entry = scorer.model.entry(task, score.lang or "und")
        schemes.add(entry["scheme"] if entry else None)
        month = _MONTH.match(score.date or "")
        about = (score.id, score.outlet or "", month[0] if month else "", score.lang or "")
        found.append(_Found(place, about, probabilities, called))
    if not found:
        raise UsageError(f"The model {scorer.model.name} has no {task} scores for any article of this corpus.")
    if len(schemes) > 1:
        known = ", ".join(sorted(str(scheme) for scheme in schemes))
        raise UsageError(f"The languages of this corpus have different labels ({known}). Sample each one by itself.")
    return found, schemes.pop()


def _labels(
    model: Model, found: list[_Found], task: str, scheme: str | None, chosen: Sequence[str] | None
) -> tuple[str, ...]:
    known = list(dict.fromkeys(label for entry in found for label in entry.probabilities))
    try:
        order = load_scheme(scheme).names if scheme else ()
    except UsageError:  # a user's own labels
        order = ()
    known.sort(key=lambda label: order.index(label) if label in order else len(order))
    wrong = [label for label in chosen or () if label not in known]
    if wrong:
        raise UsageError(f"{model.name} has no {task} label {wrong[0]!r}. It has: {', '.join(known)}.")
    return tuple(label for label in known if not chosen or label in chosen)


def _population(found: list[_Found], labels: tuple[str, ...]) -> Population:
    size = len(found)
    probabilities = np.array([[entry.probabilities.get(label, 0.0) for label in labels] for entry in found])
    called = np.array([[int(label in entry.called) for label in labels] for entry in found])
    names = zip(*(entry.score for entry in found), strict=True)
    plain = dict(zip(("id", "outlet", "month", "lang"), map(list, names), strict=True))
    plain["article"] = [f"A{number:0{len(str(size))}}" for number in range(1, size + 1)]
    rarest = _rarest(called, labels)
    plain["stratum"] = [
        f"{outlet or 'no outlet'} · {month or 'undated'} · {label}"
        for outlet, month, label in zip(plain["outlet"], plain["month"], rarest, strict=True)
    ]
    return Population(plain, np.ones(size), np.zeros(size, bool), called, probabilities, labels, {})


def _rarest(called: Any, labels: tuple[str, ...]) -> list[str]:
    """Return, per article, the label called that is rarest in the corpus: by it the sample is spread."""
    order = np.argsort(called.sum(axis=0), kind="stable")
    first = np.argmax(called[:, order] == 1, axis=1)
    has = called.any(axis=1)
    return [labels[order[place]] if any_ else "none called" for place, any_ in zip(first, has, strict=True)]


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
