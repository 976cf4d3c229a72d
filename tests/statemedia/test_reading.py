"""What `--state-media` puts into a record: numbers with their caveat where a model has them, else the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import clf
from clf.cli import cli
from clf.errors import UsageError
from clf.framing.model import LinearModel
from clf.messages import said
from clf.models.store import open_model, write_card, write_part
from clf.scoring.score import Scorer
from clf.statemedia.reading import read_wording
from clf.statemedia.study import LABEL, SCHEME, STATE_MEDIA
from clf.views.notebook import score_html
from clf.views.terminal import page_text

TEXT = "Hostile circles met on Monday. " * 20
PLAIN = "Officials met on Monday, figures show. " * 20
FIGURE = {"low": 0.25, "high": 0.75, "n": 90, "outlets": 3, "weak_evidence": True}
ENGLISH: dict[str, Any] = {
    "ships": True,
    "why": None,
    "outlets": {"state": {"a": 30, "b": 30, "c": 30}, "other": {"d": 90, "e": 90, "f": 90, "g": 90}},
    "figures": {
        "auc": {"value": 0.71, **FIGURE},
        "right_at_0.01": {"value": 0.02, **FIGURE},
        "right_at_0.05": {"value": 0.125, **FIGURE},
        "right_at_0.2": {"value": 0.4, **FIGURE},
    },
}
FRENCH = {"ships": False, "why": "4 state and 1 independent outlets with 20 bodies or more"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that reads English and says why it does not read French."""
    model = LinearModel(
        labels=(LABEL,),
        words=("figures", "hostile", "officials"),
        chars=(),
        document_frequencies=np.array([3, 3, 3], np.int32),
        n_texts=9,
        weights=np.array([[-2.0], [2.0], [-2.0]], np.float32),
        bias=np.zeros(1),
        slope=np.ones(1),
        intercept=np.zeros(1),
        thresholds=np.array([0.5]),
        support_edges=np.zeros((1, 0)),
        support_k=np.array([[3]]),
        support_n=np.array([[6]]),
        word_lengths=(1, 1),
    )
    part = {
        **write_part(tmp_path, "state_media.en", model),
        "task": STATE_MEDIA,
        "scheme": SCHEME,
        "lang": "en",
        "n": 9,
    }
    card = {"name": "tiny", "version": "1", "research_only": True, "parts": [part]}
    write_card(tmp_path, {**card, STATE_MEDIA: {"en": ENGLISH, "fr": FRENCH}})
    return tmp_path


def test_it_is_off_unless_asked_for(folder: Path) -> None:
    assert Scorer(open_model(folder)).score(clf.Article("1", TEXT, lang="en")).state_media is None
    assert clf.score(TEXT, lang="en", model=folder).record()["state_media"] is None
    assert clf.score(TEXT, lang="en", model=folder).other == {}  # nor does it stand among other schemes


def test_the_numbers_come_with_their_caveat(folder: Path) -> None:
    record = clf.score(TEXT, lang="en", model=folder, state_media=True).record()["state_media"]
    assert record["probability"] == pytest.approx(1 / (1 + np.exp(-2)), abs=1e-4)
    assert record["called"] is True
    assert record["right_if_called"] == {
        "0.01": [0.02, 0.25, 0.75],
        "0.05": [0.125, 0.25, 0.75],
        "0.2": [0.4, 0.25, 0.75],
    }
    assert "3 state outlets" in record["caveat"]
    assert "AUC 0.71 [0.25, 0.75]" in record["caveat"]
    assert "no evidence of who wrote" in record["caveat"]
    other = clf.score(PLAIN, lang="en", model=folder, state_media=True).record()["state_media"]
    assert (other["called"], other["probability"] < 0.5) == (False, True)


def test_a_language_without_it_says_why_and_where_it_is(folder: Path) -> None:
    reading = clf.score(TEXT, lang="fr", model=folder, state_media=True).state_media
    assert reading is not None
    assert (reading.probability, reading.called, reading.right_if_called) == (None, None, {})
    assert FRENCH["why"] in reading.caveat
    assert reading.caveat.endswith("It ships in: en.")
    assert said(reading.caveat, "fr").endswith("Elle existe en : en.")
    never = read_wording(open_model(folder), "ka", TEXT, None)
    assert "no corpus with such outlets" in never.caveat
    assert never.probability is None


def test_a_model_not_made_for_it_and_a_text_of_names_alone_have_none(folder: Path) -> None:
    assert "was not made for it" in read_wording(open_model("open"), "en", TEXT, None).caveat
    assert "no news" in read_wording(open_model(folder), "en", "Hostile Circle", "Hostile Circle").caveat


def test_the_articles_own_name_is_not_read(folder: Path) -> None:
    model = open_model(folder)
    named = read_wording(model, "en", "Hostile officials say so. Figures!", "Hostile officials")
    assert named.probability == pytest.approx(1 / (1 + np.exp(2)))  # of the words it knows only "figures" is left


def test_the_command_has_the_option_in_records_and_on_the_page(folder: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    command = ["score", str(article), "--lang", "en", "--model", str(folder)]
    with_it = CliRunner().invoke(cli, [*command, "--state-media", "--json"])
    assert json.loads(with_it.stdout)["state_media"]["called"] is True
    without = CliRunner().invoke(cli, [*command, "--json"])
    assert json.loads(without.stdout)["state_media"] is None
    page = CliRunner().invoke(cli, [*command, "--state-media", "--page"]).stdout
    assert "Wording shared with state outlets: 88%, called." in page
    assert "2% (25% to 75%) where 1% of all are" in page
    assert "no evidence of who wrote" in " ".join(page.split())
    assert "Wording shared" not in CliRunner().invoke(cli, [*command, "--page"]).stdout


def test_a_cluster_is_refused(folder: Path) -> None:
    refused = CliRunner().invoke(cli, ["score", "x.txt", "--engine", "dask", "-o", "out", "--state-media"])
    assert isinstance(refused.exception, UsageError)
    assert "--state-media" in str(refused.exception)


def test_both_displays_show_number_and_caveat_or_the_reason_escaped(folder: Path) -> None:
    score = clf.score(TEXT, lang="en", model=folder, state_media=True)
    assert "88%" in score_html(score)
    assert "no evidence of who wrote" in score_html(score)
    french = clf.score(TEXT, lang="fr", model=folder, state_media=True)
    assert "Pas de lecture" in score_html(french)
    assert "Pas de lecture" in page_text(french)
    assert "retenu" not in page_text(french)
