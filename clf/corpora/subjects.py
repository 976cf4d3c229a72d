"""What the texts of a corpus are about, where its card says so: asked for every article that is scored."""

from __future__ import annotations

from functools import cache

from clf.resources import data_dir

__all__ = ["subject_of"]


@cache
def subject_of(corpus: str) -> dict[str, str] | None:
    """Return the subject by language; None where the card names none.

    Raises
    ------
    UsageError
        When there is no card of that name.
    """
    path = data_dir("cards") / f"{corpus}.toml"
    if "/" not in corpus and path.is_file() and "\nsubject = " not in path.read_text(encoding="utf-8"):
        return None  # to open the card, with all that reads one, takes a twentieth of the start of `clf score`
    from clf.corpora.registry import load_card

    return load_card(corpus).subject
