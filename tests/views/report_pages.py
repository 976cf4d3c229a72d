"""Report pages for the tests: a scorer that knows its scores beforehand, and pages read back. All texts are ours."""

from __future__ import annotations

import base64
import json
import zlib
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from by_hand import score

from clf.schema import Article, Score, Span, TechniqueCall
from clf.views.report.build import Options, Report, write_report

OUTLETS = ("The Alder Post", "Le Fanal", "Elbkurier")
FOLLOW = "Follow us on Alder, every day!"


def article_score(number: int, **changes: object) -> Score:
    """Return the score of one of our short articles: of three outlets in turn, a month apart, every second flagged."""
    body = f"Council number {number} raised the price of water again, which angered the tenants of the old town.\n"
    second = f"A court will decide in May; paragraph two of article {number} ends here."
    text = f"{body}\n{second}" + (f"\n\n{FOLLOW}" if number % 2 == 0 else "")
    span = [
        Span(len(text) - len(FOLLOW), len(text), "follow_us", 0.9, "reads like a follow-us line; the last paragraph")
    ]
    values: dict[str, object] = {
        "id": f"a{number}",
        "text": text,
        "n_chars": len(text),
        "title": f"Water {number:03}",
        "outlet": OUTLETS[number % 3],
        "date": f"2021-{1 + number % 12:02}-15",
        "frames_called": ["Economic"] if number % 4 == 0 else [],
        "frame_probabilities": {"Morality": 0.125, "Economic": 0.25 + 0.005 * (number % 100)},
        "frames_with_boilerplate": {"Morality": 0.125, "Economic": 0.5},
        "technique_calls": [TechniqueCall("Doubt", text.index(second), text.index(second) + len(second), 0.8)],
        "boilerplate": span if number % 2 == 0 else [],
        "highlights": [(text.index("price"), text.index("price") + 5, 0.4)],
    }
    return score(**{**values, **changes})  # type: ignore[arg-type]


class KnownScores:
    """Stands for a `Scorer`: its scores are known beforehand, by id."""

    def __init__(self, scores: list[Score]) -> None:
        self.scores = {each.id: each for each in scores}
        self.model = SimpleNamespace(name="tiny 1")
        self.flagger = None

    def score(self, article: Article, *, highlight: bool = False) -> Score:
        return self.scores[article.id]


def make(path: Path, scores: list[Score], url: str | None = None, **options: Any) -> Report:
    """Write the report page of `scores`."""
    rows = [Article(each.id, each.text, url=url) for each in scores]
    chosen = Options(**{"title": "Water in three towns", **options})
    return write_report(rows, KnownScores(scores), path, chosen)  # type: ignore[arg-type]


class Page(HTMLParser):
    """A page read back: its elements, the text of its script and style elements, and its shown text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.blocks.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            tag, attributes, before = self.blocks[-1]
            self.blocks[-1] = (tag, attributes, before + data)
        else:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        self.text += " " if tag in ("td", "th") else ""

    def block(self, name: str) -> str:
        """Return the text of the script element with this id."""
        return next(text for _, attributes, text in self.blocks if attributes.get("id") == name)

    def data(self) -> dict[str, Any]:
        """Return what the page's script reads first."""
        return dict(json.loads(self.block("data")))

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the list."""
        return list(_unpacked(self.block("rows"))["rows"])

    def details(self) -> list[dict[str, Any]]:
        """Return what the reading pane shows, article by article."""
        names = [str(attributes["id"]) for _, attributes, _ in self.blocks if "id" in attributes]
        return [each for name in names if name.startswith("chunk-") for each in _unpacked(self.block(name))]


def read(path: Path) -> Page:
    """Return a page read back."""
    return Page(path.read_text(encoding="utf-8"))


def shown(detail: dict[str, Any]) -> str:
    """Return the text that the reading pane has of an article."""
    pieces = (piece for block in detail["x"] for piece in block["s"])
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)


def _unpacked(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))
