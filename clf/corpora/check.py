"""Compare the files of a corpus with the checksums on its card, and its rows with the counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from clf.corpora.registry import Card, find_data
from clf.errors import DataError, Problem
from clf.messages import amount

__all__ = ["CheckReport", "check", "sha256"]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` found: `ok` when all is as on the card, and a `text` with a line per file and per view."""

    ok: bool
    text: str


def check(card: Card, data: Path | None) -> CheckReport:
    """Compare the files of a corpus with the checksums on its card, and its rows with the counts.

    Parameters
    ----------
    card : Card
    data : Path or None
        Archive, folder in the published layout, or a folder to look in; None: ``CLF_DATA``.

    Returns
    -------
    CheckReport
        Not ok when a file is missing or its checksum differs, when a row cannot be read, or when a view has more
        or fewer rows than on the card. Rows are read only when no file is missing.
    """
    paths = find_data(card, data)
    is_guess = not paths and data is not None
    if not paths and data is not None:
        paths = [data]  # a folder under another name: the reader says what it misses
    lines, there, ok = _check_files(card, paths)
    views = [_check_view(card, paths, view) for view in card.views] if there else []
    lines += [line for line, _ in views]
    ok = ok and all(equal for _, equal in views)
    lines += [] if there else [f"Rows were not counted: a file is missing. `clf corpora fetch {card.name}` helps."]
    lines += [f"`clf corpora fetch {card.name}` helps where its files are missing."] if is_guess and not ok else []
    head = f"{card.name}: {'as on its card' if ok else 'not as on its card'}"
    return CheckReport(ok, "\n    ".join([head, *lines]))


def _check_files(card: Card, paths: list[Path]) -> tuple[list[str], bool, bool]:
    """Return a line per file, whether nothing is missing, and whether also no checksum differs."""
    if paths and paths[0].is_dir():
        return _check_folder(card, paths[0])
    digests = {path: sha256(path) for path in paths}
    lines, there, ok = [], True, True
    missing = (
        f"missing, and so is the folder {card.folders[0]} as its authors publish it" if card.folders else "missing"
    )
    for file in card.files:
        by_name = [path for path in paths if path.name == file.name or len(card.files) == 1]
        hit = next((path for path in paths if digests[path] == file.sha256), next(iter(by_name), None))
        equal = hit is not None and digests[hit] == file.sha256
        there, ok = there and hit is not None, ok and equal
        place = f"found {hit}, sha256 {'equal' if equal else 'differs'}" if hit else missing
        lines.append(f"{file.name}: {place}")
    return lines, there, ok


def _check_folder(card: Card, folder: Path) -> tuple[list[str], bool, bool]:
    """Compare what of the authors' repository has a checksum on the card; the rows tell of the rest."""
    lines = [f"{folder}: found, a folder" + ("" if card.public else "; there is no checksum to compare")]
    ok = True
    for file in card.public:
        path = folder / file.name
        state = "missing"
        if path.is_file():
            state = "sha256 equal" if sha256(path) == file.sha256 else "sha256 differs"
        lines.append(f"{file.name}: {state}")
        ok = ok and state == "sha256 equal"
    return lines, True, ok


def _check_view(card: Card, paths: list[Path], view: str) -> tuple[str, bool]:
    """Return the line on one view, and whether its rows are as many as on the card and all can be read."""
    n_rows, n_problems, shown, end = 0, 0, "", ""
    try:
        for row in (row for path in paths for row in card.read(path, view)):
            if isinstance(row, Problem):
                n_problems += 1
                shown += f"\n        {row}" if n_problems <= 3 else ""
            else:
                n_rows += 1
    except DataError as error:
        end = f"\n        Reading stopped. {error}"
    wanted = card.rows.get(view, n_rows)
    verdict = "as on the card" if n_rows == wanted else f"{wanted:,} on the card, counted in {card.files[0].name}"
    line = f"{view}: {amount(n_rows, 'row')}, {verdict}; {amount(n_problems, 'problem')}{shown}{end}"
    return line, n_rows == wanted and not n_problems and not end


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
