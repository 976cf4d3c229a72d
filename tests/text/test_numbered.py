from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clf.text.characters import code_points
from clf.text.numbered import Numbered

WORDS = ["Maße", "MASSE", "masse", "İ", "i", "ﬃ", "ffi", "Σ", "ς", "a\ud800", "", "ab", "ba", "a" * 1025, "🌉"]


def numbers(words: list[str], apart: list[int] | None = None) -> list[int]:
    ends = np.cumsum([0, *(len(word) + 1 for word in words)])
    numbered = Numbered(code_points(" ".join([*words, ""])))
    return numbered.words(ends[:-1], ends[1:] - 1, None if apart is None else np.array(apart)).tolist()


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=12))
def test_words_have_one_number_if_and_only_if_they_differ_in_case_alone(words: list[str]) -> None:
    found = numbers(words)
    for a, word in zip(found, words, strict=True):
        for b, other in zip(found, words, strict=True):
            assert (a == b) == (word.casefold() == other.casefold())


def test_a_word_has_its_number_wherever_it_stands() -> None:
    assert numbers(["Masse", *["x"] * 5000, "Maße"])[-1] == numbers(["masse"])[0]


def test_the_words_of_another_article_have_other_numbers() -> None:
    first, second, third = numbers(["masse", "masse", "masse"], [0, 1, 1])
    assert first != second == third
