"""Forty invented sentences with two labels, and a tiny model trained on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MONEY = ["prices rose", "the bank lent money", "taxes fell", "wages and taxes grew", "the budget was cut"]
CRIME = ["police arrested a thief", "the judge sent him to prison", "a thief stole a car", "police found the car"]
PLACES = ["in Alder", "in Birch", "near the river", "by the old mill"]
NEITHER = ["children played", "the choir sang", "it rained all day", "the museum opened"]

LABELS = ("money", "crime")


def corpus() -> tuple[list[str], NDArray[np.int64], NDArray[np.str_]]:
    """Return texts, targets of shape (n, 2) and the document of each text (two texts to a document)."""
    texts, targets = [], []
    for number in range(40):
        money, crime = number % 2 == 0, number % 3 == 0
        parts = [MONEY[number % 5]] * money + [CRIME[number % 4]] * crime
        parts = parts or [NEITHER[number % 4]]
        texts.append(f"On day {number} {' and '.join(parts)} {PLACES[number // 2 % 4]}, said the Mayor.")
        targets.append([money, crime])
    return texts, np.array(targets, dtype=np.int64), np.array([f"doc{number // 2}" for number in range(40)])
