"""Write what the readers read: numbered texts, without outlet, corpus, title, repeat counts or anybody's flags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.gold.sample import Document

__all__ = ["batches", "page", "write_batches"]

MAX_DOCUMENTS = 15
MAX_BATCH = 25_000  # characters; a small remainder joins the batch before it
LANGUAGES = ("ru", "pl", "de", "en", "fr", "es it pt", "ar zh", "uk bg")  # one or two to a batch


def batches(documents: Sequence[Document], texts: Mapping[int, str]) -> dict[str, list[tuple[int, str]]]:
    """Return batch name → ``(number, text)`` in reading order: ``batchNN``, and ``secondNN`` for the second reading.

    The number of the second reading is another one, so that a reader cannot look up what was said in the first.
    """
    first = _packed("batch", documents, texts, lambda d: d.number)
    return first | _packed("second", documents, texts, lambda d: d.second)


def _packed(
    prefix: str, documents: Sequence[Document], texts: Mapping[int, str], number: Callable[[Document], int | None]
) -> dict[str, list[tuple[int, str]]]:
    named: dict[str, list[tuple[int, str]]] = {}
    for langs in LANGUAGES:
        numbered = [(n, texts[d.number]) for d in documents if d.lang in langs.split() and (n := number(d)) is not None]
        for group in _groups(sorted(numbered)):
            named[f"{prefix}{len(named) + 1:02d}"] = group
    return named


def _groups(numbered: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    groups: list[list[tuple[int, str]]] = [[]]
    for entry in numbered:
        if groups[-1] and (len(groups[-1]) == MAX_DOCUMENTS or _size([*groups[-1], entry]) > MAX_BATCH):
            groups.append([])
        groups[-1].append(entry)
    # a few documents left over are not worth a batch of their own
    if len(groups) > 1 and len(groups[-1]) <= MAX_DOCUMENTS // 3 and _size(groups[-1]) <= MAX_BATCH // 3:
        rest = groups.pop()
        groups[-1] += rest
    return groups if numbered else []


def _size(group: Sequence[tuple[int, str]]) -> int:
    return sum(len(text) for _, text in group)


def page(numbered: Sequence[tuple[int, str]]) -> str:
    """Return a batch as a reader sees it: a header line per document, then its lines, numbered."""
    return "\n".join(_shown(number, text) for number, text in numbered)


def _shown(number: int, text: str) -> str:
    filled = (line.strip() for line in text.splitlines() if line.strip())
    return f"===== {number:03d} =====\n" + "".join(f"[{n}] {line}\n" for n, line in enumerate(filled, 1))


def write_batches(folder: Path, named: Mapping[str, Sequence[tuple[int, str]]]) -> None:
    """Write every batch to ``<folder>/batches/<name>.txt``."""
    target = folder / "batches"
    target.mkdir(parents=True, exist_ok=True)
    for name, numbered in named.items():
        (target / f"{name}.txt").write_text(page(numbered), encoding="utf-8")
