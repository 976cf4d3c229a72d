"""The gold sample: how it is shared out and split, and that what is committed keeps the rules."""

import json
from collections import Counter, defaultdict

from benchmarks.gold.frame import MAX_CHARS, QUOTAS
from benchmarks.gold.sample import GOLD, SECOND, Document, allot, draw, families, read_sample, seeded, split
from benchmarks.gold.texts import texts_of
from clf.boilerplate.kinds import KINDS

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


def test_numbers_are_unique_in_both_readings():
    assert sorted(d.number for d in SAMPLE) == list(range(1, len(SAMPLE) + 1))
    second = sorted(d.second for d in SAMPLE if d.second is not None)
    assert second == list(range(len(SAMPLE) + 1, len(SAMPLE) + SECOND + 1))


def test_guideline_explains_every_kind():
    guideline = (GOLD / "GUIDELINE.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in guideline for kind in KINDS)


def test_sample_is_drawn_again_the_same_from_the_real_corpora(real_data):
    assert draw() == SAMPLE
    texts = texts_of(SAMPLE)
    assert all(0 < len(texts[d.number]) <= MAX_CHARS for d in SAMPLE)
