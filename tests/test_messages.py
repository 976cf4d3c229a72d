from __future__ import annotations

import copy
import pickle

import orjson
import pytest

from clf.messages import Message, said

WORDS = {"en": "{kind} of {n}", "fr": "{n} fois {kind}"}


def test_a_message_is_its_english_sentence() -> None:
    message = Message(WORDS, n=3, kind={"en": "bread", "fr": "pain"})
    assert message == "bread of 3"
    assert orjson.loads(orjson.dumps([message])) == ["bread of 3"]


@pytest.mark.parametrize(("lang", "expected"), [("fr", "3 fois pain"), ("en", "bread of 3"), ("ru", "bread of 3")])
def test_it_is_said_in_a_language_that_it_has(lang: str, expected: str) -> None:
    assert said(Message(WORDS, n=3, kind={"en": "bread", "fr": "pain"}), lang) == expected


def test_another_string_is_said_as_it_stands() -> None:
    assert said("{odd", "fr") == "{odd"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])  # noqa: S301
def test_a_copy_knows_its_words_and_braces_in_a_value_mean_nothing(copied) -> None:
    message = copied(Message(WORDS, n="{n}{0!r}", kind="{"))
    assert (message, said(message, "fr")) == ("{ of {n}{0!r}", "{n}{0!r} fois {")
