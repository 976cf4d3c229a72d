"""The study of an invented language: what is shared is found on outlets never seen, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from invented_press import OTHERS, STATE, articles

from clf.errors import Problem
from clf.evaluation.uncertainty import Estimate
from clf.schema import Article
from clf.statemedia import articles as reading
from clf.statemedia import crossfit
from clf.statemedia.crossfit import Learner, decide_unseen
from clf.statemedia.study import LABEL, MIN_ARTICLES, NEEDED, Study, _compared, _why_not, study

pytestmark = pytest.mark.usefixtures("invented_outlets")
UNREADABLE = Problem("invented.csv", "a text", "nothing", "Leave the row out.", 3)
Read = Callable[[list[Article]], None]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    def corpus(rows: list[Article]) -> None:
        monkeypatch.setattr(reading, "read_corpus", lambda *_: iter([UNREADABLE, *rows]))

    return corpus


def studied(**options: int) -> Study:
    return study("en", Path(), None, lambda _: None, **options)


def test_what_state_outlets_share_carries_over_to_operators_never_seen(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossfit, "_PARTS", 2)  # half the models, of which there are enough
    read(list(articles(MIN_ARTICLES)))
    found = studied(permutations=25)
    assert found.entry["why"] is None
    assert found.entry["ships"]
    assert found.entry["counted"] == {"state": 4, "independent": 3}
    assert found.entry["figures"]["auc"]["value"] > 0.95
    assert found.entry["figures"]["auc"]["low"] > 0.5
    assert found.entry["figures"]["auc"]["weak_evidence"]
    assert found.entry["permutation"]["possible"] == 56  # three of eight operators
    assert found.entry["permutation"]["p"] < 0.05
    assert found.entry["matched"]["same_month"] > 0
    assert found.entry["matched"]["same_collection"] > 0
    assert found.entry["matched"]["same_topic"] == 0  # all is one collection
    assert set(found.entry["by_outlet"]) == set(STATE)
    right = [found.entry["figures"][f"right_at_{share}"]["value"] for share in ("0.01", "0.05", "0.2")]
    assert right == sorted(right)
    model = found.model
    assert model is not None
    assert model.labels == (LABEL,)
    state, other = "hostile circles and so-called partners " * 5, "officials said according to figures " * 5
    assert model.probabilities(state)[LABEL] > 0.5 > model.probabilities(other)[LABEL]


def test_no_ngram_is_of_one_outlet_nor_names_one(read: Read) -> None:
    rows = list(articles(8))
    own = [Article(row.id, f"{row.text} Zyzzyva!", outlet=row.outlet, lang="en") for row in rows[:8]]
    read([*own, *rows[8:]])
    found = reading.read_articles("en", None, None)
    assert sum("Zyzzyva" in text for text in found.texts) == 8
    learner = Learner(found, np.zeros(len(found), np.int64))
    model, _ = learner.fit(np.arange(len(found)), found.is_state)
    assert not [gram for gram in (*model.words_, *model.chars_) if "zyz" in gram or "example" in gram]
    assert "brotherly" in model.words_
    assert (model.document_frequencies_ >= 3).all()


def test_where_nothing_is_shared_nothing_ships_and_the_reason_has_the_number(read: Read) -> None:
    read(list(articles(shared=False, seed=7)))  # of seeds without anything shared, one in twenty must pass by chance
    found = studied()
    assert found.model is None
    assert not found.entry["ships"]
    assert found.entry["figures"]["auc"]["value"] < 0.7
    assert f"{found.entry['figures']['auc']['value']:.2f}" in found.entry["why"]


def test_a_language_with_too_few_outlets_is_counted_and_not_trained(read: Read) -> None:
    few = [*STATE[:2], *OTHERS]
    short = [row for row in articles(MIN_ARTICLES - 1, seed=6) if row.outlet not in few]
    read([row for row in articles() if row.outlet in few] + short)
    found = studied()
    assert found.entry["outlets"]["state"]["south.example"] == MIN_ARTICLES - 1
    assert found.model is None
    assert found.entry["counted"] == {"state": 2, "independent": 3}
    assert found.entry["why"].startswith("2 state and 3 independent outlets with 20 bodies")
    assert "figures" not in found.entry


def test_equal_texts_short_ones_and_other_languages_are_left_out(read: Read) -> None:
    rows = list(articles(2))
    copies = [Article("copy", rows[0].text.upper(), outlet=STATE[1], lang="en")]
    foreign = [Article("fr", rows[1].text + " Fin.", outlet=STATE[0], lang="fr")]
    read([*rows, *copies, *foreign, Article("short", "Too short.", outlet=STATE[0], lang="en")])
    found = reading.read_articles("en", None, None)
    assert len(found) == len(rows)
    assert not any("example" in text for text in found.texts)


def test_no_outlet_gives_more_than_its_share_and_always_the_same(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_OF_AN_OUTLET", 3)
    rows = list(articles(8))
    read(rows)
    found = reading.read_articles("en", None, None)
    assert found.counts() == dict.fromkeys((*STATE, *OTHERS), 3)
    read(rows[::-1])
    assert set(reading.read_articles("en", None, None).texts) == set(found.texts)


def test_an_operator_is_never_on_both_sides_of_a_split(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    read(list(articles(6)))
    found = reading.read_articles("en", None, None)
    learner = Learner(found, np.zeros(len(found), np.int64))
    learned: list[set[str]] = []
    fit = learner.fit

    def watched(rows: np.ndarray, sides: np.ndarray) -> object:
        learned.append(set(found.outlets[rows].tolist()))
        return fit(rows, sides)

    monkeypatch.setattr(learner, "fit", watched)
    unseen = decide_unseen(learner, found.is_state, found.operators)
    assert len(learned) == 3 * 4  # operators, parts of the others
    for outlets in learned:
        assert len(outlets & set(STATE[:2])) in (0, 2)  # one operator's two sites
        assert set(OTHERS) - outlets
        assert set(STATE) - outlets
    assert set(unseen.auc) == {(state, other) for state in STATE for other in OTHERS}
    assert not np.isnan(unseen.decisions).any()


def test_state_outlets_of_a_handful_of_articles_carry_no_language() -> None:
    bodies = {"a": MIN_ARTICLES, "b": MIN_ARTICLES - 1, "c": 500}
    assert _compared({"a": 0.9, "b": 0.9, "c": None}, bodies) == 1
    good = Estimate(0.8, 0.6, 0.9, 100, 3, 13)
    assert _why_not(good, NEEDED) is None
    assert f"{NEEDED} state outlets of {MIN_ARTICLES} bodies are needed" in str(_why_not(good, NEEDED - 1))
