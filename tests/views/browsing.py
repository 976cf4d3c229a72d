"""A browser tab under watch."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Watched:
    """A tab that remembers what a hostile text would like it to do."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self.dialogs: list[str] = []
        self.requests: list[str] = []
        self.errors: list[str] = []
        tab.on("dialog", self._dialog)
        tab.on("request", lambda request: self.requests.append(request.url))
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def shoot(self, path: Path) -> None:
        """Keep a screenshot of the whole page."""
        self.tab.screenshot(path=path, full_page=True)
