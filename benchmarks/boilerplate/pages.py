"""Article body behind trafilatura: what clf as the second stage gains over trafilatura alone, on unseen publishers.

The measure is that of article-extraction-benchmark (scrapinghub): per page the shingles of four tokens that text and
checked body share, precision and recall of each page averaged, F1 of the two means. Chinese, Japanese and Thai are
cut by character, as page_blocks' README has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import trafilatura

from benchmarks.boilerplate.common import Counts
from clf.boilerplate.examples import is_unseen_site
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import open_flagger
from clf.boilerplate.masking import strip
from clf.corpora.registry import read_corpus
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import Estimate, bootstrap
from clf.schema import Article
from clf.text.header import read_header

__all__ = ["body_f1", "gain", "measure", "page_scores", "second_stage", "shingles"]

SHINGLE = 4
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")


def measure() -> dict[str, Estimate]:
    """Return the gain, and F1 and recall of both, by key; intervals over sites."""
    flagger = open_flagger()
    sites, rows = [], []
    for site, lang, html, body in _pages():
        alone = trafilatura.extract(html, include_comments=False) or ""
        both = second_stage(flagger, alone, lang)
        sites.append(site)
        rows.append((*page_scores(alone, body), *page_scores(both, body)))
    table, outlets = np.array(rows), np.array(sites)
    measures = {
        "news_body_f1_gain": gain,
        "news_body_f1_trafilatura": body_f1(0),
        "news_body_f1_both": body_f1(2),
        "news_body_recall_lost": SumMeasure(_with_n, lambda s: ratio(s[..., 1] - s[..., 3], s[..., 4])),
        "news_body_precision_gained": SumMeasure(_with_n, lambda s: ratio(s[..., 2] - s[..., 0], s[..., 4])),
    }
    return {key: bootstrap(one, [table], outlets=outlets) for key, one in measures.items()}


def _pages() -> Iterator[tuple[str, str | None, str, str]]:
    bodies = {row.id: row.text for row in read_corpus("news_pages", view="bodies") if isinstance(row, Article)}
    for row in read_corpus("news_pages", view="pages"):
        if isinstance(row, Article) and is_unseen_site(row.outlet or ""):
            yield row.outlet or "", row.lang, row.text, bodies[row.id]


def second_stage(flagger: Flagger, text: str, lang: str | None) -> str:
    """Return an extracted text without what is flagged in it."""
    return strip(text, flagger.flag(text, lang, read_header(text).end, extracted=True))[0]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four tokens of a text; a shorter one counts as a run."""
    tokens = _UNSPACED.findall(text)
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(len(tokens) - SHINGLE + 1, min(len(tokens), 1))))


def page_scores(text: str, body: str) -> tuple[float, float]:
    """Return precision and recall of a text against the checked body; of nothing found, precision 0."""
    found, wanted = shingles(text), shingles(body)
    shared = (found & wanted).total()
    return shared / max(found.total(), 1), shared / max(wanted.total(), 1)


def _with_n(table: Counts) -> Counts:
    return np.column_stack([table, np.ones(len(table))])


def _f1(sums: Counts, at: int) -> Counts:
    return ratio(2 * sums[..., at] * sums[..., at + 1], (sums[..., at] + sums[..., at + 1]) * sums[..., 4])


def body_f1(at: int) -> SumMeasure:
    """Return the F1 of the mean precision, in column `at`, and the mean recall in the next."""
    return SumMeasure(_with_n, lambda sums: _f1(sums, at))


gain = SumMeasure(_with_n, lambda sums: _f1(sums, 2) - _f1(sums, 0))
"""F1 of columns 2 and 3 minus that of 0 and 1."""
