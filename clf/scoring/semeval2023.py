"""Predictions as SemEval-2023 Task 3 wants them: no header, tab-separated, an article (or a paragraph) a line.

Subtask 1 (genre): ``ID, genre``. Subtask 2 (frames): ``ID, Frame,Frame``. Subtask 3 (techniques): ``ID, paragraph,
Technique,Technique``, where the paragraph is the line of the article's file, counted from 1, blank lines left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from clf.errors import UsageError
from clf.scoring.calls import calls
from clf.scoring.writers import written_whole

if TYPE_CHECKING:
    from clf.models.store import Model
    from clf.schema import Score

__all__ = ["FORMATS", "prediction_lines", "write_predictions"]

FORMATS = {
    "semeval2023": "frames",
    "semeval2023-frames": "frames",
    "semeval2023-genre": "genre",
    "semeval2023-techniques": "techniques",
}
"""Names of ``--format``, and the task each writes; frames are what the plain name means."""

_ARTICLE_FILE = re.compile(r"article(\d+)$")
_BREAK = re.compile(r"\r\n|\r|\n")
_NOT_IN_A_FIELD = r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"


def write_predictions(
    scores: Iterable[Score], path: Path, name: str, model: Model, tell: Callable[[Score], None]
) -> tuple[int, int]:
    """Write a prediction file and return how many articles are in it and how many could not be scored.

    Parameters
    ----------
    scores : iterable of Score
    path : Path
        Gets its name when it is complete.
    name : str
        One of `FORMATS`.
    model : Model
        Has to know the task's own labels.
    tell : callable
        Called with every score that is an error; the task's format has no place for it.

    Raises
    ------
    UsageError
        When the model has other labels, or the file cannot be written.
    """
    task = FORMATS[name]
    _check_labels(model, task)
    written = failed = 0
    with (
        written_whole(path) as partial,
        partial.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file,
    ):
        for score in scores:
            if not score.error and not calls(score, task)[0]:
                found = f"expected a language of which the model scores {task}, found {score.lang or 'none'}"
                score = replace(score, error=f"{found}. It has no line in this format.")
            if score.error:
                failed += 1
                tell(score)
                continue
            written += 1
            file.writelines(line + "\n" for line in prediction_lines(score, task))
    return written, failed


def prediction_lines(score: Score, task: str) -> Iterator[str]:
    """Yield the lines of one article; labels of other schemes (Ukrainian techniques) have no place in them."""
    from clf.framing.labels import load_scheme

    article, known = _article_id(score.id), load_scheme(f"semeval2023_{task}").names
    if task != "techniques":
        yield f"{article}\t{','.join(sorted(calls(score, task)[1].intersection(known)))}"
        return
    start = 0
    for number, line in enumerate(_BREAK.split(score.text), 1):
        end = start + len(line)
        if line.strip():
            found = {call.technique for call in score.technique_calls if call.start < end and call.end > start}
            yield f"{article}\t{number}\t{','.join(sorted(found.intersection(known)))}"
        start = end + (2 if score.text[end : end + 2] == "\r\n" else 1)


def _article_id(name: str) -> str:
    """Return ``123`` for ``…/article123.txt``, as the task numbers its articles; other ids as they are."""
    path = PurePosixPath(name)
    match = _ARTICLE_FILE.search(path.stem if path.suffix == ".txt" else name)
    return match[1] if match else re.sub(_NOT_IN_A_FIELD, " ", name)


def _check_labels(model: Model, task: str) -> None:
    schemes = {entry["scheme"] for entry in model.card["parts"] if entry["task"] == task}
    if f"semeval2023_{task}" not in schemes:
        found = ", ".join(sorted(schemes)) or f"no {task}"
        raise UsageError(f"This format holds the labels of SemEval-2023; the model {model.name} has {found}.")
