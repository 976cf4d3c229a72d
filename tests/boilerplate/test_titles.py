"""Titles of an outlet's other articles in the text of one: what is a link, and what only has the same words."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from invented_outlets import news
from safetensors.numpy import load_file, save_file

from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import OutletIndex, open_flagger
from clf.boilerplate.index_store import open_index, write_index
from clf.boilerplate.mine import mine
from clf.boilerplate.transformer import BoilerplateRemover
from clf.errors import ModelError
from clf.messages import said
from clf.schema import Article

TITLE = "Ferry strike in Birchport enters its second week"
SHORT = "Ferry strike goes on"
SAID_AGAIN = "Nobody will close this school, says the mayor"


def corpus() -> list[Article]:
    titles = [TITLE, SHORT, f"{TITLE} and no end – Elm Times", SAID_AGAIN, None, "  ", "桥 " * 9]
    texts = [f"{title}\n{news(random.Random(i))}" for i, title in enumerate(titles)]
    texts[3] += f" {SAID_AGAIN}. {news(random.Random(99))}"
    return [
        Article(str(i), text, title=title, outlet="Elm Times")
        for i, (text, title) in enumerate(zip(texts, titles, strict=True))
    ]


@pytest.fixture(scope="module")
def index() -> OutletIndex:
    return mine(corpus())


def links(flagger: Flagger, text: str) -> list[str]:
    found = [span for span in flagger.flag(text, "en") if "the title of another article" in said(span.evidence, "en")]
    assert {(span.kind, span.outlet) for span in found} <= {("read_more", "Elm Times")}
    return [text[span.start : span.end] for span in found]


@pytest.mark.parametrize(
    ("passage", "link"),
    [
        (TITLE, TITLE),
        (f"({TITLE})", f"({TITLE})"),
        (TITLE.upper(), TITLE.upper()),
        (f"{TITLE} and no end", f"{TITLE} and no end"),  # the longer one, without the name of the site
        (f"Ca\u00adbinet falls over budget {TITLE}", TITLE),
    ],
)
def test_a_title_in_another_article_is_a_link(flagger: Flagger, passage: str, link: str) -> None:
    body = news(random.Random(50))
    assert links(flagger, f"{body}\n{passage}\n{body}") == [link]
    assert links(open_flagger("open"), f"{body}\n{passage}\n{body}") == []


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n{{body}}",  # the article's own
        f"{{body}}\nThe {TITLE.lower()} and has cost the island most of its summer guests.\n{{body}}",
        f"{{body}}\n{TITLE} and has cost the island most of its summer guests.\n{{body}}",
        f"{{body}}\n{SHORT}\n{{body}}",  # four words may be any
        f"{{body}}\n{SAID_AGAIN}\n{{body}}",  # a sentence of its own article
    ],
)
def test_the_same_words_are_no_link(flagger: Flagger, text: str) -> None:
    assert links(flagger, text.format(body=news(random.Random(51)))) == []


def test_titles_do_not_depend_on_the_order_and_come_back(index: OutletIndex, tmp_path: Path) -> None:
    write_index(index, tmp_path / "x.idx")
    for other in (mine(reversed(corpus())), mine([*corpus(), *corpus()]), open_index(tmp_path / "x.idx")):
        assert len(other.titles) == len(index.titles) == 4  # one of them with and without the name of the site
        for name, values in index.titles.columns.items():
            assert np.array_equal(values, other.titles.columns[name])


@pytest.mark.parametrize("damage", ["outlet", "order", "type", "missing"])
def test_damaged_titles_are_refused(index: OutletIndex, tmp_path: Path, damage: str) -> None:
    write_index(index, tmp_path / "x.idx")
    path = tmp_path / "x.idx" / "titles.safetensors"
    columns = load_file(path)
    if damage == "outlet":
        columns["outlet"] = columns["outlet"] + np.uint32(7)
    elif damage == "order":
        columns = {name: values[::-1].copy() for name, values in columns.items()}
    elif damage == "type":
        columns["words"] = columns["words"].astype(np.int64)
    else:
        del columns["head"]
    save_file(columns, path)
    with pytest.raises(ModelError, match="titles"):
        open_index(tmp_path / "x.idx")


def test_a_text_that_ends_inside_a_title_has_none(flagger: Flagger) -> None:
    assert links(flagger, f"It rains.\n{TITLE[:-6]}") == []


def test_the_transformer_takes_titles() -> None:
    articles = corpus()
    remover = BoilerplateRemover(model="open").fit(
        [article.text for article in articles],
        outlets=[article.outlet for article in articles],
        titles=[article.title for article in articles],
    )
    body = news(random.Random(52))
    assert TITLE not in remover.transform([f"{body}\n{TITLE}\n{body}"])[0]
