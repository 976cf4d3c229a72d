"""Chats as Telegram's own program exports them; every name and text here is invented."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from clf.corpora.columns import Columns
from clf.corpora.files import read_files
from clf.corpora.telegram_export import head
from clf.errors import Problem
from clf.schema import Article


def _post(number: int, text: Any = "The bridge is shut.", **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "message", "date": "2024-04-03T10:00:00", "from": "Ana", "text": text, **more}


def _channel(*messages: Any, name: str | None = "Alder Post") -> dict[str, Any]:
    return {"name": name, "type": "public_channel", "id": 77, "messages": list(messages)}


JOINED = {"id": 1, "type": "service", "date": "2024-04-02T10:00:00", "action": "create_channel", "text": ""}
PHOTO = _post(3, "", photo="(File not included.)")


def _read(tmp_path: Path, content: Any, name: str = "result.json") -> tuple[list[Article | Problem], list[str]]:
    path = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    told: list[str] = []
    return list(read_files([path], on_guess=told.append)), [line.removeprefix(f"{path}: ") for line in told]


def test_posts_with_a_text_are_the_articles(tmp_path: Path) -> None:
    found, told = _read(
        tmp_path, _channel(JOINED, _post(2), PHOTO, _post(4, ["See ", {"type": "link", "text": "x.y"}]))
    )
    assert [(row.id, row.text, row.outlet, row.date, row.row) for row in found if isinstance(row, Article)] == [
        ("77/2", "The bridge is shut.", "Alder Post", "2024-04-03T10:00:00", 2),
        ("77/4", "See x.y", "Alder Post", "2024-04-03T10:00:00", 4),
    ]
    assert len(found) == 2
    assert told == [
        "articles ← the messages of a Telegram export; the outlet is the chat, unless --outlet-column names another",
        "2 messages without text passed over (photos, polls, notes of the service)",
    ]


@pytest.mark.parametrize("kind", ["public_channel", "replies", "", None])
def test_all_chats_of_an_account_and_those_it_left(tmp_path: Path, kind: str | None) -> None:
    other, left = (
        {**_channel(_post(2), name=name), "id": n, "type": kind} for n, name in ((78, "Birch"), (79, "Cedar"))
    )
    lists = {"chats": [_channel(JOINED, _post(2)), other], "left_chats": [left]}
    account = {"about": "…", **{name: {"about": "…", "list": found} for name, found in lists.items()}}
    found, _ = _read(tmp_path, account)
    assert [(row.id, row.outlet, row.row) for row in found] == [
        ("77/2", "Alder Post", 2),
        ("78/2", "Birch", 3),
        ("79/2", "Cedar", 4),
    ]


@pytest.mark.parametrize("kind", [["NewsArticle"], {"id": 1}, 7, None])
def test_a_type_of_another_kind_is_no_chat(tmp_path: Path, kind: Any) -> None:
    (row,), _ = _read(tmp_path, {"type": kind, "text": "The bridge is shut."})
    assert row.text == "The bridge is shut."  # type: ignore[union-attr]
    found, _ = _read(tmp_path, {"type": kind, "messages": [{"text": "One text."}]})
    assert [row.text for row in found if isinstance(row, Article)] == ["One text."]


@pytest.mark.parametrize("indent", [None, 1])
def test_exports_put_together_and_keys_behind_the_messages(tmp_path: Path, indent: int | None) -> None:
    last = {"name": "Birch", "type": "public_channel", "messages": [_post(5)], "id": 78, "more": [{"a": "]"}]}
    text = "\n".join(json.dumps(chat, indent=indent) for chat in (_channel(_post(2)), last, {"text": "News."}))
    found, _ = _read(tmp_path, text)
    assert [row.text for row in found if isinstance(row, Article)] == [
        "The bridge is shut.",
        "The bridge is shut.",
        "News.",
    ]
    assert len(found) == 3
    found, _ = _read(tmp_path, json.dumps(last, indent=indent))
    assert [row.outlet for row in found] == ["Birch"]


@pytest.mark.parametrize("between", [" ", "\n", '"a":1,', '"', '"a":"'])
def test_what_only_begins_like_a_chat_takes_no_long_time(between: str) -> None:
    text = '{"a":\n' + between * 100_000
    begun = process_time()
    assert head(text) is None
    assert process_time() - begun < 5  # seconds; it takes hundredths, and took minutes


def test_all_that_a_message_says_may_be_a_column(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(_channel(_post(2, author="Cleo", date_unixtime="1491213600"))), encoding="utf-8")
    columns = Columns(outlet="author", date="date_unixtime")
    (row,) = read_files([path], columns, on_guess=lambda _: None)
    assert (row.outlet, row.date) == ("Cleo", "2017-04-03T10:00:00")


def test_a_large_export_is_read_message_by_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clf.corpora.json_files._MAX_RECORD", 4_000)
    monkeypatch.setattr("clf.corpora.json_files._CHUNK", 300)
    found, _ = _read(tmp_path, _channel(*(_post(number) for number in range(500))))
    assert [row.id for row in found] == [f"77/{number}" for number in range(500)]


def test_a_name_with_quotes_and_brackets(tmp_path: Path) -> None:
    (row,), _ = _read(tmp_path, _channel(_post(2), name='The "[Alder]", \\ {"messages": ['))
    assert row.outlet == 'The "[Alder]", \\ {"messages": ['


def test_a_chat_without_a_name_and_one_of_somebody_gone(tmp_path: Path) -> None:
    saved = {"type": "saved_messages", "id": 5, "messages": [_post(2)]}
    assert [row.outlet for row in _read(tmp_path, saved)[0]] == [None]
    assert [row.outlet for row in _read(tmp_path, _channel(_post(2), name=None))[0]] == [None]


def test_the_author_may_be_the_outlet(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(_channel(_post(2))), encoding="utf-8")
    (row,) = read_files([path], Columns(outlet="from"), on_guess=lambda _: None)
    assert row.outlet == "Ana"


def test_an_export_that_breaks_off(tmp_path: Path) -> None:
    text = json.dumps(_channel(_post(2), _post(3)), indent=1)
    found, told = _read(tmp_path, text[: text.rindex("The bridge")])
    assert [row.id for row in found if isinstance(row, Article)] == ["77/2"]
    (problem,) = (row for row in found if isinstance(row, Problem))
    assert not [line for line in told if "passed over" in line]
    assert (problem.row, problem.found) == (2, "a file that ends in mid-record or in mid-list")


def test_what_is_no_message_and_a_channel_of_photos(tmp_path: Path) -> None:
    found, _ = _read(tmp_path, _channel(_post(2), 7))
    assert isinstance(found[1], Problem)
    assert (found[1].row, found[1].found) == (2, "a number")
    (none,), told = _read(tmp_path, _channel(PHOTO))
    assert told[-1].startswith("1 message without text passed over")
    assert isinstance(none, Problem)
    assert none.expected == "messages with a text"


@pytest.mark.parametrize("indent", [None, 1])
def test_a_chat_without_messages_is_told_once(tmp_path: Path, indent: int | None) -> None:
    (none,), _ = _read(tmp_path, json.dumps(_channel(), indent=indent))
    assert isinstance(none, Problem)
    assert none.expected == "messages with a text"


def test_other_records_with_messages_are_none(tmp_path: Path) -> None:
    chat = {"name": "x", "type": "conversation", "messages": [{"content": "One text."}, {"content": "Another."}]}
    found, told = _read(tmp_path, chat)
    assert [row.text for row in found if isinstance(row, Article)] == ["One text.", "Another."]
    assert "articles ← the list 'messages'" in told


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap">
<div class="page_header"><div class="content"><div class="text bold">
Alder &amp; Birch
</div></div></div>
<div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">
3 April 2024
</div></div>
<div class="message default clearfix" id="message2"><div class="body">
<div class="pull_right date details" title="03.04.2024 10:00:00 UTC+02:00">
10:00
</div>
<div class="from_name">
Ana
</div>
<div class="text">
<strong>The bridge</strong> is shut.<br><br>It opens in May.<br><a href="https://x.y">Follow us</a>
</div></div></div>
<div class="message default clearfix joined" id="message3"><div class="body"><div class="media_wrap clearfix">Photo</div></div></div>
</div></div></div></body></html>
"""


def test_pages_of_a_chat(tmp_path: Path) -> None:
    found, told = _read(tmp_path, PAGE, "messages2.html")
    (row,) = found
    assert isinstance(row, Article)
    assert (row.id, row.outlet, row.date, row.row) == ("Alder & Birch/2", "Alder & Birch", "2024-04-03T10:00:00", 2)
    assert row.text == "The bridge is shut.\nIt opens in May.\nFollow us"
    assert told[-1] == "2 messages without text passed over (photos, polls, notes of the service)"


def test_a_page_that_breaks_off_or_does_not_close_a_message(tmp_path: Path) -> None:
    first = '<div class="message default clearfix" id="message-7"><div class="body">Photo'
    page = PAGE.replace(
        '<div class="message default clearfix" id="message2">', first + '<div class="message" id="message2">'
    )
    found, _ = _read(tmp_path, page[: page.index("</body>")], "messages.html")
    assert [row.id for row in found if isinstance(row, Article)] == ["Alder & Birch/2"]
    assert [row.found for row in found if isinstance(row, Problem)] == ["one that breaks off"]


def test_pages_of_an_export_without_messages_are_passed_over(tmp_path: Path) -> None:
    found, told = _read(tmp_path, PAGE.replace("page_body chat_page", "page_body list_page"), "chats.html")
    assert not [row for row in found if isinstance(row, Article)]
    assert told[0] == "a page of a Telegram export without messages, passed over"


def test_a_page_of_a_chat_without_a_text_says_so(tmp_path: Path) -> None:
    found, _ = _read(tmp_path, PAGE.replace('class="text"', 'class="video"'), "messages.html")
    assert [row.expected for row in found if isinstance(row, Problem)] == ["messages with a text"]


@pytest.mark.parametrize("header", ["Message,Page Name,Post Created", "tweet,channel,created_at"])
def test_tables_of_social_media(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\nThe bridge is shut.,Alder,2024-04-03 10:00:00\n", encoding="utf-8")
    (row,) = read_files([path], on_guess=lambda _: None)
    assert isinstance(row, Article)
    assert (row.text, row.outlet, row.date) == ("The bridge is shut.", "Alder", "2024-04-03T10:00:00")


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("id,message,texte", "1,ok,News.", ("News.", None, None)),
        (
            "Datum,Zeitung,Channel,created_at,Inhalt",
            "2017-04-03,Erlenpost,Print,2024-01-01,News.",
            ("News.", "Erlenpost", "2017-04-03"),
        ),
    ],
)
def test_names_of_social_media_come_last(
    tmp_path: Path, header: str, row: str, expected: tuple[str | None, ...]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    (found,) = read_files([path], on_guess=lambda _: None)
    assert isinstance(found, Article)
    assert (found.text, found.outlet, found.date) == expected


@pytest.mark.parametrize("message", ["success", None, ""])
@pytest.mark.parametrize("where", ["articles", "data"])
def test_the_message_of_a_server_is_no_article(tmp_path: Path, message: str | None, where: str) -> None:
    answer = {"status": "ok", "message": message, where: [{"text": "One text."}, {"text": "Another."}]}
    found, _ = _read(tmp_path, answer)
    assert [row.text for row in found if isinstance(row, Article)] == ["One text.", "Another."]
    assert len(found) == 2
