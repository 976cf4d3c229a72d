"""Texts that a language model labelled or wrote: found again by checksum, and learned from alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clf.corpora import joined
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.framing import silver
from clf.framing.build import silver_entry
from clf.framing.examples import Examples
from clf.framing.further import Further
from clf.framing.groups import text_hash
from clf.framing.in_common import train_in_common
from clf.framing.labels import load_scheme
from clf.framing.recipes import BUNDLES, RECIPES
from clf.framing.silver import silver_corpora, silver_rows, silver_size
from clf.framing.train import Settings
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Article

TEXTS = ("The mayor spoke of taxes. It rained.", "A court fined the company.", "A third text.")
SCHEMES = sorted({recipe.scheme for recipe in RECIPES.values() if recipe.silver})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in TEXTS]
    rows = [
        {"corpus": "one", "id": "a", "sha256": digests[0], "lang": "en", "start": 0, "end": 25, "labels": {"Tax": 1}},
        {"corpus": "one", "id": "b", "sha256": digests[1], "lang": "en", "start": 0, "end": 26, "labels": {"Law": 0.5}},
        {"corpus": "one", "id": "gone", "sha256": "0" * 64, "lang": "en", "start": 0, "end": 9, "labels": {}},
        {"lang": "fr", "text": "Le maire parle d'impôts.", "labels": {"Tax": 1}},
    ]
    (tmp_path / "made.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(silver, "data_dir", lambda _: tmp_path)
    articles: list[Article | Problem] = [Article(str(n), text, lang="en") for n, text in enumerate(TEXTS)]
    articles.append(Article("again", TEXTS[0], lang="en"))
    monkeypatch.setattr(joined, "read_corpus", lambda *_: iter(articles))
    silver_rows.cache_clear()
    yield
    silver_rows.cache_clear()


def test_rows_are_stretches_of_a_corpus_or_texts_of_our_own(folder: None) -> None:
    assert silver_corpora("made") == {"one"}
    assert (silver_size("made", ["en"]), silver_size("made", ["fr", "en"])) == (3, 4)
    found = silver_rows("made", None, frozenset())
    assert [(row.text, grades) for row, grades in found["en"]] == [
        (TEXTS[0][:25], {"Tax": 1}),
        (TEXTS[1], {"Law": 0.5}),
    ]
    assert [(row.text, row.lang, grades) for row, grades in found["fr"]] == [
        ("Le maire parle d'impôts.", "fr", {"Tax": 1})
    ]


def test_a_barred_article_is_left_out(folder: None) -> None:
    found = silver_rows("made", None, frozenset({text_hash(TEXTS[0].upper())}))
    assert [row.text for row, _ in found["en"]] == [TEXTS[1]]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_ships_names_labels_of_its_scheme_and_places_in_texts(scheme: str) -> None:
    known = set(load_scheme(scheme).names)
    for line in (data_dir("silver") / f"{scheme}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row["labels"]) <= known
        assert set(row["labels"].values()) <= {0.5, 1}
        assert row["text"] if "text" in row else 0 <= row["start"] < row["end"]


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if recipe.silver])
def test_every_row_is_found_in_its_corpus_and_is_no_text_that_is_measured(recipe: str, real_data: Path) -> None:
    scheme = RECIPES[recipe].scheme
    rows = (data_dir("silver") / f"{scheme}.jsonl").read_text(encoding="utf-8").splitlines()
    own = read_corpus(RECIPES[recipe].corpus, real_data, RECIPES[recipe].view)
    barred = frozenset(text_hash(row.text) for row in own if isinstance(row, Article))
    assert barred
    found = silver_rows(scheme, real_data, barred)
    assert sum(map(len, found.values())) == len(rows)


def test_silver_passages_teach_and_are_not_measured() -> None:
    """ "tax" stands in silver passages alone."""
    texts = [f"{word} number {n} in the town" for n in range(20) for word in ("rain", "court")]
    targets = np.array([[int("court" in text)] for text in texts])
    made = [f"tax and {n} more" for n in range(10)] + [f"sun and {n} more" for n in range(10)]
    grades = np.array([[1]] * 10 + [[0]] * 10)
    given = Further.of([(made, grades, [str(n) for n in range(20)], 1.0)])
    settings = Settings(min_documents=2, char_lengths=(3, 3), nested=False, metric="macro")
    parts = {
        lang: Examples(texts, targets, ["Law"], np.arange(len(texts)), further=given if lang == "en" else None)
        for lang in ("en", "fr")
    }
    found = train_in_common(parts, settings)
    assert len(found["en"].targets) == len(texts)
    assert "tax" not in found["fr"].model.words
    english = found["en"].model
    assert english.decision("tax")[0] > english.decision("sun")[0]


def test_the_card_says_how_many_silver_texts_a_part_learned_from() -> None:
    for name in BUNDLES:
        parts = open_model(name).card["parts"]
        for recipe in (RECIPES[name] for name in BUNDLES[name].recipes):
            for part in parts:
                if (part["task"], part.get("corpus"), part["scheme"]) == (recipe.task, recipe.corpus, recipe.scheme):
                    assert part.get("silver", 0) == silver_entry(recipe, part["lang"]).get("silver", 0)
            learned = [part.get("silver") for part in parts if part["scheme"] == recipe.scheme]
            assert any(learned) == bool(recipe.silver)
