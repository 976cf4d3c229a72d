"""The corpus view on invented outlets: what is boilerplate, what only repeats, and that order does not matter."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_outlets import AGENCY, FOOTER, GLUED, NOTE, TICKER, article, corpus, news, shuffled

from clf.boilerplate.evidence import COLUMNS, OUTLET_COLUMNS, weights_of_evidence
from clf.boilerplate.fingerprints import fingerprint, words_of
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import OutletIndex, open_flagger
from clf.boilerplate.mine import edition_of, mine
from clf.corpora.registry import read_corpus
from clf.errors import Problem, UsageError
from clf.messages import said
from clf.schema import Article, Span


def flagged(flagger: Flagger, text: str) -> list[tuple[str, str | None]]:
    return [(text[span.start : span.end], span.outlet) for span in flagger.flag(text, "en")]


def known(index: OutletIndex, text: str) -> float:
    """Return the share of the words of `text` that the index knows."""
    words = fingerprint(text, "en")
    covered = {word for found in index.find(words) for word in range(found.first, found.last)}
    return len(covered) / len(words.words)


def test_a_footer_of_every_text_is_found_in_all_its_writings(flagger: Flagger) -> None:
    body = news(random.Random(1))
    for footer in (FOOTER, FOOTER.replace("**", ""), FOOTER.upper()):
        assert (footer, "alder") in flagged(flagger, f"{body}\n{footer}")


@pytest.mark.parametrize(
    "joint",
    [
        " ",
        pytest.param(" and ", marks=pytest.mark.xfail(strict=True, reason="“and” is flagged, too (CONTRIBUTING.md)")),
    ],
)
def test_a_line_glued_into_a_sentence_is_a_span_of_its_own(flagger: Flagger, joint: str) -> None:
    text = f"{news(random.Random(2), 2)}{joint}{GLUED}{news(random.Random(3), 2)}"
    assert (GLUED, "alder") in flagged(flagger, text)


def test_headlines_of_the_crawl_day_are_boilerplate_though_they_read_like_news(flagger: Flagger) -> None:
    assert flagged(open_flagger("open"), TICKER) == []
    body = news(random.Random(4))
    assert flagged(flagger, f"{body} {TICKER}") == [(TICKER, "birch")]


def hidden(text: str) -> str:
    """Return `text` as some content systems write it: soft hyphens, letters and accents apart."""
    return unicodedata.normalize("NFD", text.replace("e", "e\u00ad"))


def test_a_passage_is_the_same_however_it_is_encoded(flagger: Flagger, index: OutletIndex) -> None:
    body = news(random.Random(6))
    text = hidden(f"{body} Déjà vu, they say.\n{FOOTER}")
    assert flagged(flagger, text)[-1:] == [(hidden(FOOTER), "alder")]
    again = mine(replace(one, text=hidden(one.text)) if number % 2 else one for number, one in enumerate(corpus()))
    assert again.editions == index.editions
    assert again.entries["key"].tolist() == index.entries["key"].tolist()


def test_numbers_alone_are_no_passage() -> None:
    note, page, named = (
        fingerprint(f"The vote in the upper house was close ({inside}).", "en") for inside in ("3, 4", "3", "Table 4")
    )
    assert len(note.short) == len(page.short) == len(named.short) - 1


@pytest.mark.parametrize("passage", [NOTE, AGENCY])
def test_what_only_repeats_is_no_boilerplate(index: OutletIndex, flagger: Flagger, passage: str) -> None:
    body = news(random.Random(5))
    assert flagged(flagger, f"{body}\n{passage}\n{body}") == []
    assert known(index, passage) == 0.0


def test_the_evidence_is_told_in_words(flagger: Flagger) -> None:
    found = flagger.flag(f"{news(random.Random(6))}\n{FOOTER}", "en")[-1]
    assert found.outlet == "alder"
    assert found.evidence.startswith("stands in 54 of 54 texts of “alder” (“en”) and in no other, 2021-01-01 to ")
    assert found.evidence.endswith("; the last paragraph")
    assert said(found.evidence, "fr").startswith("figure dans 54 des 54 textes de « alder » (“en”) et dans aucun autre")
    assert 0.9 < found.score < 1.0


def test_the_index_does_not_depend_on_the_order_of_articles(index: OutletIndex) -> None:
    for seed in (1, 2):
        again = mine(shuffled(corpus(), seed))
        assert again.editions == index.editions
        for name in COLUMNS:
            np.testing.assert_array_equal(again.entries[name], index.entries[name])
        for name in OUTLET_COLUMNS:
            np.testing.assert_array_equal(again.outlets[name], index.outlets[name])


def test_a_text_that_was_crawled_twice_counts_once(index: OutletIndex) -> None:
    twice = mine(corpus() + corpus())
    np.testing.assert_array_equal(twice.entries["docs"], index.entries["docs"])
    np.testing.assert_array_equal(twice.outlets["documents"], index.outlets["documents"])


def test_a_text_crawled_again_on_another_day_is_of_its_first_day(index: OutletIndex) -> None:
    again = [replace(a, date=f"2031-{1 + n % 12:02}-{1 + n % 28:02}") for n, a in enumerate(corpus()) if a.date]
    twice = mine([*corpus(), *again])
    assert twice.outlets["days"].tolist() == index.outlets["days"].tolist()
    assert twice.entries["key"].tolist() == index.entries["key"].tolist()
    assert twice.entries["days"].tolist() == index.entries["days"].tolist()


def test_little_memory_gives_the_same_counts(index: OutletIndex) -> None:
    # The tables of counts overflow into each other; what is stored is counted exactly afterwards.
    small = mine(corpus(), memory=1 << 18)
    np.testing.assert_array_equal(small.entries["key"], index.entries["key"])
    np.testing.assert_array_equal(small.entries["docs"], index.entries["docs"])


def test_grouping_in_shares_changes_nothing(index: OutletIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clf.boilerplate.mine._BYTES_PER_ROW", 10_000_000)  # some fifty rows at a time
    again = mine(corpus())
    for name in COLUMNS:
        np.testing.assert_array_equal(again.entries[name], index.entries[name])


def test_a_flag_is_a_function_of_text_model_and_index(flagger: Flagger) -> None:
    text = f"{news(random.Random(8))}\n{FOOTER}"
    first = flagger.flag(text, "en")
    flagger.flag(TICKER, "en")
    assert flagger.flag(text, "en") == first


def test_flags_are_sorted_apart_and_inside_the_text(flagger: Flagger) -> None:
    chance = random.Random(9)
    pieces = [FOOTER, GLUED, TICKER, NOTE, "\n", " ", "Photo: Alder", "🌲", "\u2028", news(chance, 2)]
    for _ in range(150):
        text = "".join(chance.choices(pieces, k=chance.randint(0, 7)))
        end = 0
        for span in flagger.flag(text, "en"):
            assert end <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip()
            end = span.end


def test_without_an_index_nothing_changes() -> None:
    text = f"{news(random.Random(10))}\n{FOOTER}"
    plain = open_flagger("open")
    assert plain.flag(text, "en") == replace(plain, index=OutletIndex.empty()).flag(text, "en")


def test_outlets_are_counted_by_language() -> None:
    made = [article("alder", i, f"{news(random.Random(i))}\n{FOOTER}", 9 * i) for i in range(20)]
    others = [replace(a, lang="de", text=news(random.Random(100 + i))) for i, a in enumerate(made)]
    found = mine(made + others)
    assert [tuple(edition) for edition in found.editions] == [("alder", "de"), ("alder", "en")]
    assert set(found.entries["outlet"][found.entries["docs"] == 20]) == {1}


def test_a_language_is_one_however_it_is_written() -> None:
    editions = {edition_of(Article("1", "x", outlet="Elm", lang=lang)) for lang in ("en", "EN", "en-US", "English")}
    assert editions == {("Elm", "en")}


def test_a_corpus_without_outlets_is_one_outlet() -> None:
    made = [replace(a, outlet=None) for a in corpus() if a.outlet == "alder"]
    found = open_flagger("open", mine(made)).flag(f"{news(random.Random(11))}\n{FOOTER}", "en")[-1]
    assert found.outlet is None
    assert "54 of 54 texts of the corpus" in found.evidence


@pytest.mark.parametrize(
    ("outlet", "url", "expected"),
    [
        (" Alder ", "https://www.birch.example/x", "Alder"),
        (None, "https://www.birch.example/x", "birch.example"),
        ("", None, ""),
        (None, "http://[", ""),
    ],
)
def test_the_outlet_of_an_article(outlet: str | None, url: str | None, expected: str) -> None:
    assert edition_of(Article("1", "x", outlet=outlet, url=url)).outlet == expected


def test_what_a_header_says_of_an_article_counts_as_if_it_were_given(index: OutletIndex) -> None:
    exported = [
        Article(a.id, f"Date: {a.date}\nSource: {a.outlet}\nLanguage: English\n\n{a.text}") if a.date else a
        for a in corpus()
    ]
    found = mine(exported)
    assert found.editions == index.editions
    assert found.outlets["days"].tolist() == index.outlets["days"].tolist()
    for column in ("key", "outlet", "docs", "days", "first_day"):
        assert found.entries[column].tolist() == index.entries[column].tolist()


def test_hostile_texts_are_mined() -> None:
    odd = ["", "\x00", "\ud800" * 9, "🌲" * 50, "a " * 5000, "\n" * 99, "'; DROP TABLE x; --", "a b " * 300]
    made = [Article(str(i), text, outlet="\ud800'\n", date="not a date") for i, text in enumerate(odd * 4)]
    found = mine(made)
    flagger = open_flagger("open", found)
    for text in odd:
        assert all(isinstance(span, Span) for span in flagger.flag(text))


def test_problems_are_told_and_an_empty_corpus_is_refused() -> None:
    problem = Problem("a.csv", "a text", "nothing", "Give it.", 3)
    told: list[Problem] = []
    with pytest.raises(UsageError, match="no article"):
        mine([problem], on_problem=told.append)
    assert told == [problem]


def test_each_circumstance_weighs_as_it_should() -> None:
    outlets = {"documents": np.array([100, 100]), "days": np.array([100, 100]), "alike": np.array([0.01, 0.01])}

    def weight(**changed: float) -> float:
        usual = {"docs": 30, "elsewhere": 0, "dated": 30, "days": 26, "at_start": 0, "at_end": 30} | changed
        entry = {name: np.array([usual.get(name, 0)]) for name in COLUMNS} | {
            "alike": np.array([changed.get("alike", 0.01)]),
            "rest": np.array([changed.get("rest", 200.0)]),
        }
        return float(weights_of_evidence(entry, outlets)[0])

    plain = weight()
    assert plain > 3
    assert weight(docs=60, at_end=60) > plain
    assert weight(elsewhere=30) < plain - 2  # common language, agency text
    assert weight(days=2) < plain - 3  # one running story
    assert weight(alike=0.3) < plain - 3  # a daily explainer
    assert weight(rest=2.0) < plain - 2  # copies of one text
    assert weight(at_end=0) < plain  # anywhere in the text
    assert weight(dated=0, days=0) == pytest.approx(plain, abs=0.5)  # no dates: nothing is held against it


def test_footers_of_real_channels_are_found_and_news_is_not(real_data: Path) -> None:
    posts = [row for row in read_corpus("telegram_news_ru", real_data) if isinstance(row, Article)]
    channels = {"Топор Live", "Москва Live", "КиберТопор"}
    found = mine(posts)
    shares = {
        found.editions[entry["outlet"]].outlet: entry["docs"] / found.outlets["documents"][entry["outlet"]]
        for entry in _rows(found)
        if entry["docs"] > 0.8 * found.outlets["documents"][entry["outlet"]]
    }
    assert channels <= shares.keys()  # a footer under nine posts of ten is no common language
    state_agency = next(i for i, edition in enumerate(found.editions) if edition.outlet == "РИА Новости")
    assert (found.entries["docs"][found.entries["outlet"] == state_agency] < 100).all()  # it has no footer


def _rows(index: OutletIndex) -> list[dict[str, int]]:
    return [{name: values[i].item() for name, values in index.entries.items()} for i in range(len(index))]


@given(
    st.lists(
        st.sampled_from(["Port", " ", "3", "3.5", "٣", ".", "-", "_", "é", "中", "港", "İ", "ß", "\n"]), max_size=12
    )
)
def test_words_are_the_same_in_texts_with_and_without_addresses(parts: list[str]) -> None:
    text = "".join(parts)
    alone, beside = words_of(text), words_of(f"{text} @harbour")
    assert beside.hashes[:-1].tolist() == alone.hashes.tolist()
    assert [text[a:b] for a, b in zip(beside.starts[:-1], beside.ends[:-1], strict=True)] == [
        text[a:b] for a, b in zip(alone.starts, alone.ends, strict=True)
    ]


def test_an_outlet_is_one_however_it_is_spelled() -> None:
    spelled = [
        replace(one, outlet=("alder.example", "www.alder.example", "https://m.alder.example/")[number % 3])
        if one.outlet == "alder"
        else one
        for number, one in enumerate(corpus())
    ]
    found = mine(spelled)
    assert len(found.editions) == len(mine(corpus()).editions)
    counts = Counter(one.outlet for one in spelled if one.outlet and "alder" in one.outlet)
    assert [edition.outlet for edition in found.editions if "alder" in edition.outlet] == [counts.most_common(1)[0][0]]
    assert known(found, FOOTER) == pytest.approx(known(mine(corpus()), FOOTER))


def test_what_all_outlets_print_alike_is_nobodys_own() -> None:
    """Not even where it stands in every text: it may be the language, or the program that made the corpus."""
    line = "More details are expected to emerge later today."
    texts = [
        Article(f"{name}{i}", f"{news(random.Random(f'{name}{i}'))}\n{line}", outlet=name)
        for name in "abc"
        for i in range(30)
    ]
    assert known(mine(texts), line) == 0
    own = [
        replace(
            one,
            outlet="a" if one.outlet == "a" else None,
            text=one.text.replace(line, "" if one.outlet != "a" else line),
        )
        for one in texts
    ]
    assert known(mine(own), line) == 1
