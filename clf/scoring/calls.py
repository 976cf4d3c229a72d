"""What the model says of an article, one way for all tasks: probabilities, and the labels it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clf.schema import Score

__all__ = ["TASKS", "calls"]

TASKS = ("frames", "genre", "techniques")


def calls(score: Score, task: str) -> tuple[dict[str, float], set[str]]:
    """Return an article's probabilities (empty where the model has none) and its labels.

    A frame is called over its threshold, a technique when any paragraph is; of the genres the likeliest one is taken.
    """
    if task == "frames":
        return score.frame_probabilities, set(score.frames_called)
    if task == "techniques":
        return score.technique_probabilities, {call.technique for call in score.technique_calls}
    # Of equally likely ones the first in the model's order, as where a card's figures are made.
    return score.genre, {max(score.genre, key=score.genre.__getitem__)} if score.genre else set()
