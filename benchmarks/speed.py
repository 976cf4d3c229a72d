"""How fast clf scores, each figure by one command, against the libraries people use instead.

    python benchmarks/speed.py score_word_vs_sklearn      one key
    python benchmarks/speed.py all                        every key (the last two take hours: --mb makes them shorter)

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
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from speed_jobs import parquet_job, peak_memory, train_over_vowpal_wabbit
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

from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import open_flagger
from clf.boilerplate.mine import mine
from clf.boilerplate.seen import Given
from clf.corpora.registry import read_corpus
from clf.framing.model import LinearModel
from clf.models.store import Model, open_model
from clf.schema import Article
from clf.scoring.score import Scorer
from clf.scoring.stream import score_rows
from clf.scoring.vectorizer import NativeTfidfVectorizer

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "speed.json"
ROUNDS = 7
TIMED = 200  # texts in each round: enough that what the peer evicted from the caches is back
FITTED = 1500
CORPORA = ("fang_covid", "article_bias_prediction")
Entry = dict[str, Any]


@cache
def labelled(shortest: int = 2000, longest: int = 5000) -> list[tuple[str, str]]:
    """Return articles of so many characters with their outlets, German and English, shuffled."""
    rows = []
    for name in CORPORA:
        some = (row for row in read_corpus(name) if isinstance(row, Article) and shortest <= len(row.text) <= longest)
        rows += [(row.text, row.outlet or "") for row in some]
    random.Random(0).shuffle(rows)  # noqa: S311 - an order, not a secret
    return rows


def of_any_length() -> list[str]:
    return [text for text, _ in labelled(1, sys.maxsize)]


@cache
def articles() -> list[str]:
    return [text for text, _ in labelled()]


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
        # As the kernel keeps them: frequent n-grams together, a row of 64 bytes.
        rank = np.empty(len(model.idf), dtype=np.int64)
        rank[np.argsort(-known(block).frequencies, kind="stable")] = np.arange(len(rank))
        rows, space = np.ones((len(rank), 16), dtype=np.float32), np.empty((20_000, 16), dtype=np.float32)
        for number in range(ROUNDS):
            texts = articles()[FITTED + number * TIMED : FITTED + (number + 1) * TIMED]
            columns = [rank[model.taken_apart(text)[0]] for text in texts]

            def fetch(wanted: Sequence[Any], rows: Any = rows, space: Any = space) -> None:
                for some in wanted:
                    np.take(rows, some, axis=0, out=space[: len(some)], mode="clip")

            fetch(columns[:2])
            found.append(timed(fetch, columns) / timed(score, texts))
    return summary(shares["word"] + shares["char"]) | {
        "word": round(statistics.median(shares["word"]), 2),
        "char": round(statistics.median(shares["char"]), 2),
    }


def with_scikit_learn(model: Model) -> Model:
    """Return a model that scores German and English through scikit-learn's pipelines."""
    other = Model(model.folder, model.card)
    for entry in other.entries():
        if entry["lang"] in ("de", "en", "any") and (part := other.part(entry["task"], entry["lang"])):
            other._parts[entry["task"], entry["lang"]] = through_scikit_learn(part)
    return other


def default_against_scikit_learn() -> Entry:
    """The shipped model as a job scores with it, language given, boilerplate flagged, frames, genre and techniques."""
    ours, theirs = Scorer(open_model("default")), Scorer(with_scikit_learn(open_model("default")))

    def run(scorer: Scorer) -> Peer:
        return lambda texts: list(
            score_rows((Article("a", text, lang="de" if " der " in text else "en") for text in texts), scorer)
        )

    run(ours)(articles()[:20])
    run(theirs)(articles()[:2])
    return rounds(run(ours), run(theirs), size=60)  # fewer, and what the peer evicted from the caches is not back


def flagging_with_index() -> Entry:
    """Flagging with an index of the outlets' other articles over flagging without, in batches, language given."""
    index = mine(Article(str(n), text, outlet=outlet) for n, (text, outlet) in enumerate(labelled()[:FITTED]))
    flaggers = [open_flagger("default", index), open_flagger("default")]

    def run(flagger: Flagger) -> Peer:
        return lambda texts: [*flagger.flag_each(Given(text, "de" if " der " in text else "en") for text in texts)]

    for flagger in flaggers:
        run(flagger)(articles()[:20])
    return rounds(run(flaggers[1]), run(flaggers[0]), size=100)


def fit_against_scikit_learn() -> Entry:
    """Vocabulary to matrix, both blocks, 300 texts in each round; the ratio is that of the blocks' summed times.

    `fit_transform` of both is timed; beside it what is left of the ratio when ``vocabulary_`` is asked for at once: a
    dict that scikit-learn has made by then and ours makes on demand.
    """
    own, asked, other = [], [], []
    options = [block | {"max_features": TERMS, "sublinear_tf": True} for block in BLOCKS.values()]
    for number in range(5):
        texts = articles()[300 * number : 300 * (number + 1)]
        for kind, found in ((NativeTfidfVectorizer, own), (TfidfVectorizer, other)):
            found.append([timed(kind(**some).fit_transform, texts) for some in options])
        asked.append([timed(partial(with_vocabulary, NativeTfidfVectorizer(**some)), texts) for some in options])
    words, chars = (statistics.median(b[i] / a[i] for a, b in zip(own, other, strict=True)) for i in (0, 1))
    ratios, strict = ([sum(b) / sum(a) for a, b in zip(ours, other, strict=True)] for ours in (own, asked))
    beside = {name: summary(strict)[name] for name in ("value", "low", "high")}
    return summary(ratios) | {"word": round(words, 2), "char": round(chars, 2), "vocabulary_asked_for": beside}


def with_vocabulary(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> None:
    """Fit, and make the dict of the n-grams."""
    vectorizer.fit_transform(texts)
    len(vectorizer.vocabulary_)


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
    """Wall seconds of `clf score` on one article in a new process, with the processor time beside it.

    With byte code on the disk, as pip leaves it behind: the first run, which is not counted, writes what is missing.
    """
    command = [sys.executable, "-m", "clf", "score", str(ROOT / "data" / "sample" / "article.txt"), "--json"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    walls, cpus = [], []
    for _ in range(11):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - our own command
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return summary(walls[1:]) | {"processor_seconds": summary(cpus[1:]), "load": round(os.getloadavg()[0], 1)}


def cost_curve() -> Entry:
    """Microseconds a text, words: by how many texts in a job, how many terms, how many labels.

    Vocabularies of many sizes come of all articles that are not timed with them: the largest need as many.
    """
    known_words, texts = known("word"), articles()[FITTED:]
    rest = [*articles()[:FITTED], *texts[TIMED:]]
    found: dict[str, dict[str, float]] = {"texts": {}, "terms": {}, "labels": {}}

    def once(model: LinearModel, some: Sequence[str]) -> float:
        new = replace(model)  # with a kernel of its own, which has not seen the timed texts
        new.decisions(articles()[:FITTED])
        return timed(new.decisions, some)

    def microseconds(model: LinearModel, some: Sequence[str]) -> float:
        return round(statistics.median(once(model, some) for _ in range(3)) * 1e6, 1)

    for times in (0.25, 1, 4, 16):
        found["texts"][str(int(times * TIMED))] = microseconds(kernel_model(known_words), texts[: int(times * TIMED)])
    for n_terms in (20_000, 60_000, 200_000, 600_000, 1_200_000):
        model = kernel_model(vocabulary("word", rest, n_terms))
        found["terms"][str(len(model.words))] = microseconds(model, texts[:TIMED])
    for n_labels in (2, 20, 200):
        model = kernel_model(known_words)
        weights = np.resize(known_words.weights, (len(known_words.terms), n_labels))
        labels = tuple(map(str, range(n_labels)))
        found["labels"][str(n_labels)] = microseconds(
            replace(model, labels=labels, weights=weights, bias=np.zeros(n_labels)), texts[:TIMED]
        )
    values = [value for curve in found.values() for value in curve.values()]
    return summary(values) | found


KEYS: dict[str, Callable[[], Entry]] = {
    "score_word_vs_sklearn": lambda: against_scikit_learn("word"),
    "score_char_vs_sklearn": lambda: against_scikit_learn("char"),
    "share_of_floor": share_of_floor,
    "score_default_vs_sklearn": default_against_scikit_learn,
    "score_word_vs_lenlp": lambda: rounds(kernel("word"), lenlp("word", articles()[:FITTED])),
    "score_raw_vs_vw": lambda: rounds(kernel("word"), vowpal_wabbit(articles()[:FITTED])),
    "score_raw_vs_fasttext": lambda: rounds(kernel("word"), fast_text(articles()[:FITTED])),
    "fit_vs_sklearn": fit_against_scikit_learn,
    "flag_indexed_over_alone": flagging_with_index,
    "cores2_over_1": two_threads,
    "cold_start_seconds": cold_start,
    "train_time_over_vw": lambda: train_over_vowpal_wabbit(labelled()),
    "cost_curve": cost_curve,
}
SIZED: dict[str, tuple[float, Callable[[float], Entry]]] = {
    "parquet_job_vs_sklearn": (60, lambda size: parquet_job(of_any_length(), size)),  # all there is without repeating
    "peak_mb_2gb_jsonl": (2000, lambda size: peak_memory(articles()[FITTED:], size)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("keys", nargs="+", choices=[*KEYS, *SIZED, "all"])
    parser.add_argument("--mb", type=float, help=f"size of the file of {' and '.join(SIZED)}")
    options = parser.parse_args()
    for key in [*KEYS, *SIZED] if "all" in options.keys else options.keys:
        command = f"python benchmarks/speed.py {key}"
        try:
            if key in SIZED:
                size, measure = options.mb or SIZED[key][0], SIZED[key][1]
                entry = measure(size) | {"command": f"{command} --mb {size:g}"}
            else:
                entry = KEYS[key]() | {"command": command}
        except ImportError as error:
            print(f"{key}: not measured, {error}")
            continue
        print(f"{key}: {json.dumps(entry)}", flush=True)
        results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        results[key] = entry
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
