"""The gold sample: how it is shared out and split, and that what is committed keeps the rules."""

import json
from collections import Counter, defaultdict

from benchmarks.gold import sample as sampling
from benchmarks.gold.frame import MAX_CHARS, QUOTAS
from benchmarks.gold.sample import (
    GOLD,
    SAMPLE_2,
    SECOND,
    Document,
    allot,
    draw,
    draw_again,
    families,
    read_sample,
    seeded,
    sha256,
    split,
)
from benchmarks.gold.texts import texts_of
from clf.boilerplate.kinds import KINDS
from clf.schema import Article

SAMPLE = read_sample()
ASKED = {
    "telegram_news_ru": 120, "fang_covid": 120, "article_bias_prediction": 120, "ppn": 120, "media_pl": 60,
    "bbc_afrique": 40, "semeval2023": 60, "saudi_news": 20, "cctv": 20,
}  # fmt: skip


def documents(**counts):
    return [
        Document(0, None, "invented", f"{name}/{n}", "", "en", name, name, "")
        for name, k in counts.items()
        for n in range(k)
    ]


def test_shares_are_near_equal_and_bounded_by_what_there_is():
    shares = allot(20, {"small": 2, "a": 50, "b": 50, "c": 50}, seeded(1, "test"))
    assert shares == {"small": 2, "a": 6, "b": 6, "c": 6}
    assert allot(9, {"a": 3, "b": 2}, seeded(1, "test")) == {"a": 3, "b": 2}


def test_split_halves_a_corpus_by_whole_families():
    sides = split(documents(large=10, one=5, two=5), seeded(3, "test"))
    assert sides["large"] != sides["one"] == sides["two"]


def test_documents_without_an_outlet_are_development():
    nameless = [Document(0, None, "nameless", "1", "", "fr", "", "", "")]
    assert split(nameless, seeded(3, "test")) == {"nameless": "dev"}


def test_committed_sample_has_what_was_asked_for():
    sizes = Counter(d.corpus for d in SAMPLE)
    assert all(sizes[corpus] >= n for corpus, n in ASKED.items())
    assert sizes == {corpus: quota.size for corpus, quota in QUOTAS.items()}
    outlets = defaultdict(set)
    for document in SAMPLE:
        outlets[document.corpus].add(document.outlet)
    assert len(outlets["telegram_news_ru"]) >= 20
    assert len(outlets["article_bias_prediction"]) >= 40
    assert {d.lang for d in SAMPLE if d.corpus == "ppn"} == {"fr", "en", "de", "es", "it"}


def test_committed_sample_keeps_families_on_one_side_and_knows_no_text():
    sides = defaultdict(set)
    for document in SAMPLE:
        sides[document.family or document.corpus].add(document.part)
    assert all(len(parts) == 1 for parts in sides.values())
    assert sides["semeval2023"] == {"dev"}
    family_of = families()
    names = {f"{d.corpus}/{d.outlet}": d.family for d in SAMPLE if d.outlet}
    assert names == {name: family_of.get(name, name) for name in names}
    longest = max(
        len(str(value))
        for line in (GOLD / "sample.jsonl").read_text("utf-8").splitlines()
        for value in json.loads(line).values()
    )
    assert longest < 250  # ids with a page's address in them, no texts


def test_a_second_test_part_takes_as_many_others_of_each_cell(monkeypatch):
    texts = [Article(f"a{n}", f"text {n}", outlet="alder", lang="de") for n in range(9)]
    texts += [Article(f"b{n}", f"post {n}", outlet="birch", lang="de") for n in range(4)]
    monkeypatch.setattr(sampling, "frame", lambda corpus: texts if corpus == "fang_covid" else [])

    def of(article, part):
        name = article.outlet
        return Document(1, None, "fang_covid", article.id, sha256(article.text), "de", name, f"house {name}", part)

    first = [*(of(one, "test") for one in texts[:3]), of(texts[3], "dev"), *(of(one, "test") for one in texts[9:12])]
    again = draw_again(first)
    assert Counter(d.outlet for d in again) == {"alder": 3, "birch": 1}  # birch has one text left
    assert not {d.id for d in again} & {d.id for d in first}
    assert {(d.family, d.part, d.second) for d in again} == {
        ("house alder", "test2", None),
        ("house birch", "test2", None),
    }
    assert [d.number for d in again] == [1, 2, 3, 4]
    assert again == draw_again(first) != draw_again(first, seed=1)


def test_the_committed_second_test_part_has_the_cells_of_the_first_and_none_of_its_documents():
    again = read_sample(SAMPLE_2)
    cells = [
        Counter((d.corpus, d.lang, d.outlet, d.family) for d in part)
        for part in (again, [d for d in SAMPLE if d.part == "test"])
    ]
    assert cells[0] == cells[1]
    assert {d.part for d in again} == {"test2"}
    assert not {d.sha256 for d in again} & {d.sha256 for d in SAMPLE}
    assert [d.number for d in again] == [*range(1, len(again) + 1)]


def test_numbers_are_unique_in_both_readings():
    assert sorted(d.number for d in SAMPLE) == list(range(1, len(SAMPLE) + 1))
    second = sorted(d.second for d in SAMPLE if d.second is not None)
    assert second == list(range(len(SAMPLE) + 1, len(SAMPLE) + SECOND + 1))


def test_guideline_explains_every_kind():
    guideline = (GOLD / "GUIDELINE.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in guideline for kind in KINDS)


def test_sample_is_drawn_again_the_same_from_the_real_corpora(real_data):
    assert draw() == SAMPLE
    assert draw_again(SAMPLE) == read_sample(SAMPLE_2)
    texts = texts_of(SAMPLE)
    assert all(0 < len(texts[d.number]) <= MAX_CHARS for d in SAMPLE)
