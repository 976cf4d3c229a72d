from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from clf.cli import cli
from clf.corpora.registry import load_card
from clf.framing import build, examples, recipes
from clf.framing.build import build_recipe
from clf.framing.evaluate import Remeasured
from clf.messages import said
from clf.models.store import open_model
from clf.schema import Article, Labelling
from clf.scoring.score import Scorer, score

WORDS = {"Economic": "prices and taxes rose", "Morality": "it is a sin and a duty"}


def invented(*_: object) -> list[Article]:
    """Return sixty invented articles; every tenth label is wrong, so that no score is 1."""
    random, rows = np.random.default_rng(5), []
    for number in range(60):
        name = list(WORDS)[number % 2]
        told = list(WORDS)[(number + (number % 10 == 0)) % 2]
        text = f"{WORDS[name]} in street {random.integers(1000)} of the town {random.integers(1000)}."
        rows.append(Article(f"en/{number}", text, lang="en", labels=(Labelling("frac_frames", (told,)),)))
    return rows


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(examples, "read_corpus", invented)
    monkeypatch.setattr(build, "corpus_entry", lambda name, _: {"name": name, **_terms(name)})
    # workers of joblib would read the real corpus
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    build_recipe("frac-frames", None, tmp_path / "m", lambda _: None)
    return tmp_path / "m"


def _terms(name: str) -> dict[str, bool]:
    card = load_card(name)
    return {"research_only": card.research_only, "open_use": card.open_use}


def test_a_model_measured_again_agrees_with_its_card(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["evaluate", str(folder), "-q"])
    assert result.exit_code == 0, result.output
    score = open_model(folder).card["parts"][1]["scores"]["micro_f1"]["value"]
    assert 0.5 < score < 1
    assert f"micro-F1 {score:.3f}" in result.output
    assert result.output.strip().endswith("agrees")


def test_a_part_of_one_label_a_text_is_called_by_the_likeliest(folder: Path) -> None:
    entry = open_model(folder).card["parts"][1]
    # As many labels called as there are: micro-F1 is the share of texts called rightly.
    assert entry["scores"]["micro_f1"]["value"] == pytest.approx(
        sum(entry["label_scores"][name]["recall"] * entry["label_scores"][name]["positives"] for name in WORDS)
        / entry["n"],
        abs=1e-3,
    )


def test_every_part_says_how_it_was_split(folder: Path) -> None:
    flagger, frames = open_model(folder).card["parts"]
    assert "split" not in open_model(folder).card
    assert frames["split"].endswith("calibration and thresholds from inner folds")
    assert "outlet" in flagger["split"]


def test_a_part_without_inner_folds_does_not_claim_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = replace(
        recipes.RECIPES["frac-frames"], settings=replace(recipes.RECIPES["frac-frames"].settings, nested=False)
    )
    monkeypatch.setitem(recipes.RECIPES, "frac-frames", recipe)
    monkeypatch.setattr(examples, "read_corpus", invented)
    monkeypatch.setattr(build, "corpus_entry", lambda name, _: {"name": name, **_terms(name)})
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    build_recipe("frac-frames", None, tmp_path / "m", lambda _: None)
    assert "inner folds" not in open_model(tmp_path / "m").card["parts"][1]["split"]


def test_a_score_says_what_the_part_was_learned_from(folder: Path) -> None:
    assert [entry.get("unit") for entry in open_model(folder).card["parts"]][1:] == ["sentence"]
    result = score("Prices and taxes rose in the town.", lang="en", model=folder)
    told = [warning for warning in result.warnings if "(sentences)" in warning]
    assert [said(warning, "fr").partition(" :")[0] for warning in told] == [
        "Appris sur des textes plus courts que des articles"
    ]
    assert "frac_frames (phrases)" in said(told[0], "fr")
    assert not any("(sentences)" in warning for warning in score("Prix et taxes.", lang="fr", model=folder).warnings)

    card = folder / "card.json"
    card.write_text(card.read_text(encoding="utf-8").replace('"task": "frac_frames"', '"task": "frames"'), "utf-8")
    result = Scorer(open_model(folder)).score(Article("x", "Prices and taxes rose in the town.", lang="en"))
    assert result.frame_unit == "sentence"
    assert any("frames (sentences)" in warning for warning in result.warnings)


def test_a_card_that_says_more_than_there_is_is_told(folder: Path) -> None:
    card = folder / "card.json"
    model = open_model(folder)
    value = model.card["parts"][1]["scores"]["macro_f1"]["value"]
    card.write_text(card.read_text(encoding="utf-8").replace(f'"value": {value}', '"value": 0.999'), encoding="utf-8")
    result = CliRunner().invoke(cli, ["evaluate", str(folder), "-q", "--task", "frac_frames"])
    assert result.exit_code == 1
    assert "DIFFERS (macro_f1)" in result.output


def test_a_label_or_a_threshold_that_is_another_is_told(folder: Path) -> None:
    model = open_model(folder)
    entry, part = model.card["parts"][1], model.part("frac_frames", "en")
    assert part is not None
    found = {"scores": entry["scores"], "label_scores": entry["label_scores"]}
    assert Remeasured(entry, found, part.thresholds, part.thresholds).differences == []
    assert Remeasured(entry, found, part.thresholds, part.thresholds + 0.03).differences == ["thresholds"]
    morality = entry["label_scores"]["Morality"]
    for changed in (
        morality | {"f1": {**morality["f1"], "value": morality["f1"]["value"] - 0.03}},
        morality | {"positives": morality["positives"] + 1},
    ):
        labels = {**entry["label_scores"], "Morality": changed}
        found = {"scores": entry["scores"], "label_scores": labels}
        assert Remeasured(entry, found, part.thresholds, part.thresholds).differences == ["Morality"]


def test_it_says_that_the_flagger_is_not_measured(folder: Path) -> None:
    assert "flagger was taken as it is" in CliRunner().invoke(cli, ["evaluate", str(folder)]).output


def test_what_no_corpus_trains_cannot_be_measured(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["evaluate", str(folder), "--lang", "ko"])
    assert result.exit_code != 0
    assert "no such part" in str(result.exception or result.output)
