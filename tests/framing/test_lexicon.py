from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from clf.errors import UsageError
from clf.framing.lexicon import PAIRS, Lexicon, dictionaries

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def number(value: int) -> str:
    return (number(value // 64) if value >= 64 else "") + LETTERS[value % 64]


def write(folder: Path, pair: str, entries: dict[str, str]) -> None:
    content, index = b"", []
    for head, entry in entries.items():
        raw = f"{head} /ipa/ <n>\n{entry}\n".encode()
        index.append(f"{head}\t{number(len(content))}\t{number(len(raw))}")
        content += raw
    (folder / f"freedict-{pair}.dict.dz").write_bytes(gzip.compress(content))
    (folder / f"freedict-{pair}.index").write_text("".join(f"{line}\n" for line in index), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for pair in PAIRS:
        write(tmp_path, pair, {})
    write(tmp_path, "fra-eng", {"00databaseinfo": "about", "vaccin": "vaccine", "amas": "heap, pile", "chat noir": "x"})
    write(tmp_path, "deu-rus", {"Gericht": "1. суд\nein Ort, an dem gerichtet wird\n2. блю́до\nEssen"})
    write(
        tmp_path, "deu-eng", {"Gericht": "court <n> [jur.] , tribunal\n see: {Gerichte}", "Ausschuss": "board of trade"}
    )
    return tmp_path


def test_a_word_means_its_translations(folder: Path) -> None:
    lexicon = Lexicon.read(folder)
    heap, pile = (lexicon.concepts("amas", "fr")[word] for word in ("heap", "pile"))
    assert heap > pile
    assert heap**2 + pile**2 == pytest.approx(1)
    assert set(lexicon.concepts("vaccins", "fr")) == {"vaccin"}  # inflected, and a cognate


def test_a_word_reaches_english_by_way_of_a_third_language(folder: Path) -> None:
    lexicon = Lexicon.read(folder)
    assert set(lexicon.concepts("суды", "ru")) == {"court", "tribun"}
    assert set(lexicon.concepts("блюдо", "ru")) >= {"court", "tribun"}  # the stress mark is gone
    assert "ein" not in lexicon.concepts("gericht", "de")


def test_part_of_a_phrase_does_not_mean_the_headword(folder: Path) -> None:
    lexicon = Lexicon.read(folder)
    assert set(lexicon.concepts("ausschuss", "de")) >= {"board", "trade"}
    assert ("en", "de") in lexicon._links
    assert "board" not in lexicon._links["en", "de"]


def test_names_and_numbers_stand_for_themselves_in_latin_letters(folder: Path) -> None:
    lexicon = Lexicon.read(folder)
    assert lexicon.concepts("макрон", "ru") == {"makron": 1.0}
    assert lexicon.concepts("2022", "ru") == {"2022": 1.0} == lexicon.concepts("2022", "en")


def test_a_missing_dictionary_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLF_DICTIONARIES", str(folder))
    assert dictionaries() == folder
    (folder / "freedict-pol-rus.index").unlink()
    with pytest.raises(UsageError, match="apt install dict-freedict-pol-rus"):
        dictionaries()
