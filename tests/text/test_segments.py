from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multilingual import SENTENCES, article

from clf.text.segments import Offsets, paragraphs, sentences

BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
PIECES = [
    *BREAKS,
    "\x00",
    " ",
    "\t",
    "\u00a0",
    "\u3000",
    "\u200b",
    "A b.",
    "мост.",
    "桥。",
    "é",
    "🌉",
    "İ",
    "a" * 55,
    ".",
]
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


def pieces(text: str, found: list[Offsets]) -> list[str]:
    return [text[start:end] for start, end in found]


def assert_in_order(text: str, found: list[Offsets]) -> None:
    position = 0
    for start, end in found:
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        position = end


def assert_only_space_between(text: str, found: list[Offsets]) -> None:
    edges = [0, *(edge for span in found for edge in span), len(text)]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        assert not text[end:start].strip()


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_paragraphs_are_sorted_and_leave_out_nothing_but_space(text: str) -> None:
    found = paragraphs(text)
    assert_in_order(text, found)
    assert_only_space_between(text, found)


@given(TEXTS, st.sampled_from([None, *SENTENCES, "xx"]))
@settings(max_examples=200, deadline=None)
def test_sentences_are_sorted_and_leave_out_nothing_but_space(text: str, lang: str | None) -> None:
    found = sentences(text, lang)
    assert_in_order(text, found)
    assert_only_space_between(text, found)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_every_sentence_lies_in_one_paragraph(text: str) -> None:
    blocks = paragraphs(text)
    for start, end in sentences(text, "en"):
        assert any(first <= start and end <= last for first, last in blocks)


@pytest.mark.parametrize("lang", SENTENCES)
def test_sentences_are_found_in_every_language(lang: str) -> None:
    text = article(lang)
    assert pieces(text, sentences(text, lang)) == list(SENTENCES[lang])


@pytest.mark.parametrize("lang", SENTENCES)
@pytest.mark.parametrize("line_break", BREAKS)
def test_paragraphs_end_at_every_line_break(lang: str, line_break: str) -> None:
    text = f"{line_break} {line_break.join(SENTENCES[lang])}{line_break}"
    assert pieces(text, paragraphs(text)) == list(SENTENCES[lang])
    assert pieces(text, sentences(text, lang)) == list(SENTENCES[lang])


@pytest.mark.parametrize("lang", SENTENCES)
def test_offsets_count_characters_after_what_takes_several_bytes(lang: str) -> None:
    text = f"🌉🌉 é̂.\n\n{article(lang)}"
    assert pieces(text, sentences(text, lang))[-len(SENTENCES[lang]) :] == list(SENTENCES[lang])


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t ", "\u2028\u2029", "\u00a0\u3000"])
def test_white_space_has_no_pieces(text: str) -> None:
    assert paragraphs(text) == []
    assert sentences(text) == []


def test_a_blank_line_is_no_paragraph() -> None:
    assert pieces("One.\r\n\r\n \r\nTwo.", paragraphs("One.\r\n\r\n \r\nTwo.")) == ["One.", "Two."]


def test_nul_is_a_character_like_any_other() -> None:
    text = "The bridge\x00 is closed. The \x00bus runs.\x00\nEnd."
    assert pieces(text, paragraphs(text)) == ["The bridge\x00 is closed. The \x00bus runs.\x00", "End."]
    assert "".join(pieces(text, sentences(text, "en"))).count("\x00") == 3


WRAPPED = (
    "The council of the small town of Alder decided on Tuesday{0}"
    "evening that the old bridge over the river must be closed{0}"
    "before winter comes.{0}"
    "The buses will take the long way round by the mill and the{0}"
    "old station."
)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", " \n", "\n  ", "\r", "\u2028"])
def test_lines_broken_by_width_are_one_paragraph(line_break: str) -> None:
    text = WRAPPED.format(line_break)
    found = pieces(text, paragraphs(text))
    assert [piece[:11] for piece in found] == ["The council", "The buses w"]
    assert [piece[-12:] for piece in found] == ["inter comes.", "old station."]


def test_a_hard_wrapped_sentence_stays_whole() -> None:
    text = WRAPPED.format("\n")
    assert pieces(text, sentences(text, "en")) == pieces(text, paragraphs(text))


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is closed\nsaid the mayor",  # short lines
        "The council of the small town of Alder decided on Tuesday.\nevening fell",  # a full stop
        "The council of the small town of Alder decided on Tuesday\nEvening fell",  # a capital
        "The council of the small town of Alder decided on Tuesday\n\nevening fell",  # a blank line
        "The council of the small town of Alder decided " * 3 + "so\nevening fell",  # wider than any wrap
    ],
)
def test_other_lines_are_paragraphs_of_their_own(text: str) -> None:
    assert len(paragraphs(text)) == 2


def test_within_takes_the_piece_as_one_paragraph() -> None:
    text = "Heading\nOne is here. Two is here.\nEnd."
    start = text.index("One")
    end = text.index("\nEnd")
    assert pieces(text, sentences(text, "en", (start, end))) == ["One is here.", "Two is here."]


def test_within_at_the_very_start_of_the_text() -> None:
    assert pieces("One. Two.", sentences("One. Two.", "en", (0, 4))) == ["One."]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Mrs. Alder came. She left."),
        ("fr", "Hier, M. Delorme a parlé. Il est parti."),
        ("fr", "Les travaux coûteront cher, a déclaré M. Delorme. Il est parti."),
        ("de", "Das sagte Dr. Erle am Dienstag. Er ging."),
        ("es", "Lo dijo el Sr. Olmo. Se fue."),
        ("it", "Lo ha detto il dott. Ontani. Poi se ne andò."),
    ],
)
def test_a_title_before_a_name_ends_no_sentence(lang: str, text: str) -> None:
    assert len(sentences(text, lang)) == 2


def test_a_text_that_the_library_panics_at_is_cut_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    text = "It came from B\u3000. Then it rained."
    assert pieces(text, sentences(text, "en"))[-1] == "Then it rained."
    capfd.readouterr()  # what the library's native code says of it
