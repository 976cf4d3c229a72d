"""Other tools on the same gold standard: jusText's rules, trafilatura's deduplication, a cut by line frequency.

All three drop whole lines. jusText's rules see one document; the other two are shown the outlet's other documents in
its corpus, as clf's index is. Languages that jusText has no stop list for (Chinese) keep every line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

import justext.core
import numpy as np
from justext.paragraph import Paragraph
from justext.utils import get_stoplist
from lxml import etree
from trafilatura.deduplication import LRUCache, duplicate_test
from trafilatura.settings import Extractor

from benchmarks.boilerplate.common import Counts, Marks, marked, pooled_f1
from benchmarks.boilerplate.gold import (
    WITHOUT_OUTLETS,
    Flag,
    counts,
    families,
    indexed_flag,
    other_articles,
    single_flag,
    suffix_of,
)
from benchmarks.gold.texts import GoldDocument, read_gold
from clf.evaluation.sums import SumMeasure, difference
from clf.evaluation.uncertainty import Estimate, bootstrap

__all__ = ["Line", "frequency_cut", "justext_rules", "lines_of", "measure", "trafilatura_deduplication"]

CUTS = (2, 3, 5, 10, 20, 50)
_STOP_LISTS = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pl": "Polish",
    "ru": "Russian",
}

Corpus = dict[str, list[str]]
"""Outlet → texts of its other documents."""


class Line(NamedTuple):
    """A line that is not blank, ``text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Path:
    """Where a paragraph stands in a page, as jusText asks: a text has no page."""

    dom: str = "p"
    xpath: str = "/p"


def measure(part: str) -> dict[str, Any]:
    """Return the F1 of each tool, the best of them, and how far clf is ahead, by key."""
    documents = read_gold(part)
    # The cut is chosen on the development part; on that part itself it flatters the tool a little.
    chosen = documents if part == "dev" else read_gold("dev")
    others = {corpus: _by_outlet(corpus) for corpus in {d.document.corpus for d in [*documents, *chosen]}}
    cut = max(CUTS, key=lambda k: _pooled(chosen, frequency_cut(others, k)))
    tools: dict[str, Flag] = {
        "justext": justext_rules,
        "trafilatura": trafilatura_deduplication(others),
        "line_frequency": frequency_cut(others, cut),
    }
    rows = {name: counts(documents, flag) for name, flag in tools.items()}
    groups = families(documents)
    found = {name: bootstrap(pooled_f1(0, 1, 2), [table], outlets=groups) for name, table in rows.items()}
    best = max(found, key=lambda name: found[name].value)
    entries: dict[str, Any] = {f"peer_{name}_char_f1": estimate.as_dict() for name, estimate in found.items()}
    entries["peer_line_frequency_char_f1"] |= {"documents_from": cut}
    entries["peer_best_char_f1"] = found[best].as_dict() | {"tool": best}
    entries |= _ahead(documents, rows)
    return {f"{key}{suffix_of(part)}": entry for key, entry in entries.items()}


def _ahead(documents: Sequence[GoldDocument], theirs: dict[str, Counts]) -> dict[str, Estimate]:
    """Return F1 of clf, from the article alone and with an index, minus that of each tool."""
    corpora = frozenset(d.document.corpus for d in documents)
    ours = {"unseen_outlet": counts(documents, single_flag()), "indexed": counts(documents, indexed_flag(corpora))}
    ahead = difference(_between)
    nothing = np.zeros((len(documents), 1))
    return {
        f"ahead_of_{name}_{view}": bootstrap(ahead, [nothing, table, rows], outlets=families(documents))
        for name, rows in theirs.items()
        for view, table in ours.items()
    }


_between = SumMeasure(lambda _, rows: rows[:, :3], pooled_f1(0, 1, 2).value)
"""The F1 of rows of counts, in the form that `difference` takes: targets, then one tool's counts."""


def _pooled(documents: Sequence[GoldDocument], flag: Flag) -> float:
    return pooled_f1(0, 1, 2)(counts(documents, flag))


def _by_outlet(corpus: str) -> Corpus:
    texts: Corpus = defaultdict(list)
    if corpus not in WITHOUT_OUTLETS:
        for article in other_articles(corpus):
            texts[article.outlet or ""].append(article.text)
    return texts


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text that are not blank."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield Line(start, start + len(line), " ".join(line.split()))
        start += len(line)


def justext_rules(gold: GoldDocument) -> Marks:
    """Mark the lines that jusText's rules call bad, its context revision included; no tags and no links are known."""
    name = _STOP_LISTS.get(gold.document.lang)
    lines = list(lines_of(gold.text))
    if name is None:
        return marked(gold.text, [])
    paragraphs = [_paragraph(line.text) for line in lines]
    justext.core.classify_paragraphs(paragraphs, get_stoplist(name))
    justext.core.revise_paragraph_classification(paragraphs)
    return marked(gold.text, [line for line, found in zip(lines, paragraphs, strict=True) if found.is_boilerplate])


def _paragraph(text: str) -> Paragraph:
    paragraph = Paragraph(_Path())
    paragraph.append_text(text)
    return paragraph


def trafilatura_deduplication(others: dict[str, Corpus]) -> Flag:
    """Return a function that marks lines which trafilatura's `duplicate_test` drops after the outlet's other texts."""

    primed: dict[tuple[str, str], LRUCache] = {}

    def flag(gold: GoldDocument) -> Marks:
        where = gold.document.corpus, gold.document.outlet
        if where not in primed:
            primed[where] = LRUCache(maxsize=4096)  # its own size
            for text in others[where[0]].get(where[1], ()):
                _duplicates(text, primed[where])
        return marked(gold.text, _duplicates(gold.text, copy(primed[where])))

    return flag


def _duplicates(text: str, known: LRUCache) -> list[Line]:
    """Return the lines of a text that are dropped after what is `known`, and add all of them to that."""
    options = Extractor(dedup=known)
    return [line for line in lines_of(text) if duplicate_test(_element(line.text), options)]


def _element(text: str) -> etree._Element:
    element = etree.Element("p")
    element.text = "".join(character for character in text if character.isprintable())  # what XML can hold
    return element


def frequency_cut(others: dict[str, Corpus], documents: int) -> Flag:
    """Return a function that marks lines which stand in at least `documents` other texts of the outlet."""
    known: dict[tuple[str, str], Counter[str]] = {}

    def flag(gold: GoldDocument) -> Marks:
        where = gold.document.corpus, gold.document.outlet
        if where not in known:
            texts = others[where[0]].get(where[1], ())
            known[where] = Counter(key for text in texts for key in {line.text.casefold() for line in lines_of(text)})
        cut = [line for line in lines_of(gold.text) if known[where][line.text.casefold()] >= documents]
        return marked(gold.text, cut)

    return flag
