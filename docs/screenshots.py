"""Take the pictures of docs/img anew: the report on the sample corpus and the local page, in headless Chromium.

python docs/screenshots.py

Needs the packages of ``.[test]`` and a Chromium on the path. What is shown are texts of ours (`data/sample`).
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "img"
SAMPLE = [str(path) for path in sorted((ROOT / "data" / "sample").glob("*.jsonl"))]
READ = 2  # number of the article in the reading pane


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium on this computer (apt-get install chromium).")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for lang, title in (("en", "The sample corpus"), ("fr", "Le corpus d'exemple")):
            page = Path(folder) / f"{lang}.html"
            first = sorted(SAMPLE, key=lambda path: not path.endswith(f"{lang}.jsonl"))  # its articles head the list
            clf("report", *first, "--lang", lang, "--title", title, "-o", str(page))
            if lang == "en":
                opened(browser, page.as_uri(), 1280, 1500).screenshot(path=IMAGES / "report-wide-light.png")
            else:
                tab = opened(browser, f"{page.as_uri()}#article-{READ}", 1280, 900, "dark")
                tab.locator(".reading h3").wait_for()
                tab.evaluate("scrollBy({top: document.querySelector('.reading').getBoundingClientRect().top - 120})")
                tab.wait_for_timeout(1000)  # it scrolls smoothly
                tab.screenshot(path=IMAGES / "report-reading-dark.png")
        serve(browser)
        browser.close()


def clf(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "clf", *arguments], check=True)  # noqa: S603 - our own command


def opened(browser: Browser, address: str, width: int, height: int, scheme: str = "light") -> Page:
    tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    tab.goto(address)
    return tab


def serve(browser: Browser) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "clf", "serve", "--port", str(port)])  # noqa: S603
    try:
        for _ in range(100):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        tab = opened(browser, f"http://127.0.0.1:{port}/", 1280, 900)
        tab.click("#sample")
        tab.click("button[type=submit]")
        tab.wait_for_selector("s.boilerplate")
        tab.locator("textarea").scroll_into_view_if_needed()
        tab.screenshot(path=IMAGES / "serve-wide-light.png")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
