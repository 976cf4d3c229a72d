"""What a recipe reads: the texts, targets and documents that a model learns from.

Texts are the news alone: header and boilerplate are left out, exactly as when an article is scored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.flagger import Flagger
from clf.corpora.registry import find_data, load_card, read_corpus
from clf.errors import Problem, UsageError
from clf.framing.contrast import Contrast, contrast_of
from clf.framing.further import Further
from clf.framing.groups import document_groups, text_hash
from clf.framing.guides import Guide
from clf.framing.labels import has_one_label, load_scheme
from clf.framing.line_rows import lines_of
from clf.framing.recipes import Recipe
from clf.framing.silver import Silver, silver_rows
from clf.schema import Article, LabelSpan
from clf.scoring.news import news_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Examples", "corpus_entry", "examples_of", "guide_of", "texts_of_corpus"]


@dataclass(slots=True)
class Examples:
    """The training rows of one language: n texts, L labels.

    Attributes
    ----------
    texts : list of n str
    targets : array of shape (n, L)
    labels : list of L str, in the order of the corpus's own list where the codebook has it
    groups : array of shape (n,)
        Equal for rows of one document and of copies of it.
    contrast : Contrast, optional
        Counter-examples, where the corpus marks the words that speak for a label.
    further : Further, optional
        Rows of other corpora and silver ones, where the recipe has some in this language.
    one_label : bool
        A row has one label, by its scheme.
    measured : array of shape (n,), optional
        Rows in the model's own language, where there are others: it is calibrated and measured on these alone.
    silver : Silver, optional
        Texts labelled by a large language model, where the recipe learns from them; in `further`, too, unless languages
        are trained jointly.
    """

    texts: list[str]
    targets: NDArray[np.int64]
    labels: list[str]
    groups: NDArray[Any]
    problems: list[Problem] = field(default_factory=list)
    contrast: Contrast | None = None
    further: Further | None = None
    one_label: bool = False
    measured: NDArray[np.bool_] | None = None
    silver: Silver | None = None


def examples_of(recipe: Recipe, lang: str, data: Path | None, flagger: Flagger | None) -> Examples:
    """Read the rows of `recipe` in one language.

    Raises
    ------
    UsageError
        When the corpus is not there or has no labelled row in that language.
    """
    problems: list[Problem] = []
    langs = (lang, *recipe.besides)
    read: Iterable[Article | Problem] = read_corpus(recipe.corpus, data, recipe.view)
    if recipe.by_line:
        read = lines_of(read, recipe.scheme)
    rows = list(_labelled(read, recipe.scheme, langs, problems))
    if not rows:
        raise UsageError(f"{recipe.name}: no labelled rows in {lang!r} were found.")
    use = flagger if recipe.whole_articles else None
    labels = _order(recipe.scheme, rows)
    targets = _targets(rows, recipe.scheme, labels)
    # A paragraph is scored without its article's title, and so it is learned from.
    texts = [row.text if recipe.task == "techniques" else news_of(row, use).text for row in rows]
    groups = document_groups([row.document or row.id for row in rows], [row.text for row in rows])
    contrast = contrast_of(texts, [_spans(row, recipe.scheme) for row in rows], labels) if recipe.contrast else None
    measured = np.array([row.lang == lang for row in rows]) if recipe.besides else None
    one_label = has_one_label(recipe.scheme)
    silver = _silver(recipe, lang, data, labels, use) if recipe.silver else None
    known = {text_hash(row.text) for row in rows}
    further = _further(recipe, lang, data, labels, known, None if recipe.jointly else silver, problems)
    return Examples(texts, targets, labels, groups, problems, contrast, further, one_label, measured, silver)


def _targets(rows: list[Article], scheme: str, labels: list[str]) -> NDArray[np.int64]:
    found = [[int(label in (row.names(scheme) or ())) for label in labels] for row in rows]
    return np.array(found, dtype=np.int64).reshape(len(rows), len(labels))


def _silver(recipe: Recipe, lang: str, data: Path | None, labels: list[str], flagger: Flagger | None) -> Silver:
    own = (row for row in read_corpus(recipe.corpus, data, recipe.view) if isinstance(row, Article))
    barred = frozenset(text_hash(row.text) for row in own)  # labelled for another task too
    known = silver_rows(recipe.scheme, data, barred)
    rows = [row for code in (lang, *recipe.besides) for row in known.get(code, ())]
    grades = np.array([[graded.get(label, 0.0) for label in labels] for _, graded in rows])
    texts = [news_of(row, flagger).text for row, _ in rows]
    documents = [f"{row.file or ''} {row.document or row.id}" for row, _ in rows]
    return Silver(texts, grades.reshape(len(rows), len(labels)), documents)


def _further(
    recipe: Recipe,
    lang: str,
    data: Path | None,
    labels: list[str],
    known: set[str],
    silver: Silver | None,
    problems: list[Problem],
) -> Further | None:
    parts: list[tuple[list[str], NDArray[np.int64], list[str], float]] = []
    for source in recipe.further:
        found = _labelled(read_corpus(source.corpus, data, source.view), source.scheme, (lang,), problems)
        # A text that is measured must not be learned from in another corpus.
        rows = [row for row in found if lang in source.langs and text_hash(row.text) not in known]
        given = _targets(rows, source.scheme, labels)
        given[:, given.sum(axis=0) == 0] = -1  # its annotators did not look for this one
        parts.append(([row.text for row in rows], given, [row.document or row.id for row in rows], 1.0))
    if silver is not None:
        # What can be argued about is no: a passage has one label or two, and these are seldom among them.
        clear = (silver.grades == 1).astype(np.int64)
        parts.append((silver.texts, clear, silver.documents, recipe.silver))
    return Further.of(parts)


def texts_of_corpus(name: str, data: Path | None) -> list[str]:
    """Return every text of a corpus, in every view, whatever it is annotated for."""
    rows = (row for view in load_card(name).views for row in read_corpus(name, data, view))
    return [row.text for row in rows if isinstance(row, Article)]


def guide_of(corpus: str, scheme: str, langs: tuple[str, ...], data: Path | None, barred: Iterable[str]) -> Guide:
    """Read another labelled corpus to be guided by; texts that are one of `barred` are left out."""
    out = {text_hash(text) for text in barred}
    rows = [row for row in _labelled(read_corpus(corpus, data), scheme, langs, []) if text_hash(row.text) not in out]
    labels = _order(scheme, rows)
    texts = {lang: [row.text for row in rows if row.lang == lang] for lang in langs}
    targets = {
        lang: np.array(
            [[int(label in (row.names(scheme) or ())) for label in labels] for row in rows if row.lang == lang]
        )
        for lang in langs
    }
    return Guide(texts, targets)


def _spans(row: Article, scheme: str) -> list[LabelSpan]:
    return [span for labelling in row.labels if labelling.scheme == scheme for span in labelling.spans]


def _labelled(
    rows: Iterable[Article | Problem], scheme: str, langs: tuple[str, ...], problems: list[Problem]
) -> Iterator[Article]:
    # Only rows annotated for this very scheme: a text of another subtask is never seen, not even by the vocabulary.
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        elif row.lang in langs and row.names(scheme) is not None and row.text.strip():
            yield row


def _order(scheme: str, rows: list[Article]) -> list[str]:
    seen = {name for row in rows for name in row.names(scheme) or ()}
    try:
        known = [name for name in load_scheme(scheme).names if name in seen]
    except UsageError:
        known = []
    return known + sorted(seen - set(known))


def corpus_entry(name: str, data: Path | None) -> dict[str, Any]:
    """Return what a model card says about a corpus: licence and the checksums of the files that were read."""
    card = load_card(name)
    files = [path for path in find_data(card, data) if path.is_file()]
    return {
        "name": name,
        "licence": card.licence,
        "research_only": card.research_only,
        "open_use": card.open_use,
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
