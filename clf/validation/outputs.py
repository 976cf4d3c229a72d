"""Write what `validate` found: everything as JSON, or the shares as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from clf.errors import UsageError
from clf.scoring.writers import harmless

if TYPE_CHECKING:
    from clf.validation.validate import Validation

__all__ = ["check_outputs", "write_outputs"]


def check_outputs(paths: Iterable[Path]) -> None:
    """Refuse other suffixes than .json and .csv before any work is done."""
    for path in paths:
        if path.suffix.lower() not in (".json", ".csv"):
            raise UsageError(f"{path.name}: the output's suffix is not known. Use .json (everything) or .csv (shares).")


def write_outputs(found: Validation, path: Path) -> None:
    """Write one file; its suffix says what.

    Raises
    ------
    UsageError
        When the suffix is another one or the file cannot be written.
    """
    check_outputs([path])
    try:
        if path.suffix.lower() == ".json":
            text = json.dumps(found.as_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
            return
        rows = [share.row() for share in found.shares]
        with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows({name: harmless(value) for name, value in row.items()} for row in rows)
    except OSError as error:
        raise UsageError(f"{path}: could not be written ({error.strerror or error}).") from error
