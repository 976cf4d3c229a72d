"""The measures behind the claims on boilerplate, on texts of ours."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from benchmarks import framing_docs
from benchmarks.boilerplate import blocks, common, docs, gold, liveticker, outlet, peers, seed, tails
from benchmarks.boilerplate.draw_blocks import is_inside, pages, words_in
from benchmarks.boilerplate.draw_repeats import MIN_ARTICLES, repeated
from benchmarks.gold.sample import Document, sha256
from benchmarks.gold.texts import GoldDocument, GoldSpan
from benchmarks.measured import MISSED, with_section
from clf.boilerplate.examples import is_unseen_site
from clf.errors import DataError
from clf.evaluation.uncertainty import Estimate
from clf.schema import Article, Labelling, Span

NEWS = "The harbour opens on Monday."
FOLLOW = "Follow the Alder Post!"


@dataclass(frozen=True)
class Marker:
    """Flags what matches, as a flagger would."""

    match: str = re.escape(FOLLOW)
    kind: str = "follow_us"
    extracted_alone: bool = False

    def flag(self, text: str, lang: str | None = None, start: int = 0, *, extracted: bool = False) -> list[Span]:
        if self.extracted_alone and not extracted:
            return []
        return [Span(m.start(), m.end(), self.kind) for m in re.compile(self.match).finditer(text, start)]


def read(text: str, *spans: tuple[int, int], unsure: bool = False, family: str = "alder", corpus: str = "ppn"):
    document = Document(1, None, corpus, f"{family} {text[:9]}", sha256(text), "en", family, family, "dev")
    return GoldDocument(document, text, "us", tuple(GoldSpan(*span, "follow_us", unsure) for span in spans))


def marks(*ranges: tuple[int, int]):
    return lambda document: common.marked(document.text, [Span(*span, "follow_us") for span in ranges])


def row_of(document: GoldDocument, flag) -> dict[str, float]:
    return dict(zip(gold.COLUMNS, gold.counts([document], flag)[0].tolist(), strict=True))


def test_white_space_does_not_count() -> None:
    row = row_of(read("News. Follow us", (6, 15)), marks((4, 15)))
    assert (row["hits"], row["gold"], row["called"]) == (8, 8, 9)
    assert (row["news"], row["wrong"]) == (5, 1)


def test_unsure_characters_are_neither_right_nor_wrong_where_they_are_left_out() -> None:
    row = row_of(read("News. Follow us", (6, 15), unsure=True), marks((6, 15)))
    assert (row["hits"], row["sure_hits"], row["sure_gold"], row["sure_called"]) == (8, 0, 0, 0)


def test_a_clean_document_counts_when_anything_in_it_is_flagged() -> None:
    assert row_of(read("News."), marks())["clean_flagged"] == 0
    assert row_of(read("News."), marks((0, 1)))["clean_flagged"] == 1
    assert row_of(read("News.", (0, 2)), marks((0, 1)))["clean"] == 0


def test_figures_of_two_documents() -> None:
    documents = [
        read("aaaa", (0, 4)),
        read("bbbb", (0, 4), family="beech", corpus="cctv"),
        read("cccc", family="cedar"),
    ]
    found = gold.estimates(documents, lambda d: common.marked(d.text, [Span(0, 2, "promo")]), "indexed", "_dev")
    assert found["gold_char_f1_indexed_dev"].value == pytest.approx(2 * 4 / (8 + 6))
    # ppn has a clean document with two characters wrong: 2·2 / (4 + 4); cctv 2·2 / (4 + 2)
    assert found["gold_char_f1_indexed_strata_mean_dev"].value == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert found["gold_char_f1_indexed_cctv_dev"].value == pytest.approx(2 / 3)
    assert found["news_wrongly_flagged_indexed_dev"].value == pytest.approx(2 / 4)
    clean = found["clean_documents_flagged_indexed_dev"]
    assert (clean.value, clean.n, clean.outlets) == (1.0, 1, 3)


def test_documents_without_outlet_stand_for_themselves() -> None:
    documents = [read("aaaa", family=""), read("bbbb", family=""), read("cccc", family="cedar")]
    assert len(set(gold.families(documents).tolist())) == 3


def test_results_are_added_to_those_there(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    results.write_text('{"mine": {"value": 1}}', encoding="utf-8")
    common.record({"share": common.share([True, False])}, "python -m us", results)
    found = json.loads(results.read_text(encoding="utf-8"))
    assert found["mine"] == {"value": 1}
    assert found["share"]["command"] == "python -m us"
    assert (found["share"]["value"], found["share"]["n"]) == (0.5, 2)
    assert found["share"]["low"] < 0.5 < found["share"]["high"]


def test_the_seed_article_wants_one_flag_of_one_kind() -> None:
    text = "N" * seed.START + "Follow us".ljust(seed.END - seed.START, "x")
    assert seed.is_exact(Marker("Follow usx*"), text)
    assert not seed.is_exact(Marker("Follow usx*", "promo"), text)
    assert not seed.is_exact(Marker("Follow"), text)
    assert not seed.is_exact(Marker("N{9}|Follow usx*"), text)


def block(text: str, label: str, number: int, *, inside: bool = True, site: str = "alder.example") -> Article:
    zone = Labelling("page_blocks_zone", ("inside",) if inside else ())
    labels = (Labelling("page_blocks", (label,)), zone)
    return Article(f"fundus:1#{number}", text, document="fundus:1", outlet=site, lang="en", labels=labels)


def test_a_block_is_flagged_when_half_of_it_is() -> None:
    page = [block(NEWS, "content", 0), block(FOLLOW, "boilerplate", 1), block(f"{NEWS} {FOLLOW}", "content", 2)]
    assert list(blocks.called_blocks(Marker(), page).values()) == [False, True, False]
    assert [blocks.is_boilerplate(each) for each in page] == [False, True, False]


def test_f1_of_blocks() -> None:
    rows = [("a", True, True), ("a", True, False), ("b", False, False), ("b", False, True)]
    assert blocks.f1(rows).value == pytest.approx(0.5)


def test_only_a_fifth_of_sites_is_measured_on() -> None:
    sites = [f"site{n}.example" for n in range(500)]
    unseen = [site for site in sites if is_unseen_site(site)]
    assert 70 < len(unseen) < 130
    found = list(pages(block(NEWS, "content", 0, site=site) for site in sites))
    assert [page[0].outlet for page in found] == sorted(unseen)


def test_words_of_a_script_without_spaces() -> None:
    assert words_in(Article("1", "港口周一关闭", lang="zh")) == 3
    assert words_in(Article("1", NEWS, lang="en")) == 5
    assert is_inside(block(NEWS, "content", 0)) and not is_inside(block(NEWS, "content", 0, inside=False))


def test_blocks_that_are_not_there_are_refused() -> None:
    with pytest.raises(DataError, match="SHA-256"):
        blocks._refuse_missing({"fundus:1#0": {}})


def test_body_f1_is_that_of_mean_precision_and_mean_recall() -> None:
    pytest.importorskip("trafilatura")
    from benchmarks.boilerplate import pages as body

    assert body.page_scores("a b c d", "a b c d") == (1.0, 1.0)
    assert body.page_scores("a b c d e", "a b c d") == (0.5, 1.0)
    assert body.page_scores("", "a b c d") == (0.0, 0.0)
    assert body.shingles("港口 now").total() == 1
    table = np.array([[0.5, 1.0, 1.0, 1.0], [1.0, 0.5, 1.0, 0.5]])
    assert body.body_f1(0)(table) == pytest.approx(0.75)
    assert body.body_f1(2)(table) == pytest.approx(2 * 0.75 / 1.75)
    assert body.gain(table) == pytest.approx(2 * 0.75 / 1.75 - 0.75)
    assert body.second_stage(Marker(extracted_alone=True), f"{NEWS} {FOLLOW}", "en") == f"{NEWS} "


def test_lines_of_a_text() -> None:
    text = "One  line\n\n  Two \n"
    assert [(line.text, text[line.start : line.end]) for line in peers.lines_of(text)] == [
        ("One line", "One  line\n"),
        ("Two", "  Two \n"),
    ]


def test_justext_drops_a_line_without_stop_words_and_keeps_prose() -> None:
    prose = (
        "The mayor said that the harbour would be open to all of the ships that had been waiting for it since May. " * 3
    )
    text = f"{prose}\n{'Share Tweet Print Email Bookmark ' * 4}\n{prose}"
    called = peers.justext_rules(read(text))
    assert not called[: len(prose)].any()
    assert called[len(prose) + 1 : -len(prose) - 1].all()


def test_a_language_that_justext_does_not_know_keeps_its_lines() -> None:
    document = read("分享")
    unknown = GoldDocument(Document(1, None, "cctv", "1", "", "zh", "", "", "dev"), document.text, "us", ())
    assert not peers.justext_rules(unknown).any()


def test_lines_are_cut_from_so_many_documents_on() -> None:
    others = {"ppn": {"alder": [f"Text {n}\n{FOLLOW}" for n in range(3)]}}
    document = read(f"{NEWS}\n{FOLLOW.upper()}")
    assert peers.frequency_cut(others, 3)(document)[len(NEWS) + 1 :].all()
    assert not peers.frequency_cut(others, 3)(document)[: len(NEWS)].any()
    assert not peers.frequency_cut(others, 4)(document).any()


def test_trafilatura_drops_a_long_line_that_came_often() -> None:
    long = f"{FOLLOW} " * 6
    document = read(f"{NEWS}\n{long}")
    seldom, often = ({"ppn": {"alder": [long] * n}} for n in (1, 5))
    assert not peers.trafilatura_deduplication(seldom)(document).any()
    called = peers.trafilatura_deduplication(often)(document)
    assert called[len(NEWS) + 1 :].all() and not called[: len(NEWS)].any()


def test_a_tail_is_found_when_nearly_all_of_it_is_flagged() -> None:
    tail = tails.Tail("alder", "ppn", re.compile(re.escape(FOLLOW)), "alder")
    articles = [Article("1", f"{NEWS} {FOLLOW}", outlet="alder"), Article("2", FOLLOW, outlet="beech")]
    found = list(tails.places(tail, articles))
    assert [(place.article.id, place.start) for place in found] == [("1", len(NEWS) + 1)]
    assert tails.is_found(Marker(), found[0])
    assert not tails.is_found(Marker("Follow"), found[0])


def test_the_known_tails_can_be_read() -> None:
    found = {tail.name: tail for tail in tails.read_tails()}
    assert found["spa_sign_off"].match.search("// انتهى //")
    assert found["rt_de_agency"].match.search("Ende. (rt/dpa)")
    assert found["telegram_subscribe"].match.search("[Подписаться](https://t.me/alder)")


def test_an_older_text_never_comes_after_a_newer_one() -> None:
    days = [f"2020-01-{day:02d}" for day in range(1, 11)]
    articles = [Article(str(n), NEWS, outlet="alder", date=day) for n, day in enumerate(days)]
    late = Article("late", NEWS, outlet="beech", date="2020-01-10")
    older, newer = outlet.older_and_newer([*articles, late])
    assert max(a.date for a in older) < min(a.date for a in newer)
    assert len(older) + len(newer) == len(articles)  # nobody could name the outlet of the late one


def test_accuracy_is_a_mean_over_corpora() -> None:
    rows = np.concatenate([outlet._spread(np.array([[1.0, 0.0]] * 3), 0), outlet._spread(np.array([[0.0, 0.0]]), 1)])
    assert outlet._mean(0)(rows) == pytest.approx(0.5)
    assert outlet._lost(rows) == pytest.approx(0.5)


def articles_that_repeat(*lines: str) -> list[Article]:
    seas = ("gulls", "ferries", "lobsters", "beacons")
    return [
        Article(
            str(n), "\n\n".join([f"{NEWS} It brings {seas[n]} number {seas[-n]}.", *lines]), outlet="alder", lang="en"
        )
        for n in range(MIN_ARTICLES)
    ]


def test_what_an_outlet_repeats_is_drawn_once_and_never_from_the_gold_standard() -> None:
    articles = articles_that_repeat(FOLLOW)
    found = repeated(articles, left_out={"0"})
    passages = {p.article.text[p.start : p.end] for places in found.values() for p in places}
    assert FOLLOW.removesuffix("!") in passages
    assert NEWS.removesuffix(".") in passages
    assert {p.article.id for places in found.values() for p in places} == {"1", "2"}
    assert all(p.articles >= MIN_ARTICLES for places in found.values() for p in places)
    assert not repeated(articles[1:], set())


def test_a_repeat_is_flagged_when_half_of_it_is() -> None:
    article = articles_that_repeat(FOLLOW)[0]
    start = article.text.index(FOLLOW)
    row = {"id": "0", "sha256": sha256(article.text), "start": start, "end": start + len(FOLLOW)}
    assert liveticker.is_flagged(Marker(), row, {"0": article})
    assert not liveticker.is_flagged(Marker("Alder"), row, {"0": article})
    with pytest.raises(DataError, match="SHA-256"):
        liveticker.is_flagged(Marker(), row | {"sha256": "0"}, {"0": article})


def test_no_text_is_in_what_was_read() -> None:
    names = {"corpus", "id", "sha256", "outlet", "start", "end", "passage_sha256", "articles", "boilerplate", "unsure"}
    repeats = liveticker.read_repeats()
    assert len(repeats) >= 200 and all(set(row) == names for row in repeats)
    checked = blocks.read_blocks()
    assert len(checked) == 400
    assert all(set(row) == {"id", "sha256", "characters", "boilerplate", "unsure"} for row in checked.values())


def test_docs_say_what_was_measured() -> None:
    results = json.loads(common.RESULTS.read_text(encoding="utf-8"))
    page = docs.DOCS.read_text(encoding="utf-8")
    assert with_section(page, docs.measured(results), docs.COMMAND) == page


def test_the_page_on_framing_says_what_was_measured() -> None:
    results = json.loads(framing_docs.RESULTS.read_text(encoding="utf-8"))
    page = framing_docs.DOCS.read_text(encoding="utf-8")
    assert with_section(page, framing_docs.measured(results), framing_docs.COMMAND) == page
    assert framing_docs.measured(results).count("\n") > 40


def test_a_missed_bar_is_named() -> None:
    entry = Estimate(0.8, 0.7, 0.9, 12).as_dict()
    page = docs.measured({"blocks_inside_checked_f1": entry, "blocks_f1": entry, "seed_exact": entry | {"value": 1.0}})
    lines = {line.split("|")[2].strip(): line for line in page.splitlines()[2:]}
    assert MISSED not in page
    assert MISSED in docs.measured({"blocks_inside_checked_f1": entry | {"value": 0.7}})
    assert "0.700 to 0.900 | 12" in lines["0.800"]
