"""Write and read the folder of an outlet index.

Three files: ``index.json`` (format, outlets by name with their number of texts, a user's phrases as hashes),
``passages.safetensors`` and ``titles.safetensors`` (plain arrays, `clf.boilerplate.evidence.COLUMNS` and
`clf.boilerplate.titles.TITLE_COLUMNS`). Nothing in the folder is ever executed; every length, order and reference is
checked when it is opened.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.evidence import COLUMNS, OUTLET_COLUMNS, Edition
from clf.boilerplate.fingerprints import WINDOW
from clf.boilerplate.index import OutletIndex
from clf.boilerplate.phrases import Phrases
from clf.boilerplate.titles import TITLE_COLUMNS, Titles
from clf.errors import ModelError, Problem, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

__all__ = ["FORMAT", "check_output", "open_index", "open_outlets", "write_index"]

FORMAT = 2
"""Version of the folder's layout and of the hashes; an index of another version is refused."""

_CARD, _PASSAGES, _TITLES = "index.json", "passages.safetensors", "titles.safetensors"
_MAX_CARD_BYTES = 64 << 20
_MAX_ARRAY_BYTES = 4 << 30
_LAST_DAY = date.max.toordinal()
_LONGEST = 1_000_000  # words; no text is longer


def check_output(folder: Path) -> None:
    """Refuse to write over something that is no index.

    Raises
    ------
    UsageError
    """
    if not folder.parent.is_dir():
        raise UsageError(f"{folder}: there is no folder {folder.parent}. Make it first, or name another.")
    own = (_CARD, _PASSAGES, _TITLES)
    if folder.exists() and (not folder.is_dir() or any(path.name not in own for path in folder.iterdir())):
        raise UsageError(f"{folder}: expected a new folder or an index, found something else. Give another name.")


def write_index(index: OutletIndex, folder: Path) -> None:
    """Write an index into `folder`, which is made where it is missing; an index there stays until all is written.

    Raises
    ------
    UsageError
        When `folder` is a file or holds something else than an index.
    """
    from safetensors.numpy import save

    check_output(folder)
    outlets = [
        {**edition._asdict(), **{column: index.outlets[column][i].item() for column in OUTLET_COLUMNS}}
        for i, edition in enumerate(index.editions)
    ]
    card = {"format": FORMAT, "window": WINDOW, "editions": outlets, "phrases": index.phrases.as_rows()}
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as partial:
        for name, columns, kinds in (
            (_PASSAGES, index.entries, COLUMNS),
            (_TITLES, index.titles.columns, TITLE_COLUMNS),
        ):
            arrays = {column: np.ascontiguousarray(columns[column], kind) for column, kind in kinds.items()}
            Path(partial, name).write_bytes(save(arrays))
        Path(partial, _CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for name in (_PASSAGES, _TITLES, _CARD):
            Path(partial, name).replace(folder / name)


def open_index(folder: str | Path) -> OutletIndex:
    """Return the index in `folder`.

    Raises
    ------
    UsageError
        When there is none.
    ModelError
        When it is damaged or of another format.
    """
    folder = Path(folder)
    if not (folder / _CARD).is_file():
        raise UsageError(f"{folder}: no index (it has no {_CARD}). Make one with `clf boilerplate mine`.")
    editions, outlets, phrases = _read_card(folder / _CARD)
    entries = _read_arrays(folder / _PASSAGES, COLUMNS)
    if not _consistent(entries, outlets):
        raise _damaged(folder / _PASSAGES, "counts that agree with each other", "counts that cannot be")
    titles = _read_arrays(folder / _TITLES, TITLE_COLUMNS)
    if not (_is_sorted(titles) and (titles["outlet"] < len(editions)).all()):
        raise _damaged(folder / _TITLES, "titles of the index's outlets, sorted", "something else")
    return OutletIndex(editions, outlets, entries, Titles(titles), phrases)


def open_outlets(folder: Path | None, phrases: Phrases | None) -> OutletIndex | None:
    """Return the index of a folder with a user's phrases added, or None where neither is given."""
    if folder is None and phrases is None:
        return None
    found = OutletIndex.empty() if folder is None else open_index(folder)
    if phrases is None:
        return found
    # What the user names now goes before what the index was given.
    return replace(found, phrases=Phrases((*phrases.phrases, *found.phrases.phrases)))


def _read_card(path: Path) -> tuple[tuple[Edition, ...], Arrays, Phrases]:
    try:
        if path.stat().st_size > _MAX_CARD_BYTES:
            raise _damaged(path, "a card below 64 MiB", "a larger file")
        card = json.loads(path.read_bytes())
        if card["format"] != FORMAT or card["window"] != WINDOW:
            raise _damaged(path, f"index format {FORMAT}", "another format")
        rows = card["editions"]
        editions = tuple(Edition(row["outlet"], row["lang"]) for row in rows)
        outlets = {column: np.array([row[column] for row in rows], kind) for column, kind in OUTLET_COLUMNS.items()}
        phrases = Phrases.from_rows(card["phrases"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _damaged(path, "the card of an index", f"something else ({type(error).__name__})") from error
    named = all(isinstance(name, str) for edition in editions for name in edition)
    if not named or list(editions) != sorted(set(editions)):
        raise _damaged(path, "the names of outlets, sorted, each once", "something else")
    if any(values.shape != (len(editions),) or not _finite(values) for values in outlets.values()):
        raise _damaged(path, "finite numbers for each outlet", "something else")
    return editions, outlets, phrases


def _read_arrays(path: Path, columns: dict[str, type[np.generic]]) -> Arrays:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.stat().st_size > _MAX_ARRAY_BYTES:
            raise _damaged(path, "a file below 4 GiB", "a larger one")
        entries: Arrays = load(path.read_bytes())
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise _damaged(path, "the arrays of an index", f"a damaged file ({type(error).__name__})") from error
    size = len(entries["key"]) if "key" in entries and entries["key"].ndim == 1 else -1
    if entries.keys() != columns.keys() or any(
        values.shape != (size,) or values.dtype != columns[name] or not _finite(values)
        for name, values in entries.items()
    ):
        raise _damaged(path, "one number of the right type for each row and column", "something else")
    return entries


def _consistent(entries: Arrays, outlets: Arrays) -> bool:
    if len(entries["key"]) == 0:
        return True
    if entries["outlet"].max() >= len(outlets["documents"]):
        return False
    documents, docs = outlets["documents"][entries["outlet"]], entries["docs"]
    days = (entries["first_day"], entries["last_day"])
    counts = ("dated", "at_start", "at_end")
    return bool(
        _is_sorted(entries)
        and ((docs >= 1) & (docs <= documents)).all()
        and all((entries[name] <= docs).all() for name in counts)
        and (entries["days"] <= np.maximum(entries["dated"], 1) + docs).all()
        and (days[0] <= days[1]).all()
        and all(((day >= 0) & (day <= _LAST_DAY)).all() for day in days)
        and all(((entries[name] >= 0) & (entries[name] <= _LONGEST)).all() for name in ("alike", "rest"))
    )


def _is_sorted(columns: Arrays) -> bool:
    """Return whether rows go up by key, and by outlet where keys are equal."""
    keys, outlets = columns["key"], columns["outlet"]
    return bool(((keys[1:] > keys[:-1]) | ((keys[1:] == keys[:-1]) & (outlets[1:] > outlets[:-1]))).all())


def _finite(values: NDArray[Any]) -> bool:
    return bool(np.isfinite(values).all())


def _damaged(path: Path, expected: str, found: str) -> ModelError:
    remedy = "Mine the corpus again with `clf boilerplate mine`, or ask for the index again."
    return ModelError(Problem(f"{path.parent.name}/{path.name}", expected, found, remedy))
