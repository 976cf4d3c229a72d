"""Where the passages that an index knows stand in a text, as candidates with their evidence.

A paragraph or sentence that is known but for a few words (a date, a name) is a candidate as a whole; what is known of
a longer one, such as a promotion line glued into it, is a candidate of its own with exact ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from clf.boilerplate.candidates import Candidate
from clf.boilerplate.evidence import Evidence, Found
from clf.boilerplate.fingerprints import Fingerprint
from clf.schema import Span

__all__ = ["indexed_spans"]

_NEARLY_ALL = 0.8  # of a unit's words: of a line of ten two may differ
_OPENING = re.compile(r"[^\s\w.,;:!?…)\]}”’»%。，、；：！？」』）】》؟،؛।]*\Z")
_CLOSING = re.compile(r"[^\s\w(\[{“‘«„「『（【《¿¡]*")
_QUOTE_ENDS = re.compile(r"[^\S\r\n]?»")  # with the blank that French has before it
_NO_WORD = re.compile(r"[^\w\r\n]*")

Judge = Callable[[Candidate, Evidence], Span | None]


def indexed_spans(article: Fingerprint, text: str, found: Sequence[Found], judge: Judge) -> list[Span]:
    """Return what `judge` takes for boilerplate of the passages `found`, sorted and not overlapping.

    Parameters
    ----------
    article : Fingerprint
        Of `text`.
    found : sequence of Found
    judge : callable
        Gives a span for a candidate and its evidence; None where it is no boilerplate.
    """
    # Of a header, and of a title that is passed over, nothing is the article's.
    start = min((unit.start for unit in article.units), default=len(text))
    begins, _ = article.words.within(start, len(text))
    found = [passage for passage in found if passage.first >= begins]
    if not found:
        return []
    best = np.full(len(article.words), -1)
    for i in sorted(range(len(found)), key=lambda i: found[i].evidence.log_odds):
        best[found[i].first : found[i].last] = i
    spans: list[Span] = []
    taken = np.zeros(len(best), bool)

    def take(candidate: Candidate, first: int, last: int, evidence: Evidence) -> None:
        if not taken[first:last].any() and (span := judge(candidate, evidence)):
            taken[first:last] = True
            spans.append(span)

    for unit in sorted(article.units, key=lambda unit: unit.unit != "paragraph"):
        first, last = article.words.within(unit.start, unit.end)
        known = best[first:last][best[first:last] >= 0]
        # What is not known at the ends of a sentence may be news that the line was glued to.
        is_closed = unit.unit == "paragraph" or (first < last and best[first] >= 0 and best[last - 1] >= 0)
        typical = int(np.bincount(known).argmax()) if len(known) else 0
        if len(known) and found[typical].evidence.is_exact:
            known = known[known == typical]  # what a user named is no more than that
        if len(known) and is_closed and len(known) >= _NEARLY_ALL * (last - first):
            take(unit, first, last, found[typical].evidence)
    for passage in sorted(found, key=lambda passage: (-passage.evidence.log_odds, passage.first - passage.last)):
        take(_candidate(article, text, passage), passage.first, passage.last, passage.evidence)
    return sorted(spans, key=lambda span: span.start)


def _candidate(article: Fingerprint, text: str, passage: Found) -> Candidate:
    """Return a run of words as a candidate, with the punctuation, mark-up and emoji that belong to it."""
    number = int(np.searchsorted(article.paragraphs[:, 1], passage.first, "right"))
    paragraphs = [unit for unit in article.units if unit.unit == "paragraph"]
    low, high = paragraphs[number].start, paragraphs[number].end
    start, end = int(article.words.starts[passage.first]), int(article.words.ends[passage.last - 1])
    high = max(high, end)
    before = _OPENING.search(text, low, start)
    start = before.start() if before else start
    if _NO_WORD.fullmatch(text, low, start):
        start = low
    if text.count("«", start, end) > text.count("»", start, end) and (quote := _QUOTE_ENDS.match(text, end, high)):
        end = quote.end()
    after = _CLOSING.match(text, end, high)
    end = after.end() if after else end
    if _NO_WORD.fullmatch(text, end, high):
        end = high
    return Candidate(text, start, end, "sentence", number, len(paragraphs))
