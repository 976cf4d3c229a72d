from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

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
    assert numbers["behind colon × first of line"][title] == 3.0


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
    model = ContextModel(("piece", "at end"), np.array([1.0, 0.1]), -0.3, 0.4, 0.2)
    again = ContextModel.from_dict(model.as_dict())
    assert (again.names, again.weights.tolist(), again.bias, again.threshold, again.beside) == (
        model.names, [1.0, 0.1], -0.3, 0.4, 0.2,
    )  # fmt: skip


def test_what_stands_in_a_row_with_a_sure_piece_needs_less() -> None:
    model = ContextModel(("piece",), np.array([1.0]), 0.0, 0.6, 0.2)
    flagged = model.flagged(np.array([0.3, 0.1, 0.2, 0.7, 0.59, 0.19, 0.5]))
    assert flagged.tolist() == [False, False, True, True, True, False, False]
    assert model.flagged(np.array([0.6])).tolist() == [True]
    assert model.flagged(np.array([])).tolist() == []


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"names": ["piece"], "weights": [1.0, 2.0], "bias": 0.0, "threshold": 0.5, "beside": 0.5},
        {"names": ["piece"], "weights": [float("nan")], "bias": 0.0, "threshold": 0.5, "beside": 0.5},
        {"names": 3, "weights": [1.0], "bias": 0.0, "threshold": 0.5, "beside": 0.5},
        {"names": ["piece"], "weights": [1.0], "bias": 0.0, "threshold": 0.5},
        {"names": ["piece"], "weights": [1.0], "bias": 0.0, "threshold": 0.5, "beside": 0.6},
        {"names": ["piece"], "weights": [1.0], "bias": 0.0, "threshold": 0.5, "beside": float("nan")},
    ],
)
def test_a_damaged_context_model_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a context model"):
        ContextModel.from_dict(values)
