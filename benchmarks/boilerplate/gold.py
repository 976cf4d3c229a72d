"""Score the flagger on the gold standard: by character, white space left out, intervals over outlet families.

The development part serves to build this and to choose; docs/boilerplate.md counts how often each test part was
scored, and what was chosen with one in view. With an index each corpus is mined without documents of the gold standard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from benchmarks.boilerplate.common import Counts, Marks, column_share, flagged, marked, pooled_f1, visible
from benchmarks.gold.frame import outlet_of
from benchmarks.gold.sample import SAMPLE, SAMPLE_2, read_sample, sha256
from benchmarks.gold.texts import GoldDocument, read_gold
from clf.boilerplate.index import OutletIndex, open_flagger
from clf.boilerplate.mine import mine
from clf.corpora.joined import view_of
from clf.corpora.registry import read_corpus
from clf.evaluation.sums import SumMeasure, ratio
from clf.evaluation.uncertainty import Estimate, bootstrap
from clf.schema import Article

__all__ = [
    "counts",
    "estimates",
    "families",
    "index_of",
    "indexed_flag",
    "measure",
    "other_articles",
    "single_flag",
    "suffix_of",
]

COLUMNS = ("hits", "gold", "called", "sure_hits", "sure_gold", "sure_called", "news", "wrong", "clean", "clean_flagged")
_AT = {name: i for i, name in enumerate(COLUMNS)}
WITHOUT_OUTLETS = ("semeval2023",)

Flag = Callable[[GoldDocument], "Marks"]


def measure(part: str) -> dict[str, Estimate]:
    """Return every figure on one part of the gold standard, by the keys of the file of results."""
    documents = read_gold(part)
    suffix = suffix_of(part)
    found = estimates(documents, single_flag(), "unseen_outlet", suffix)
    corpora = frozenset(document.document.corpus for document in documents)
    return found | estimates(documents, indexed_flag(corpora), "indexed", suffix)


def suffix_of(part: str) -> str:
    """Return what the keys of a part's figures end in: nothing for the test part, which the bars are for."""
    return "" if part == "test" else f"_{part}"


@cache
def single_flag() -> Flag:
    """Return what the flagger marks from the article alone."""
    flagger = open_flagger()
    return cache(lambda gold: flagged(flagger, gold.text, gold.document.lang))


@cache
def indexed_flag(corpora: frozenset[str]) -> Flag:
    """Return what it marks with an index of the corpus; where no outlets are known there is none."""
    flaggers = {
        corpus: open_flagger(index=None if corpus in WITHOUT_OUTLETS else index_of(corpus)) for corpus in corpora
    }
    return cache(lambda gold: flagged(flaggers[gold.document.corpus], gold.text, gold.document.lang))


@cache
def index_of(corpus: str) -> OutletIndex:
    """Return the index of a corpus without the gold standard's documents."""
    return mine(other_articles(corpus))


def other_articles(corpus: str, *, fold: bool = True) -> Iterator[Article]:
    """Yield the articles of a corpus that are not in the gold standard.

    With `fold` their outlet is the one that the split of the gold standard knows, else as the corpus names it.
    """
    gold = {document.sha256 for path in (SAMPLE, SAMPLE_2) for document in read_sample(path)}
    for row in read_corpus(corpus, view=view_of(corpus)):
        if isinstance(row, Article) and sha256(row.text) not in gold:
            yield replace(row, outlet=outlet_of(corpus, row) or None) if fold else row


def counts(documents: Sequence[GoldDocument], flag: Flag) -> Counts:
    """Return `COLUMNS` of each document, of shape (documents, 10), in characters that are not white space."""
    return np.array([_row(document, flag(document)) for document in documents], float)


def _row(document: GoldDocument, called: Marks) -> tuple[int, ...]:
    seen = visible(document.text)
    called = called & seen
    gold = marked(document.text, document.spans) & seen
    doubted = marked(document.text, [span for span in document.spans if span.unsure])
    sure_called, sure_gold = called & ~doubted, gold & ~doubted
    clean = not document.spans
    scored = ((called, gold), (sure_called, sure_gold))
    sums = [int(marks.sum()) for c, g in scored for marks in (c & g, g, c)]
    return *sums, int((seen & ~gold).sum()), int((called & ~gold).sum()), int(clean), int(clean and called.any())


def families(documents: Sequence[GoldDocument]) -> np.ndarray:
    """Return the family of each document; one without an outlet stands for itself."""
    return np.array([d.document.family or f"{d.document.corpus}/{d.document.id}" for d in documents])


def estimates(documents: Sequence[GoldDocument], flag: Flag, view: str, suffix: str) -> dict[str, Estimate]:
    """Return the figures of one flagger, by key."""
    rows, groups = counts(documents, flag), families(documents)
    corpora = np.array([d.document.corpus for d in documents])
    f1 = pooled_f1(_AT["hits"], _AT["gold"], _AT["called"])
    sure = pooled_f1(_AT["sure_hits"], _AT["sure_gold"], _AT["sure_called"])
    other = "" if view == "unseen_outlet" else f"_{view}"
    found = {
        f"gold_char_f1_{view}": bootstrap(f1, [rows], outlets=groups),
        f"gold_char_f1_{view}_without_unsure": bootstrap(sure, [rows], outlets=groups),
        f"gold_char_f1_{view}_strata_mean": bootstrap(_strata_mean(corpora), [rows, corpora], outlets=groups),
        f"gold_char_precision_{view}": bootstrap(column_share(_AT["hits"], _AT["called"]), [rows], outlets=groups),
        f"gold_char_recall_{view}": bootstrap(column_share(_AT["hits"], _AT["gold"]), [rows], outlets=groups),
        f"news_wrongly_flagged{other}": bootstrap(column_share(_AT["wrong"], _AT["news"]), [rows], outlets=groups),
    }
    clean = bootstrap(column_share(_AT["clean_flagged"], _AT["clean"]), [rows], outlets=groups)
    found[f"clean_documents_flagged{other}"] = replace(clean, n=int(rows[:, _AT["clean"]].sum()))
    for corpus in sorted(set(corpora)):
        here = corpora == corpus
        found[f"gold_char_f1_{view}_{corpus}"] = bootstrap(f1, [rows[here]], outlets=groups[here])
    return {key + suffix: estimate for key, estimate in found.items()}


def _strata_mean(corpora: np.ndarray) -> SumMeasure:
    """Return the mean over corpora of the F1; a corpus that a resample has not drawn does not count in it."""
    names = np.unique(corpora)

    def spread(rows: Counts, of: np.ndarray) -> Counts:
        columns = [rows[:, i] * (of == name) for name in names for i in range(3)]
        return np.stack(columns + [(of == name).astype(float) for name in names], axis=1)

    def value(sums: Counts) -> Counts:
        parts = sums[..., : 3 * len(names)].reshape(*sums.shape[:-1], len(names), 3)
        f1 = ratio(2 * parts[..., 0], parts[..., 1] + parts[..., 2], 1.0)
        return np.asarray(np.nanmean(np.where(sums[..., 3 * len(names) :] > 0, f1, np.nan), axis=-1))

    return SumMeasure(spread, value)
