"""A page as plain text, for a prompt, a file or a test."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

__all__ = ["plain_text"]


def plain_text(page: RenderableType, width: int) -> str:
    """Return a page as lines of at most `width` characters, without colours."""
    console = Console(width=width, color_system=None, force_terminal=False, record=True, file=io.StringIO())
    console.print(page)
    return console.export_text()
