"""The report page: size and build time for 1,000 real articles, its size with texts, and what axe-core finds.

    CLF_DATA=… python benchmarks/report.py size [CORPUS …]   # 1,000 articles each, without texts; four corpora
    CLF_DATA=… python benchmarks/report.py texts [N]         # N articles of FANG-COVID, with texts; 1,000
    python benchmarks/report.py axe                          # needs Chromium, playwright, axe-playwright-python

Results go into benchmarks/results/views.json under their own keys. `value` of size and time is the largest among the
corpora, `corpus` says whose and `corpora` has them all; each was made once, so there is no interval. Time is that of
one processor. `axe` looks at the report and at the page of `clf serve`.
"""

from __future__ import annotations

import json
import random
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clf.corpora.files import read_files
from clf.corpora.registry import read_corpus
from clf.errors import Problem
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Article
from clf.scoring.score import Scorer
from clf.views.report.build import Options, write_report

RESULTS = Path(__file__).parent / "results" / "views.json"
CORPORA = (
    "fang_covid",
    "article_bias_prediction",
    "ppn",
    "telegram_news_ru",
)  # German, English, several languages, Russian posts
N = 1_000
SEED = 13
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


def put(entries: dict[str, dict[str, Any]]) -> None:
    """Write the entries into the results, leaving those of others as they are."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(known | entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(entries, indent=1))


def drawn(corpus: str, n: int) -> list[Article]:
    """Return `n` articles of a corpus, drawn at random in one pass."""
    chance, kept, seen = random.Random(SEED), list[Article](), 0  # noqa: S311 - a draw
    for article in read_corpus(corpus):
        if isinstance(article, Problem):
            continue
        place = seen if seen < n else chance.randrange(seen + 1)
        seen += 1
        if place < n:
            kept[place : place + 1] = [article]
    return kept


def built(corpus: str, n: int = N, *, with_texts: bool = False) -> tuple[float, float]:
    """Return kilobytes and processor seconds of a page of `n` articles; reading the corpus is not counted."""
    articles = drawn(corpus, n)
    assert len(articles) == n, f"{corpus} has {len(articles)} articles"
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        scorer = Scorer(open_model("default"))
        done = write_report(articles, scorer, Path(folder) / "r.html", Options(corpus, with_texts=with_texts))
        seconds = time.process_time() - began
    characters = sum(len(article.text) for article in articles)
    print(
        f"{corpus}: {done.size / 1000:.0f} kB, {seconds:.0f} s, {characters / 1e6:.2f} million characters", flush=True
    )
    return done.size / 1000, seconds


def size(*corpora: str) -> None:
    found: dict[str, tuple[float, float]] = {}
    for corpus in corpora or CORPORA:
        found[corpus] = built(corpus)
        put({f"report_{name}_1000_articles": _over(found, place) for place, name in enumerate(("kb", "build_seconds"))})


def _over(found: dict[str, tuple[float, float]], place: int) -> dict[str, Any]:
    values = {corpus: round(each[place], 1) for corpus, each in found.items()}
    largest = max(values, key=lambda corpus: values[corpus])
    bounds = {"value": values[largest], "low": None, "high": None, "corpus": largest}
    return bounds | {"n": N, "corpora": values, "command": _command()}


def texts(n: str = str(N)) -> None:
    kilobytes, seconds = built("fang_covid", int(n), with_texts=True)
    # One corpus, one draw: there is nothing to spread over.
    entry = {"low": None, "high": None, "n": int(n), "corpus": "fang_covid", "command": _command()}
    put(
        {
            "report_kb_with_texts": {"value": round(kilobytes, 1), **entry},
            "report_build_seconds_with_texts": {"value": round(seconds, 1), **entry},
        }
    )


def _command() -> str:
    return " ".join(["python benchmarks/report.py", *sys.argv[1:]])


def axe() -> None:
    """Count serious and critical findings in both languages and themes, wide and narrow, before and after reading."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    counts: dict[str, list[int]] = {"report": [], "serve": []}
    with tempfile.TemporaryDirectory() as folder, _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for lang in ("en", "fr"):
            page = Path(folder) / f"{lang}.html"
            rows: Iterator[Article | Problem] = read_files(sorted(data_dir("sample").glob("*.jsonl")))
            write_report(rows, Scorer(open_model("default")), page, Options("Sample", lang, with_texts=True))
            for tab in _tabs(browser, page.as_uri()):
                tab.wait_for_selector(".list button")
                counts["report"].append(_serious(tab))
                tab.locator(".list button").nth(2).click()
                tab.wait_for_selector(".reading")
                counts["report"].append(_serious(tab))
            for tab in _tabs(browser, f"{address}?lang={lang}"):
                counts["serve"].append(_serious(tab))
                tab.click("#sample")
                tab.wait_for_selector(".reading")
                counts["serve"].append(_serious(tab))
        browser.close()
    everywhere = [count for found in counts.values() for count in found]
    entry = {"value": sum(everywhere), "low": min(everywhere), "high": max(everywhere), "n": len(everywhere)}
    of = {name: {"value": sum(found), "n": len(found)} for name, found in counts.items()}
    put({"axe_serious_findings": entry | {"unit": "states of the pages", "pages": of, "command": _command()}})


@contextmanager
def _served() -> Iterator[str]:
    """Run the local page in a thread; give its address."""
    import uvicorn

    from clf.views.serve.app import application
    from clf.views.serve.guard import hosts_of

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
        app = application(Scorer(open_model("default")), hosts_of(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.should_exit = True
            thread.join()


def _tabs(browser: Any, address: str) -> Iterator[Any]:
    """Open an address in both themes, wide and narrow, with axe-core in it."""
    import axe_playwright_python

    script = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js")).read_text(encoding="utf-8")
    for scheme in ("light", "dark"):
        for width in (1360, 390):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            tab = context.new_page()
            tab.goto(address)
            tab.evaluate(script)
            yield tab
            context.close()


def _serious(tab: Any) -> int:
    found = [each for each in tab.evaluate("axe.run()")["violations"] if each["impact"] in ("serious", "critical")]
    for each in found:
        print(each["id"], each["impact"], [node["target"] for node in each["nodes"]][:3], file=sys.stderr)
    return sum(len(each["nodes"]) for each in found)


if __name__ == "__main__":
    {"size": size, "texts": texts, "axe": axe}[sys.argv[1]](*sys.argv[2:])
