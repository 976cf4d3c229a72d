from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.boilerplate.characters import characters_of
from clf.boilerplate.pieces import pieces, pieces_of
from clf.boilerplate.seen import Given, in_one


def cut(text: str, lang: str = "en") -> list[str]:
    return [text[piece.start : piece.end] for piece in pieces(text, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LONDON (ANP) — The council closed the old bridge on Tuesday.", "LONDON (ANP) —"),
        ("STOCKHOLM (TT) Kommunen stänger bron på tisdag.", "STOCKHOLM (TT)"),
        ("(NDR News) The council closed the old bridge on Tuesday.", "(NDR News)"),
        ("The council closed the bridge.Read also: Ferry sinks", "Read also: Ferry sinks"),
        ("Follow us on YouTubeRead also: Ferry sinks", "Read also: Ferry sinks"),
        ("Most CC0Blaszane koguciki są głośne", "Blaszane koguciki są głośne"),
        ("The mayor waits at the harbour (Ann Reed/NordPix)", "(Ann Reed/NordPix)"),
        ("News of the day | Harbour Post", "| Harbour Post"),
        ("The bridge is closed. 👉 Join us", "👉 Join us"),
        ("Водителей просят объехать. [Подписаться](https://t.me/port)", "[Подписаться](https://t.me/port)"),
        ("Lire aussi : Le pont ferme pour trois mois", "Lire aussi :"),
        ("Read also: Ferry sinks in the harbour The mayor has not seen it", "Ferry sinks in the harbour"),
        ("Lire aussi : Le port et l'île L'union des pêcheurs attend", "L'union des pêcheurs attend"),
        ("北方台消息（晚间新闻）：港口周一关闭，渡轮停航。", "北方台消息（晚间新闻）："),
        ("北方社海港5月3日电 港口周一关闭，渡轮停航。", "北方社海港5月3日电"),
    ],
)
def test_passages_below_the_line_are_pieces_of_their_own(text: str, expected: str) -> None:
    assert expected in cut(text)


@pytest.mark.parametrize(
    "text",
    [
        "McDonald bought an iPhone in LaGrange.",
        "Write to @HarbourPost or see harbour.example/PortNews today.",
        "Every YouTuber knows it, says RealClearPolitics.",
        "Alle LeserInnen der Hafen GmbH warten.",
    ],
)
def test_capitals_inside_names_and_addresses_cut_nothing(text: str) -> None:
    assert cut(text) == [text]


def test_names_and_acronyms_run_on_nowhere() -> None:
    for text in ("He told us that the US Navy and Mark Reed agreed.", "The mayor, the council and Port Watch waited."):
        assert cut(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Das Blatt „Hafenpost“ schreibt, der „Kanal“ bleibe zu.",
        "Das Blatt »Hafenpost« schreibt darüber.",
        "Le maire juge la décision « complexe » et attend.",
    ],
)
def test_a_quotation_mark_that_closes_cuts_nothing(text: str) -> None:
    assert cut(text, "de") == [text]


def test_a_mark_that_closes_no_quote_may_separate() -> None:
    assert "» News of the day" in cut("Harbour Post » News of the day")
    assert "“Ferry sinks in the harbour”" in cut("The bridge is closed.“Ferry sinks in the harbour”")


def test_a_quotation_mark_that_opens_cuts_nothing() -> None:
    assert '"Maybe," he said.' in cut('He waited. "Maybe," he said.')


@given(st.text(alphabet="aAⒶ.:([)]|— \n\"'é👉中", max_size=80))
def test_pieces_are_in_order_do_not_overlap_and_cover_all_but_white_space(text: str) -> None:
    position = 0
    for piece in pieces(text):
        assert text[position : piece.start].strip() == ""
        assert piece.paragraph[0] <= piece.sentence[0] <= piece.start < piece.end <= piece.sentence[1]
        assert text[piece.start : piece.end] == text[piece.start : piece.end].strip()
        position = piece.end
    assert text[position:].strip() == ""


def test_what_stands_before_the_start_is_left_out() -> None:
    text = "date 2017-05\nThe port closed."
    assert [text[p.start : p.end] for p in pieces(text, "en", 13)] == ["The port closed."]


@pytest.mark.parametrize("following", ["Another article follows.", "and so on.", ""])
def test_the_next_article_of_a_batch_has_no_part_in_where_one_is_cut(following: str) -> None:
    """The last word has a capital that it has not elsewhere in its article."""
    cut_off = "The bridge is closed and the council pays. Ferry sinks in the harbour The"
    text, seen = in_one([Given(cut_off), Given(following)])
    assert pieces_of(characters_of(text), [one.part for one in seen])[0] == pieces(cut_off)


@pytest.mark.parametrize(
    "text",
    [
        "Updated 10:14 AM on the third of March by the council.",
        "The match began at 20:45 in front of nine thousand people.",
    ],
)
def test_a_time_of_day_is_not_cut(text: str) -> None:
    assert cut(text, "en") == [text]


def test_what_a_time_of_day_leads_in_is_cut() -> None:
    assert cut("10:14: The council has closed the harbour.", "en") == ["10:14:", "The council has closed the harbour."]
