"""Draw the gold sample: documents at random within strata, near-equal over outlets, families on one side."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import TypeVar

from benchmarks.gold.frame import MAX_CHARS, QUOTAS, frame, outlet_of

__all__ = [
    "GOLD",
    "SAMPLE",
    "SAMPLE_2",
    "Document",
    "allot",
    "draw",
    "draw_again",
    "families",
    "read_sample",
    "seeded",
    "sha256",
    "split",
    "write_sample",
]

GOLD = Path(__file__).parents[2] / "data" / "gold"
SAMPLE, SAMPLE_2 = GOLD / "sample.jsonl", GOLD / "sample_2.jsonl"
SEED = 20270114
SEED_2 = 20261128
SECOND = 150  # documents read a second time

Cell = tuple[str, str, str]  # corpus, language, outlet
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Document:
    """One line of ``data/gold/sample.jsonl`` or ``sample_2.jsonl``: a document of the sample, without its text.

    Parameters
    ----------
    number : int
        What a reader sees of it in the first reading.
    second : int or None
        Its number in the second reading, where it is read twice.
    corpus, id : str
        Where it stands.
    sha256 : str
        Of its text in UTF-8.
    lang, outlet, family : str
        Outlet and family are empty where the corpus names no outlet.
    part : str
        ``dev`` or ``test``; ``test2`` in ``sample_2.jsonl``.
    """

    number: int
    second: int | None
    corpus: str
    id: str
    sha256: str
    lang: str
    outlet: str
    family: str
    part: str


def sha256(text: str) -> str:
    """Return the checksum by which the gold standard knows a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def allot(size: int, available: Mapping[K, int], rng: Random) -> dict[K, int]:
    """Share `size` over the keys as equally as what is available allows; who gets one more is drawn.

    >>> allot(5, {"a": 1, "b": 9, "c": 9}, Random(0)) == {"a": 1, "b": 2, "c": 2}
    True
    """
    shares = dict.fromkeys(available, 0)
    while left := min(size, sum(available.values())) - sum(shares.values()):
        open_keys = [key for key in available if shares[key] < available[key]]
        rng.shuffle(open_keys)
        for key in open_keys[:left]:
            shares[key] += 1
    return shares


def draw(seed: int = SEED) -> list[Document]:
    """Return the sample: the same documents for the same corpora and seed."""
    family_of = families()
    drawn = [document for corpus in QUOTAS for document in _draw_corpus(corpus, family_of, seeded(seed, corpus))]
    sides = split(drawn, seeded(seed, "split"))
    seeded(seed, "order").shuffle(drawn)
    drawn = [replace(d, number=n, part=sides[d.family or d.corpus]) for n, d in enumerate(drawn, 1)]
    return _second_reading(drawn, seeded(seed, "second"))


def seeded(seed: int, purpose: str) -> Random:
    """Return the random numbers of one purpose."""
    # each purpose has numbers of its own, so that a change of one quota leaves the other corpora as they were
    return Random(f"{seed}/{purpose}")  # noqa: S311 - a sample, not a key


def _draw_corpus(corpus: str, family_of: Mapping[str, str], rng: Random) -> list[Document]:
    quota = QUOTAS[corpus]
    cells, sizes = _cells(corpus)
    outlets = sorted(outlet for outlet in sizes if sizes[outlet] >= quota.min_documents)
    if quota.outlets is not None:
        outlets = rng.sample(outlets, quota.outlets)
    documents = []
    per_lang = allot(quota.size, dict.fromkeys(quota.langs, quota.size), rng)
    for lang in quota.langs:
        open_cells = {c: len(cells[c]) for c in sorted(cells) if c[1] == lang and c[2] in outlets}
        for cell, n in allot(per_lang[lang], open_cells, rng).items():
            name = f"{corpus}/{cell[2]}"
            family = family_of.get(name, name) if cell[2] else ""
            for digest, article_id in rng.sample(sorted(cells[cell].items()), n):
                documents.append(Document(0, None, corpus, article_id, digest, lang, cell[2], family, ""))
    return documents


def _cells(corpus: str) -> tuple[dict[Cell, dict[str, str]], Counter[str]]:
    """Return cell → SHA-256 → id of the documents short enough, and outlet → documents of any length."""
    sizes: Counter[str] = Counter()
    cells: dict[Cell, dict[str, str]] = defaultdict(dict)  # by checksum, so that no text is drawn twice
    for article in frame(corpus):
        outlet = outlet_of(corpus, article)
        sizes[outlet] += 1
        if len(article.text) <= MAX_CHARS:
            cells[corpus, article.lang or "", outlet].setdefault(sha256(article.text), article.id)
    return cells, sizes


def draw_again(sample: Sequence[Document], seed: int = SEED_2) -> list[Document]:
    """Return a second test part: of every cell of the first as many documents again, none that `sample` has.

    A cell that has fewer left gives what it has.
    """
    known = {document.sha256 for document in sample}
    wanted = Counter((d.corpus, d.lang, d.outlet) for d in sample if d.part == "test")
    family = {(d.corpus, d.outlet): d.family for d in sample}
    drawn = []
    for corpus in QUOTAS:
        cells, _ = _cells(corpus)
        rng = seeded(seed, corpus)
        for cell in sorted(cell for cell in wanted if cell[0] == corpus):
            left = sorted(pair for pair in cells[cell].items() if pair[0] not in known)
            for digest, article_id in rng.sample(left, min(wanted[cell], len(left))):
                _, lang, outlet = cell
                drawn.append(
                    Document(0, None, corpus, article_id, digest, lang, outlet, family[corpus, outlet], "test2")
                )
    seeded(seed, "order").shuffle(drawn)
    return [replace(document, number=n) for n, document in enumerate(drawn, 1)]


def families() -> dict[str, str]:
    """Return ``"<corpus>/<outlet>"`` → family, of the outlets that share a house."""
    listed = tomllib.loads((GOLD / "families.toml").read_text(encoding="utf-8"))
    return {outlet: family for family, outlets in listed.items() for outlet in outlets}


def split(documents: Sequence[Document], rng: Random) -> dict[str, str]:
    """Return family → ``dev`` or ``test``, halving each corpus as nearly as whole families allow.

    Large families first, each to the side that leaves the smaller imbalance (squared difference of the two
    sides, relative to the corpus, summed over corpora); ties are drawn. Documents without an outlet cannot be
    told apart by outlet: they are development, under the name of their corpus.
    """
    sides = {d.corpus: "dev" for d in documents if not d.family}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        if document.family:
            counts[document.family][document.corpus] += 1
    totals: Counter[str] = sum(counts.values(), Counter())
    lead: Counter[str] = Counter()  # documents in test minus documents in dev
    order = sorted(counts)
    rng.shuffle(order)
    for family in sorted(order, key=lambda f: -counts[f].total()):

        def imbalance(sign: int, added: Counter[str] = counts[family]) -> float:
            return sum((lead[c] + sign * added[c]) ** 2 / totals[c] for c in totals)

        test, dev = imbalance(1), imbalance(-1)
        to_test = rng.random() < 0.5 if test == dev else test < dev
        sides[family] = "test" if to_test else "dev"
        for corpus, n in counts[family].items():
            lead[corpus] += n if to_test else -n
    return sides


def _second_reading(documents: list[Document], rng: Random) -> list[Document]:
    """Choose the documents read twice, each corpus by its share, and number them in an order of their own."""
    sizes = Counter(d.corpus for d in documents)
    shares = {corpus: SECOND * n // len(documents) for corpus, n in sizes.items()}
    for corpus in rng.sample(sorted(sizes), SECOND - sum(shares.values())):
        shares[corpus] += 1
    chosen = []
    for corpus in sorted(sizes):
        chosen += rng.sample([d.number for d in documents if d.corpus == corpus], shares[corpus])
    rng.shuffle(chosen)
    second = {number: n for n, number in enumerate(chosen, len(documents) + 1)}
    return [replace(d, second=second.get(d.number)) for d in documents]


def write_sample(documents: Iterable[Document], path: Path = SAMPLE) -> None:
    """Write the sample as JSON lines."""
    lines = (json.dumps(asdict(document), ensure_ascii=False) for document in documents)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_sample(path: Path = SAMPLE) -> list[Document]:
    """Return the committed sample."""
    return [Document(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
