"""A page as plain text, for a prompt, a file or a test, and the text that pages are made of."""

from __future__ import annotations

import io
from typing import Any

from rich import text
from rich.console import Console, RenderableType
from rich.containers import Lines

__all__ = ["Text", "plain_text"]

_NO_BREAK, _HELD = "\u00a0", "\ufdd0"  # the second is no character of any text


class Text(text.Text):
    """A text of rich's, not broken at a no-break space within a `Group`: rich copies one that it prints alone."""

    def wrap(self, *arguments: Any, **options: Any) -> Lines:
        """Return the lines of the text."""
        held = self.copy()
        held.plain = held.plain.replace(_NO_BREAK, _HELD)
        lines = held.wrap(*arguments, **options)
        for line in lines:
            line.plain = line.plain.replace(_HELD, _NO_BREAK)
        return lines


def plain_text(page: RenderableType, width: int) -> str:
    """Return a page as lines of at most `width` characters, without colours."""
    console = Console(width=width, color_system=None, force_terminal=False, record=True, file=io.StringIO())
    console.print(page)
    return console.export_text()
