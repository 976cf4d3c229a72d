"""Documents read for training where a model is in doubt: the passages it does not find plainly news.

What a model has not learned yet is where it doubts, so reading those passages teaches more than reading as many at
random (uncertainty sampling; Lewis and Gale, A sequential algorithm for training text classifiers, SIGIR 1994). Whoever
reads sees the passages in their document, and neither what the model says of them nor the outlet. What was read shows
nothing about how often a model is right.

What no model doubts is seen in documents drawn at random alone: of these all passages are read (`draw`, `whole`).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.gold.sample import sha256
from benchmarks.gold.training import family_of, is_unfit
from clf.boilerplate.characters import characters_of
from clf.boilerplate.context import context
from clf.boilerplate.flagger import Flagger
from clf.boilerplate.held_out import is_held_out
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.passages import descriptions
from clf.boilerplate.pieces import pieces
from clf.corpora import read_corpus
from clf.corpora.joined import view_of
from clf.schema import Article
from clf.text.segments import Offsets

__all__ = ["Doubtful", "draw", "page", "read_answers", "rows"]

SEED = 20261126
CHARS = (200, 8000)
DOUBT = 0.015
"""Least probability of boilerplate of a passage that is read; what is below counts as news."""
PER_DOCUMENT = 30
LONGEST_WHOLE = 4500
"""Characters of a document that is read whole."""
_MARK = re.compile(rf"(?P<first>\d+)(?:-(?P<last>\d+))?=(?P<kind>{'|'.join(KINDS)}|\?)")
_AROUND = 100  # characters shown on either side
_CHOICE = 4  # of so many documents of an outlet, drawn at random, the one with most doubtful passages is read


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A document and its doubtful passages; read are the first `PER_DOCUMENT` that its outlet has not shown yet.

    Where `whole`, they are all its passages, and read are all of them that its outlet has not shown.
    """

    corpus: str
    id: str
    lang: str | None
    family: str
    text: str
    passages: tuple[Offsets, ...]
    whole: bool = False

    @property
    def most(self) -> int:
        """How many of its passages are read at most."""
        return len(self.passages) if self.whole else min(len(self.passages), PER_DOCUMENT)


def draw(corpus: str, size: int, flagger: Flagger | None, known: set[str], seed: int = SEED) -> list[Doubtful]:
    """Return documents of a corpus with some `size` doubtful passages, from its outlets in turn.

    Parameters
    ----------
    corpus : str
    size : int
        Passages.
    flagger : Flagger or None
        Whose doubts they are; without one documents are drawn at random, to be read whole.
    known : set of str
        SHA-256 of texts that were read already. Nothing is drawn of outlets that are held out.
    """
    rng = random.Random(f"{seed} {corpus}")  # noqa: S311 - not for secrets
    outlets: dict[str, list[Doubtful]] = defaultdict(list)
    for document in _documents(corpus, flagger, set(known)):
        outlets[document.family].append(document)
    for documents in outlets.values():
        rng.shuffle(documents)
    drawn: list[Doubtful] = []
    while size > 0 and outlets:
        for family in rng.sample(sorted(outlets), len(outlets)):
            documents = outlets[family]
            best = max(documents[: _CHOICE if flagger else 1], key=lambda document: document.most)
            documents.remove(best)
            drawn.append(best)
            size -= best.most
            if not documents:
                del outlets[family]
            if size <= 0:
                break
    return drawn


def _documents(corpus: str, flagger: Flagger | None, known: set[str]) -> Iterator[Doubtful]:
    longest = CHARS[1] if flagger else LONGEST_WHOLE
    for article in read_corpus(corpus, view=view_of(corpus)):
        if not isinstance(article, Article) or is_held_out(corpus, article) or is_unfit(corpus, article):
            continue
        digest = sha256(article.text)
        if CHARS[0] <= len(article.text) <= longest and digest not in known:
            known.add(digest)
            passages = tuple(_doubtful(article, flagger))
            if passages:
                family = family_of(corpus, article)
                yield Doubtful(corpus, article.id, article.lang, family, article.text, passages, whole=not flagger)


def _doubtful(article: Article, flagger: Flagger | None) -> Iterator[Offsets]:
    found = pieces(article.text, article.lang)
    if flagger is None:
        yield from ((piece.start, piece.end) for piece in found)
    elif found:
        numbers = context(
            characters_of(article.text), found, lambda passages: flagger.model.decisions(descriptions(passages))
        )
        for piece, probability in zip(found, flagger.context.probabilities(numbers), strict=True):
            if probability >= DOUBT:
                yield piece.start, piece.end


def _read(documents: Sequence[Doubtful]) -> list[list[Offsets]]:
    """Return which passages of each document are read: those that another document of the outlet has not shown."""
    shown: set[tuple[str, str]] = set()
    read: list[list[Offsets]] = []
    for document in documents:
        new = []
        for start, end in document.passages:
            name = (document.family, document.text[start:end].strip())
            if name not in shown and len(new) < document.most:
                shown.add(name)
                new.append((start, end))
        read.append(new)
    return read


def page(documents: Sequence[Doubtful]) -> str:
    """Return what a reader sees: the passages to judge, as ``⟦number: passage⟧``, in what surrounds them."""
    return "\n".join(
        f"=== {number} [{document.lang}] {len(document.text)} characters\n{_shown(document.text, passages)}"
        for number, (document, passages) in enumerate(zip(documents, _read(documents), strict=True), 1)
        if passages
    )


def _shown(text: str, passages: Sequence[Offsets]) -> str:
    shown, last = "", -1
    for number, (start, end) in enumerate(passages, 1):
        if last >= 0 and start - last <= 2 * _AROUND:
            before = text[last:start]
        else:
            before = text[max(start - _AROUND, 0) : start]
            before = before if start <= _AROUND else f"… {before}"
            before = before if last < 0 else f"{text[last : last + _AROUND]} …\n{before}"
        shown += f"{before}⟦{number}: {text[start:end]}⟧"
        last = end
    shown += text[last : last + _AROUND] + (" …" if last + _AROUND < len(text) else " [END]")
    return shown


def read_answers(lines: str) -> dict[int, dict[int, str]]:
    """Return what was read, as `rows` takes it, from lines such as ``12 1=author_note 4-6=?`` or ``13 -``.

    Raises
    ------
    ValueError
        When a line is none such.
    """
    found: dict[int, dict[int, str]] = {}
    for line in filter(str.strip, lines.splitlines()):
        number, *marks = line.split()
        read = [_MARK.fullmatch(mark) for mark in marks if mark != "-"]
        if not number.isdecimal() or not all(read):
            raise ValueError(f"expected a line such as '12 1=author_note 4-6=?' or '13 -', found {line!r}")
        found[int(number)] = {
            i: mark["kind"]
            for mark in filter(None, read)
            for i in range(int(mark["first"]), int(mark["last"] or mark["first"]) + 1)
        }
    return found


def rows(documents: Sequence[Doubtful], answers: Mapping[int, Mapping[int, str]]) -> list[dict[str, Any]]:
    """Return lines for ``doubts.jsonl``, one per document.

    Parameters
    ----------
    documents : sequence of Doubtful
        As they were given to `page`.
    answers : mapping
        Number of the document → number of the passage → kind, or ``?`` for what could not be told; what is not named is
        news. A passage that an outlet repeats is read once, and one of a document without an answer is unknown.
    """
    said: dict[tuple[str, str], str] = {}
    for number, (document, passages) in enumerate(zip(documents, _read(documents), strict=True), 1):
        for i, (start, end) in enumerate(passages if number in answers else (), 1):
            said[document.family, document.text[start:end].strip()] = answers[number].get(i, "news")
    return [_row(document, said) for document in documents]


def _row(document: Doubtful, said: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    spans: list[dict[str, Any]] = []
    unknown: list[Offsets] = []
    for start, end in document.passages:
        kind = said.get((document.family, document.text[start:end].strip()), "?")
        if kind in KINDS:
            before = spans[-1] if spans else None
            if before and before["kind"] == kind and not document.text[before["end"] : start].strip(" \t"):
                before["end"] = end
            else:
                spans.append({"start": start, "end": end, "kind": kind, "unsure": False})
        elif kind != "news":
            unknown.append((start, end))
    known = {name: getattr(document, name) for name in ("corpus", "id", "lang", "family")}
    whole = {"whole": True} if document.whole else {}
    return {**known, "sha256": sha256(document.text), **whole, "spans": spans, "unknown": unknown}
