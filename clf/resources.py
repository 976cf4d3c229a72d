"""Where the data that ships with clf lies: cards, codebook, phrasebook and sample corpus.

In a wheel they stand inside the package (``clf/data``); in a checkout and an editable install they are the
top-level ``data/`` folder. Nothing else in clf asks where it is installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["data_dir", "json_lines", "models_dir"]

_PACKAGE = Path(__file__).parent


def data_dir(name: str) -> Path:
    """Return the folder ``data/<name>`` of this installation (``cards``, ``labels``, ``phrases``, ``sample``)."""
    inside = _PACKAGE / "data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / "data" / name


def json_lines(path: Path) -> Iterator[Any]:
    """Yield the records of a file of JSON lines; a text may hold U+2028 and other line ends that JSON does not mind."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from map(json.loads, file)


def models_dir() -> Path:
    """Return the folder of the models that ship."""
    return _PACKAGE / "models"
