from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clf.corpora.registry import read_corpus
from clf.framing import background
from clf.framing.background import background_texts, count_with_background
from clf.framing.examples import guide_of, texts_of_corpus
from clf.framing.groups import text_hash
from clf.framing.recipes import RECIPES
from clf.framing.train import Settings
from clf.schema import Article

SETTINGS = Settings(word_lengths=(1, 2), char_lengths=(3, 3), min_documents=2)


def test_each_text_once_and_none_that_is_barred(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        Article("1", "Un texte.", lang="fr"),
        Article("2", "UN  texte.", lang="fr"),
        Article("3", "Barré.", lang="fr"),
        Article("4", "A text.", lang="en"),
        Article("5", " ", lang="fr"),
    ]
    monkeypatch.setattr(background, "read_corpus", lambda *_: iter(rows))
    assert background_texts(["a", "b"], ("fr",), None, ["barré."]) == {"fr": ["Un texte."]}


def test_no_more_texts_than_needed_and_from_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Article(str(n), f"text {n}", lang="en") for n in range(10)]
    monkeypatch.setattr(background, "read_corpus", lambda *_: iter(rows))
    monkeypatch.setattr(background, "_MOST", 4)
    assert background_texts(["a"], ("en",), None, [])["en"] == ["text 0", "text 2", "text 5", "text 7"]


def test_words_of_the_background_count_and_other_ngrams_must_have_been_met() -> None:
    counts, known = count_with_background(["one two", "two three"], ["four two", "four one two"], SETTINGS)
    frequencies = dict(zip(counts.names[0], known.frequencies[0].tolist(), strict=True))
    assert frequencies == {"four": 2, "one": 1, "one two": 1, "three": 0, "two": 2, "two three": 0}
    assert known.n == 2
    assert " fo" not in counts.names[1]
    assert counts.blocks[0].shape == (2, 6)
    assert counts.blocks[0].sum() == 6


def test_without_a_background_there_are_the_texts_alone() -> None:
    counts, known = count_with_background(["one two", "two"], [], SETTINGS)
    assert counts.names[0].tolist() == ["one", "one two", "two"]
    assert not any(np.any(part) for part in known.frequencies)


def test_no_article_of_another_subtask_is_seen_in_background_or_guides(real_data: Path) -> None:
    """Equal texts are barred; nor does any article share a fifth of its longer lines with one without frame labels."""
    recipe = RECIPES["semeval2023-frames"]
    own = texts_of_corpus(recipe.corpus, real_data)
    rows = [r for r in read_corpus(recipe.corpus, real_data) if isinstance(r, Article)]
    foreign = {line for row in rows if row.names(recipe.scheme) is None for line in _lines(row.text)}
    assert len(foreign) > 1000
    seen = [
        text for texts in background_texts(recipe.background, recipe.langs, real_data, own).values() for text in texts
    ]
    for corpus, scheme in recipe.guides:
        guide = guide_of(corpus, scheme, recipe.langs, real_data, own)
        seen += [text for texts in guide.texts.values() for text in texts]
    assert not {text_hash(text) for text in own} & {text_hash(text) for text in seen}
    shares = [len(lines & foreign) / len(lines) for text in seen if (lines := _lines(text))]
    assert max(shares) < 0.2


def _lines(text: str) -> set[str]:
    return {" ".join(line.casefold().split()) for line in text.splitlines() if len(line) >= 60}
