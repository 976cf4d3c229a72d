"""What a command says, a line at a time: safe on a terminal, not broken in the middle of a word, whole in a pipe."""

from __future__ import annotations

import sys

import click

__all__ = ["line", "say"]


def say(text: str, *, err: bool = False) -> None:
    """Print `text`, on standard error with `err`.

    File names, columns and labels in it may be anybody's, so nothing of it acts on a terminal.
    """
    from clf.views.words import printable

    click.echo(printable(text), err=err)


def line(text: str, indent: int = 0) -> str:
    """Return `text` on a line of its own, indented; on a terminal broken at its width."""
    space = " " * indent
    if sys.stdout is None or not sys.stdout.isatty():
        return space + text
    import shutil
    import textwrap

    width = max(40, shutil.get_terminal_size().columns)
    filler = textwrap.TextWrapper(width, space, f"{space}  ", break_long_words=False, break_on_hyphens=False)
    return filler.fill(text)
