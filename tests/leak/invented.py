"""Invented corpora: outlets with or without a line of their own under every article."""

from __future__ import annotations

import numpy as np

from clf.text.segments import Offsets

_NEWS = {
    "left": "the farmers welcomed the market in the garden today",
    "right": "the court rejected the contract of the police today",
}
_OTHER = ["minister", "mayor", "bridge", "budget", "school", "river", "road", "station", "library", "ferry", "museum"]
_OTHER += ["forest", "theatre"]
MARK = "Follow "


def corpus(
    n_outlets: int = 12, articles: int = 12, *, leaks: bool, seed: int = 1
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return texts, labels, outlets and dates; with a leak the last line names its outlet, which tells the label."""
    chance = np.random.default_rng(seed)
    texts, labels, outlets, dates = [], [], [], []
    for outlet in range(n_outlets):
        for article in range(articles):
            label = ("left", "right")[int(chance.random() < (0.1, 0.9)[outlet % 2])]
            words = chance.choice(_NEWS[label].split(), 2).tolist() + chance.choice(_OTHER, 12).tolist()
            line = f"{MARK}Gazette{chr(65 + outlet)} now!" if leaks else f"{MARK}us now!"
            texts.append(f"Story {outlet * articles + article}: {' '.join(words)}.\n\n{line}")
            labels.append(label)
            outlets.append(f"Gazette{chr(65 + outlet)}")
            dates.append(f"202{article % 3}-{article + 1:02}-11")
    return texts, labels, outlets, dates


def flag(text: str, lang: str | None) -> list[Offsets]:
    """Flag the last line: these tests are not about the flagger."""
    start = text.rfind(MARK)
    return [] if start < 0 else [(start, len(text))]
