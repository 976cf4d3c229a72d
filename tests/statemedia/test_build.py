"""``clf train state-media`` and ``clf train default``: what ships is a part of the folder, what does not has its reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from invented_press import articles

from clf.cli import cli
from clf.errors import UsageError
from clf.framing import build
from clf.models.store import open_model, write_card
from clf.statemedia import articles as reading
from clf.statemedia.crossfit import Learner, decide_unseen
from clf.statemedia.study import LABEL, SCHEME, Study, _final

FIGURE = {"value": 0.7, "low": 0.6, "high": 0.8, "n": 9, "outlets": 3, "weak_evidence": True, "seed": 13}
SHIPS = {
    "ships": True,
    "why": None,
    "corpora": ["ccf"],
    "outlets": {"state": {"a": 3}, "other": {"b": 6}},
    "figures": dict.fromkeys(("auc", "balanced_accuracy", "f1", "right_at_0.05"), FIGURE),
}
DOES_NOT = {"ships": False, "why": "2 state and 5 independent outlets; 3 of each are needed", "corpora": ["babe"]}


@pytest.fixture
def studies(invented_outlets: None, monkeypatch: pytest.MonkeyPatch) -> list[Study]:
    """English ships, Polish does not; no corpus is read but the invented one."""
    monkeypatch.setattr(reading, "read_corpus", lambda *_: articles(5))
    found = reading.read_articles("en", None, None)
    learner = Learner(found, np.zeros(len(found), np.int64))
    unseen = decide_unseen(learner, found.is_state, found.operators)
    model = _final(learner, np.arange(len(found)), unseen.decisions, np.full(len(found), 0.5))
    made = [Study("en", SHIPS, model), Study("pl", DOES_NOT)]
    monkeypatch.setattr(build, "study_all", lambda *_: made)
    return made


def test_a_language_that_ships_is_a_part_and_the_others_have_their_reason(studies: list[Study], tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["train", "state-media", "--data", str(tmp_path), "-o", str(tmp_path / "m"), "-q"])
    assert told.exit_code == 0, told.output
    assert "state media en: ships" in told.output
    assert f"state media pl: does not ship: {DOES_NOT['why']}" in told.output
    assert "state_media en (state_media_wording, 9 texts): auc 0.700 [0.600, 0.800]" in told.output
    card = json.loads((tmp_path / "m" / "card.json").read_text(encoding="utf-8"))
    assert card["state_media"] == {"en": SHIPS, "pl": DOES_NOT}
    assert [entry["name"] for entry in card["corpora"] if entry["name"] in ("ccf", "babe")] == ["ccf"]
    model = open_model(tmp_path / "m")
    entry, part = model.entry("state_media", "en"), model.part("state_media", "en")
    assert entry is not None
    assert part is not None
    assert (entry["scheme"], part.labels) == (SCHEME, (LABEL,))
    assert model.part("state_media", "pl") is None
    assert model.languages("boilerplate") == ["any"]  # it reads texts cleaned as they were for training
    text = "The harvest: hostile circles and so-called partners spoke. " * 9
    shipped = studies[0].model
    assert shipped is not None
    assert part.probabilities(text) == pytest.approx(shipped.probabilities(text))


def test_a_model_that_lies_there_keeps_its_parts_and_gets_the_study(studies: list[Study], tmp_path: Path) -> None:
    other = {"task": "genre", "scheme": "s", "lang": "en", "file": "g", "sha256": "", "labels": ["satire"], "n_texts": 1, "word_lengths": [1, 1],
             "char_lengths": [1, 1], "scores": {}, "label_scores": {}, "n": 1}  # fmt: skip
    old = {"name": "mine", "version": "1", "research_only": True, "corpora": [], "parts": [other], "terms": "Ours."}
    write_card(tmp_path, old)
    command = ["train", "state-media", "--data", str(tmp_path), "-o", str(tmp_path), "-q"]
    for _ in range(2):  # the second time it takes the place of the first
        assert CliRunner().invoke(cli, command).exit_code == 0
        card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
        assert [part["task"] for part in card["parts"]] == ["genre", "state_media"]
        assert (card["name"], card["terms"], set(card["state_media"])) == ("mine", "Ours.", {"en", "pl"})
        assert [corpus["name"] for corpus in card["corpora"]] == ["ccf"]
    write_card(tmp_path, {**old, "research_only": False})
    assert isinstance(CliRunner().invoke(cli, command).exception, UsageError)


def test_a_part_stays_far_below_its_half_megabyte_and_keeps_half_precision(studies: list[Study]) -> None:
    model = studies[0].model
    assert model is not None
    assert np.array_equal(model.weights, model.weights.astype(np.float16))
    assert len(model.words) + len(model.chars) <= 12_000
