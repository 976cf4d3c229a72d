"""Counts of a corpus, kept while its articles stream by: what is held grows with outlets and months, not articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import xxhash

from clf.schema import Score, Span

__all__ = ["Cell", "Passage", "Tally"]

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_PASSAGES = 1_000
"""Different passages remembered per outlet; when there are twice as many the rarest half is forgotten (Manku and
Motwani, VLDB 2002), so that a count is a lower bound in a very large corpus."""
_LONGEST = 160  # characters of a passage that are quoted
_PROBLEMS = 20


@dataclass(slots=True)
class Cell:
    """Counts of one outlet in one month.

    Parameters
    ----------
    articles, flagged : int
        Articles, and those with boilerplate.
    chars, boilerplate : int
        Characters, and those that are boilerplate.
    squares : (int, int, int)
        Over the articles, sums of boilerplate², boilerplate · chars and chars²: how unlike the articles are.
    scored, called : Counter
        Per frame: articles that have a score for it, and articles it is called in.
    """

    articles: int = 0
    flagged: int = 0
    chars: int = 0
    boilerplate: int = 0
    squares: tuple[int, int, int] = (0, 0, 0)
    scored: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Passage:
    """A passage that an outlet repeats: its beginning, in how many articles it stands, and why it was flagged."""

    text: str
    kind: str
    evidence: str
    score: float
    articles: int = 0
    cut: bool = False


@dataclass(slots=True)
class Tally:
    """What is counted over all articles.

    Attributes
    ----------
    cells : dict of (outlet, month) to Cell
        Both empty where unknown.
    labels : dict of str to str or None
        Frame → its label scheme, in the order first met.
    passages : dict of str to dict
        Outlet → hash of the passage → Passage.
    """

    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    labels: dict[str, str | None] = field(default_factory=dict)
    langs: Counter[str] = field(default_factory=Counter)
    passages: dict[str, dict[int, Passage]] = field(default_factory=dict)
    failed: int = 0
    unscored: int = 0
    problems: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""

    @property
    def articles(self) -> int:
        """Articles counted."""
        return sum(cell.articles for cell in self.cells.values())

    @property
    def outlets(self) -> list[str]:
        """Outlets that are known, those with the most articles first."""
        count: Counter[str] = Counter()
        for (outlet, _), cell in self.cells.items():
            count[outlet] += cell.articles
        return [outlet for outlet, _ in count.most_common() if outlet]

    def add(self, score: Score) -> None:
        """Count one article; one that could not be scored is told apart."""
        if score.error:
            self.failed += 1
            if len(self.problems) < _PROBLEMS:
                place = score.file or score.id
                row = "" if score.row is None else f", row {score.row}"
                self.problems.append(f"{place}{row}: {score.error}")
            return
        outlet, month = score.outlet or "", self._month(score.date or "")
        cell = self.cells.setdefault((outlet, month), Cell())
        cell.articles += 1
        cell.chars += score.n_chars
        cell.flagged += bool(score.boilerplate)
        flagged = sum(span.end - span.start for span in score.boilerplate)
        cell.boilerplate += flagged
        squared, product, whole = cell.squares
        cell.squares = squared + flagged**2, product + flagged * score.n_chars, whole + score.n_chars**2
        cell.kinds.update({span.kind for span in score.boilerplate})
        cell.scored.update(score.frame_probabilities.keys())
        cell.called.update(score.frames_called)
        for label in score.frame_probabilities:
            self.labels.setdefault(label, score.frame_scheme)
        self.unscored += not score.frame_probabilities
        self.langs[score.lang or ""] += 1
        self._remember(outlet, score)

    def _month(self, date: str) -> str:
        month = found[0] if (found := _MONTH.match(date)) else ""
        if month:
            self.first = min(self.first or month, month)
            self.last = max(self.last, month)
        return month

    def _remember(self, outlet: str, score: Score) -> None:
        known = self.passages.setdefault(outlet, {})
        for key, span in _keyed(score.text, score.boilerplate):
            if key not in known:
                quoted = score.text[span.start : min(span.end, span.start + _LONGEST)]
                cut = span.end - span.start > _LONGEST
                known[key] = Passage(quoted, span.kind, span.evidence, span.score, cut=cut)
            known[key].articles += 1
        if len(known) > 2 * _PASSAGES:
            kept = sorted(known.items(), key=lambda pair: -pair[1].articles)[:_PASSAGES]
            self.passages[outlet] = dict(kept)


def _keyed(text: str, spans: Iterable[Span]) -> Iterable[tuple[int, Span]]:
    """Return each different passage of a text once, under a hash of its letters: dates and prices may change."""
    keys: dict[int, Span] = {}
    for span in spans:
        passage = text[span.start : span.end].casefold()
        letters = "".join(c for c in passage if c.isalpha()) or passage
        keys.setdefault(xxhash.xxh64_intdigest(letters.encode("utf-8", "replace")), span)
    return keys.items()
