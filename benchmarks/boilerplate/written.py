"""Score the flagger on articles written with their boilerplate marked, which nothing learns from.

They need no corpus. Language models wrote them, as they did those that the flagger does learn from, so it is likely to
do better on them than on real outlets. Each article is of an outlet of its own. Counted apart are articles
that were written when the flagger stood and that nobody has chosen anything by, short items, of one
to five sentences, items in 33 languages of which hardly a document was read, and items whose boilerplate stands inside
a paragraph with news on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.boilerplate.common import column_share, flagged, pooled_f1, visible
from benchmarks.gold.sample import GOLD
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.gold import ReadDocument
from clf.boilerplate.index import open_flagger
from clf.boilerplate.written import written_articles
from clf.evaluation.uncertainty import Estimate, bootstrap

__all__ = ["FOLDERS", "estimates", "measure"]

FOLDERS = {
    "written": GOLD / "written",
    "written_varied": GOLD / "written" / "varied",
    "written_short": GOLD / "written" / "short",
    "written_languages": GOLD / "written" / "languages",
    "written_inline": GOLD / "written" / "inline",
}
"""Name of the figures → where the articles lie."""

_HITS, _GOLD, _CALLED, _NEWS, _WRONG, _CLEAN, _CLEAN_FLAGGED = range(7)


def measure() -> dict[str, Estimate]:
    """Return every figure, by the keys of the file of results."""
    flagger = open_flagger()
    return {
        f"{name}_{measure}": estimate
        for name, folder in FOLDERS.items()
        for measure, estimate in estimates(flagger, [*written_articles(folder)]).items()
    }


def estimates(flagger: Flagger, documents: Sequence[ReadDocument]) -> dict[str, Estimate]:
    """Return character F1, precision and recall, news wrongly flagged, clean articles flagged; F1 by language."""
    rows = np.array([_row(flagger, document) for document in documents], float)
    f1 = pooled_f1(_HITS, _GOLD, _CALLED)
    found = {
        "char_f1": bootstrap(f1, [rows]),
        "char_precision": bootstrap(column_share(_HITS, _CALLED), [rows]),
        "char_recall": bootstrap(column_share(_HITS, _GOLD), [rows]),
        "news_wrongly_flagged": bootstrap(column_share(_WRONG, _NEWS), [rows]),
    }
    clean = bootstrap(column_share(_CLEAN_FLAGGED, _CLEAN), [rows])
    found["clean_flagged"] = replace(clean, n=int(rows[:, _CLEAN].sum()))
    langs = np.array([document.lang for document in documents])
    for lang in sorted({*langs.tolist()}):
        found[f"char_f1_{lang}"] = bootstrap(f1, [rows[langs == lang]])
    return found


def _row(flagger: Flagger, document: ReadDocument) -> tuple[int, ...]:
    seen = visible(document.text)
    called = flagged(flagger, document.text, document.lang) & seen
    gold = (document.kinds > 0) & seen
    is_clean = not gold.any()
    wrong = called & ~gold
    sums = (int(marks.sum()) for marks in (called & gold, gold, called, seen & ~gold, wrong))
    return *sums, int(is_clean), int(is_clean and wrong.any())
