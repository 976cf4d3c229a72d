"""Documents read for training alone: none of a held-out outlet, none twice. All texts are invented."""

import json

import pytest

from benchmarks.gold import training
from benchmarks.gold.resolve import Reading
from benchmarks.gold.sample import sha256
from benchmarks.gold.texts import GoldSpan
from clf.schema import Article


@pytest.fixture
def corpus(monkeypatch, tmp_path):
    long = "The ferry to the island was late again on Monday, and nobody could say why. " * 4
    articles = [
        Article(id=f"{outlet}{n}", text=f"{long}{outlet}{n}", outlet=outlet, lang="de")
        for outlet in ("alder", "birch", "shut")
        for n in range(6)
    ]
    articles.append(Article(id="short", text="Too short.", outlet="alder", lang="de"))
    monkeypatch.setattr(training, "QUOTAS", {"texts": {"fang_covid": {"de": 5}}})
    monkeypatch.setattr(training, "GOLD", tmp_path)
    monkeypatch.setattr(training, "read_corpus", lambda name, view=None: iter(articles))
    monkeypatch.setattr(training, "is_held_out", lambda name, article: article.outlet == "shut")
    (tmp_path / "sample.jsonl").write_text(json.dumps({"sha256": sha256(articles[0].text)}) + "\n", encoding="utf-8")
    old = {"sha256": sha256(articles[1].text), "spans": []}
    (tmp_path / "training.jsonl").write_text(json.dumps(old) + "\n", encoding="utf-8")
    return tmp_path


def test_the_draw_is_shared_over_outlets_and_leaves_out_what_is_held_out_short_or_known(corpus):
    drawn = training.draw_training("texts")
    assert sorted(document.outlet for document, _ in drawn.values()) in (
        ["alder", "alder", "birch", "birch", "birch"],
        ["alder", "alder", "alder", "birch", "birch"],
    )
    assert not {document.id for document, _ in drawn.values()} & {"alder0", "alder1", "short"}
    assert [document.number for document, _ in drawn.values()] == [1, 2, 3, 4, 5]


def test_rows_stand_behind_the_first_ones_and_the_draw_stays_as_it_was(corpus):
    drawn = training.draw_training("texts")
    reading = Reading("t1", {2: [GoldSpan(0, 9, "promo", False)], 1: []})
    rows = training.training_rows(drawn, [reading])
    for _ in range(2):  # a second call takes the place of the first one's rows
        training.save("texts", rows, corpus / "training.jsonl")
    lines = [json.loads(line) for line in (corpus / "training.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line.get("reader") for line in lines] == [None, "t1", "t1"]
    assert lines[2]["id"] == drawn[2][0].id
    assert lines[2]["family"] == f"fang_covid/{drawn[2][0].outlet}"
    assert lines[2]["spans"] == [{"start": 0, "end": 9, "kind": "promo", "unsure": False}]
    assert training.draw_training("texts") == drawn
