"""The whole way of `clf train semeval2023-frames`, on invented articles in six languages and an empty dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from invented import corpus

from clf.framing import background, build, examples, languages
from clf.framing.build import build_recipe
from clf.framing.guides import Guide, Reader, directions
from clf.framing.lexicon import LANGS, Lexicon
from clf.framing.recipes import RECIPES
from clf.models.store import open_model
from clf.schema import Article, Labelling

NAMES = ("Economic", "Crime_and_punishment")
GUIDES = dict(RECIPES["semeval2023-frames"].guides)


def invented(name: str, data: object = None, view: str | None = None) -> list[Article]:
    """Return the articles of a corpus; the last of each language of SemEval-2023 has no frame labels."""
    texts, targets, _ = corpus()
    if name != "semeval2023":
        scheme = GUIDES.get(name, "none")
        told = [Labelling(scheme, tuple(label for label, yes in zip("ab", row, strict=True) if yes)) for row in targets]
        rows = zip(texts, told, strict=True)
        return [
            Article(f"{name}/{n}", f"Elsewhere {text}", lang="en", labels=(one,)) for n, (text, one) in enumerate(rows)
        ]
    found = []
    for lang in LANGS:
        for n, (text, row) in enumerate(zip(texts[:20], targets, strict=False)):
            names = tuple(label for label, yes in zip(NAMES, row, strict=True) if yes)
            labels = (Labelling("semeval2023_frames", names),)
            found.append(Article(f"{lang}/{n}", f"{text} In {lang}.", lang=lang, labels=labels))
        found.append(Article(f"{lang}/unlabelled", "A zebra that no label speaks of.", lang=lang))
    return found


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (examples, background, languages):
        monkeypatch.setattr(room, "read_corpus", invented)
    silver = {"en": [(Article("silver", "Taxes and courts.", lang="en"), {"Economic": 0.5})]}
    monkeypatch.setattr(examples, "silver_rows", lambda *_: silver)
    monkeypatch.setattr(languages, "dictionaries", lambda: tmp_path)
    monkeypatch.setattr(languages.Lexicon, "read", lambda _: Lexicon({}))


@pytest.fixture
def trained(read: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    entry = {"research_only": True, "open_use": False}
    monkeypatch.setattr(build, "corpus_entry", lambda name, _: {"name": name, **entry})
    for folder in ("one", "two"):
        build_recipe("semeval2023-frames", None, tmp_path / folder, lambda _: None)
    return tmp_path


def test_it_trains_to_the_same_bytes_twice_and_says_what_went_in(trained: Path) -> None:
    files = sorted(path.name for path in (trained / "one").iterdir())
    assert len(files) == len(LANGS) + 3  # the card and the two files of the flagger
    for file in files:
        one, two = ((trained / folder / file).read_bytes() for folder in ("one", "two"))
        assert one.replace(b'"one"', b'"two"') == two, file
    card: dict[str, Any] = open_model(trained / "one").card
    assert {entry["name"] for entry in card["corpora"]} > RECIPES["semeval2023-frames"].corpora
    assert card["research_only"]


def test_what_has_no_frame_labels_is_not_in_the_vocabulary(trained: Path) -> None:
    for lang in LANGS:
        part = open_model(trained / "one").part("frames", lang)
        assert part is not None
        assert "mayor" in part.words
        assert "zebra" not in part.words
        assert not any("zeb" in gram for gram in part.chars)
    english = open_model(trained / "one").part("frames", "en")
    assert english is not None
    assert english.n_texts == 20 + 1 + 40  # a silver one; the elsewhere articles of all corpora are the same forty


def test_no_guide_speaks_the_language_that_is_left_out(read: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[str, int]] = []

    def noted(guides: list[Guide], readers: dict[str, Reader]) -> Any:
        found.append({lang: sum(len(guide.texts.get(lang, ())) for guide in guides) for lang in LANGS})
        return directions(guides, readers)

    monkeypatch.setattr(languages, "directions", noted)
    recipe = RECIPES["semeval2023-frames"]
    for without in (None, "en"):
        _, both = languages.joint_languages(recipe, None, None, without=without)
        assert list(both) == list(recipe.langs)
    assert found[0]["en"] > 0
    assert found[1]["en"] == 0
