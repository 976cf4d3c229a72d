from __future__ import annotations

import json

import numpy as np
import pytest

from clf.explanation.deletion import Deletion, deletion, deletion_gap
from clf.framing.model import LinearModel
from clf.models.store import open_model
from clf.resources import data_dir


def frames() -> LinearModel:
    part = open_model("default").part("frames", "fr")
    assert part is not None
    return part


ARTICLE = (data_dir("sample") / "article.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("unit", "k"), [("word", 10), ("sentence", 1)])
def test_the_score_falls_more_without_what_is_named(unit: str, k: int) -> None:
    found = deletion(frames(), ARTICLE, "Security_and_defense", unit=unit, k=k, lang="fr")
    assert found is not None
    assert found.named > found.random
    assert found == deletion(frames(), ARTICLE, "Security_and_defense", unit=unit, k=k, lang="fr")


def test_a_text_too_short_to_compare_is_left_out() -> None:
    assert deletion(frames(), "Trop court pour cela.", k=10) is None


def test_the_gap_is_the_mean_over_articles_with_an_interval() -> None:
    found = [Deletion(0.5, 0.1), Deletion(0.3, 0.1), Deletion(0.2, 0.2)]
    gap = deletion_gap(found)
    assert gap.value == pytest.approx(0.2)
    assert gap.n == 3
    assert 0 <= gap.low < gap.value < gap.high < 0.41
    assert np.isclose(deletion_gap(found[:1] * 5).high, 0.4)


def test_on_the_sample_corpus_the_gap_is_beyond_chance() -> None:
    found = []
    for lang in ("de", "en", "fr", "ru"):
        part = open_model("default").part("frames", lang)
        assert part is not None
        lines = (data_dir("sample") / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()[:8]
        found += [one for line in lines if (one := deletion(part, json.loads(line)["text"]))]
    assert len(found) > 25
    assert deletion_gap(found).low > 0.05
