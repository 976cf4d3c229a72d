"""Flag the passages of an article that are the outlet rather than the news, with kind, probability and reason.

Two views are joined: what a passage reads like (the passage classifier, from one article alone) and, with an outlet
index, how the outlet repeats it. A flag is a pure function of text, model and index: no state, no order, nothing
deleted. `clf.boilerplate.masking` applies flags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain, pairwise, starmap
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from clf.batches import batches
from clf.boilerplate.characters import characters_of
from clf.boilerplate.context import ContextModel, context
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.passages import description, descriptions, located_words
from clf.boilerplate.pieces import Piece, pieces, pieces_of
from clf.boilerplate.seen import Given, Seen, asked_of, in_one
from clf.errors import ModelError, Problem
from clf.framing.model import LinearModel
from clf.messages import Message, said
from clf.schema import Span
from clf.text.as_read import whole_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.boilerplate.candidates import Candidate
    from clf.boilerplate.evidence import Evidence
    from clf.boilerplate.index import OutletIndex
    from clf.models.store import Model

    Floats = NDArray[np.float64]

__all__ = ["BOILERPLATE", "Flagger", "PassageClassifier", "flagger_of"]

BOILERPLATE = "boilerplate"
"""The label that says whether a passage is boilerplate."""

_DOUBT = 4.0
"""Largest log-odds, of either sign, that the wording of a passage counts beside its repeats: the headlines of a crawl
day, glued under every article, read like news.
"""
_BEHIND_EXTRACTION = 0.9
"""Least probability of a flag in text that an extractor took out of a web page, for it leaves most boilerplate behind.
That with the highest F1 of the body on sites unseen, out-of-fold (docs/boilerplate_experiments.md).
"""
_TABLE_ROW = re.compile(r"\|.*\|")  # as extractors write them: full of bars, like lists of links
_SAME_LINE = re.compile(r"[^\S\r\n]*")
_CUES = 3  # words quoted as evidence
_EVIDENCE = {"en": "reads like {kind}{cues}; {place}", "fr": "ressemble à {kind}{cues} ; {place}"}
_BESIDE = {
    "en": "stands next to boilerplate and reads somewhat like {kind}{cues}; {place}",
    "fr": "voisine avec du paratexte et ressemble un peu à {kind}{cues} ; {place}",
}
_BOTH = {"en": "{repeats}; {reads}", "fr": "{repeats} ; {reads}"}
_PLACES = {
    "only": {"en": "a one-paragraph text", "fr": "un texte d'un seul paragraphe"},
    "first": {"en": "the first paragraph", "fr": "le premier paragraphe"},
    "second": {"en": "the second paragraph", "fr": "le deuxième paragraphe"},
    "last": {"en": "the last paragraph", "fr": "le dernier paragraphe"},
    "tail": {"en": "one of the last paragraphs", "fr": "un des derniers paragraphes"},
    "middle": {"en": "the middle of the text", "fr": "le milieu du texte"},
}


@dataclass(frozen=True, slots=True)
class PassageClassifier:
    """What a passage reads like: boilerplate or news, and of which kind where it is boilerplate.

    Two models, because they need different columns: to find boilerplate in any language takes very many n-grams, to
    tell ten kinds apart takes few.

    Parameters
    ----------
    boilerplate : LinearModel
        One label, `BOILERPLATE`.
    kinds : LinearModel
        One label per kind; learned from boilerplate alone, so what it says of news means nothing.
    """

    boilerplate: LinearModel
    kinds: LinearModel

    def decisions(self, words: Sequence[str]) -> Floats:
        """Return the decisions on m passages, given their descriptions: boilerplate, then K kinds; shape (m, 1 + K)."""
        return np.concatenate([model.decisions(words) for model in (self.boilerplate, self.kinds)], axis=1)


@dataclass(frozen=True, slots=True)
class Flagger:
    """Finds boilerplate in the text of one article; needs neither its corpus nor its outlet.

    Parameters
    ----------
    model : PassageClassifier
    context : ContextModel
        Judges a piece by what it and its neighbours read like, by place and form.
    index : OutletIndex, optional
        What outlets repeat, and a user's own phrases.
    """

    model: PassageClassifier
    context: ContextModel
    index: OutletIndex | None = None

    def flag(self, text: str, lang: str | None = None, start: int = 0, *, extracted: bool = False) -> list[Span]:
        """Return the boilerplate passages of ``text[start:]``, sorted, not overlapping.

        Parameters
        ----------
        text : str
        lang : str, optional
            ISO 639-1 code, or the language's name; only sentence boundaries depend on it. Recognised where none is
            given, as in scoring.
        start : int
            Where the article begins (after a header, `clf.text.read_header`).
        extracted : bool
            An extractor (trafilatura) took the text out of a web page: flags must be surer.

        Returns
        -------
        list of Span
            Offsets in Unicode characters of `text`.

        Raises
        ------
        TypeError
            When `text` is no string.
        UsageError
            When `lang` is no language.
        """
        return self.flag_all([Given(text, asked_of(text, lang), start, extracted)])[0]

    def flag_all(self, articles: Sequence[Given]) -> list[list[Span]]:
        """Return what `flag` returns of each of several articles; one call is much faster than one for each."""
        found = []
        articles = [given.in_a_language() for given in articles]
        for given, read in zip(articles, self._read(articles), strict=True):
            spans = _united(self._known(read), [*self._spans(read)])
            found.append(_joined(given.text, sorted(spans, key=lambda span: span.start)))
        return found

    def flag_each(self, articles: Iterable[Given]) -> Iterator[list[Span]]:
        """Yield what `flag` returns of each of any number of articles, read a few at a time."""
        for batch in batches(articles, lambda given: len(given.text)):
            yield from self.flag_all(batch)

    def repeats(self, given: Given) -> bool:
        """Return whether the index, or a user's own phrases, have part in what `flag` finds."""
        given = given.in_a_language()
        return self.index is not None and bool(self._known(self._read([given])[0]))

    def _known(self, read: _Read) -> list[Span]:
        """Return the passages that the index knows and that both views together call boilerplate."""
        if self.index is None:
            return []
        from clf.boilerplate.fingerprints import fingerprint
        from clf.boilerplate.indexed import indexed_spans

        def judge(candidate: Candidate, evidence: Evidence) -> Span | None:
            return self._judged(candidate, evidence, read.probability(candidate.start, candidate.end))

        text, start = read.article
        article = fingerprint(text, read.seen.part.lang, start)
        return [read.as_given(span) for span in indexed_spans(article, text, self.index.find(article), judge)]

    def _read(self, articles: Sequence[Given]) -> list[_Read]:
        """Return what the passages of each article read like where they stand."""
        text, seen = in_one(articles)
        characters = characters_of(text)
        cut = pieces_of(characters, [one.part for one in seen])
        bounds = [*accumulate(map(len, cut), initial=0)]
        begins = [begin for begin, end in pairwise(bounds) if begin < end]
        reads = _Reader(self.model)
        if begins:
            numbers = context(characters, [*chain.from_iterable(cut)], reads, begins)
            probabilities = self.context.probabilities(numbers, begins)
            flagged = self.context.flagged(probabilities, begins)
        else:
            probabilities, flagged = np.zeros(0), np.zeros(0, np.bool_)
        each = zip(seen, cut, starmap(slice, pairwise(bounds)), strict=True)
        return [_Read(text, one, own, probabilities[rows], flagged[rows], reads) for one, own, rows in each]

    def _spans(self, read: _Read) -> Iterator[Span]:
        """Yield the passages of an article that read like boilerplate."""
        least = _BEHIND_EXTRACTION if read.seen.given.extracted else 0.0
        for run in _runs(read.pieces, read.flagged.nonzero()[0].tolist()):
            own = slice(run[0], run[-1] + 1)
            first, end = read.pieces[run[0]], read.pieces[run[-1]].end
            lengths = [piece.end - piece.start for piece in read.pieces[own]]
            probability = float((read.probabilities[own] * lengths).sum()) / sum(lengths)
            if probability < least or _TABLE_ROW.fullmatch(read.text, *first.paragraph):
                continue
            passage = read.text[first.start : end]
            words, decisions = read.reads.of(passage)
            kind = self._kind(decisions)
            says = _EVIDENCE if (read.probabilities[own] >= self.context.threshold).any() else _BESIDE
            evidence = self._evidence(passage, kind, words, _place(first.number, first.of), says)
            yield Span(read.seen.place(first.start), read.seen.place(end), kind, probability, evidence)

    def _judged(self, candidate: Candidate, repeats: Evidence, reads_like: float) -> Span | None:
        """Return a passage that is known to repeat as a span, where both views together call it boilerplate."""
        probability = _fused(reads_like, repeats.log_odds)
        if probability < 0.5:
            return None
        words = description(candidate.passage)
        decisions = self.model.decisions([words])[0]
        place = _place(candidate.number, candidate.of)
        kind = repeats.kind or self._kind(decisions)
        reads = _PLACES[place] if repeats.kind else _in_each(self._evidence(candidate.passage, kind, words, place))
        evidence = Message(_BOTH, repeats=_in_each(repeats.words), reads=reads)
        return Span(candidate.start, candidate.end, kind, probability, evidence, repeats.outlet)

    def _kind(self, decisions: Floats) -> str:
        return min(zip((-decisions[1:]).tolist(), self.model.kinds.labels, strict=True))[1]

    def _evidence(
        self, passage: str, kind: str, words: str, place: str, says: Mapping[str, str] = _EVIDENCE
    ) -> Message:
        """Say why in words: which words of the passage speak for it, and where it stands."""
        gain: dict[str, float] = {}
        for start, end, value in self.model.boilerplate.highlights(words, [BOILERPLATE]):
            word = words[start:end].lower()
            gain[word] = max(value, gain.get(word, 0.0))
        own = {word: (start, end) for word, start, end in located_words(passage)}
        for word in own:  # what it gains by opening or ending the passage is the word's, too
            edges = gain.get(f"zzopens{word}", 0.0) + gain.get(f"zzcloses{word}", 0.0)
            gain[word] = gain.get(word, 0.0) + edges
        best = sorted((word for word in own if gain.get(word, 0) > 0), key=lambda w: -gain[w])
        cues = [*dict.fromkeys(whole_word(passage, *own[word]) for word in best)][:_CUES]
        return Message(says, kind=KINDS[kind], cues=_quoted(cues), place=_PLACES[place])


@dataclass(frozen=True)
class _Read:
    """What an article, a part of `text`, reads like: of each of its n pieces the probability, and whether flagged."""

    text: str
    seen: Seen
    pieces: Sequence[Piece]
    probabilities: Floats
    flagged: NDArray[np.bool_]
    reads: _Reader

    @property
    def article(self) -> tuple[str, int]:
        """The article as its reader sees it, and where it begins behind a header."""
        begin, start, end, _ = self.seen.part
        return self.text[begin:end], start - begin

    def probability(self, start: int, end: int) -> float:
        """Return the mean probability of the characters ``article[start:end]``; an even chance where none is read."""
        start, end = start + self.seen.part.begin, end + self.seen.part.begin
        shares = [max(min(end, piece.end) - max(start, piece.start), 0) for piece in self.pieces]
        return float(self.probabilities @ shares) / sum(shares) if any(shares) else 0.5

    def as_given(self, span: Span) -> Span:
        """Return a span of the article with its offsets in the text as it was given."""
        begin, place = self.seen.part.begin, self.seen.place
        return replace(span, start=place(begin + span.start), end=place(begin + span.end))


class _Reader:
    """The passage classifier as `context` asks it; remembers what it said for the evidence."""

    def __init__(self, model: PassageClassifier) -> None:
        self._model = model
        self._passages: Sequence[str] = ()

    def __call__(self, passages: Sequence[str]) -> Floats:
        self._passages, self._words = passages, descriptions(passages)
        self._decisions = self._model.decisions(self._words)
        return self._decisions

    @cached_property
    def _rows(self) -> dict[str, int]:
        return dict(zip(self._passages, range(len(self._passages)), strict=True))

    def of(self, passage: str) -> tuple[str, Floats]:
        """Return the description of a passage and the decisions on it."""
        row = self._rows.get(passage)
        if row is not None:
            return self._words[row], self._decisions[row]
        words = description(passage)  # several pieces together
        return words, self._model.decisions([words])[0]


def flagger_of(model: Model, index: OutletIndex | None = None) -> Flagger | None:
    """Return the flagger of a model folder, None where it has none.

    Raises
    ------
    ModelError
        When its files are damaged.
    """
    part, entry = model.part("boilerplate", "any"), model.entry("boilerplate", "any")
    if part is None or entry is None:
        return None
    remedy = "Train the model again with `clf train`, or reinstall clf-framing if it shipped."
    kinds = model.part("kinds", "any")
    if kinds is None or part.labels != (BOILERPLATE,) or not set(kinds.labels) <= set(KINDS):
        raise ModelError(
            Problem(f"{model.folder.name}/card.json", "a flagger of two models", "one, or other labels", remedy)
        )
    try:
        judge = ContextModel.from_dict(entry["context"])
        known = context(
            characters_of("A line."), pieces("A line."), lambda p: np.zeros((len(p), 1 + len(kinds.labels)))
        )
        if unknown := set(judge.names) - set(known):
            raise ValueError(f"{len(unknown)} numbers that are not known")
    except (KeyError, TypeError, ValueError) as error:
        problem = Problem(f"{model.folder.name}/card.json", "a context model", f"something else ({error})", remedy)
        raise ModelError(problem) from error
    return Flagger(PassageClassifier(part, kinds), judge, index)


def _place(number: int, of: int) -> str:
    """Return ``only``, ``first``, ``second``, ``last``, ``tail`` (one of the last three) or ``middle`` line."""
    if of == 1:
        return "only"
    if number == of - 1:
        return "last"
    if number < 2:
        return ("first", "second")[number]
    return "tail" if number >= of - 3 else "middle"


def _runs(pieces: Sequence[Piece], flagged: Sequence[int]) -> list[list[int]]:
    """Join the flagged pieces that follow each other in one line: another line may be of another kind."""
    runs: list[list[int]] = []
    for i in flagged:
        if runs and runs[-1][-1] == i - 1 and pieces[i].number == pieces[i - 1].number:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _in_each(message: str) -> dict[str, str]:
    return {lang: said(message, lang) for lang in _BOTH}


def _quoted(words: Sequence[str]) -> dict[str, str]:
    """Return words in brackets and quotation marks, as each language writes them; nothing for no word."""
    english, french = (", ".join(mark.format(word) for word in words) for mark in ("“{}”", "« {} »"))
    return {"en": f" ({english})" if words else "", "fr": f" ({french})" if words else ""}


def _fused(probability: float, log_odds: float) -> float:
    """Return the probability that both views give: repeats multiply the odds of what the passage reads like."""
    reads = log(max(probability, 1e-12) / max(1 - probability, 1e-12))
    return 1 / (1 + exp(-(min(max(reads, -_DOUBT), _DOUBT) + log_odds)))


def _united(indexed: Sequence[Span], read: Sequence[Span]) -> list[Span]:
    """Unite the flags of both views: the longer passage stays, with what the index says of it."""
    united = list(indexed)
    for span in read:
        inside = [other for other in indexed if other.start < span.end and span.start < other.end]
        if not inside:
            united.append(span)
        elif all(span.start <= other.start and other.end <= span.end for other in inside):
            known = max(inside, key=lambda other: (other.score, other.end - other.start, -other.start))
            united = [other for other in united if other not in inside]
            united.append(replace(known, start=span.start, end=span.end, score=max(known.score, span.score)))
        # Else the index knows where the passage ends and the classifier does not.
    return united


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join neighbours of the same kind that only white space without a line break separates; drop what nobody sees."""
    joined: list[Span] = []
    for span in spans:
        if not any(map(str.isprintable, text[span.start : span.end].replace(" ", ""))):
            continue  # marks of direction alone, which nobody sees
        alike = joined and (joined[-1].kind, joined[-1].outlet) == (span.kind, span.outlet)
        if alike and _SAME_LINE.fullmatch(text, joined[-1].end, span.start):
            last = joined.pop()
            first = last if last.score >= span.score else span
            span = Span(last.start, span.end, span.kind, first.score, first.evidence, first.outlet)
        joined.append(span)
    return joined
