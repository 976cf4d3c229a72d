from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.characters import CharacterKinds

KINDS = CharacterKinds({"letter": str.isalpha, "digit": str.isdigit, "space": str.isspace})
TESTS = {"letter": str.isalpha, "digit": str.isdigit, "space": str.isspace}


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_kinds_are_what_python_says_of_each_character(text: str, start: int, length: int) -> None:
    start, end = min(start, len(text)), min(start + length, len(text))
    characters = KINDS.of(text)
    for kind, test in TESTS.items():
        assert characters.flags(kind).tolist() == [test(c) for c in text]
        assert characters.where(kind).tolist() == [i for i, c in enumerate(text) if test(c)]
        held = characters.count(kind, np.array([start]), np.array([end]))
        assert held.tolist() == [sum(test(c) for c in text[start:end])]


@pytest.mark.parametrize(
    ("text", "runs"),
    [("", []), ("ab", []), ("12", [(0, 2)]), ("1 23x4", [(0, 1), (2, 4), (5, 6)]), ("\ud8005", [(1, 2)])],
)
def test_runs_of_a_kind_are_found_and_replaced(text: str, runs: list[tuple[int, int]]) -> None:
    characters = KINDS.of(text)
    assert list(zip(*(places.tolist() for places in characters.runs("digit")), strict=True)) == runs
    expected = text.replace("12", "1").replace("23", "2")
    assert characters.replaced("digit", "N") == "".join("N" if c.isdigit() else c for c in expected)


def test_what_passages_hold() -> None:
    characters = KINDS.of("ab 12 c3")
    held = characters.holding(np.array([0, 3, 6]), np.array([2, 5, 8]))
    assert held.flags("letter").tolist() == [True, False, True]
    assert held.flags("digit").tolist() == [False, True, True]
    assert held.flags("space").tolist() == [False, False, False]
    assert characters.at("digit", np.array([0, 3, 7])).tolist() == [False, True, True]
