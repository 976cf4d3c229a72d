from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from multilingual import SENTENCES, article
from sklearn.feature_extraction.text import CountVectorizer

from clf.framing.ngrams import Grams, char_ngrams, located_char_ngrams, located_word_ngrams, word_ngrams

Located = Callable[[str, tuple[int, int]], Iterator[tuple[str, int, int]]]

WORDS = CountVectorizer(analyzer="word", ngram_range=(1, 2)).build_analyzer()
CHARS = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()

ODD = [
    "",
    " ",
    "a",
    "I am",
    "a b c",
    "ab",
    "x_y z1 42",
    "İstanbul’da İİ aİ",
    "ΟΔΟΣ ΟΔΟΣ. ΣΣ Σ",
    "ǅ ẞ ﬁn ŉ",
    "don't re-open l'État d’Alder",
    "नमस्ते दुनिया",
    "ภาษาไทยไม่เว้นวรรค",
    "🌉 bridge🌉bridge 👩‍👩‍👧",
    "one\ntwo\r\nthree\u2028four\u0085five\x1csix\x00seven",
    "a\u00a0b\u3000c\u200bd",
    "e\u0301te\u0301 ÉTÉ",
    "مُحَمَّد",
    "\ud800 lone",
]
ALPHABET = st.one_of(
    st.characters(),
    st.sampled_from("abcAB éÉ ßẞ İıI ΣςσΟ жЖ ქართ 市桥。 العر _ 09 '’- \n\t\x00\u2028\u00a0\u0301\u200d🌉ǅŉﬁ"),
)
TEXTS = st.text(ALPHABET, max_size=60)
SAMPLES = [*map(article, SENTENCES), *map(str.upper, map(article, SENTENCES)), *ODD]


@pytest.mark.parametrize("text", SAMPLES)
def test_ngrams_are_those_of_scikit_learn(text: str) -> None:
    assert word_ngrams(text, (1, 2)) == WORDS(text)
    assert Counter(char_ngrams(text, (3, 5))) == Counter(CHARS(text))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_ngrams_of_any_text_are_those_of_scikit_learn(text: str) -> None:
    assert Counter(word_ngrams(text, (1, 2))) == Counter(WORDS(text))
    assert Counter(char_ngrams(text, (3, 5))) == Counter(CHARS(text))


@pytest.mark.parametrize("lengths", [(1, 1), (2, 2), (1, 3), (2, 4), (3, 3), (4, 6)])
@pytest.mark.parametrize("text", [article("en"), article("zh"), "a few", "ab", ""])
def test_other_lengths_too(text: str, lengths: tuple[int, int]) -> None:
    words = CountVectorizer(analyzer="word", ngram_range=lengths).build_analyzer()
    chars = CountVectorizer(analyzer="char_wb", ngram_range=lengths).build_analyzer()
    assert Counter(word_ngrams(text, lengths)) == Counter(words(text))
    assert Counter(char_ngrams(text, lengths)) == Counter(chars(text))
    assert Counter(g for g, _, _ in located_word_ngrams(text, lengths)) == Counter(words(text))


@pytest.mark.parametrize("text", SAMPLES)
def test_located_ngrams_are_the_same_ngrams(text: str) -> None:
    assert Counter(gram for gram, _, _ in located_word_ngrams(text, (1, 2))) == Counter(word_ngrams(text, (1, 2)))
    assert Counter(gram for gram, _, _ in located_char_ngrams(text, (3, 5))) == Counter(char_ngrams(text, (3, 5)))


@given(TEXTS)
@example("Σ" + "İ" * 5 + "Σ")
@settings(max_examples=300, deadline=None)
def test_located_ngrams_of_any_text_are_the_same_ngrams(text: str) -> None:
    assert Counter(gram for gram, _, _ in located_word_ngrams(text, (1, 2))) == Counter(word_ngrams(text, (1, 2)))
    assert Counter(gram for gram, _, _ in located_char_ngrams(text, (3, 5))) == Counter(char_ngrams(text, (3, 5)))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_offsets_lie_in_the_text(text: str) -> None:
    for located, lengths in ((located_word_ngrams, (1, 2)), (located_char_ngrams, (3, 5))):
        for _, start, end in located(text, lengths):
            assert 0 <= start < end <= len(text)


@given(TEXTS)
@example("A few words")
@settings(max_examples=300, deadline=None)
def test_a_word_stands_where_it_is_said_to_stand(text: str) -> None:
    # lower() of a piece may end in another sigma than lower() of the whole.
    lowered = text.lower()
    if len(lowered) != len(text):
        return
    for gram, start, end in located_word_ngrams(text, (1, 1)):
        assert lowered[start:end] == gram
        assert text[start:end].lower().replace("ς", "σ") == gram.replace("ς", "σ")


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_characters_stand_where_they_are_said_to_stand(text: str) -> None:
    lowered = text.lower()
    if len(lowered) != len(text):
        return
    for gram, start, end in located_char_ngrams(text, (3, 5)):
        assert lowered[start:end] == gram.strip(" ")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The Old  bridge",
            [("the", 0, 3), ("old", 4, 7), ("bridge", 9, 15), ("the old", 0, 7), ("old bridge", 4, 15)],
        ),
        ("İzmir ok", [("i̇zmir", 0, 5), ("ok", 6, 8), ("i̇zmir ok", 0, 8)]),
    ],
)
def test_places_by_hand(text: str, found: list[tuple[str, int, int]]) -> None:
    # “i̇” is two characters, and the dot is no word character: the token of scikit-learn begins after it.
    got = list(located_word_ngrams(text, (1, 2)))
    if "İ" in text:
        assert [(start, end) for gram, start, end in got if gram == "ok"] == [(6, 8)]
        assert all(end <= len(text) for _, _, end in got)
    else:
        assert got == found


def test_places_of_characters_by_hand() -> None:
    assert list(located_char_ngrams("Ab", (3, 5))) == [(" ab", 0, 2), ("ab ", 0, 2), (" ab ", 0, 2)]


@pytest.mark.parametrize("grams", [(), ("prices",), ("prices", "prices rose", "мост", "🌉 ")])
def test_grams_of_a_file_are_those_that_were_written(grams: tuple[str, ...]) -> None:
    read = Grams("\n".join(grams).encode())
    assert (len(read), tuple(read)) == (len(grams), grams)
    assert read == grams
    assert read == Grams(read.packed)
    assert read[1:] == grams[1:]
    assert grams[-1:] == tuple(read[-1:])
