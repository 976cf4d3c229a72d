"""Whether an output can be written, asked before minutes of work rather than after."""

from __future__ import annotations

import os
from pathlib import Path

from clf.errors import UsageError

__all__ = ["check_output", "check_plot"]


def check_output(path: Path | None, *suffixes: str) -> None:
    """Refuse a file in a folder that is not there or may not be written to, or that has none of `suffixes`.

    Parameters
    ----------
    path : Path or None
        None, where nothing is written, is well.
    *suffixes : str
        With their dots; without any, every name will do.

    Raises
    ------
    UsageError
    """
    if path is None:
        return
    if suffixes and path.suffix.lower() not in suffixes:
        raise UsageError(f"{path.name}: expected a file named {' or '.join(suffixes)}.")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}. Make it first, or name another.")
    if path.is_dir():
        raise UsageError(f"{path}: expected the name of a file, found a folder.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{path}: may not be written. Name another file, or ask for the right to write there.")


def check_plot(path: Path | None) -> None:
    """Refuse a chart that cannot be drawn: without matplotlib, of another format, or in no folder.

    Raises
    ------
    UsageError
    """
    from importlib.util import find_spec

    if path is None:
        return
    if find_spec("matplotlib") is None:
        raise UsageError("Plots need matplotlib: pip install 'clf-framing[charts]', or ask for none.")
    check_output(path, ".png", ".svg", ".pdf")
