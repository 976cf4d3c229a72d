"""A real Chromium for the tests of pages; without one, or without playwright, they skip and say why."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Watched

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser with a profile of its own."""
    library = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("there is no Chromium on this computer (apt-get install chromium)")
    with library.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_tab(chromium: Any) -> Iterator[Callable[..., Watched]]:
    """Open addresses in tabs: ``open_tab(address, width=1360, scheme="light")``."""
    contexts = []

    def opened(address: str, *, width: int = 1360, height: int = 900, scheme: str = "light") -> Watched:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(60_000)  # a busy computer is no failure
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.tab.goto(address)
        return watched

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[dict[str, Any]]]:
    """Return the findings of axe-core in a tab that are serious or critical."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed (axe-playwright-python)")
    script = next(Path(package.__file__).parent.glob("axe.min.js")).read_text(encoding="utf-8")

    def findings(tab: Any) -> list[dict[str, Any]]:
        tab.evaluate(script)  # the debugger's way in: the page's own policy would not let it run
        found = tab.evaluate("axe.run()")
        return [
            {"rule": each["id"], "impact": each["impact"], "where": [node["target"] for node in each["nodes"]]}
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]

    return findings
