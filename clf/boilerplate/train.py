"""Train the passage classifier from three sources: a phrasebook of ours, labelled page blocks, and repeats.

- ``data/phrases``: passages of ten kinds and news that resembles them, written by us in 14 languages. The only
  source of the kinds.
- ``page_blocks``: blocks of real pages. Its labels are noisy inside an article, so a block called boilerplate is
  taken only where a first model of the phrasebook agrees; blocks called content are news.
- outlet corpora: a passage that one outlet repeats in several articles and no other has, where that first model agrees
  (live tickers and agency text repeat too); and passages that occur once, as news.

Outlets of the gold standard's test part are never learned from (`clf.boilerplate.held_out`).

Source of the agreement idea: Blum and Mitchell, Combining labeled and unlabeled data with co-training, COLT 1998.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from clf.boilerplate.flagger import BOILERPLATE
from clf.boilerplate.held_out import is_held_out
from clf.boilerplate.kinds import KINDS
from clf.boilerplate.passages import Candidate, alike, candidates, description
from clf.corpora.registry import load_card, read_corpus
from clf.errors import Problem
from clf.framing.crossfit import SEED, Evaluated
from clf.framing.train import Settings, TextClassifier, train
from clf.resources import data_dir
from clf.schema import Article

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OUTLET_CORPORA", "Passage", "flagger_sources", "open_sources", "train_flagger"]

OUTLET_CORPORA = (
    "article_bias_prediction",
    "bbc_afrique",
    "fake_news_es",
    "fang_covid",
    "media_pl",
    "ppn",
    "saudi_news",
    "telegram_news_ru",
)
SETTINGS = Settings(c=10.0, n_features=16_000, nested=False)
_REPEATS = 4  # articles of one outlet
_ARTICLES = 2000  # of each corpus, at random; repeats of an outlet show in these already
_NEWS_PER_CORPUS = 1500
_HEADLINES = 500  # of each corpus
_REPEATS_PER_OUTLET = 30  # a few outlets must not make up the class
_BLOCKS = 2000
_SAMPLED = 0.05
_AGREE = 0.3
_SURELY = 0.9
_UNITS = ("paragraph", "sentence")
_STAND_ALONE = {"dateline": ("lead_in", "first"), "headline": ("paragraph", "first")}
"""Kinds of the phrasebook with a unit and place of their own, never joined to longer passages."""
_PLACES = ("first", "second", "middle", "tail", "last", "last", "only")


@dataclass(frozen=True, slots=True)
class Passage:
    """A training example: a described passage, whether and of which kind, and whose it is."""

    words: str
    is_boilerplate: bool
    kind: str | None
    group: str
    document: str


def flagger_sources(open_only: bool) -> list[str]:
    """Return the corpora a flagger is trained on; for the open one only those whose terms allow any use."""
    names = ["page_blocks", *OUTLET_CORPORA]
    return [name for name in names if not open_only or name == "page_blocks" or load_card(name).open_use]


def train_flagger(data: Path | None, *, open_only: bool, progress: Callable[[str], None] = lambda _: None) -> Evaluated:
    """Train, calibrate and measure a passage classifier; folds keep outlets, sites and phrasebook languages whole."""
    passages = list(_phrases())
    progress(f"{len(passages)} phrasebook passages")
    agrees = _first_opinion(passages)
    for name in flagger_sources(open_only):
        found = list(
            _blocks(data, agrees, open_only) if name == "page_blocks" else _outlet_passages(name, data, agrees)
        )
        progress(f"{len(found)} passages from {name}, {sum(p.is_boilerplate for p in found)} of them boilerplate")
        passages += found
    labels = [BOILERPLATE, *KINDS]
    targets = np.array([[int(p.is_boilerplate), *_kind_row(p)] for p in passages])
    groups = np.array([p.group for p in passages])
    documents = np.array([p.document for p in passages])
    texts = [p.words for p in passages]
    evaluated = train(texts, targets, labels, groups, SETTINGS, documents=documents, progress=progress)
    # No threshold is chosen here: the flagger moves probabilities to the shares of real articles and cuts at ½.
    evaluated.predicted = (evaluated.probabilities >= 0.5).astype(np.int64)
    return evaluated


def _kind_row(passage: Passage) -> list[int]:
    if passage.kind is None:
        return [-1] * len(KINDS)  # a kind says nothing about news, nor where it is not known
    return [int(passage.kind == kind) for kind in KINDS]


def _phrases() -> Iterator[Passage]:
    """Yield the phrasebook, and its neighbours of one kind joined: real follow-us paragraphs run to several sentences.

    A passage without an article gets a place by chance, the same for both classes.
    """
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    for path in sorted(data_dir("phrases").glob("*.jsonl")):
        texts: dict[str, list[str]] = defaultdict(list)
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            texts[entry["kind"]].append(entry["text"])
        for kind, singles in texts.items():
            sizes = () if kind in _STAND_ALONE else (2, 3)
            joined = [" ".join(singles[i : i + n]) for n in sizes for i in range(len(singles) - n + 1)]
            for number, text in enumerate([*singles, *joined]):
                unit, place = _STAND_ALONE.get(kind) or (chance.choice(_UNITS), chance.choice(_PLACES))
                words = description(_placed(text, unit, place))
                # What is joined counts as a document that was there before: no n-gram becomes frequent by being joined.
                document = f"{path.stem} {kind} {number % len(singles)}"
                is_news = kind in ("news", "headline")
                yield Passage(words, not is_news, None if is_news else kind, f"phrases {path.stem}", document)


def _placed(text: str, unit: str, place: str) -> Candidate:
    number, of = {"only": (0, 1), "first": (0, 9), "second": (1, 9), "middle": (4, 9), "tail": (7, 9), "last": (8, 9)}[
        place
    ]
    return Candidate(text, 0, len(text), unit, number, of)


_Opinion = Callable[[Sequence[str]], "NDArray[np.float64]"]


def _first_opinion(passages: list[Passage]) -> _Opinion:
    """Return a function that gives described passages their probability of boilerplate, by the phrasebook alone."""
    targets = np.array([[int(p.is_boilerplate)] for p in passages])
    model = TextClassifier(Settings(balanced=False, min_documents=2)).fit([p.words for p in passages], targets)

    def probabilities(words: Sequence[str]) -> NDArray[np.float64]:
        return np.asarray(1.0 / (1.0 + np.exp(-model.decision_function(words)[:, 0])))

    return probabilities


def _blocks(data: Path | None, agrees: _Opinion, open_only: bool) -> Iterator[Passage]:
    sources = open_sources() if open_only else None
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    found: dict[bool, list[Passage]] = {True: [], False: []}
    for row in read_corpus("page_blocks", data):
        if isinstance(row, Problem) or len(row.text.split()) < 4 or chance.random() > 0.2:
            continue
        if is_held_out("page_blocks", row):
            continue
        source = (row.document or "").split(":")[0]
        is_boilerplate = "boilerplate" in (row.names("page_blocks") or ())
        if source == "readability-silver" or (sources is not None and source not in sources):
            continue
        place = chance.choice(_PLACES) if is_boilerplate else "middle"
        words = description(_placed(row.text, chance.choice(("paragraph", "sentence")), place))
        found[is_boilerplate].append(
            Passage(words, is_boilerplate, None, f"site {row.outlet}", f"block {row.document}")
        )
    for is_boilerplate, passages in found.items():
        chance.shuffle(passages)
        passages = passages[: 3 * _BLOCKS]
        opinions = agrees([passage.words for passage in passages])
        agreed = opinions > 0.5 if is_boilerplate else opinions < _SURELY
        yield from islice((p for p, kept in zip(passages, agreed, strict=True) if kept), _BLOCKS)


def open_sources() -> set[str]:
    """Return the sources of ``page_blocks`` whose terms allow any use."""
    import tomllib

    raw = tomllib.loads((data_dir("cards") / "page_blocks.toml").read_text(encoding="utf-8"))
    return {entry["name"] for entry in raw["sources"] if entry["open_use"]}


def _outlet_passages(name: str, data: Path | None, agrees: _Opinion) -> Iterator[Passage]:
    rows = read_corpus(name, data)
    articles = [row for row in rows if isinstance(row, Article) and not is_held_out(name, row)]
    random.Random(SEED).shuffle(articles)  # noqa: S311 - not for secrets
    found = [(article, list(candidates(article.text, article.lang))) for article in articles[:_ARTICLES]]
    outlets_of: dict[int, Counter[str]] = defaultdict(Counter)
    for article, passages in found:
        for key in {_key(candidate) for candidate in passages}:
            outlets_of[key][article.outlet or ""] += 1
    chosen: dict[int, tuple[Passage, bool]] = {}
    for article, passages in found:
        for candidate in passages:
            key = _key(candidate)
            outlets = outlets_of[key]
            repeated = max(outlets.values()) >= _REPEATS and len(outlets) <= 2
            # Of what occurs once, a few passages of many articles rather than all of a few.
            if key not in chosen and (repeated or (outlets.total() == 1 and _share(key) < _SAMPLED)):
                group, document = f"outlet {name} {article.outlet}", f"{name} {article.id}"
                chosen[key] = Passage(description(candidate), repeated, None, group, document), repeated
    yield from _agreed([passage for passage, _ in chosen.values()], agrees)
    yield from islice(_headlines(name, articles[:_ARTICLES]), _HEADLINES)


def _headlines(name: str, articles: Sequence[Article]) -> Iterator[Passage]:
    """Yield titles as news that opens an article: many texts begin with theirs, and a line without a full stop
    looks like boilerplate else.
    """
    for article in articles:
        if article.title and article.title.strip():
            title = _placed(article.title.strip(), "paragraph", "first")
            yield Passage(description(title), False, None, f"outlet {name} {article.outlet}", f"{name} {article.id}")


def _agreed(passages: list[Passage], agrees: _Opinion) -> Iterator[Passage]:
    """Yield the passages that the first model does not contradict, not too many of one outlet or corpus."""
    taken: Counter[str] = Counter()
    for passage, opinion in zip(passages, agrees([p.words for p in passages]), strict=True):
        limit = _REPEATS_PER_OUTLET if passage.is_boilerplate else _NEWS_PER_CORPUS
        counted = passage.group if passage.is_boilerplate else "news"
        agreed = opinion > _AGREE if passage.is_boilerplate else opinion < _SURELY
        if agreed and taken[counted] < limit:
            taken[counted] += 1
            yield passage


def _key(candidate: Candidate) -> int:
    import zlib

    return zlib.crc32(" ".join(alike(candidate.passage).casefold().split()).encode("utf-8", "surrogatepass"))


def _share(key: int) -> float:
    """Return a number in [0, 1) that depends on the passage alone, for sampling without an order."""
    return (key * 2654435761 % 2**32) / 2**32
