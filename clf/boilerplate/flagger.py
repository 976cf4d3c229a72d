"""Flag the passages of an article that are the outlet rather than the news, with kind, probability and reason.

A flag is a pure function of text and model: no state, no order, nothing deleted. `mask` and `strip` apply flags
and keep the way back to the offsets of the text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clf.boilerplate.kinds import KINDS
from clf.boilerplate.passages import Candidate, candidates, description
from clf.framing.model import LinearModel
from clf.framing.ngrams import located_word_ngrams
from clf.messages import Message
from clf.schema import Span
from clf.text.offsets import OffsetMap, without

__all__ = ["BOILERPLATE", "Flagger", "mask", "strip"]

BOILERPLATE = "boilerplate"
"""The label of the passage classifier that says whether; the others say of which kind."""

_SHARE = {"paragraph": 0.15, "lead_in": 0.15, "bracket": 0.05, "sentence": 0.05}
"""Share of an article's candidates that are boilerplate: less than in the sample corpus (.21 of its paragraphs, .07
of its sentences), which has much of it. Training passages hold far more, so probabilities are moved to these shares
(Saerens, Latinne and Decaestecker, Neural Computation 14, 2002).
"""
_LIKELY = 0.3
"""A paragraph above this is flagged whole when a sentence in it surely is boilerplate."""
_CUES = 3  # words quoted as evidence
_EVIDENCE = {"en": "reads like {kind}{cues}; {place}", "fr": "ressemble à {kind}{cues} ; {place}"}
_PLACES = {
    "only": {"en": "a one-paragraph text", "fr": "un texte d'un seul paragraphe"},
    "first": {"en": "the first paragraph", "fr": "le premier paragraphe"},
    "second": {"en": "the second paragraph", "fr": "le deuxième paragraphe"},
    "last": {"en": "the last paragraph", "fr": "le dernier paragraphe"},
    "tail": {"en": "one of the last paragraphs", "fr": "un des derniers paragraphes"},
    "middle": {"en": "the middle of the text", "fr": "le milieu du texte"},
}


@dataclass(frozen=True, slots=True)
class Flagger:
    """Finds boilerplate in the text of one article; needs neither its corpus nor its outlet.

    Parameters
    ----------
    model : LinearModel
        The passage classifier: label `BOILERPLATE` and one label per kind.
    """

    model: LinearModel

    def flag(self, text: str, lang: str | None = None, start: int = 0) -> list[Span]:
        """Return the boilerplate passages of ``text[start:]``, sorted, not overlapping.

        Parameters
        ----------
        text : str
        lang : str, optional
            ISO 639-1 code; only sentence boundaries depend on it.
        start : int
            Where the article begins (after a header, `clf.text.read_header`).

        Returns
        -------
        list of Span
            Offsets in Unicode characters of `text`.
        """
        found: list[Span] = []
        paragraph: tuple[Candidate, Span] | None = None  # one that is likely boilerplate, but not surely
        for candidate in candidates(text, lang, start):
            if candidate.start >= candidate.end or (found and candidate.start < found[-1].end):
                continue  # nothing, or inside a passage that is flagged already
            span, is_sure = self._judge(candidate)
            if candidate.unit == "paragraph":
                paragraph = (candidate, span) if span and not is_sure else None
            if span is None or not is_sure:
                continue
            if paragraph and candidate.unit == "sentence":
                # A likely paragraph with a sentence that surely is: the sentences around it belong to it.
                whole = paragraph[1]
                span = Span(whole.start, whole.end, whole.kind, max(whole.score, span.score), whole.evidence)
                found = [before for before in found if before.end <= whole.start]
            found.append(span)
        return _joined(text, sorted(found, key=lambda span: span.start))

    def _probability(self, unit: str, calibrated: float) -> float:
        """Move a probability from the share of boilerplate among training passages to that in articles."""
        k, n = int(self.model.support_k[0].sum()), int(self.model.support_n[0].sum())
        trained = (k + 1) / (n + 2)
        share = _SHARE[unit]
        odds = calibrated / max(1 - calibrated, 1e-12) * (share / (1 - share)) / (trained / (1 - trained))
        return float(odds / (1 + odds))

    def _judge(self, candidate: Candidate) -> tuple[Span | None, bool]:
        """Return the candidate as a span where it may be boilerplate, and whether it surely enough is."""
        words = description(candidate)
        decisions = self.model.decision(words)
        which = self.model.labels.index(BOILERPLATE)
        probability = self._probability(candidate.unit, float(self.model.calibrate(decisions)[which]))
        if probability < _LIKELY:
            return None, False
        ranked = sorted((-decisions[i], kind) for i, kind in enumerate(self.model.labels) if i != which)
        kinds = [kind for _, kind in ranked]
        if candidate.unit == "lead_in" and kinds[0] != "dateline":
            return None, False  # the beginning of a sentence, not a dateline
        kind = kinds[0] if candidate.unit != "sentence" or kinds[0] != "dateline" else kinds[1]
        span = Span(candidate.start, candidate.end, kind, probability, self._evidence(candidate, kind, words))
        return span, probability >= 0.5

    def _evidence(self, candidate: Candidate, kind: str, words: str) -> str:
        """Say why in words: which words of the passage speak for it, and where it stands."""
        passage = candidate.passage
        gains = self.model.highlights(words, [BOILERPLATE])
        gain: dict[str, float] = {}
        for start, end, value in gains:
            gain[words[start:end].lower()] = max(value, gain.get(words[start:end].lower(), 0.0))
        own = {gram: passage[start:end] for gram, start, end in located_word_ngrams(passage, (1, 1))}
        best = sorted((word for word in own if gain.get(word, 0) > 0), key=lambda w: -gain[w])[:_CUES]
        return Message(
            _EVIDENCE, kind=KINDS[kind], cues=_quoted([own[word] for word in best]), place=_PLACES[candidate.place]
        )


def _quoted(words: Sequence[str]) -> dict[str, str]:
    """Return words in brackets and quotation marks, as each language writes them; nothing for no word."""
    english, french = (", ".join(mark.format(word) for word in words) for mark in ("“{}”", "« {} »"))
    return {"en": f" ({english})" if words else "", "fr": f" ({french})" if words else ""}


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join neighbours of the same kind that only white space without a line break separates."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].kind == span.kind and re.fullmatch(r"[^\S\r\n]*", text[joined[-1].end : span.start]):
            last = joined.pop()
            first = last if last.score >= span.score else span
            span = Span(last.start, span.end, span.kind, first.score, first.evidence, first.outlet)
        joined.append(span)
    return joined


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with every character of `spans` that is not white space made a space; offsets stay.

    >>> mask("News. Follow us!", [Span(6, 16, "follow_us")])
    'News.           '
    """
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = [c if c.isspace() else " " for c in text[span.start : span.end]]
    return "".join(characters)


def strip(text: str, spans: Iterable[Span]) -> tuple[str, OffsetMap]:
    """Return `text` without `spans`, and the map from its offsets back to those of `text`.

    >>> strip("News. Follow us!", [Span(6, 16, "follow_us")])[0]
    'News. '
    """
    return without(text, [(span.start, span.end) for span in spans])
