from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multilingual import SENTENCES, article

from clf.framing.contributions import character_contributions
from clf.framing.model import LinearModel

# Alone and double letters, a word of one letter, padding alone (" "), and words across punctuation.
WORDS = ("council", "raised", "the price", "of water", "price of")
CHARS = (" ", " a", "a ", "ra", " th", "ce ", "wat", "ter")


def model() -> LinearModel:
    """A model of two labels with known n-grams, characters from length 1 as the techniques have them."""
    columns = len(WORDS) + len(CHARS)
    random = np.random.default_rng(13)
    return LinearModel(
        labels=("one", "two"),
        words=WORDS,
        chars=CHARS,
        document_frequencies=np.arange(1, columns + 1, dtype=np.int32),
        n_texts=20,
        weights=random.normal(size=(columns, 2)).astype(np.float32),
        bias=np.array([-0.5, 0.25]),
        slope=np.ones(2),
        intercept=np.zeros(2),
        thresholds=np.full(2, 0.5),
        support_edges=np.zeros((2, 0)),
        support_k=np.ones((2, 1), np.int64),
        support_n=np.ones((2, 1), np.int64),
        char_lengths=(1, 5),
    )


TEXTS = [
    "",
    " ",
    "The council raised the price of water, the PRICE of water.",
    "a\u2028A  a",
    "İ ra ΣΑΣ\x00 water",
    "x",
]


@pytest.mark.parametrize("text", [*TEXTS, *map(article, SENTENCES)])
def test_contributions_and_bias_are_the_decision(text: str) -> None:
    added = character_contributions(model(), text)
    assert added.shape == (len(text), 2)
    assert np.abs(added.sum(axis=0) + model().bias - model().decision(text)).max() < 1e-12


@given(st.text(st.sampled_from("atheprico wρΣİ.\n\u2028\x00"), max_size=80))
@settings(max_examples=200, deadline=None)
def test_contributions_of_any_text_are_the_decision(text: str) -> None:
    added = character_contributions(model(), text)
    assert np.abs(added.sum(axis=0) + model().bias - model().decision(text)).max() < 1e-12
    assert not added[[character.isspace() for character in text]].any()


def test_a_term_is_shared_among_places_and_printed_characters() -> None:
    text = "of water, of  water"
    known = model()
    known.weights[:] = 0
    known.weights[WORDS.index("of water")] = 2.0
    columns, values = known.features(text)
    value = values[columns.tolist().index(WORDS.index("of water"))]
    # Two places of seven letters each; in the second one more space stands between, which changes nothing.
    letters = [character.isalpha() for character in text]
    assert character_contributions(known, text)[letters, 0] == pytest.approx(2.0 * value / 2 / 7)
