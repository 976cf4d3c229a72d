"""Outlets that no flagger learns from: the test part of the gold standard (``data/gold``) is theirs.

Figures on unseen outlets mean what they say only if the shipped flagger has not seen these outlets either.
"""

from __future__ import annotations

import tomllib
from functools import cache

from clf.evaluation.groups import site_of
from clf.resources import data_dir, json_lines
from clf.schema import Article

__all__ = ["is_held_out"]


def is_held_out(corpus: str, article: Article) -> bool:
    """Return whether the article's outlet, or another of its house, is in the test part of the gold standard.

    An outlet is known by its name in that corpus and, in every corpus, by the host of its addresses.
    """
    sites, names = _held_out()
    if f"{corpus}/{article.outlet or ''}" in names:
        return True
    hosts = {site_of(known) for known in (article.url, article.outlet) if known and "." in known}
    return any(host == site or host.endswith(f".{site}") for host in hosts for site in sites)


@cache
def _held_out() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the test part's hosts, and its outlets as ``<corpus>/<outlet>``."""
    folder = data_dir("gold")
    rows = [*json_lines(folder / "sample.jsonl")]
    names = {f"{row['corpus']}/{row['outlet']}" for row in rows if row["part"] == "test" and row["outlet"]}
    families = tomllib.loads((folder / "families.toml").read_text(encoding="utf-8"))
    for house in families.values():
        if names & set(house):
            names |= set(house)
    outlets = [name.split("/", 1)[1] for name in names]
    return tuple(sorted({site_of(outlet) for outlet in outlets if "." in outlet and " " not in outlet})), frozenset(
        names
    )
