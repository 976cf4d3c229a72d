"""Lines that a terminal does not break in the middle of a word, and that a pipe gets whole."""

from __future__ import annotations

import sys

__all__ = ["line"]


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
