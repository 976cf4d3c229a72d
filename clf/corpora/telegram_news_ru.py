"""Read telegram-news-classifier: posts of Russian Telegram news channels with a category.

NKTKLN/telegram-news-classifier, data under CC BY 4.0. About 22,100 posts of 24 channels, 7,114 of 22 in the open
archive; the categories were assigned by a language model (Qwen 2.5), not by people. A row is a post of
``data/raw/<channel id>_messages.json``. Markdown marks and addresses stand inside the text and stay there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from clf.corpora.archive import Files
from clf.corpora.records import Record, array_of_records, string
from clf.errors import Problem
from clf.schema import Article, Labelling
from clf.text.dates import iso_date

__all__ = ["VIEWS", "read"]

VIEWS = {"posts": "Telegram posts with their channel and one of 12 categories"}

_FILES = "*_messages.json"


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the posts of every channel file."""
    found = False
    for name, content in files.iter(_FILES):
        found = True
        for row, record in array_of_records(content, name, "text", "channel"):
            yield record if isinstance(record, Problem) else _post(record, name, row)
    if not found:
        files.read(_FILES)


def _post(record: Record, name: str, row: int) -> Article | Problem:
    message = record.get("message_id")
    if not isinstance(message, int):
        return Problem(name, "a number in 'message_id'", "none", "Export the channel again.", row)
    category = string(record, "category")
    channel_id = PurePosixPath(name).name.removesuffix("_messages.json")
    return Article(
        id=f"{channel_id}/{message}",
        text=record["text"],
        outlet=string(record, "channel"),
        date=iso_date(string(record, "date") or ""),
        lang="ru",
        labels=(Labelling("telegram_category", (category,)),) if category else (),
        file=name,
        row=row,
    )
