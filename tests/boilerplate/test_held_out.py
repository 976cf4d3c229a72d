from __future__ import annotations

import json
from pathlib import Path

import pytest

from clf.boilerplate.gold import CORPORA, read_documents
from clf.boilerplate.held_out import _held_out, is_held_out
from clf.corpora.registry import read_corpus
from clf.framing.groups import text_hash
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


def test_no_article_is_learned_from_that_lacks_the_labels_of_a_subtask(real_data: Path) -> None:
    """Nor does one of another corpus share a tenth of its longer lines with one of these."""
    rows = [row for row in read_corpus("semeval2023", real_data, "articles") if isinstance(row, Article)]
    tasks = ("genre", "frames", "techniques")
    shut = [row.text for row in rows if any(row.names(f"semeval2023_{task}") is None for task in tasks)]
    assert len(shut) > 400
    learned = [*read_documents(CORPORA, real_data)]
    assert len(learned) > 7000
    assert not {text_hash(text) for text in shut} & {text_hash(document.text) for document in learned}
    lines = {line for text in shut for line in _lines(text)}
    others = [_lines(document.text) for document in learned if not document.name.startswith("semeval2023 ")]
    assert max(len(own & lines) / len(own) for own in others if own) < 0.1


def _lines(text: str) -> set[str]:
    return {" ".join(line.casefold().split()) for line in text.splitlines() if len(line) >= 60}
