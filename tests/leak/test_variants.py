from __future__ import annotations

import numpy as np

from clf.leak.documents import collect
from clf.leak.variants import Names, exchanged, flag_all, length_alone, masked, only, removed, renamed, usual_labels

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
    assert renamed(text, names().mentions(text), "time", "The Daily") == "Fox News and The Daily report."
    assert renamed("Nobody is named.", names().mentions("Nobody is named."), "time", "The Daily") is None


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


def test_spellings_of_one_site_are_one_outlet() -> None:
    spelled = ["www.valley.example", "valley.example", "https://m.valley.example/a", "valley.example"]
    outlets = [*spelled * 5, *["Harbour Post"] * 20]
    texts = [f"As {outlet} said." for outlet in outlets]
    documents = collect(texts, ["a"] * 20 + ["b"] * 20, outlets)
    assert usual_labels(documents) == {"harbourpost": 1, "valley.example": 0}
    assert documents.site_names() == {"harbourpost": "Harbour Post", "valley.example": "valley.example"}
    mentions = [Names.of(documents).mentions(text) for text in texts]
    assert all(sites == {"valley.example"} for found in mentions[:20] for _, _, sites in found)
    rows, swapped, control = exchanged(documents, mentions, seed=1)
    assert rows == list(range(40))
    assert all("Harbour Post" in text for text in swapped[:20])
    assert set(swapped[20:]) == {"As valley.example said."}
    assert control == [None] * 40  # no other outlet has the label; other spellings of the same one are none


def test_a_family_has_its_own_name() -> None:
    documents = collect(
        ["x"] * 40, ["a", "b"] * 20, ["one", "two"] * 20, families={"one": "family 1", "two": "family 1"}
    )
    assert documents.site_names() == {"family 1": "family 1"}


def test_boilerplate_out_and_alone_are_complements() -> None:
    text = "News. Follow us!"
    assert removed(text, [(6, 16)]) + only(text, [(6, 16)]) == text


def test_length_alone_tells_no_word() -> None:
    assert length_alone("cats") == length_alone("dogs") != length_alone("a much longer text")
    words = [length_alone("x" * n) for n in (1, 10, 100, 1000, 10_000)]
    assert len(set(words)) == 5
    assert all(word.isalpha() for word in words)  # a tokenizer of letters keeps them
    lengths = [int(word.removeprefix("length").translate(str.maketrans("abcdefghij", "0123456789"))) for word in words]
    assert np.all(np.diff(lengths) > 10)


def test_the_flagger_that_ships_is_used_and_equal_texts_are_read_once() -> None:
    text = "The council met on Monday and passed the budget.\n\nFollow us on Telegram and subscribe to our channel!"
    first, second = flag_all([text, text], ["en", "en"])
    assert first == second
    assert "Follow us" in only(text, first)
    calls: list[str] = []
    flag_all([text, text], ["en", "en"], lambda text, lang: calls.append(text) or [])
    assert calls == [text]
