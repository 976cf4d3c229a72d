"""Which words and sentences a score comes from: exact, because the models are linear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from clf.errors import UsageError
from clf.explanation.labels import meant
from clf.explanation.result import Explanation
from clf.explanation.scored import ScoredText, scored_paragraphs, scored_text
from clf.framing.contributions import character_contributions
from clf.models.store import Model, open_model
from clf.schema import Score
from clf.text.as_read import as_read
from clf.text.cells import plain_value
from clf.text.offsets import without

if TYPE_CHECKING:
    from clf.framing.model import Floats, LinearModel

__all__ = ["explain", "explain_all", "outlet_names"]


def explain(
    score: Score,
    label: str | None = None,
    *,
    task: str | None = None,
    with_boilerplate: bool = False,
    outlets: Iterable[str] = (),
) -> Explanation:
    """Return which words and sentences the score of one label comes from.

    Parameters
    ----------
    score : Score
        From `clf.score`.
    label : str, optional
        A frame, genre or technique: its name or a part of its plain words (``security``). Default: the likeliest
        of `task`, or else the likeliest frame. A technique is explained in the paragraph where it is likeliest.
    task : str, optional
        ``frames``, ``genre``, ``techniques`` or another task of the model, where several have the label.
    with_boilerplate : bool
        Explain the score the article would have had with its boilerplate left in.
    outlets : iterable of str
        Names of outlets to be told apart, besides the article's own.

    Returns
    -------
    Explanation

    Raises
    ------
    UsageError
        When the model has no such label in this language, or more than one that fits.

    Notes
    -----
    ``decision = bias + Σ value × weight`` over the n-grams of the text; each term is shared equally among the
    n-gram's places and, there, among its printed characters. That sum is exact; how a term is shared inside an
    n-gram is a convention.
    """
    reader = _Reader(score, outlets)
    return reader.explain(*_found(reader.model, score, label, task), with_boilerplate)


def explain_all(score: Score, *, with_boilerplate: bool = False) -> Iterator[Explanation]:
    """Yield the explanation of every label that the model has in the article's language; see `explain`.

    Techniques are left out `with_boilerplate`, and where no news is left.
    """
    reader = _Reader(score, ())
    for entry in reader.model.card["parts"]:
        left_out = entry["task"] == "techniques" and (with_boilerplate or not reader.paragraphs)
        if entry["lang"] == score.lang and not left_out:
            for label in entry["labels"]:
                yield reader.explain(entry["task"], label, with_boilerplate)


class _Reader:
    """Reads one scored article again, every text of it once for all labels."""

    def __init__(self, score: Score, outlets: Iterable[str]) -> None:
        if not isinstance(score, Score):
            raise TypeError(f"Expected what clf.score returned, got {type(score).__name__}.")
        if score.error or not score.text:
            why = score.error or "it came without its text"
            raise UsageError(f"{score.id}: there is no score to explain ({why}).")
        if not score.model_folder:
            raise UsageError(f"{score.id}: made without a model that could be asked. Score the article with clf.score.")
        self.score, self.model = score, open_model(score.model_folder)
        self.names = _named(score, outlets)
        self._read: dict[tuple[str, str], tuple[Floats, Floats]] = {}

    @cached_property
    def paragraphs(self) -> list[ScoredText]:
        return scored_paragraphs(self.score)

    def explain(self, task: str, label: str, with_boilerplate: bool) -> Explanation:
        part, entry = self.model.part(task, self.score.lang or ""), self.model.entry(task, self.score.lang or "")
        assert part is not None and entry is not None  # noqa: S101 - the label was found in the card
        column = part.labels.index(label)
        read = self._text(task, part, column, with_boilerplate)
        decisions, added = self._of(task, part, read)
        text_gains, title_gains = _by_place(self.score, read, added[:, column])
        return Explanation(
            score=self.score,
            label=label,
            task=task,
            scheme=entry["scheme"],
            bias=float(part.bias[column]),
            logit=float(decisions[column]),
            probability=float(part.calibrate(decisions)[column]),
            threshold=None if task == "genre" else float(part.thresholds[column]),
            training_share=float(part.thresholds[column]) if task == "genre" else None,
            text_gains=text_gains,
            title_gains=title_gains,
            boilerplate=tuple(self.score.boilerplate),
            names=self.names,
            with_boilerplate=with_boilerplate,
        )

    def _text(self, task: str, part: LinearModel, column: int, with_boilerplate: bool) -> ScoredText:
        if task != "techniques":
            return scored_text(self.score, with_boilerplate=with_boilerplate)
        if with_boilerplate:
            raise UsageError("Techniques are scored per paragraph of the news, never with boilerplate.")
        if not self.paragraphs:
            raise UsageError(f"{self.score.id}: there is no paragraph of news to explain.")
        return max(self.paragraphs, key=lambda read: self._of(task, part, read)[0][column] * part.slope[column])

    def _of(self, task: str, part: LinearModel, read: ScoredText) -> tuple[Floats, Floats]:
        """Return decisions of shape (L,) and contributions of shape (n, L)."""
        key = task, read.text
        if key not in self._read:
            self._read[key] = part.decision(read.text), character_contributions(part, read.text)
        return self._read[key]


def _by_place(score: Score, read: ScoredText, added: Floats) -> tuple[Floats, Floats]:
    """Return contributions by the characters of the article as given, and of its title."""
    text_gains = np.zeros(len(score.text))
    text_gains[read.places] = added[read.front :]
    title = score.title or ""
    title_gains = np.zeros(len(title))
    as_seen, back = without(*as_read(title))
    lead = len(as_seen) - len(as_seen.lstrip())  # the model reads it stripped
    for number, gain in enumerate(added[: min(read.front, len(as_seen) - lead)]):
        title_gains[back.to_original(lead + number)] = gain
    return text_gains, title_gains


def _found(model: Model, score: Score, label: str | None, task: str | None) -> tuple[str, str]:
    """Return task and exact name of what is to be explained."""
    lang = score.lang or ""
    place = score.file or score.id
    trained = model.languages()
    if lang not in trained:
        found = f"its language is {lang!r}" if lang else "its language could not be told"
        raise UsageError(
            f"{place}: there is no score to explain: {found}, and {model.name} was trained for {', '.join(trained)}. "
            "Where the language is wrong, give it (--lang fr, in Python lang='fr')."
        )
    if label is None and task is None:
        task = "frames"
        if not score.frame_probabilities:
            raise UsageError(f"{place}: there is no frame score to explain. Name a label (`clf labels` lists them).")
    known = [
        (entry["task"], entry["scheme"], name)
        for entry in model.card["parts"]
        if entry["lang"] == lang and task in (None, entry["task"])
        for name in entry["labels"]
    ]
    if task is not None and not known:
        tasks = ", ".join(sorted({entry["task"] for entry in model.card["parts"] if entry["lang"] == lang}))
        raise UsageError(f"The model has no {task!r} in {lang}. It has: {tasks or 'nothing in this language'}.")
    if label is None:
        of_task = {
            "frames": score.frame_probabilities,
            "genre": score.genre,
            "techniques": score.technique_probabilities,
        }
        if not (found_there := of_task.get(task or "")):
            raise UsageError(f"{place}: name a label of {task} (`clf labels` lists them).")
        label = max(found_there, key=lambda name: found_there[name])
    found, _, name = meant(label, lang, known)
    return found, name


def _named(score: Score, outlets: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return where the text names its own outlet or one of `outlets`."""
    from clf.evaluation.groups import site_of
    from clf.leak.variants import Names

    known = Names.of_outlets((name, site_of(name)) for name in {score.outlet, *outlet_names(outlets)} if name)
    return tuple((start, end) for start, end, _ in known.mentions(score.text))


def outlet_names(outlets: Iterable[str] | None) -> list[str]:
    """Return names of outlets as a caller gives them, one or a column of a table, without what is missing in it."""
    given = [outlets] if isinstance(outlets, str) else () if outlets is None else outlets
    return [name for name in map(plain_value, given) if name]
