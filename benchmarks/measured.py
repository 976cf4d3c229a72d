"""Tables of the documentation that a file of results writes, between two comments of a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

__all__ = ["MISSED", "Claim", "claims_table", "rewrite", "with_section"]

MISSED = " **(missed)**"
_END = "<!-- end of what it writes -->\n"

Claim = tuple[str, str, tuple[str, float] | None]
"""Key, what it measures, and the bar: at least (≥) or at most (≤) a number, or nothing."""


def rewrite(page: Path, results: Path, measured: Callable[[dict[str, Any]], str], command: str) -> None:
    """Write what `measured` makes of a file of results between the comments of `command`."""
    section = measured(json.loads(results.read_text(encoding="utf-8")))
    page.write_text(with_section(page.read_text(encoding="utf-8"), section, command), encoding="utf-8")


def with_section(page: str, section: str, command: str) -> str:
    """Return the page with what stands between the comments of `command` replaced."""
    begin = f"<!-- written by {command} -->\n"
    head, _, rest = page.partition(begin)
    return head + begin + section + _END + rest.partition(_END)[2]


def claims_table(title: str, claims: Sequence[Claim], results: dict[str, Any], suffix: str = "") -> str:
    """Return the claims that were measured as a table, or nothing."""
    rows = [_row(results[key + suffix], text, bar) for key, text, bar in claims if key + suffix in results]
    return f"| {title} | value | 95 % interval | n | bar |\n|---|---:|---|---:|---|\n{''.join(rows)}" if rows else ""


def _row(entry: dict[str, Any], text: str, bar: tuple[str, float] | None) -> str:
    value = entry["value"]
    missed = bar and (value < bar[1] if bar[0] == "≥" else value > bar[1])
    wanted = f"{bar[0]} {bar[1]:g}{MISSED if missed else ''}" if bar else ""
    more = f" ({entry['tool']})" if "tool" in entry else ""
    return f"| {text}{more} | {value:.3f} | {entry['low']:.3f} to {entry['high']:.3f} | {entry['n']:,} | {wanted} |\n"
