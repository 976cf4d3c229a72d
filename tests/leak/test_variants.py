from __future__ import annotations

import numpy as np

from clf.leak.documents import collect
from clf.leak.variants import Names, exchanged, flag_all, length_alone, masked, only, removed, renamed

OUTLETS = ["Fox News (Online)", "https://www.thetimes.co.uk/x", "Time", "theguardian"]


def names() -> Names:
    rows = 40
    return Names.of(collect(["a text"] * rows, ["a", "b"] * (rows // 2), OUTLETS * (rows // 4)))


def without_names(text: str) -> str:
    return masked(text, names().mentions(text))


def test_names_are_met_in_any_spacing_and_as_addresses() -> None:
    text = (
        "Fox News said, foxnews said, FOX-NEWS said; see The Guardian, (www.thetimes.co.uk) and thetimes.co.uk today."
    )
    assert without_names(text) == " said, foxnews said,  said; see , (www.) and  today."


def test_a_common_word_is_a_name_with_a_capital_only() -> None:
    assert without_names("It was time. Time wrote so.") == "It was time.  wrote so."


def test_a_word_that_begins_like_a_name_is_none() -> None:
    text = "Fox hunting is news. The Guardians came. Fox and other News."
    assert without_names(text) == text


def test_a_name_with_an_article_is_met_without_it_too() -> None:
    outlets = ["The Guardian", "Le Monde", "L'Express", "Der Spiegel", "El Mundo", "The Sun", "Léman Bleu"]
    known = Names.of(collect(["a text"] * 40, ["a", "b"] * 20, (outlets * 6)[:40]))
    text = "As the Guardian and der Spiegel said, dans l’Express du Monde, en el Mundo. The Guardian again."
    assert masked(text, known.mentions(text)) == "As the  and der  said, dans l’ du , en el .  again."
    for nothing in ("Sun shone on the Bleu coast.", "a spiegel and a guardian"):  # too short, or no name of its own
        assert masked(nothing, known.mentions(nothing)) == nothing


def test_only_its_own_name_is_exchanged() -> None:
    text = "Fox News and Time report."
    assert renamed(text, names().mentions(text), "Time", "The Daily") == "Fox News and The Daily report."
    assert renamed("Nobody is named.", names().mentions("Nobody is named."), "Time", "The Daily") is None


def test_the_other_name_is_of_another_label_and_the_control_of_the_same() -> None:
    outlets = [name for name in ("Apple Post", "Berry Post", "Cedar Post", "Daisy Post") for _ in range(15)]
    labels = ["a"] * 30 + ["b"] * 30
    documents = collect([f"{outlet} reports." for outlet in outlets], labels, outlets)
    rows, swapped, control = exchanged(
        documents, [Names.of(documents).mentions(text) for text in documents.texts], seed=3
    )
    assert rows == list(range(60))
    assert all(text.startswith(("Cedar", "Daisy")) for text in swapped[:30])
    assert set(control[:15]) == {"Berry Post reports."}


def test_boilerplate_out_and_alone_are_complements() -> None:
    text = "News. Follow us!"
    assert removed(text, [(6, 16)]) + only(text, [(6, 16)]) == text


def test_length_alone_tells_no_word() -> None:
    assert length_alone("cats") == length_alone("dogs") != length_alone("a much longer text")
    lengths = [int(length_alone("x" * n).removeprefix("length")) for n in (1, 10, 100, 1000, 10_000)]
    assert np.all(np.diff(lengths) > 10)


def test_the_flagger_that_ships_is_used_and_equal_texts_are_read_once() -> None:
    text = "The council met on Monday and passed the budget.\n\nFollow us on Telegram and subscribe to our channel!"
    first, second = flag_all([text, text], ["en", "en"])
    assert first == second
    assert "Follow us" in only(text, first)
    calls: list[str] = []
    flag_all([text, text], ["en", "en"], lambda text, lang: calls.append(text) or [])
    assert calls == [text]
