"""Telegram's own export of a chat, or of all chats of an account: ``result.json`` or ``messages.html``.

The chat is the outlet. Messages of the service ("joined the channel") and those without text (photos) are no articles.
As Telegram Desktop 4 and 5 write them; `tests/corpora/test_telegram_export.py` has both layouts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from clf.corpora.columns import Rows, checked_article
from clf.errors import Problem
from clf.messages import amount
from clf.schema import Article
from clf.text.dates import iso_date
from clf.text.html_tree import Element, parse_tree

__all__ = ["Posts", "chats", "head", "is_page", "read_page"]

# What stands before the messages: plain values alone.
_HEAD = re.compile(r'\s*\{(?:\s*"\w+"\s*:\s*(?:"(?:[^"\\]|\\.)*+"|[^"\[\]{},]++)\s*,)*\s*"messages"\s*:\s*\[')
_CHATS = frozenset(
    [
        "bot_chat",
        "personal_chat",
        "private_channel",
        "private_group",
        "private_supergroup",
        "public_channel",
        "public_supergroup",
        "saved_messages",
    ]
)
_PAGE = re.compile(rb"<div class=[\"']page_body chat_page\b")
_NUMBER = re.compile(r"message(\d+)$")
_CLOCK = re.compile(r"\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2}")
_TOLD = "articles ← the messages of a Telegram export, outlet ← the name of the chat"


def head(text: str) -> tuple[dict[str, Any], int] | None:
    """Return what a chat says of itself and where its first message begins; None where `text` begins otherwise.

    So the messages of a file that would not fit into memory can be read one by one.
    """
    if not (found := _HEAD.match(text)):
        return None
    before = found[0][: found[0].rindex('"messages"')].rstrip().rstrip(",")
    try:
        chat = orjson.loads(before + "}")
    except orjson.JSONDecodeError:
        return None
    return (chat, found.end()) if chat.get("type") in _CHATS else None


def chats(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the chats with messages that a record holds: itself, or those of an account; none in any other record."""
    account = value.get("chats")
    found = account.get("list") if isinstance(account, dict) else [value]
    return [chat for chat in found if _is_chat(chat)] if isinstance(found, list) else []


def _is_chat(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") in _CHATS and isinstance(value.get("messages"), list)


class Posts:
    """Makes records of the messages of a chat and tells of those that are none.

    Parameters
    ----------
    chat : dict
        Its ``name`` and ``id``.
    rows : Rows
    """

    def __init__(self, chat: dict[str, Any], rows: Rows) -> None:
        self._chat, self._rows = chat, rows
        self._passed_over = 0

    def records(self, messages: Iterator[Any]) -> Iterator[tuple[int, Any]]:
        """Yield each message that has a text, as a record, with its number in the chat; of what is none, itself."""
        self._rows.notice_once(_TOLD)
        for number, message in enumerate(messages, 1):
            if not isinstance(message, dict):
                yield number, message
            elif message.get("type") == "service" or not message.get("text"):
                self._passed_over += 1
            else:
                yield number, self._record(message)
        _tell_passed_over(self._passed_over, self._rows)

    def _record(self, message: dict[str, Any]) -> dict[str, Any]:
        ids = (self._chat.get("id"), message.get("id"))  # that of a message is unique in its chat alone
        return {
            "id": "/".join(str(one) for one in ids if one is not None),
            "outlet": self._chat.get("name"),
            **{name: message.get(name) for name in ("date", "from", "forwarded_from", "text")},
        }


def _tell_passed_over(n: int, rows: Rows) -> None:
    if n:
        rows.notice(f"{amount(n, 'message')} without text passed over (photos, notes of the service)")


def is_page(content: bytes) -> bool:
    """Return whether a page is one of a chat."""
    return _PAGE.search(content) is not None


def read_page(content: bytes, rows: Rows) -> Iterator[Article | Problem]:
    """Yield the messages of a page of a chat (``messages.html``, ``messages2.html``…) that have a text.

    A line is what a reader sees as one. Dates are by the clock of the machine that exported, as in ``result.json``.
    """
    tree = parse_tree(content.decode("utf-8", "replace"))
    header = tree.first("page_header")
    chat = header.line() if header else ""
    rows.notice_once(_TOLD)
    row = passed_over = 0
    for message in tree.all("message"):
        row += 1
        text = None if "service" in message.classes else message.first("text")
        if text is None or not text.line():
            passed_over += 1
            continue
        number, clock = _NUMBER.match(message.id), message.first("date")
        yield checked_article(
            rows.file,
            row,
            "\n".join(text.paragraphs()),
            id=number[1] if number else None,
            outlet=chat or None,
            date=_clock(clock) if clock else None,
        )
    _tell_passed_over(passed_over, rows)
    if row == passed_over:
        yield Problem(rows.file, "messages with a text", "none", "Export the chat with its texts.")


def _clock(element: Element) -> str | None:
    found = _CLOCK.match(element.title)
    return iso_date(found[0], dayfirst=True) if found else None
