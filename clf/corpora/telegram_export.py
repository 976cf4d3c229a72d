"""Telegram's own export of a chat, or of all chats of an account: ``result.json`` or ``messages.html``.

The chat is the outlet. Messages of the service ("joined the channel") and those without text (photos) are no articles.
As Telegram Desktop writes them (``export_output_json.cpp`` and ``export_output_html.cpp`` of its source);
`tests/corpora/test_telegram_export.py` has both layouts.
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

__all__ = ["TOLD", "chats", "head", "is_page", "nothing", "passed_over", "post", "read_page"]

TOLD = "articles ← the messages of a Telegram export; the outlet is the chat, unless --outlet-column names another"

# What stands before the messages: plain values alone. Possessive, so that no text takes longer than its length.
_HEAD = re.compile(
    r'\s*+\{(?:\s*+"\w++"\s*+:\s*+(?:"(?:[^"\\]++|\\.)*+"|[^"\[\]{},]++)\s*+,)*+\s*+"messages"\s*+:\s*+\[', re.DOTALL
)
_CHATS = frozenset(
    [
        "bot_chat",
        "personal_chat",
        "private_channel",
        "private_group",
        "private_supergroup",
        "public_channel",
        "public_supergroup",
        "replies",
        "saved_messages",
        "verification_codes",
    ]
)
_PAGE = re.compile(rb"<title>Exported Data</title>|<div class=[\"']page_body chat_page\b")
_NUMBER = re.compile(r"message(-?\d+)$")
_CLOCK = re.compile(r"\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2}")


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
    if _has_messages(value):
        kind = value.get("type")
        return [value] if isinstance(kind, str) and kind in _CHATS else []
    accounts = (value.get(name) for name in ("chats", "left_chats"))
    lists = [
        account["list"] for account in accounts if isinstance(account, dict) and isinstance(account.get("list"), list)
    ]
    return [chat for found in lists for chat in found if _has_messages(chat)]


def _has_messages(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("messages"), list)


def post(message: Any, chat: dict[str, Any]) -> Any:
    """Return the record of a message of a chat; None where it has no text or is the service's; of no message, itself.

    Its id has that of the chat in front, for it is unique in its chat alone.
    """
    if not isinstance(message, dict):
        return message
    if message.get("type") == "service" or not message.get("text"):
        return None
    plain = {name: value for name, value in message.items() if isinstance(value, str | int | float)}
    number = "/".join(str(one) for one in (chat.get("id"), message.get("id")) if one is not None)
    return {**plain, "id": number, "outlet": chat.get("name"), "text": message["text"]}


def passed_over(n: int) -> str:
    """Say how many messages were no articles."""
    return f"{amount(n, 'message')} without text passed over (photos, polls, notes of the service)"


def nothing(file: str) -> Problem:
    """Return the problem of an export without a message that has a text."""
    return Problem(file, "messages with a text", "none", "Export the chat with its texts.")


def is_page(content: bytes) -> bool:
    """Return whether a page is one of an export."""
    return _PAGE.search(content) is not None


def read_page(content: bytes, rows: Rows) -> Iterator[Article | Problem]:
    """Yield the messages of a page of a chat (``messages.html``, ``messages2.html``…) that have a text.

    A line is what a reader sees as one. Dates are by the clock of the machine that exported, as in ``result.json``.
    An id has the name of the chat in front; lists of chats and the start page of an export hold none.
    """
    tree = parse_tree(content.decode("utf-8", "replace"))
    if tree.first("chat_page") is None:
        rows.notice("a page of a Telegram export without messages, passed over")
        return
    rows.notice_once(TOLD)
    header = tree.first("page_header")
    chat = header.line() if header else ""
    row = without = 0
    for row, message in enumerate(tree.all("message"), 1):
        own = [*_own(message)]
        text = None if "service" in message.classes else _first(own, "text")
        if text is None or not text.line():
            without += 1
            continue
        number, date = _NUMBER.match(message.id), _first(own, "date")
        clock = _CLOCK.match(date.title) if date else None
        yield checked_article(
            rows.file,
            row,
            "\n".join(text.paragraphs()),
            id="/".join(part for part in (chat, number[1]) if part) if number else None,
            outlet=chat or None,
            date=iso_date(clock[0], dayfirst=True) if clock else None,
        )
    if without:
        rows.notice(passed_over(without))
    if row == without:
        yield nothing(rows.file)
    if b"</html" not in content[-1_000:].lower():
        yield Problem(rows.file, "a whole page", "one that breaks off", "Export the chat again.", row + 1)


def _own(message: Element) -> Iterator[Element]:
    """Yield the elements of a message, not those of another in it, where a page does not close the first."""
    waiting = [message]
    while waiting:
        element = waiting.pop()
        yield element
        inner = [child for child in element.children if isinstance(child, Element)]
        waiting.extend(child for child in reversed(inner) if "message" not in child.classes)


def _first(elements: list[Element], name: str) -> Element | None:
    return next((element for element in elements if name in element.classes), None)
