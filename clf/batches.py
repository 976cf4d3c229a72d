"""Texts in batches, so that what a call costs is paid once for several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["batches"]

_MOST, _CHARACTERS = 32, 120_000

Item = TypeVar("Item")


def batches(items: Iterable[Item], characters: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield `items` in lists of at most 32, ended as soon as one holds 120,000 `characters`.

    >>> [len(batch) for batch in batches(["a"] * 33 + ["b" * 200_000, "c"], len)]
    [32, 2, 1]
    """
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += characters(item)
        if len(batch) == _MOST or total >= _CHARACTERS:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
