from __future__ import annotations

from pathlib import Path

import pytest

from clf.corpora.registry import load_card
from clf.leak.tasks import TASKS, corpus_documents


def test_committed_folds_of_fang_covid_hold_out_one_real_outlet_and_three_or_four_fake_ones() -> None:
    folds = load_card("fang_covid").outlet_folds
    real = {"tagesspiegel.de", "zeit.de", "sueddeutsche.de"}
    assert [len(real & set(fold)) for fold in folds] == [1, 1, 1]
    assert sorted(len(set(fold) - real) for fold in folds) == [3, 3, 4]
    assert len({outlet for fold in folds for outlet in fold}) == 13


def test_a_channel_is_in_one_family() -> None:
    channels = [channel for family in load_card("telegram_news_ru").families.values() for channel in family]
    assert len(channels) == len(set(channels)) == 11


@pytest.mark.parametrize("name", TASKS)
def test_every_corpus_with_a_task_gives_documents(name: str, real_data: Path) -> None:
    found = corpus_documents(name, real_data, most=400)
    assert len(found.documents) > 200
    assert found.documents.n_outlets > 1
    assert found.outlet_is_label == (name == "ppn")
    families = {family for family in found.documents.sites.tolist() if family.startswith("family ")}
    assert bool(families) == (name == "telegram_news_ru")
    if name == "article_bias_prediction":
        assert "foxnews.com" in found.documents.sites
        assert "Fox News (Online)" in found.documents.outlets
