"""From texts to batches, and from readers' quotes back to offsets. All texts are invented."""

import json

import pytest

from benchmarks.gold import __main__ as command
from benchmarks.gold import texts as gold_texts
from benchmarks.gold.batches import MAX_BATCH, MAX_DOCUMENTS, batches, page
from benchmarks.gold.quotes import QuoteError, Seen, lines_within
from benchmarks.gold.resolve import gold_rows, read_answers
from benchmarks.gold.sample import SAMPLE_2, Document, sha256, write_sample
from benchmarks.gold.texts import GoldSpan, read_gold
from clf.errors import DataError
from clf.schema import Article

HARBOUR = "The harbour froze on Monday.Read also: Ferry sinks – Port closed\n\n  📩\ufe0f [Send us news](https://t.me/x) \n© Northern Post"
CLEAN = "Мэр открыл мост. Мост закрыли через час."
BATCH = [(1, HARBOUR), (2, CLEAN)]


def document(number, text, corpus="fang_covid", second=None, lang="de", part="dev"):
    return Document(number, second, corpus, f"id{number}", sha256(text), lang, "o", "f", part)


def answers(tmp_path, *lines, reader="r1"):
    folder = tmp_path / "answers" / reader
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "batch01.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return read_answers(path, BATCH)


def span(start, end, kind="read_more", **more):
    return {"kind": kind, "start": start, "end": end, **more}


def passage(text, start, end, occurrence=None):
    return text[slice(*Seen.of(text).span(start, end, occurrence))]


def test_quotes_of_a_glued_passage_are_found():
    assert passage(HARBOUR, "Read also: Ferry", "Port closed") == "Read also: Ferry sinks – Port closed"
    assert passage(HARBOUR, "© Northern Post", "© Northern Post") == "© Northern Post"


def test_white_space_and_invisible_characters_do_not_matter():
    text = "News.\n\nFollow\u00a0us \u200b on\nPigeon\u00adpost ❤\ufe0f\u200d. More."
    assert passage(text, "Follow us", "on Pigeonpost ❤") == "Follow\u00a0us \u200b on\nPigeon\u00adpost ❤\ufe0f\u200d"
    assert passage("\u200fتابعونا على", "تابعونا على", "تابعونا على") == "تابعونا على"


def test_a_quote_that_stands_several_times_needs_an_occurrence():
    text = "Share. The mayor left. Share. The end."
    with pytest.raises(QuoteError, match="there 2 times"):
        passage(text, "Share.", "Share.")
    assert Seen.of(text).span("Share.", "Share.", 2) == (23, 29)
    with pytest.raises(QuoteError, match="'occurrence' is 3"):
        passage(text, "Share.", "Share.", 3)


def test_the_end_is_looked_for_behind_the_start_and_may_overlap_it():
    text = "here. Subscribe here and here. News."
    assert passage(text, "Subscribe here", "here") == "Subscribe here"
    assert passage(text, "Subscribe here", "here and here.") == "Subscribe here and here."
    with pytest.raises(QuoteError, match="'end' is not in the document behind"):
        passage(text, "News.", "Subscribe")


@pytest.mark.parametrize("quote", ["", " \n\u200b"])
def test_an_empty_quote_is_refused(quote):
    with pytest.raises(QuoteError, match="empty"):
        passage("News.", quote, "News.")


def test_a_span_over_lines_is_cut_into_lines():
    text = "a\n  bc \r\n\n d"
    assert [text[slice(*part)] for part in lines_within(text, 0, len(text))] == ["a", "bc", "d"]


def test_answers_become_offsets(tmp_path):
    reading = answers(
        tmp_path,
        {"doc": 2, "spans": []},
        {"doc": 1, "spans": [span("📩 [Send", "Post", "follow_us", unsure=True), span("Read also:", "closed")]},
    )
    assert reading.errors == []
    assert reading.spans[2] == []
    shown = [(HARBOUR[s.start : s.end], s.kind, s.unsure) for s in reading.spans[1]]
    assert shown == [
        ("Read also: Ferry sinks – Port closed", "read_more", False),
        ("📩\ufe0f [Send us news](https://t.me/x)", "follow_us", True),
        ("© Northern Post", "follow_us", True),
    ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "no valid JSON"),
        ({"doc": 1}, "expected"),
        ({"doc": 9, "spans": []}, "9 is not in this batch"),
        ({"doc": True, "spans": []}, "True is not in this batch"),
        ({"doc": 1, "spans": [span("Read also", "closed", "advert")]}, "unknown kind 'advert'"),
        ({"doc": 1, "spans": [span("Read more", "closed")]}, "not in the document"),
        ({"doc": 1, "spans": [{"kind": "promo"}]}, "a span needs"),
        ({"doc": 1, "spans": [span("Read also", 3)]}, "must be quotes"),
        ({"doc": 1, "spans": [span("Read also", "closed", unsure="no")]}, "'unsure' must be"),
        ({"doc": 1, "spans": [span("Read also", "closed"), span("Ferry", "sinks")]}, "overlap at 'Ferry sinks'"),
    ],
)
def test_errors_are_told_plainly(tmp_path, line, error):
    reading = answers(tmp_path, line, {"doc": 2, "spans": []})
    assert error in "\n".join(reading.errors)


def test_every_document_is_answered_once(tmp_path):
    assert "no answer for 001, 002" in answers(tmp_path).errors[0]
    twice = answers(tmp_path, {"doc": 1, "spans": []}, {"doc": 2, "spans": []}, {"doc": 2, "spans": []})
    assert twice.errors == ["line 3: document 002 is answered twice"]


def test_a_reader_is_named_harmlessly(tmp_path):
    assert "must be named" in answers(tmp_path, reader="Reader <1>").errors[0]


def test_batches_are_bounded_and_mix_no_languages():
    many = [document(n, "x" * 100) for n in range(1, 40)] + [document(40, "y", lang="ru")]
    named = batches(many, {d.number: "x" * 100 for d in many})
    assert all(len(group) <= MAX_DOCUMENTS for group in named.values())
    assert [n for group in named.values() for n, _ in group] == [40, *range(1, 40)]
    long = [document(n, "", second=n + 9) for n in (1, 2)]
    named = batches(long, {1: "x" * MAX_BATCH, 2: "y" * (MAX_BATCH + 1)})
    assert {name: [n for n, _ in group] for name, group in named.items()} == {
        "batch01": [1], "batch02": [2], "second01": [10], "second02": [11],
    }  # fmt: skip


def test_a_small_remainder_joins_the_batch_before_it():
    few = [document(n, "x") for n in range(1, 2 * MAX_DOCUMENTS + 3)]
    named = batches(few, {d.number: "x" for d in few})
    assert {name: [n for n, _ in group] for name, group in named.items()} == {
        "batch01": [*range(1, MAX_DOCUMENTS + 1)], "batch02": [*range(MAX_DOCUMENTS + 1, 2 * MAX_DOCUMENTS + 3)],
    }  # fmt: skip


def test_a_page_shows_numbers_and_lines_and_nothing_else():
    assert (
        page([(7, "One.\n\n Two. \n"), (8, "Three.")])
        == "===== 007 =====\n[1] One.\n[2] Two.\n\n===== 008 =====\n[1] Three.\n"
    )


@pytest.fixture
def small_gold(tmp_path, monkeypatch):
    """A gold standard of two invented documents, the first of them read twice."""
    sample = [document(1, HARBOUR, second=3), document(2, CLEAN, part="test")]
    write_sample(sample, tmp_path / "sample.jsonl")
    for module in (command, gold_texts):
        monkeypatch.setattr(module, "read_sample", lambda path=None: sample)
    monkeypatch.setattr(command, "GOLD", tmp_path)
    rows = [Article("id1", HARBOUR), Article("id2", CLEAN), Article("id3", "another")]
    monkeypatch.setattr(gold_texts, "frame", lambda corpus: rows)
    return tmp_path


def answer(folder, batch, *lines):
    path = folder / "answers" / "r1" / f"{batch}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def test_from_batches_to_gold_and_back(small_gold, capsys):
    command.render(small_gold, command.all_batches())
    assert "===== 003 =====" in (small_gold / "batches" / "second01.txt").read_text(encoding="utf-8")
    answer(small_gold, "batch01", {"doc": 1, "spans": [span("Read also:", "closed")]}, {"doc": 2, "spans": []})
    with pytest.raises(SystemExit, match="second01: expected the answers of one reader"):
        command.write(small_gold)
    answer(small_gold, "second01", {"doc": 3, "spans": []})
    command.check(small_gold, "batch01", None, command.all_batches())
    assert "001 read_more: Read also: Ferry sinks – Port closed (36 characters)" in capsys.readouterr().out
    command.write(small_gold)
    first, clean = read_gold(path=small_gold / "boilerplate.jsonl")
    assert first.spans == (GoldSpan(28, 64, "read_more", False),)
    assert first.text == HARBOUR
    assert (clean.spans, clean.reader, clean.document.part) == ((), "r1", "test")
    assert [d.document.number for d in read_gold("test", small_gold / "boilerplate.jsonl")] == [2]
    assert [d.spans for d in read_gold(path=small_gold / "second_reading.jsonl")] == [()]
    assert "harbour" not in (small_gold / "boilerplate.jsonl").read_text(encoding="utf-8")


def test_the_second_test_part_has_a_file_of_its_own(small_gold, monkeypatch):
    monkeypatch.setattr(gold_texts, "GOLD", small_gold)
    again = [document(2, CLEAN, part="test2")]
    for module in (command, gold_texts):
        monkeypatch.setattr(module, "read_sample", lambda path: again if path == SAMPLE_2 else [])
    command.render(small_gold, command.all_batches(second=True))
    answer(small_gold, "batch01", {"doc": 2, "spans": [span("Мэр открыл", "мост.", "promo")]})
    command.write_second(small_gold)
    command.write_second(small_gold, again=True)
    assert read_gold("test2", small_gold / "second_reading_2.jsonl") == read_gold("test2")
    assert [(d.document.part, d.spans) for d in read_gold("test2")] == [("test2", (GoldSpan(0, 16, "promo", False),))]


def test_a_wrong_answer_stops_the_check(small_gold):
    answer(small_gold, "batch01", {"doc": 1, "spans": [span("Read\x1b", "closed")]}, {"doc": 2, "spans": []})
    with pytest.raises(SystemExit, match="batch01, reader r1: line 1: document 001") as stopped:
        command.check(small_gold, "batch01", "r1", command.all_batches())
    assert "\x1b" not in str(stopped.value)


def test_a_changed_text_is_refused(small_gold, monkeypatch):
    monkeypatch.setattr(gold_texts, "frame", lambda corpus: [Article("id1", HARBOUR + "!"), Article("id2", CLEAN)])
    with pytest.raises(DataError, match=r"document 1 .* 1 texts of 2 are missing or differ"):
        command.render(small_gold, command.all_batches())


def test_gold_rows_hold_no_text_and_keep_the_order(tmp_path):
    sample = [document(2, CLEAN), document(1, HARBOUR, second=5)]
    reading = answers(tmp_path, {"doc": 1, "spans": []}, {"doc": 2, "spans": []})
    rows = gold_rows(sample, [reading], second=False)
    assert [row["id"] for row in rows] == ["id2", "id1"]
    assert rows[0].keys() == {"corpus", "id", "sha256", "lang", "part", "reader", "spans"}
