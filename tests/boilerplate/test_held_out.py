from __future__ import annotations

import pytest

from clf.boilerplate.held_out import _held_out, is_held_out
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
