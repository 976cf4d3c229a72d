from __future__ import annotations

import numpy as np

from clf.framing.contrast import contrast_of
from clf.schema import LabelSpan

TEXT = "The wicked mayor, a liar, will ruin the town."
LABELS = ["Loaded", "Name_Calling", "Doubt"]


def marked(name: str, *words: str) -> list[LabelSpan]:
    return [LabelSpan(name, TEXT.index(word), TEXT.index(word) + len(word)) for word in words]


def test_every_technique_gives_the_text_without_its_words() -> None:
    spans = [[], [*marked("Loaded", "wicked", "ruin"), *marked("Name_Calling", "liar")]]
    contrast = contrast_of(["Nothing marked here.", TEXT], spans, LABELS)
    assert contrast is not None
    assert [text.split() for text in contrast.texts] == [
        ["The", "mayor,", "a", "liar,", "will", "the", "town."],
        ["The", "wicked", "mayor,", "a", ",", "will", "ruin", "the", "town."],
    ]
    assert contrast.targets.tolist() == [[0, -1, -1], [-1, 0, -1]]
    assert contrast.origin.tolist() == [1, 1]


def test_overlapping_spans_are_gone_once() -> None:
    contrast = contrast_of([TEXT], [marked("Loaded", "wicked mayor", "mayor, a liar")], LABELS)
    assert contrast is not None
    assert contrast.texts[0].split() == ["The", ",", "will", "ruin", "the", "town."]


def test_a_text_marked_as_a_whole_and_an_unknown_label_give_nothing() -> None:
    assert contrast_of([TEXT], [marked("Loaded", TEXT)], LABELS) is None
    assert contrast_of([TEXT], [marked("Other", "liar")], LABELS) is None
    assert contrast_of([TEXT], [[]], LABELS) is None


def test_targets_are_whole_numbers() -> None:
    contrast = contrast_of([TEXT], [marked("Doubt", "liar")], LABELS)
    assert contrast is not None
    assert contrast.targets.dtype == contrast.origin.dtype == np.int64
