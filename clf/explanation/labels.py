"""Find the label that a person means: by its name, by whole words of its plain ones, in English or French."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from clf.errors import UsageError
from clf.framing.labels import plain

__all__ = ["Known", "meant"]

_LISTED = 20  # labels that are named; of more, the codebook

Known = tuple[str, str, str]
"""Task, label scheme and exact name of a label."""


def meant(label: str, lang: str, known: Sequence[Known]) -> Known:
    """Return the one label of `known` that `label` is the name of, or fits.

    Raises
    ------
    UsageError
        When none fits, with the nearest there is, or more than one.
    """
    if not isinstance(label, str):
        raise UsageError(f"Expected the name of a label, found {type(label).__name__}.")
    exact = [entry for entry in known if entry[2] == label]
    whole = re.compile(rf"\b{re.escape(_folded(label))}\b")
    near = exact or [entry for entry in known if any(whole.search(said) for said in _called(entry))]
    if len(near) == 1:
        return near[0]
    if near:
        told = ", ".join(f"{name} ({task})" for task, _, name in near)
        raise UsageError(f"{label!r} fits several labels: {told}. Give one, and its task.")
    names = {said: entry[2] for entry in known for said in _called(entry)}
    close = get_close_matches(_folded(label), names, 1)
    nearest = f" Did you mean {names[close[0]]}?" if close else ""
    # Those of a user's own model are few, and not in the codebook.
    others = ", ".join(name for _, _, name in known) if len(known) <= _LISTED else ""
    told = f"There are: {others}." if others else f"`clf labels` lists them{' all' if close else ''}."
    raise UsageError(f"No label {label!r} in {lang}.{nearest} {told}")


def _called(entry: Known) -> list[str]:
    _, scheme, name = entry
    return [_folded(said) for said in (name, plain(scheme, name, "en"), plain(scheme, name, "fr"))]


def _folded(said: str) -> str:
    return said.replace("_", " ").casefold().strip()
