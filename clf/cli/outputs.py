"""Whether an output can be written, and costs no input, asked before minutes of work rather than after."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from clf.errors import UsageError

__all__ = ["CLOSED", "check_folder", "check_model_folder", "check_output", "check_plot", "spare_inputs"]

Inputs = Iterable[str | Path | None]

CLOSED = "Standard output is closed. Leave it open, or send it to a file (> out.jsonl)."


def check_output(path: Path | None, *suffixes: str, inputs: Inputs = ()) -> None:
    """Refuse a file in a folder that is not there or may not be written to, with none of `suffixes`, or of `inputs`.

    Parameters
    ----------
    path : Path or None
        None, where nothing is written, is well.
    *suffixes : str
        With their dots; without any, every name will do.
    inputs : iterable of str, Path or None
        What the command reads: see `spare_inputs`.

    Raises
    ------
    UsageError
    """
    if path is None:
        return
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}. Make it first, or name another.")
    if path.is_dir():
        raise UsageError(f"{path}: expected the name of a file, found a folder.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{path}: may not be written. Name another file, or ask for the right to write there.")
    spare_inputs(path, inputs)
    if suffixes and path.suffix.lower() not in suffixes:
        raise UsageError(f"{path}: expected a file named {' or '.join(suffixes)}.")


def check_model_folder(path: Path) -> None:
    """Refuse a folder that may not be made or written to, or that holds something else than a model.

    Raises
    ------
    UsageError
    """
    check_folder(path)
    is_model = (path / "card.json").is_file()
    if path.is_dir() and not is_model and any(one.suffix != ".safetensors" for one in path.iterdir()):
        raise UsageError(f"{path}: expected a new folder or a model, found something else. Give another name.")


def check_folder(path: Path) -> None:
    """Refuse a folder that may not be made, or not be written to.

    Raises
    ------
    UsageError
    """
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise UsageError(f"{path}: may not be written. Name another folder, or ask for the right to write there.")


def spare_inputs(path: Path, inputs: Inputs) -> None:
    """Refuse an output that is one of the inputs, under whatever name, or a file in a folder that is read.

    Parameters
    ----------
    path : Path
        A file, or a folder, to be written.
    inputs : iterable of str, Path or None
        As a command is given them: names of corpora, web addresses and None stand for no file here.

    Raises
    ------
    UsageError
    """
    if not path.exists():
        return
    for given in (Path(name) for name in inputs if name):
        if not given.exists():
            continue
        if given.samefile(path):
            raise UsageError(f"{path}: is what is read, and would be replaced by what is written. Name another output.")
        if given.is_dir() and given.resolve() in path.resolve().parents:
            remedy = "Name another output, or delete the file first."
            raise UsageError(f"{path}: is in the folder {given}, which is read, and would be replaced. {remedy}")


def check_plot(path: Path | None, inputs: Inputs = ()) -> None:
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
    check_output(path, ".png", ".svg", ".pdf", inputs=inputs)
