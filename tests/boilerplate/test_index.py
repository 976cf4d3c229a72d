"""The index on disk, hostile folders, phrases of a user, the command line and the transformer."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from invented_outlets import FOOTER, TICKER, corpus, news
from safetensors.numpy import load_file, save_file
from sklearn import config_context
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline

from clf.boilerplate.evidence import COLUMNS
from clf.boilerplate.fingerprints import fingerprint, words_of
from clf.boilerplate.index import OutletIndex, open_flagger
from clf.boilerplate.index_store import open_index, write_index
from clf.boilerplate.masking import mask, strip
from clf.boilerplate.mine import mine
from clf.boilerplate.phrases import Phrase, Phrases, read_phrases
from clf.boilerplate.transformer import BoilerplateRemover, boilerplate_columns, boilerplate_features
from clf.cli import cli
from clf.errors import ClfError, DataError, ModelError, Problem, UsageError
from clf.messages import said
from clf.schema import Article, Span
from clf.text.header import read_header


@pytest.fixture
def folder(index: OutletIndex, tmp_path: Path) -> Path:
    write_index(index, tmp_path / "outlets.idx")
    return tmp_path / "outlets.idx"


def test_an_index_comes_back_as_it_was(index: OutletIndex, folder: Path) -> None:
    again = open_index(folder)
    assert again.editions == index.editions
    for name in COLUMNS:
        np.testing.assert_array_equal(again.entries[name], index.entries[name])
    text = f"{news(random.Random(1))}\n{FOOTER}"
    assert open_flagger("open", folder).flag(text) == open_flagger("open", index).flag(text)


def test_no_passage_can_be_read_from_the_folder(folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in folder.iterdir()).lower()
    for word in (FOOTER + " " + TICKER).lower().replace("*", "").split():
        assert len(word) < 6 or word.encode() not in content


def test_an_index_is_written_over_an_index_only(index: OutletIndex, folder: Path, tmp_path: Path) -> None:
    write_index(index, folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(UsageError, match="something else"):
        write_index(index, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"


def test_an_index_stays_until_another_is_written_whole(
    index: OutletIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    write_index(index, folder)
    monkeypatch.setattr(Path, "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_index(OutletIndex.empty(), folder)
    assert open_index(folder).editions == index.editions
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def card(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        content = json.loads((folder / "index.json").read_text())
        change(content)
        (folder / "index.json").write_text(json.dumps(content))

    return apply


def arrays(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        content = load_file(folder / "passages.safetensors")
        change(content)
        save_file(content, folder / "passages.safetensors")

    return apply


def cut(folder: Path) -> None:
    path = folder / "passages.safetensors"
    path.write_bytes(path.read_bytes()[:-9])


DAMAGES: dict[str, Callable[[Path], None]] = {
    "no arrays": lambda folder: (folder / "passages.safetensors").unlink(),
    "cut": cut,
    "no titles": lambda folder: (folder / "titles.safetensors").unlink(),
    "a header that lies": lambda folder: (folder / "passages.safetensors").write_bytes(b"\xff" * 64),
    "no JSON": lambda folder: (folder / "index.json").write_text("{"),
    "deep JSON": lambda folder: (folder / "index.json").write_text("[" * 100_000),
    "a list": lambda folder: (folder / "index.json").write_text("[]"),
    "another format": card(lambda c: c.update(format=1)),
    "another window": card(lambda c: c.update(window=5)),
    "a name that is none": card(lambda c: c["editions"][0].update(outlet=7)),
    "a name twice": card(lambda c: c["editions"].append(c["editions"][-1])),
    "a negative count": card(lambda c: c["editions"][0].update(documents=-1)),
    "a number that is none": card(lambda c: c["editions"][0].update(alike=float("nan"))),
    "fewer outlets": card(lambda c: c["editions"].clear()),
    "a phrase of no kind": card(lambda c: c["phrases"].append({"key": "0", "words": 1, "kind": "x", "outlet": None})),
    "an endless phrase": card(
        lambda c: c["phrases"].append({"key": "0", "words": 10**9, "kind": "promo", "outlet": None})
    ),
    "a column too few": arrays(lambda a: a.pop("docs")),
    "a column too many": arrays(lambda a: a.update(text=np.zeros(3))),
    "another length": arrays(lambda a: a.update(docs=a["docs"][:-1])),
    "another type": arrays(lambda a: a.update(docs=a["docs"].astype(np.int64))),
    "another shape": arrays(lambda a: a.update(key=a["key"][:, None])),
    "not sorted": arrays(lambda a: a.update(key=a["key"][::-1].copy())),
    "an outlet that is not there": arrays(lambda a: a.update(outlet=a["outlet"] + np.uint32(99))),
    "more texts than there are": arrays(lambda a: a.update(docs=a["docs"] + np.uint32(10_000))),
    "no text": arrays(lambda a: a.update(docs=a["docs"] * np.uint32(0))),
    "a day out of the calendar": arrays(lambda a: a.update(last_day=a["last_day"] + np.int32(2_000_000_000))),
    "infinite": arrays(lambda a: a.update(rest=a["rest"] + np.float32(np.inf))),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_refused(folder: Path, damage: str) -> None:
    DAMAGES[damage](folder)
    with pytest.raises(ModelError, match=r"outlets\.idx") as caught:
        open_index(folder)
    assert caught.value.problem.remedy


def test_what_is_no_index_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="clf boilerplate mine"):
        open_index(tmp_path)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("**Follow us** on t.me/alder, now!", "follow us on https://t.me/alder now", True),
        ("On 3.4.2017 at 8:30 💥", "on 12/11/2021 at 19", True),
        ("Read https://alder.example/news/2021/a-bridge", "read https://alder.example/sport/b", True),
        ("Join t.me/alder", "Join t.me/birch", False),
        ("Write to desk@alder.example", "Write to desk@birch.example", False),
        ("旧桥关闭", "旧桥开放", False),
    ],
)
def test_what_counts_as_a_near_repeat(one: str, other: str, is_same: bool) -> None:
    assert (words_of(one).hashes.tolist() == words_of(other).hashes.tolist()) is is_same


def test_words_stand_where_they_are_said_to() -> None:
    text = "🌲 Mr O'Neill, 旧桥 & t.me/alder: 3.500 №7"
    words = words_of(text)
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        *("Mr", "O", "Neill", "旧", "桥", "t.me/alder:", "3.500", "7")
    ]


def test_windows_do_not_cross_paragraphs_and_lone_numbers_do_not_count() -> None:
    found = fingerprint("one two three four.\nfive six seven eight nine ten eleven\n14")
    counted = found.counted()
    assert counted.first[counted.is_window].tolist() == [4, 5]
    assert [(a, b) for a, b in found.short.tolist()] == [(0, 4)]


def write_phrases(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8-sig")
    return path


def test_phrases_of_a_user(tmp_path: Path) -> None:
    path = write_phrases(
        tmp_path / "own.csv",
        "text;kind;outlet\nBirchport lies on the sea.;promo;Elm Times\nWeather;navigation;\n",
    )
    text = "The mayor said so. Birchport lies, on the SEA. Weather is bad today.\nWeather\nThe end of it all."
    flagger = open_flagger("open", replace(OutletIndex.empty(), phrases=read_phrases(path)))
    found = [(text[s.start : s.end], s.kind, s.outlet) for s in flagger.flag(text, "en")]
    assert ("Birchport lies, on the SEA.", "promo", "Elm Times") in found
    assert ("Weather", "navigation", None) in found
    assert len([entry for entry in found if "Weather" in entry[0]]) == 1


def test_a_phrase_is_found_however_it_is_encoded() -> None:
    apart = unicodedata.normalize("NFD", "Déjà vu à l’écran")
    flagger = open_flagger("open", replace(OutletIndex.empty(), phrases=Phrases((Phrase.of(apart, "promo"),))))
    for phrase in ("Déjà vu à l’écran", apart, "Déjà vu à l’é\u00adcran"):
        text = f"Le ministre a présenté le budget. Les députés votent mardi. {phrase} mardi."
        own = [span for span in flagger.flag(text, "fr") if "one of your own phrases" in said(span.evidence, "en")]
        assert [text[span.start : span.end] for span in own] == [phrase]


def test_a_phrase_is_no_more_than_was_named_and_has_its_closing_mark() -> None:
    named = "The opposition calls it « unjust »"
    sentence = f"{named} and goes to court in May."
    corpus = (Article(str(n), f"Story {n} of the town.\n\n{sentence}", outlet="Alder") for n in range(9))
    known = mine(corpus)
    own = Phrases((Phrase.of(named, "promo", None),))
    flagger = open_flagger("open", replace(known, phrases=own))
    text = f"The bridge is closed for repairs until the summer.\n\n{sentence}\n\nThe council meets on Monday."
    found = [text[span.start : span.end] for span in flagger.flag(text, "en") if span.kind == "promo"]
    assert found == [named]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "columns text and kind"),
        ("satz,kind\nx,promo\n", "columns text and kind"),
        ("text,kind\n!!!,promo\n", "row 1:"),
        ("text,kind\nFollow us,advert\n", "follow_us"),
        ("text,kind\nFollow us\n", "row 1:"),
    ],
)
def test_a_phrase_that_cannot_be_used_is_named(tmp_path: Path, content: str, expected: str) -> None:
    with pytest.raises(DataError, match=expected):
        read_phrases(write_phrases(tmp_path / "own.csv", content))


def test_a_spreadsheets_own_writing_of_the_columns_is_understood(tmp_path: Path) -> None:
    path = write_phrases(tmp_path / "own.csv", " Text ; KIND;Outlet\nWeekly quiz;Promo ;Elm\n\nBye now;sign_off\n")
    assert read_phrases(path) == Phrases((Phrase.of("Weekly quiz", "promo", "Elm"), Phrase.of("Bye now", "sign_off")))


@pytest.mark.parametrize(
    ("text", "own", "left"),
    [
        ("港口周一重新开放。关注我们。两艘渡轮晚点了。", "关注我们", "港口周一重新开放。两艘渡轮晚点了。"),
        ("这是新闻。关注我们。天气很好。", "关注我们", "这是新闻。天气很好。"),
        ("El alcalde calló. Hoy en la plaza ¿quién habló primero ayer?", "Hoy en la plaza", "¿quién habló"),
    ],
)
def test_punctuation_of_the_news_around_a_phrase_stays(text: str, own: str, left: str) -> None:
    flagger = open_flagger("open", replace(OutletIndex.empty(), phrases=Phrases((Phrase.of(own, "follow_us"),))))
    spans = [span for span in flagger.flag(text) if "your own" in said(span.evidence, "en")]
    assert len(spans) == 1
    assert left in text[: spans[0].start] + text[spans[0].end :]


def test_phrases_are_kept_in_the_index_as_hashes(tmp_path: Path) -> None:
    empty = OutletIndex.empty()
    phrases = Phrases((Phrase.of("Birchport lies on the sea", "promo", "Elm"),))
    write_index(replace(empty, phrases=phrases), tmp_path / "own.idx")
    assert open_index(tmp_path / "own.idx").phrases == phrases
    assert "sea" not in (tmp_path / "own.idx" / "index.json").read_text()


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["boilerplate", *args], standalone_mode=False)


def table(path: Path) -> Path:
    rows = [{"id": a.id, "text": a.text, "outlet": a.outlet, "date": a.date, "lang": a.lang} for a in corpus()]
    path.write_text("\n".join(json.dumps(row) for row in [*rows, {"id": "bad", "text": None}]), encoding="utf-8")
    return path


def test_mine_and_flag_on_the_command_line(tmp_path: Path, index: OutletIndex) -> None:
    made = run("mine", str(table(tmp_path / "news.jsonl")), "-o", str(tmp_path / "o.idx"))
    assert made.return_value == 1, made.output  # one row has no text
    assert "row" in made.output
    assert len(open_index(tmp_path / "o.idx")) == len(index)
    text = f"{news(random.Random(3))}\n{FOOTER}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    found = run("flag", str(tmp_path / "a.txt"), "--index", str(tmp_path / "o.idx"), "--model", "open")
    assert found.return_value == 0, found.output
    flags = json.loads(found.stdout)["boilerplate"]
    assert (flags[-1]["start"], flags[-1]["end"], flags[-1]["outlet"]) == (text.index(FOOTER), len(text), "alder")


def test_score_uses_the_index(tmp_path: Path, folder: Path) -> None:
    text = f"{news(random.Random(3))} {TICKER}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    args = ["score", str(tmp_path / "a.txt"), "--model", "open", "--json"]
    plain, indexed = (CliRunner().invoke(cli, [*args, *more]) for more in ([], ["--index", str(folder)]))
    assert json.loads(plain.stdout)["boilerplate"] == []
    assert [span["outlet"] for span in json.loads(indexed.stdout)["boilerplate"]] == ["birch"]


def test_mining_refuses_a_folder_of_something_else_before_it_reads(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    assert isinstance(run("mine", "nowhere.csv", "-o", str(tmp_path)).exception, ClfError)


def test_the_transformer_in_a_pipeline() -> None:
    articles = corpus()
    texts, outlets, dates = [a.text for a in articles], [a.outlet for a in articles], [a.date for a in articles]
    remover = BoilerplateRemover(model="open")
    model = make_pipeline(remover, TfidfVectorizer())
    model.fit(texts, boilerplateremover__outlets=outlets, boilerplateremover__dates=dates)
    assert not {"alderpost", "observatory"} & set(model[-1].vocabulary_)
    assert "pillars" in model[-1].vocabulary_  # agency text is news
    copy = clone(remover)
    assert copy.get_params() == remover.get_params()
    with pytest.raises(ValueError, match="not fitted"):
        copy.transform(texts)


def test_the_transformer_takes_an_index(folder: Path) -> None:
    body = news(random.Random(12))
    assert BoilerplateRemover(model="open", index=folder).fit([]).transform([f"{body}\n{FOOTER}"]) == [f"{body}\n"]


def test_the_transformer_flags_what_it_takes_out(folder: Path) -> None:
    text = f"Source: Alder Post\nDate: 3 May 2017\nURL: https://alder.example/1\n\n{news(random.Random(12))}\n{FOOTER}"
    remover = BoilerplateRemover(model="open", index=folder).fit([])
    assert strip(text, remover.flag(text))[0] == remover.transform([text])[0]
    assert [text[span.start : span.end] for span in remover.flag(text)] == [FOOTER]


def test_the_transformer_refuses_what_cannot_be() -> None:
    with pytest.raises(TypeError, match="one string"):
        BoilerplateRemover().fit("text")
    with pytest.raises(TypeError, match=r"Text 1: expected a str, found nothing\. Leave the row out"):
        BoilerplateRemover().fit([None])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="got a dict"):
        BoilerplateRemover().fit({"text": ["a"]})
    with pytest.raises(TypeError, match="whole number of bytes"):
        BoilerplateRemover(memory=1e9).fit(["a"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one entry per text"):
        BoilerplateRemover().fit(["a", "b"], outlets=["x"])


def test_the_columns_for_a_dataset(folder: Path) -> None:
    from datasets import Dataset

    body = news(random.Random(13))
    rows = Dataset.from_dict({"text": [f"{body}\n{FOOTER}", body]}).map(boilerplate_columns("open", folder))
    assert rows[0]["news_text"] == f"{body}\n"
    assert rows[0]["boilerplate"][0]["outlet"] == "alder"
    assert rows[1]["boilerplate"] == []


def test_outlets_and_dates_may_be_columns_of_a_table() -> None:
    import pandas as pd

    articles = corpus()
    table = pd.DataFrame({"text": [a.text for a in articles], "outlet": [a.outlet for a in articles]})
    table["date"] = pd.to_datetime([a.date for a in articles], format="mixed")
    table.loc[0, ["outlet", "date"]] = None
    lists = BoilerplateRemover(model="open").fit(
        table["text"].tolist(),
        outlets=[None, *[a.outlet for a in articles[1:]]],
        dates=[None, *[a.date for a in articles[1:]]],
    )
    series = BoilerplateRemover(model="open").fit(table["text"], outlets=table["outlet"], dates=table["date"])
    arrays = BoilerplateRemover(model="open").fit(table["text"].to_numpy(), outlets=table["outlet"].to_numpy())
    assert series.index_.editions == lists.index_.editions == arrays.index_.editions
    for name in COLUMNS:
        np.testing.assert_array_equal(series.index_.entries[name], lists.index_.entries[name])


def test_columns_in_batches_are_those_of_single_rows(folder: Path) -> None:
    from datasets import Dataset

    rows = Dataset.from_dict({"text": [f"{news(random.Random(n))}\n{FOOTER}" for n in range(7)] + [None]})
    columns = boilerplate_columns("open", folder)
    assert rows.map(columns, batched=True, batch_size=3).to_list() == rows.map(columns).to_list()


def test_a_phrase_in_a_header_is_no_part_of_the_article(tmp_path: Path) -> None:
    phrases = tmp_path / "own.csv"
    phrases.write_text("text,kind,outlet\nHarbour News,promo,\n", encoding="utf-8")
    body = news(random.Random(4))
    header = "date: 2017-05\noutlet: Harbour News\n\n"
    for name, text in {"a.txt": header, "b.txt": f"{header}{body} Harbour News"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["boilerplate", "flag", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--phrases", str(phrases)]
    done = CliRunner().invoke(cli, command)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    found = [json.loads(line) for line in done.output.splitlines()]
    assert found[0]["boilerplate"] == []
    assert all(span["start"] >= len(header) for span in found[1]["boilerplate"])


def test_columns_of_a_dataset_whose_first_rows_have_no_boilerplate(folder: Path) -> None:
    from datasets import Dataset
    from datasets.fingerprint import Hasher

    plain = "The minister said on Monday that the budget would grow by three percent next year."
    rows = Dataset.from_dict({"text": [plain] * 1000 + [f"{plain}\n\n{FOOTER}", None]})
    found = rows.map(boilerplate_columns("open"))
    whole = boilerplate_features(rows.features)
    assert found.features == whole
    indexed = rows.map(boilerplate_columns("open", folder), batched=True, features=whole)
    assert [span["outlet"] for span in indexed[1000]["boilerplate"]] == ["alder"]
    assert indexed[1000]["news_text"].strip() == found[1000]["news_text"].strip() == plain
    assert Hasher.hash(boilerplate_columns("open")) == Hasher.hash(boilerplate_columns("open"))
    with pytest.raises(TypeError, match="one column of texts"):
        BoilerplateRemover(model="open", index=folder).fit(rows.to_pandas()[["text"]])


def test_columns_of_a_plain_row_and_of_a_stream(folder: Path) -> None:
    from datasets import Dataset

    columns = boilerplate_columns("open", folder)
    text = f"{news(random.Random(13))}\n{FOOTER}"
    alone = columns({"text": text})
    assert [span["kind"] for span in alone["boilerplate"]] == [
        span.kind for span in open_flagger("open", folder).flag(text)
    ]
    rows = Dataset.from_dict({"text": [text, text]})
    assert [row["boilerplate"] for row in rows.to_iterable_dataset().map(columns)] == [alone["boilerplate"]] * 2
    found = rows.with_format("numpy").map(columns, batched=True)
    assert found.with_format(None)["news_text"][:] == [alone["news_text"]] * 2


def test_the_transformer_gives_texts_whatever_the_output_is_set_to() -> None:
    texts = ["The council met on Monday.", "The court ruled on Friday.", "Rain fell in the north."] * 5
    with config_context(transform_output="pandas"):
        model = make_pipeline(BoilerplateRemover(model="open"), CountVectorizer()).fit(texts)
        assert model[:-1].transform(texts) == texts
        assert model.transform(texts).shape == (15, len(model[-1].vocabulary_))


def test_an_index_shows_itself_short(folder: Path) -> None:
    assert re.fullmatch(r"OutletIndex\([\d,]+ passages of \d+ outlets\)", repr(open_index(folder)))


@pytest.mark.parametrize("place", [(2, 1), (-1, 2), (0, 4)])
def test_spans_must_lie_in_the_text(place: tuple[int, int]) -> None:
    for apply in (strip, mask):
        with pytest.raises(ValueError, match="does not lie in a text of 3 characters"):
            apply("abc", [Span(*place, "promo")])


def test_a_header_is_no_part_of_an_article_in_any_view(folder: Path) -> None:
    text = f"Source: Alder Post\nDate: 2021-03-04\n\n{news(random.Random(14))}\n{FOOTER}"
    flags = open_flagger(index=folder).flag(text, start=read_header(text).end)
    kept = strip(text, flags)[0]
    assert kept.startswith("Source: Alder Post\n")
    assert BoilerplateRemover(index=folder).fit([]).transform([text]) == [kept]
    assert boilerplate_columns(index=folder)({"text": text})["news_text"] == kept


def test_columns_of_what_is_no_row_are_refused_without_its_cells(folder: Path) -> None:
    columns = boilerplate_columns("open", folder)
    for given in (pd.DataFrame({"text": ["secret"]}), "secret"):
        with pytest.raises(UsageError, match="without input_columns") as told:
            columns(given)  # type: ignore[arg-type]
        assert "secret" not in str(told.value)
    with pytest.raises(TypeError, match="Expected a column of texts, got int"):
        columns({"text": ["a", 3]})
    assert columns({"text": "The bridge is shut.", "lang": 3})["boilerplate"] == []


def test_spans_may_be_records_and_an_index_is_saved(index: OutletIndex, tmp_path: Path) -> None:
    text, span = "News. Follow us!", {"start": 6, "end": 16, "kind": "follow_us"}
    assert strip(text, [span])[0] == "News. "
    assert mask(text, [span]).strip() == "News."
    index.save(tmp_path / "a.idx")
    assert len(open_index(tmp_path / "a.idx")) == len(index)


def test_a_phrase_of_two_kinds_is_told_and_the_first_counts(tmp_path: Path) -> None:
    path = write_phrases(tmp_path / "own.csv", "text,kind\nWeekly quiz,promo\nWEEKLY QUIZ!,sign_off\nBye,sign_off\n")
    told: list[Problem] = []
    assert read_phrases(path, told.append) == Phrases((Phrase.of("Weekly quiz", "promo"), Phrase.of("Bye", "sign_off")))
    assert [str(problem) for problem in told] == [
        "own.csv, row 2: expected the kind promo, as in row 1, found the same phrase as sign_off. "
        "The first counts; leave one of them out."
    ]


def test_a_workbook_is_no_csv_file_of_phrases(tmp_path: Path) -> None:
    pd.DataFrame({"text": ["Follow us"], "kind": ["promo"]}).to_excel(tmp_path / "own.xlsx", index=False)
    path = (tmp_path / "own.xlsx").rename(tmp_path / "own.csv")
    with pytest.raises(DataError, match=r"found a workbook or zip archive\. Save it as CSV"):
        read_phrases(path)


def test_what_is_no_text_or_no_language_is_not_flagged(folder: Path) -> None:
    for flag in (open_flagger("open", folder).flag, BoilerplateRemover(model="open", index=folder).fit([]).flag):
        with pytest.raises(TypeError, match="Expected the text of one article"):
            flag(None)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="lang Klingon: expected a code"):
            flag(FOOTER, "Klingon")
        assert flag(FOOTER, "English") == flag(FOOTER, "en")


def test_a_row_of_pandas_has_a_remedy_of_its_own(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"found Series\. .*to_dict"):
        pd.DataFrame({"text": ["secret"]}).apply(boilerplate_columns("open", folder), axis=1)
