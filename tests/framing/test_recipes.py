"""No leak between tasks: what trains a task is annotated for that very task, and equal texts stay together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clf.corpora.registry import load_card, read_corpus
from clf.errors import Problem
from clf.framing import examples as reading
from clf.framing.examples import examples_of
from clf.framing.groups import text_hash
from clf.framing.recipes import BUNDLES, RECIPES
from clf.schema import Article, Labelling, LabelSpan

SCHEME = "semeval2023_frames"


@pytest.fixture(autouse=True)
def no_silver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silver texts come from real corpora; test_silver.py has theirs."""
    monkeypatch.setattr(reading, "silver_rows", lambda *_: {})


def article(number: int, text: str, scheme: str | None = SCHEME, lang: str = "fr") -> Article:
    labels = () if scheme is None else (Labelling(scheme, ("Economic",) if number % 2 else ()),)
    return Article(f"{lang}/{number}", text, lang=lang, labels=labels)


def test_texts_of_another_subtask_never_reach_the_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [article(n, f"Texte annoté numéro {n}") for n in range(6)]
    others = [article(9, "Texte d'une autre tâche", "semeval2023_genre"), article(10, "Texte sans étiquette", None)]
    monkeypatch.setattr(reading, "read_corpus", lambda *_: iter(rows + others))
    examples = examples_of(RECIPES["semeval2023-frames"], "fr", None, None)
    assert examples.texts == [row.text for row in rows]
    assert examples.targets.sum() == 3


def test_equal_texts_and_equal_documents_share_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [article(1, "Un texte."), article(2, "UN  texte."), article(3, "Autre chose."), article(3, "Encore.")]
    monkeypatch.setattr(reading, "read_corpus", lambda *_: iter(rows))
    groups = examples_of(RECIPES["semeval2023-frames"], "fr", None, None).groups
    assert groups[0] == groups[1]
    assert groups[2] == groups[3]
    assert groups[0] != groups[2]


@pytest.mark.parametrize(("name", "one"), [("genre", True), ("frames", False)])
def test_whether_a_text_has_one_label_comes_from_the_codebook(
    monkeypatch: pytest.MonkeyPatch, name: str, one: bool
) -> None:
    rows = [article(n, f"Texte numéro {n}", f"semeval2023_{name}") for n in range(6)]
    monkeypatch.setattr(reading, "read_corpus", lambda *_: iter(rows))
    assert examples_of(RECIPES[f"semeval2023-{name}"], "fr", None, None).one_label is one


def paragraph(number: int, text: str, lang: str = "en", scheme: str = "semeval2023_techniques") -> Article:
    span = LabelSpan("Doubt", 0, 3)
    labels = (Labelling(scheme, ("Doubt",), (span,)),)
    return Article(f"{lang}/{number}#1", text, document=f"{lang}/{number}", title="The title", lang=lang, labels=labels)


def test_a_paragraph_is_learned_from_without_title_as_it_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_corpus", lambda *_: iter([paragraph(1, "Can we trust the mayor at all?")]))
    examples = examples_of(RECIPES["semeval2023-techniques"], "en", None, None)
    assert examples.texts == ["Can we trust the mayor at all?"]
    assert examples.contrast is not None
    assert examples.contrast.texts == ["we trust the mayor at all?"]
    assert examples.contrast.targets.tolist() == [[0]]


def test_posts_of_both_languages_make_one_model_and_others_none(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [paragraph(n, f"Post number {n}", lang, "unlp2025_techniques") for n, lang in enumerate(("uk", "ru", "en"))]
    monkeypatch.setattr(reading, "read_corpus", lambda *_: iter(rows))
    examples = examples_of(RECIPES["unlp2025-techniques"], "uk", None, None)
    assert examples.texts == ["Post number 0", "Post number 1"]
    assert examples.measured is not None
    assert examples.measured.tolist() == [True, False]
    assert examples.contrast is None


def test_rows_of_another_corpus_are_learned_from_unless_they_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    own = [paragraph(n, f"Zdanie numer {n}.", "pl") for n in range(3)]
    foreign = [
        Article(
            f"PL/{n}",
            text,
            document=f"PL/{n // 2}",
            lang=lang,
            labels=(Labelling("slavic_techniques", ("Appeal_to_Pity", "Doubt") if n else ()),),
        )
        for n, (text, lang) in enumerate([("Inne.", "pl"), ("ZDANIE  numer 1.", "pl"), ("Още.", "bg"), ("I to.", "pl")])
    ]
    corpora = {"semeval2023": own, "slavic_persuasion": foreign}
    monkeypatch.setattr(reading, "read_corpus", lambda name, *_: iter(corpora[name]))
    examples = examples_of(RECIPES["semeval2023-techniques"], "pl", None, None)
    assert examples.texts == [row.text for row in own]
    assert examples.further is not None
    assert examples.further.texts == ["Inne.", "I to."]
    assert examples.further.targets.tolist() == [[0], [1]]
    assert examples.further.documents.tolist() == [0, 1]
    assert examples.further.corpora.tolist() == [1, 1]


def test_a_language_can_be_trained_otherwise_than_the_rest() -> None:
    recipe = RECIPES["semeval2023-techniques"]
    assert recipe.settings_of("fr") == recipe.settings
    assert recipe.settings_of("en").n_features == 24_000
    assert recipe.corpora == {"semeval2023", "slavic_persuasion"}


def test_what_is_open_is_trained_on_open_corpora_alone() -> None:
    for name in BUNDLES["open"].recipes:
        recipe = RECIPES[name]
        for corpus in recipe.corpora:
            assert load_card(corpus).open_use, name


@pytest.fixture(scope="module")
def _read_once() -> Iterator[None]:
    """Read each corpus once for the six languages of three tasks: unpacking took a minute and a half."""

    @cache
    def rows(*arguments: Any) -> list[Article | Problem]:
        return [*read_corpus(*arguments)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_corpus", lambda *arguments: iter(rows(*arguments)))
        yield


@pytest.mark.usefixtures("_read_once")
@pytest.mark.parametrize(("task", "n"), [("frames", 1_238), ("genre", 1_234), ("techniques", 20_207)])
def test_semeval_tasks_see_their_own_articles_only(real_data: Path, task: str, n: int) -> None:
    """What another corpus adds is no text either of an article that lies in the folders of other subtasks alone."""
    recipe, by_line = RECIPES[f"semeval2023-{task}"], task == "techniques"
    rows = [row for row in reading.read_corpus("semeval2023", real_data) if isinstance(row, Article)]
    own = {code for row in rows if row.names(recipe.scheme) is not None for code in _codes(row, by_line)}
    foreign = {code for row in rows if row.names(recipe.scheme) is None for code in _codes(row, by_line)} - own
    assert len(foreign) > 200
    for lang in recipe.langs:
        examples = examples_of(recipe, lang, real_data, None)
        n -= len(examples.texts)
        further = examples.further.texts if examples.further else []
        assert not foreign & {text_hash(text) for text in (*examples.texts, *further)}
    assert n == 0


def _codes(row: Article, by_line: bool) -> set[str]:
    return {text_hash(text) for text in (row.text.splitlines() if by_line else [row.text]) if text.strip()}
