"""The articles that were written to be measured on, and the measure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.boilerplate import written
from benchmarks.boilerplate.common import RESULTS
from clf.boilerplate.examples import phrases
from clf.boilerplate.index import open_flagger
from clf.boilerplate.written import unmarked, written_articles
from clf.resources import data_dir
from clf.schema import Span


class Marker:
    """Flags "Follow us!", and the word "Port"."""

    def flag(self, text: str, lang: str | None = None, start: int = 0) -> list[Span]:
        return [Span(m.start(), m.end(), "follow_us") for m in re.compile(r"Follow us!|Port").finditer(text, start)]


def test_figures_of_three_articles() -> None:
    marked = ["A port.\n\n[[follow_us|Follow us!]]", "[[dateline|OSLO –]] Port closed.", "Rain is on its way."]
    documents = [unmarked(str(number), text, "en") for number, text in enumerate(marked)]
    found = written.estimates(Marker(), documents)  # type: ignore[arg-type]
    # White space aside: 9 characters rightly flagged, "Port" wrongly, "OSLO–" missed; 6 + 11 + 15 of news.
    assert found["char_f1"].value == pytest.approx(2 * 9 / (14 + 13))
    assert found["char_precision"].value == pytest.approx(9 / 13)
    assert found["char_recall"].value == pytest.approx(9 / 14)
    assert found["news_wrongly_flagged"].value == pytest.approx(4 / 32)
    assert (found["clean_flagged"].value, found["clean_flagged"].n) == (0, 1)
    assert found["char_f1_en"].value == found["char_f1"].value


N = {"written": 250, "written_varied": 160, "written_short": 212, "written_languages": 396, "written_inline": 224}
MARK = re.compile(r"\[\[\w+\|(.+?)\]\](?!\])", re.DOTALL)


def passages(folder: Path) -> list[str]:
    """Return the lines that are marked in the articles of a folder."""
    rows = [line for path in folder.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(row)["text"] for row in rows]
    return [line.strip() for text in texts for passage in MARK.findall(text) for line in passage.split("\n")]


def test_nothing_learns_from_them() -> None:
    lines = {*passages(data_dir("phrases") / "articles"), *(example.text for example in phrases())}
    measured = [line for folder in written.FOLDERS.values() for line in passages(folder)]
    long = {line for line in measured if len(line) >= 40}
    assert len(long) > 300
    assert not lines & long


def test_the_recorded_figures_are_those_of_the_shipped_flagger() -> None:
    recorded = json.loads(RESULTS.read_text(encoding="utf-8"))
    found = {name: estimate.as_dict()["value"] for name, estimate in written.measure().items()}
    assert found == {name: entry["value"] for name, entry in recorded.items() if name.startswith("written_")}


def test_the_open_flagger_finds_most_of_it_too() -> None:
    # .788 [.759, .819] before it learned from written articles of this length
    found = written.estimates(open_flagger("open"), [*written_articles(written.FOLDERS["written"])])
    assert found["char_f1"].low > 0.788


@pytest.mark.parametrize("name", written.FOLDERS)
def test_the_articles_can_be_read(name: str) -> None:
    articles = [*written_articles(written.FOLDERS[name])]
    assert len({article.text for article in articles}) == len(articles) == N[name]
    for article in articles:
        assert article.name.startswith(f"articles {article.lang}-")
        assert article.text == article.text.strip()
        assert "[[" not in article.text
        assert "]]" not in article.text
