"""How fast clf scores, each figure by one command, against the libraries people use instead.

    python benchmarks/speed.py score_word_vs_sklearn      one key
    python benchmarks/speed.py all                        every key that can be measured here

writes ``benchmarks/results/speed.json``. Peers run in turn on the same texts, which neither the vocabulary nor the
kernel's cache has seen; a ratio is the median of the rounds' ratios, low and high are the lowest and the highest round.
Times are processor time of the process unless the key says otherwise (docs/speed.md). Needs ``CLF_DATA`` with the
corpora ``fang_covid`` and ``article_bias_prediction``; the peers lenlp, vowpalwabbit and fasttext are asked for by name
where they are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from speed_peers import (
    BLOCKS,
    TERMS,
    Peer,
    Vocabulary,
    fast_text,
    kernel_model,
    lenlp,
    scikit_learn,
    through_scikit_learn,
    vocabulary,
    vowpal_wabbit,
)

from clf.corpora.registry import read_corpus
from clf.models.store import open_model
from clf.schema import Article
from clf.scoring.score import Scorer
from clf.scoring.vectorizer import NativeTfidfVectorizer

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "speed.json"
ROUNDS = 7
TIMED = 200  # texts in each round: enough that what the peer evicted from the caches is back
FITTED = 1500
CORPORA = ("fang_covid", "article_bias_prediction")
Entry = dict[str, Any]


@cache
def articles() -> list[str]:
    """Return articles of 2,000 to 5,000 characters, German and English, shuffled."""
    texts = []
    for name in CORPORA:
        some = (row.text for row in read_corpus(name) if isinstance(row, Article) and 2000 <= len(row.text) <= 5000)
        texts += list(some)
    random.Random(0).shuffle(texts)  # noqa: S311 - an order, not a secret
    return texts


@cache
def known(block: str) -> Vocabulary:
    return vocabulary(block, articles()[:FITTED])


@cache
def kernel(block: str) -> Peer:
    model = kernel_model(known(block))
    model.decisions(articles()[:FITTED])  # a job under way: frequent words are in the cache
    if not model._kernel:
        sys.exit("There is no compiled kernel to measure: python clf/scoring/kernel/build.py")
    return model.decisions


def timed(peer: Peer, texts: Sequence[str]) -> float:
    start = time.process_time()
    peer(texts)
    return (time.process_time() - start) / len(texts)


def rounds(ours: Peer, theirs: Peer, size: int = TIMED) -> Entry:
    """Measure both in turn on unseen texts: how many times longer `theirs` takes."""
    pairs = []
    for number in range(ROUNDS):
        texts = articles()[FITTED + number * size : FITTED + (number + 1) * size]
        theirs(texts[:2])
        pairs.append((timed(theirs, texts), timed(ours, texts)))
    ratios = [other / own for other, own in pairs]
    micro = [round(statistics.median(column) * 1e6, 1) for column in zip(*pairs, strict=True)]
    return summary(ratios) | {"texts_per_round": size, "microseconds": {"peer": micro[0], "clf": micro[1]}}


def summary(values: Sequence[float]) -> Entry:
    digits = 3 if statistics.median(values) < 10 else 1
    low, middle, high = (round(f(values), digits) for f in (min, statistics.median, max))
    return {"value": middle, "low": low, "high": high, "n": len(values)}


def against_scikit_learn(block: str) -> Entry:
    return rounds(kernel(block), scikit_learn(known(block)))


def share_of_floor() -> Entry:
    """Fetch the rows of the n-grams of each text, as the kernel must, and nothing else: its time over the kernel's."""
    shares: dict[str, list[float]] = {block: [] for block in BLOCKS}
    for block, found in shares.items():
        score, model = kernel(block), kernel_model(known(block))
        # As the kernel keeps them: frequent n-grams together, a row of 24 floats.
        rank = np.empty(len(model.idf), dtype=np.int64)
        rank[np.argsort(-known(block).frequencies, kind="stable")] = np.arange(len(rank))
        rows, space = np.ones((len(rank), 24), dtype=np.float32), np.empty((20_000, 24), dtype=np.float32)
        for number in range(ROUNDS):
            texts = articles()[FITTED + number * TIMED : FITTED + (number + 1) * TIMED]
            columns = [rank[model._taken_apart(text)[0]] for text in texts]

            def fetch(wanted: Sequence[Any], rows: Any = rows, space: Any = space) -> None:
                for some in wanted:
                    np.take(rows, some, axis=0, out=space[: len(some)], mode="clip")

            fetch(columns[:2])
            found.append(timed(fetch, columns) / timed(score, texts))
    return summary(shares["word"] + shares["char"]) | {
        "word": round(statistics.median(shares["word"]), 2),
        "char": round(statistics.median(shares["char"]), 2),
    }


def default_against_scikit_learn() -> Entry:
    """The shipped model, language given, boilerplate flagged, frames, genre and techniques."""
    ours, theirs = Scorer(open_model("default")), Scorer(open_model("default"))
    other = open_model("default").__class__(theirs.model.folder, theirs.model.card)
    for entry in other.card["parts"]:
        if entry["lang"] in ("de", "en", "any") and (part := other.part(entry["task"], entry["lang"])):
            other._parts[entry["task"], entry["lang"]] = through_scikit_learn(part)
    theirs = Scorer(other)

    def run(scorer: Scorer) -> Peer:
        return lambda texts: [
            scorer.score(Article("a", text, lang="de" if " der " in text else "en")) for text in texts
        ]

    run(ours)(articles()[:20])
    run(theirs)(articles()[:2])
    return rounds(run(ours), run(theirs), size=12)


def fit_against_scikit_learn() -> Entry:
    """Vocabulary to matrix, both blocks, 300 texts in each round; the ratio is that of the blocks' summed times."""
    own, other = [], []
    for number in range(5):
        texts = articles()[300 * number : 300 * (number + 1)]
        for kind, found in ((NativeTfidfVectorizer, own), (TfidfVectorizer, other)):
            options = [block | {"max_features": TERMS, "sublinear_tf": True} for block in BLOCKS.values()]
            found.append([timed(kind(**some).fit_transform, texts) for some in options])
    words, chars = (statistics.median(b[i] / a[i] for a, b in zip(own, other, strict=True)) for i in (0, 1))
    ratios = [sum(b) / sum(a) for a, b in zip(own, other, strict=True)]
    return summary(ratios) | {"word": round(words, 2), "char": round(chars, 2)}


def two_threads() -> Entry:
    """Wall time of one thread over that of two, the same texts; means little on a machine that others use."""
    score, texts, found = kernel("char"), articles()[FITTED:], []

    def score_all(part: Sequence[str]) -> None:
        for first in range(0, len(part), 50):
            score(part[first : first + 50])

    def run(parts: Sequence[Sequence[str]]) -> float:
        threads = [threading.Thread(target=score_all, args=(part,)) for part in parts]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start

    run([texts[::2], texts[1::2]])
    for _ in range(ROUNDS):
        found.append(run([texts]) / run([texts[::2], texts[1::2]]))
    return summary(found) | {"load": round(os.getloadavg()[0], 1)}


def cold_start() -> Entry:
    """Wall seconds of `clf score` on one article in a new process, with the processor time beside it."""
    command = [sys.executable, "-m", "clf", "score", str(ROOT / "data" / "sample" / "article.txt"), "--json"]
    walls, cpus = [], []
    for _ in range(11):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return summary(walls[1:]) | {"processor_seconds": summary(cpus[1:]), "load": round(os.getloadavg()[0], 1)}


KEYS: dict[str, Callable[[], Entry]] = {
    "score_word_vs_sklearn": lambda: against_scikit_learn("word"),
    "score_char_vs_sklearn": lambda: against_scikit_learn("char"),
    "share_of_floor": share_of_floor,
    "score_default_vs_sklearn": default_against_scikit_learn,
    "score_word_vs_lenlp": lambda: rounds(kernel("word"), lenlp("word", articles()[:FITTED])),
    "score_raw_vs_vw": lambda: rounds(kernel("word"), vowpal_wabbit(articles()[:FITTED])),
    "score_raw_vs_fasttext": lambda: rounds(kernel("word"), fast_text(articles()[:FITTED])),
    "fit_vs_sklearn": fit_against_scikit_learn,
    "cores2_over_1": two_threads,
    "cold_start_seconds": cold_start,
}
NOT_MEASURED = {
    "train_time_over_vw": "Not run: it needs a held-out loss of both, tuned alike.",
    "parquet_job_vs_sklearn": "Takes hours of scikit-learn on 200 MB; not run.",
    "peak_mb_2gb_jsonl": "2 GB take hours on the machine at hand; not run.",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("keys", nargs="+", choices=[*KEYS, "all"])
    chosen = parser.parse_args().keys
    for key in KEYS if "all" in chosen else chosen:
        try:
            entry = KEYS[key]() | {"command": f"python benchmarks/speed.py {key}"}
        except ImportError as error:
            print(f"{key}: not measured, {error}")
            continue
        print(f"{key}: {json.dumps(entry)}", flush=True)
        results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        results[key] = entry
        absent = {name: {"value": None, "why": why} for name, why in NOT_MEASURED.items()}
        RESULTS.write_text(json.dumps(results | absent, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
