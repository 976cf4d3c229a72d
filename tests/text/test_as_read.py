from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.as_read import as_read, seen, whole_word
from clf.text.offsets import without


@pytest.mark.parametrize(
    "text", ["", "Plain.", "déjà vu 😀", "한국어 기사", "می‌خواهم"]
)  # the last: a joiner that is seen
def test_most_texts_are_read_as_they_stand(text: str) -> None:
    assert as_read(text) == (text, [])


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u00ad\u200b"])
def test_characters_that_nobody_sees_are_left_out(hidden: str) -> None:
    assert seen(f"{hidden}Bundes{hidden}regierung{hidden}") == "Bundesregierung"


@pytest.mark.parametrize("text", ["déjà vu, où ça ?", "Größe über Äpfel", "ёлка и йод", "한국어", "Việt Nam", "é"])
def test_accents_are_parts_of_their_letters(text: str) -> None:
    apart = normalize("NFD", text)
    assert apart != text
    read, offsets = without(*as_read(apart))
    assert read == text
    assert offsets.to_original(len(read) - 1) == len(apart) - len(normalize("NFD", text[-1]))


@given(st.text(max_size=40))
def test_the_way_back_holds_for_any_text(text: str) -> None:
    composed, unseen = as_read(text)
    assert len(composed) == len(text)
    read, offsets = without(composed, unseen)
    for place, character in enumerate(read):
        assert composed[offsets.to_original(place)] == character


def test_a_whole_word() -> None:
    assert whole_word("Bkz. İLGİLİ HABER", 6, 9) == "İLGİLİ"
    assert whole_word("एक हिन्दी समाचार", 3, 4) == "हिन्दी"
    assert whole_word("news", 0, 4) == "news"
