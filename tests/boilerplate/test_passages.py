from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multilingual import SENTENCES, article

from clf.boilerplate.candidates import candidates
from clf.boilerplate.flagger import _place
from clf.boilerplate.passages import alike, description, descriptions, located_words
from clf.text.segments import paragraphs

NEWS = (
    "ALDER (ANP) — The council closed the old bridge on Tuesday. The mayor was there.\n"
    "Repairs will take a year and cost a lot.\n"
    "Buses take the long way. Nobody was hurt (Reporting by A. Birch)\n"
    "Follow us on Telegram!"
)
PIECES = [
    "ALDER — ",
    "The bridge is closed. ",
    "\n",
    "\r\n",
    "\u2028",
    "(Photo: ANP)",
    "Мост закрыт. ",
    "桥。",
    "\x00",
    "İ",
    "🌉",
    ": ",
]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=15).map("".join))


def units(text: str, unit: str, lang: str | None = "en") -> list[str]:
    return [candidate.passage for candidate in candidates(text, lang) if candidate.unit == unit]


def test_the_candidates_of_an_article() -> None:
    assert units(NEWS, "paragraph") == NEWS.split("\n")
    assert units(NEWS, "lead_in") == ["ALDER (ANP) —"]
    assert units(NEWS, "bracket") == ["(Reporting by A. Birch)"]
    assert "The mayor was there." in units(NEWS, "sentence")
    assert "Follow us on Telegram!" not in units(NEWS, "sentence")


@pytest.mark.parametrize(
    ("first", "judged"),
    [
        ("Council votes to reopen the harbour bridge", False),
        ("Wer hat das Stadion bezahlt?", False),
        ("The council voted on Tuesday.", True),
        ("Follow us on t.me/northwire_example", True),
        ("Read also:", True),
        ("👉 Subscribe to our channel", True),
    ],
)
def test_a_headline_above_the_text_is_not_judged(first: str, judged: bool) -> None:
    text = f"{first}\n\nThe bridge is old.\n\nIt will open in May."
    assert (first in units(text, "paragraph")) is judged
    assert first in units(f"{first}\n\nThe bridge is old.", "paragraph")  # of two lines either may be anything


@given(TEXTS, st.sampled_from([None, "en", "ru", "zh", "xx"]), st.data())
@settings(max_examples=200, deadline=None)
def test_candidates_lie_in_their_paragraph(text: str, lang: str | None, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    blocks = [(a + start, b + start) for a, b in paragraphs(text[start:])]
    found = list(candidates(text, lang, start))
    judged = [(c.start, c.end) for c in found if c.unit == "paragraph"]
    assert judged in (blocks, blocks[1:])  # a headline is not judged
    for candidate in found:
        first, last = blocks[candidate.number]
        assert start <= first <= candidate.start < candidate.end <= last
        assert candidate.passage == text[candidate.start : candidate.end]
        assert candidate.passage.strip()
        assert candidate.of == len(blocks)
        assert description(candidate.passage)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_paragraph_comes_before_what_is_inside_it_and_sentences_do_not_overlap(text: str) -> None:
    number, position = -1, 0
    for candidate in candidates(text, "en"):
        if candidate.unit == "paragraph":
            # The first may be a headline, which is passed over.
            assert candidate.number == number + 1 or (number, candidate.number) == (-1, 1)
            number, position = candidate.number, candidate.start
        assert candidate.number == number
        if candidate.unit == "sentence":
            assert candidate.start >= position
            position = candidate.end


@pytest.mark.parametrize("lang", SENTENCES)
def test_sentences_of_every_language_are_candidates(lang: str) -> None:
    assert units(article(lang), "sentence", lang) == list(SENTENCES[lang])


def test_a_header_in_front_is_no_candidate() -> None:
    text = f"Date: 2017-05\n{NEWS}"
    found = list(candidates(text, "en", 14))
    assert [c.passage for c in found] == [c.passage for c in candidates(NEWS, "en")]
    assert all(c.start >= 14 for c in found)


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u2028"])
def test_an_empty_text_has_no_candidates(text: str) -> None:
    assert list(candidates(text)) == []


@pytest.mark.parametrize(
    ("opening", "lead"),
    [
        ("LONDON — ", "LONDON —"),
        ("KYIV, May 3 (ANP) - ", "KYIV, May 3 (ANP) -"),
        ("(ANP)- ", "(ANP)-"),
        ("МОСКВА, 3 мая – ", "МОСКВА, 3 мая –"),
        ("PARIS (ANP) -- ", "PARIS (ANP) --"),
        ("ROMA: ", "ROMA:"),
    ],
)
def test_a_lead_in_ends_with_its_dash(opening: str, lead: str) -> None:
    assert units(f"{opening}The council closed the old bridge.", "lead_in") == [lead]


@pytest.mark.parametrize(
    "text",
    [
        "the mayor — who was there — closed the old bridge.",
        "He said: the old bridge is closed from today on.",
        "LONDON — closed.",
        "The council closed the old bridge over the river.",
        "A" * 120 + " — The council closed the old bridge.",
    ],
)
def test_what_cannot_be_a_dateline_is_no_lead_in(text: str) -> None:
    assert units(text, "lead_in") == []


def test_only_the_first_two_paragraphs_have_a_lead_in() -> None:
    text = "\n".join(["LONDON — The council closed the old bridge."] * 4)
    assert len(units(text, "lead_in")) == 2


@pytest.mark.parametrize(
    ("paragraph", "bracket"),
    [
        ("The bridge is closed. (Photo: ANP)", "(Photo: ANP)"),
        ("The bridge is closed. [ANP/Birch].", "[ANP/Birch]."),
        ("旧桥关闭。（记者 白桦）", "（记者 白桦）"),
        ("The bridge (old) is closed. (ANP) ", "(ANP)"),
    ],
)
def test_a_bracket_at_the_end_is_a_candidate(paragraph: str, bracket: str) -> None:
    assert units(paragraph, "bracket") == [bracket]


@pytest.mark.parametrize("paragraph", ["(Photo: ANP)", "The bridge (old) is closed.", "Closed ()", "Closed (a(b)c"])
def test_other_brackets_are_not(paragraph: str) -> None:
    assert units(paragraph, "bracket") == []


def test_sentences_glued_by_a_crawler_are_parted() -> None:
    assert units("The bridge is closed.Follow us on Telegram now.", "sentence") == [
        "The bridge is closed.",
        "Follow us on Telegram now.",
    ]


@pytest.mark.parametrize(
    ("of", "places"),
    [
        (1, ["only"]),
        (2, ["first", "last"]),
        (3, ["first", "second", "last"]),
        (4, ["first", "second", "tail", "last"]),
        (6, ["first", "second", "middle", "tail", "tail", "last"]),
    ],
)
def test_the_place_of_a_paragraph(of: int, places: list[str]) -> None:
    assert [_place(number, of) for number in range(of)] == places


@pytest.mark.parametrize(
    ("passage", "word"),
    [
        ("see https://alder.example/a?b=1 now", "zzlink"),
        ("see www.alder.example", "zzlink"),
        ("see alder.com", "zzlink"),
        ("write to desk@alder.com", "zzmail"),
        ("follow @alderpost", "zzhandle"),
        ("© 2017", "zzcopyright"),
        ("one | two", "zzbar"),
        ("more ►►", "zzsymbol"),
        ("more 🌉🌉", "zzsymbol"),
    ],
)
def test_what_differs_by_outlet_is_made_alike(passage: str, word: str) -> None:
    assert alike(passage).split().count(word) == 1
    assert "alder" not in alike(passage)


@pytest.mark.parametrize(
    ("text", "words", "edges"),
    [
        ("关注我们", "关注 注我 我们", "zzopens关注 zzcloses我们"),
        ("扫码APP下载", "扫码 APP 下载", "zzopens扫码 zzcloses下载"),
        ("Followする", "Follow する", "zzopensfollow zzclosesする"),
        ("看2", "看 0", "zzopens看 zzcloses看"),
    ],
)
def test_chinese_and_japanese_are_pairs_of_characters(text: str, words: str, edges: str) -> None:
    described = description(text).split()
    assert described[: len(words.split())] == words.split()
    assert [word for word in described if word.startswith(("zzopens", "zzcloses"))] == edges.split()
    own = [(word, text[start:end]) for word, start, end in located_words(text)]
    assert [word for word, _ in own] == [place.lower() for _, place in own]
    assert [place for _, place in own] == words.replace("0", "2").split()


def test_numbers_are_alike() -> None:
    assert alike("on 11.05.2017 at 8:30") == alike("on 3.12.1999 at 10:05")


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("Follow us", "zzopensfollow"),
        ("Follow us", "zzclosesus"),
        ("Follow us", "zzwords2"),
        ("Follow us", "zznostop"),
        ("Read more:", "zzopenend"),
        ("READ MORE NOW", "zzcapitals"),
        ("► Read more", "zzmarkstart"),
        ("«Цитата»", "zzquotestart"),
        ("Читайте также", "zzopensчитайте"),
    ],
)
def test_markers_of_form(text: str, marker: str) -> None:
    assert marker in description(text).split()


@given(
    st.lists(
        st.one_of(
            TEXTS, st.sampled_from(["see www.a.com", "@alder 5", "a@b.com ►", "x\x1ey 7", "Nr. 5.de", "关注我们。"])
        )
    )
)
@settings(max_examples=100, deadline=None)
def test_a_passage_is_described_the_same_beside_others(passages: list[str]) -> None:
    passages = [passage for passage in passages if passage]
    assert descriptions(passages) == [description(passage) for passage in passages]
