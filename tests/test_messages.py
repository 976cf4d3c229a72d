from __future__ import annotations

import copy
import pickle

import orjson
import pytest

from clf.messages import Message, fill, forms, said, units

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


@pytest.mark.parametrize(
    ("lang", "n", "said_so"),
    [
        ("en", 0, "0 texts differ"),
        ("en", 1, "1 text differs"),
        ("en", 1_062, "1,062 texts differ"),
        ("fr", 0, "0 texte diffère"),
        ("fr", 1, "1 texte diffère"),
        ("fr", 2, "2 textes diffèrent"),
        ("fr", 1_062, "1\u00a0062 textes diffèrent"),
    ],
)
def test_a_number_is_written_and_counted_as_the_language_does(lang: str, n: int, said_so: str) -> None:
    words = {
        "en": "{n} {n:text|texts} {n:differs|differ}",
        "fr": "{n} {n:{what}} {n:diffère|diffèrent}",
    }
    what = {"en": "text|texts", "fr": "texte|textes"}
    assert said(Message(words, n=n, what=what), lang) == said_so


def test_a_language_that_a_message_lacks_is_counted_in_english() -> None:
    assert said(Message({"en": "{n} {n:text|texts}"}, n=0), "fr") == "0 texts"


def test_a_value_is_never_read_for_a_choice() -> None:
    assert fill("{name}, {n}", "fr", name="{n:a|b}", n=1) == "{n:a|b}, 1"


def test_units_are_the_second_of_the_forms() -> None:
    assert (units("headline"), forms("headline")["fr"]) == ({"en": "headlines", "fr": "titres"}, "titre|titres")
