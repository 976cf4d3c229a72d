"""Which outlets a state controls and which it does not, how that is known, and texts without their names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from clf.resources import data_dir

__all__ = ["Outlet", "criteria", "languages", "outlets_in", "without_names"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet of the table ``data/state_media/outlets.toml``.

    Parameters
    ----------
    name : str
        As the corpora have it; the host where their outlets go by host.
    is_state : bool
        Controlled by a state, or run for one.
    counted : bool
        Whether it is an outlet of either side for the count a language needs; a private site that its corpus calls
        disinformation is not.
    operator : str
        Who runs it. Outlets of one operator never stand on both sides of a split.
    criterion : str
        Why it is on this side; `criteria` has the words.
    sources : tuple of str
        Where that is documented.
    """

    name: str
    corpora: tuple[str, ...]
    langs: tuple[str, ...]
    is_state: bool
    counted: bool
    operator: str
    criterion: str
    sources: tuple[str, ...]
    spellings: tuple[str, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((data_dir("state_media") / "outlets.toml").read_text(encoding="utf-8"))


def criteria() -> dict[str, str]:
    """Return every criterion in words."""
    return dict(_table()["criteria"])


@cache
def _outlets() -> tuple[Outlet, ...]:
    found = []
    for entry in _table()["outlets"]:
        is_state = entry["side"] == "state"
        found += [
            Outlet(
                name,
                tuple(entry["corpora"]),
                tuple(entry["langs"]),
                is_state,
                is_state or entry["counted"],
                entry.get("operator", name),
                _table()["criteria"][entry["criterion"]],
                tuple(_table()["sources"][source] for source in entry["sources"]),
                (*entry.get("spellings", ()), *entry.get("people", ())),
            )
            for name in entry["names"]
        ]
    return tuple(found)


def languages() -> list[str]:
    """Return the languages in which the table has outlets."""
    return sorted({lang for outlet in _outlets() for lang in outlet.langs})


def outlets_in(lang: str) -> dict[str, Outlet]:
    """Return name → outlet of one language."""
    return {outlet.name: outlet for outlet in _outlets() if lang in outlet.langs}


def without_names(text: str, lang: str, own: str | None = None) -> str:
    """Return `text` without the names, people and addresses of the language's outlets, and of its own outlet.

    Names are met as they are spelled in the table and with their capitals, so that "time" is no magazine; inflected
    names and people who are not in the table stay.
    """
    return _names(lang, own).sub(" ", text)


@lru_cache(maxsize=256)
def _names(lang: str, own: str | None) -> re.Pattern[str]:
    known = outlets_in(lang).values()
    addresses = {outlet.name for outlet in known if "." in outlet.name}
    spelled = {name for outlet in known for name in outlet.spellings} | ({own} if own and own.strip() else set())
    longest_first = sorted(spelled, key=lambda name: (-len(name), name))
    either = [rf"(?i:(?:www\.)?{re.escape(name)})" for name in sorted(addresses)] + [*map(re.escape, longest_first)]
    # A language without outlets has nothing to mask: (?!) never matches.
    return re.compile(rf"(?<!\w)(?:{'|'.join(either) or '(?!)'})(?!\w)")
