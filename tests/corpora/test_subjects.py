from __future__ import annotations

import pytest

from clf.corpora.registry import cards
from clf.corpora.subjects import subject_of
from clf.errors import UsageError


def test_subjects_are_those_of_the_cards() -> None:
    told = [subject_of(card.name) for card in cards()]
    assert told == [card.subject for card in cards()]
    assert any(told)


def test_a_corpus_without_a_card_has_no_subject_to_tell() -> None:
    with pytest.raises(UsageError, match="no corpus of that name"):
        subject_of("no_such_corpus")
