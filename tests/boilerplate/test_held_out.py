from __future__ import annotations

import json

import pytest

from clf.boilerplate.held_out import _held_out, is_held_out
from clf.resources import data_dir
from clf.schema import Article


def article(outlet: str | None = None, url: str | None = None) -> Article:
    return Article("1", "Text.", outlet=outlet, url=url)


def test_every_outlet_of_the_test_part_is_held_out() -> None:
    sites, names = _held_out()
    assert len(names) > 50
    assert len(sites) > 30
    for name in names:
        corpus, outlet = name.split("/", 1)
        assert is_held_out(corpus, article(outlet))


@pytest.mark.parametrize("corpus", ["page_blocks", "ppn", "fake_news_corpus"])
def test_a_test_outlets_address_is_held_out_in_every_corpus(corpus: str) -> None:
    site = _held_out()[0][0]
    assert is_held_out(corpus, article(url=f"https://www.{site}/news/1"))
    assert is_held_out(corpus, article(f"sport.{site}"))


def test_other_outlets_are_learned_from() -> None:
    assert not is_held_out("ppn", article("an-outlet-of-nobody.example", "https://an-outlet-of-nobody.example/1"))
    assert not is_held_out("ppn", article())


@pytest.mark.parametrize("name", ["training.jsonl", "doubts.jsonl"])
def test_no_document_learned_from_is_of_the_gold_standard_or_of_a_family_of_its_test_part(name: str) -> None:
    gold, learned = (
        [json.loads(line) for line in (data_dir("gold") / file).read_text(encoding="utf-8").splitlines()]
        for file in ("sample.jsonl", name)
    )
    assert len(learned) > 2000
    assert not {row["sha256"] for row in gold} & {row["sha256"] for row in learned}
    families = {row["family"] for row in gold if row["part"] == "test"}
    assert len(families) > 30
    assert not families & {row["family"] for row in learned}


def test_no_document_stands_in_two_files_to_learn_from() -> None:
    rows = [
        json.loads(line)["sha256"]
        for name in ("training.jsonl", "doubts.jsonl")
        for line in (data_dir("gold") / name).read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) == len(set(rows))
