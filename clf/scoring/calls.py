"""What a model says of an article, read in the same way for every task: probabilities and the labels called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clf.schema import Score

__all__ = ["TASKS", "calls"]

TASKS = ("frames", "genre", "techniques")


def calls(score: Score, task: str) -> tuple[dict[str, float], set[str]]:
    """Return an article's probabilities (empty where the model has none) and its labels.

    A frame is called over its threshold, a technique when any paragraph is; of the genres one is.
    """
    if task == "frames":
        return score.frame_probabilities, set(score.frames_called)
    if task == "techniques":
        return score.technique_probabilities, {call.technique for call in score.technique_calls}
    return score.genre, {score.genre_called} if score.genre_called else set()
