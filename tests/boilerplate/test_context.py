from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from plain_context import plain_context

from clf.boilerplate.characters import characters_of
from clf.boilerplate.context import ContextModel, context, opening
from clf.boilerplate.pieces import pieces

TEXT = "The port closed on Monday.\nRead also: Ferry sinks in the old harbour\nThe mayor agreed. Follow us!"


def reads(passages: Sequence[str]) -> np.ndarray:
    """Say “boilerplate” of what has “also” or “Follow” in it, and one kind for everything."""
    return np.array([[3.0 if "also" in p or "Follow" in p else -3.0, 1.0] for p in passages])


def test_a_title_knows_what_it_stands_behind() -> None:
    found = pieces(TEXT, "en")
    numbers = context(characters_of(TEXT), found, reads)
    title = next(i for i, p in enumerate(found) if TEXT[p.start : p.end].startswith("Ferry"))
    assert numbers["piece"][title] == -3.0
    assert numbers["first of line"][title] == 3.0
    assert numbers["behind colon"][title] == 1.0
    assert numbers["before"][title] == 3.0


def test_neighbours_and_place() -> None:
    found = pieces(TEXT, "en")
    numbers = context(characters_of(TEXT), found, reads)
    assert numbers["before"][0] == numbers["behind"][-1] == -2.0  # nobody there
    assert numbers["last line"].tolist() == [0.0] * (len(found) - 2) + [1.0, 1.0]
    assert numbers["at end"][-1] == pytest.approx(1.0)
    assert (np.diff(numbers["near end"]) >= 0).all()
    assert numbers["line before"][0] == -2.0
    assert {values.shape for values in numbers.values()} == {(len(found),)}
    assert all(np.isfinite(values).all() for values in numbers.values())


def test_the_opening_of_a_short_passage_is_the_passage() -> None:
    assert opening("Follow us now!") == "Follow us now!"
    assert opening("one two three four five six seven eight nine ten") == "one two three four five six"


def test_a_context_model_comes_back_from_its_card() -> None:
    products = np.array([[0.5, -0.25], [0.0, 0.125]])
    model = ContextModel(
        ("piece", "at end"), np.array([0.1, 0.2]), np.array([1.0, 2.0]), np.array([1.0, 0.1]), products, -0.3, 0.4, 0.2
    )
    again = ContextModel.from_dict(json.loads(json.dumps(model.as_dict())))
    assert (again.names, again.bias, again.threshold, again.beside) == (model.names, -0.3, 0.4, 0.2)
    for name in ("mean", "scale", "weights", "products"):
        assert getattr(again, name).tolist() == getattr(model, name).tolist()


def test_the_probability_rests_on_numbers_and_their_products() -> None:
    products = np.array([[0.5, -0.25], [0.0, 0.125]])
    model = ContextModel(
        ("piece", "at end"), np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([1.0, 0.1]), products, -4.5, 0.4, 0.2
    )
    found = model.probabilities({"piece": np.array([3.0, 1e6, -1e6]), "at end": np.array([2.0, 0.0, 0.0])})
    first = 1.0 + 0.1 * 2 + 0.5 * 1 - 0.25 * 2 + 0.125 * 4 - 4.5  # scaled: 1 and 2
    above, below = 4.0 + 0.5 * 16 - 4.5, -4.0 + 0.5 * 16 - 4.5  # no further than four standard deviations
    assert np.log(found / (1 - found)).tolist() == pytest.approx([first, above, below])


def test_what_stands_in_a_row_with_a_sure_piece_needs_less() -> None:
    model = plain_context(1.0, threshold=0.6, beside=0.2)
    flagged = model.flagged(np.array([0.3, 0.1, 0.2, 0.7, 0.59, 0.19, 0.5]))
    assert flagged.tolist() == [False, False, True, True, True, False, False]
    assert model.flagged(np.array([0.6])).tolist() == [True]
    assert model.flagged(np.array([])).tolist() == []


@pytest.mark.parametrize(
    "change",
    [
        {"weights": [1.0, 2.0]},
        {"weights": [float("nan")]},
        {"mean": [1.0, 2.0]},
        {"mean": [float("inf")]},
        {"scale": [0.0]},
        {"scale": [-1.0]},
        {"products": []},
        {"products": [1.0, 2.0]},
        {"products": [float("nan")]},
        {"products": [[1.0], [1.0, 2.0]]},
        {"bias": "much"},
        {"bias": float("nan")},
        {"threshold": float("nan")},
        {"names": 3},
        {"names": ["piece"] * 2, "mean": [0.0] * 2, "scale": [1.0] * 2, "weights": [1.0] * 2, "products": [0.0]},
        {"names": [str(number) for number in range(10**6)]},  # products of them would not fit in memory
        {"names": [], "mean": [], "scale": [], "weights": [], "products": []},
        {"beside": None},
        {"beside": 0.6},
        {"beside": float("nan")},
    ],
)
def test_a_damaged_context_model_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a context model"):
        ContextModel.from_dict(plain_context(1.0).as_dict() | change)


def test_a_context_model_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="not a context model"):
        ContextModel.from_dict({})
