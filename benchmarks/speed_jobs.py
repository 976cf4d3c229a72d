"""The figures of `speed.py` that take a whole job: a model trained from texts, a file scored by a process of its own.

How large a file is, `speed.py --mb` says; the entry in the results says how large it was. Both sides of a ratio get the
same file. Files are written to a temporary folder and deleted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss
from speed_peers import BLOCKS, LABELS, line

from clf.scoring.vectorizer import NativeTfidfVectorizer

__all__ = ["parquet_job", "peak_memory", "train_over_vowpal_wabbit"]

_TRAINED, _HELD_OUT = 2000, 700


def train_over_vowpal_wabbit(labelled: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Text to trained model, the 20 outlets with most articles, word 1-2-grams, and the held-out log loss of both.

    Vowpal Wabbit gets one to four passes over the texts and the best of them counts; clf's vectorizer and
    scikit-learn's SGD get one of three strengths of regularisation. Both are chosen on the first half of the held-out
    texts, the losses are those of the second half; the times are those of the chosen run alone.
    """
    often = [label for label, _ in Counter(label for _, label in labelled).most_common(LABELS)]
    rows = [(text, often.index(label)) for text, label in labelled if label in often][: _TRAINED + _HELD_OUT]
    texts, labels = [text for text, _ in rows], np.array([label for _, label in rows])
    runs = {
        "vw": [_vowpal_wabbit(texts, labels, passes) for passes in (1, 2, 4)],
        "clf": [_sgd(texts, labels, alpha) for alpha in (3e-5, 1e-5, 3e-6)],
    }
    half = len(labels) - (len(labels) - _TRAINED) // 2
    chosen, entry = {}, {}
    for name, found in runs.items():
        first = [_loss(chances, labels, _TRAINED, half) for _, chances in found]
        seconds, chances = found[int(np.argmin(first))]
        chosen[name] = seconds
        entry[name] = {"seconds": round(seconds, 2), "loss": round(_loss(chances, labels, half, len(labels)), 3)}
    ratio = round(chosen["clf"] / chosen["vw"], 2)
    return {"value": ratio, "low": ratio, "high": ratio, "n": 1, "texts": _TRAINED, **entry}


def _loss(chances: NDArray[np.float64], labels: NDArray[np.int64], first: int, end: int) -> float:
    some = chances[first - _TRAINED : end - _TRAINED]
    return float(log_loss(labels[first:end], some / some.sum(1, keepdims=True), labels=range(LABELS)))


def _sgd(texts: Sequence[str], labels: NDArray[np.int64], alpha: float) -> tuple[float, NDArray[np.float64]]:
    start = time.process_time()
    vectorizer = NativeTfidfVectorizer(sublinear_tf=True, **BLOCKS["word"])
    model = SGDClassifier(loss="log_loss", alpha=alpha, max_iter=10, tol=None, random_state=0)
    model.fit(vectorizer.fit_transform(texts[:_TRAINED]), labels[:_TRAINED])
    seconds = time.process_time() - start
    return seconds, model.predict_proba(vectorizer.transform(texts[_TRAINED:]))


def _vowpal_wabbit(texts: Sequence[str], labels: NDArray[np.int64], passes: int) -> tuple[float, NDArray[np.float64]]:
    from vowpalwabbit import Workspace

    start = time.process_time()
    workspace = Workspace(f"--oaa {LABELS} --probabilities --loss_function logistic --ngram 2 -b 22 --quiet")
    for _ in range(passes):
        for text, label in zip(texts[:_TRAINED], labels[:_TRAINED], strict=True):
            workspace.learn(f"{label + 1} {line(text)}")
    seconds = time.process_time() - start
    return seconds, np.array([workspace.predict(line(text)) for text in texts[_TRAINED:]]) + 1e-6


def parquet_job(texts: Sequence[str], megabytes: float) -> dict[str, Any]:
    """Parquet to Parquet by the default model, one process: `clf score` and the same records through scikit-learn."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.parquet")
        rows = _filled(texts, megabytes)
        pq.write_table(pa.table({"id": [str(i) for i in range(len(rows))], "text": rows}), source)
        for name in ("clf", "sklearn"):
            start = _children()
            _run([sys.executable, __file__, name, str(source), str(Path(folder, f"{name}.parquet"))])
            seconds[name] = _children() - start
    ratio = round(seconds["sklearn"] / seconds["clf"], 2)
    micro = {name: round(value, 1) for name, value in seconds.items()}
    return {"value": ratio, "low": ratio, "high": ratio, "n": 1, "megabytes": megabytes, "processor_seconds": micro}


def peak_memory(texts: Sequence[str], megabytes: float) -> dict[str, Any]:
    """Megabytes that `clf score` takes at most, one process, over JSON lines, and over a quarter of them."""
    found = {}
    for part in (megabytes / 4, megabytes):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "in.jsonl")
            with source.open("w", encoding="utf-8") as file:
                written, some = 0, cycle(texts)
                while written < part * 1e6:
                    text = next(some)
                    written += file.write(json.dumps({"id": str(written), "text": text}) + "\n")
            found[part] = _run([sys.executable, __file__, "clf", str(source), str(Path(folder, "out.jsonl"))])
    peak = round(found[megabytes])
    return {"value": peak, "low": peak, "high": peak, "n": 1, "megabytes": megabytes, "quarter": round(found[part / 4])}


def _filled(texts: Sequence[str], megabytes: float) -> list[str]:
    rows: list[str] = []
    size = 0
    for text in cycle(texts):
        if size >= megabytes * 1e6:
            return rows
        rows.append(text)
        size += len(text.encode())
    return rows


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: Sequence[str]) -> float:
    """Run one of the jobs below; return its peak memory in megabytes."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    return float(done.stdout.split()[-1])


def _through_scikit_learn(source: str, target: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from speed import with_scikit_learn

    from clf.models.store import open_model
    from clf.schema import Article
    from clf.scoring.score import Scorer

    scorer = Scorer(with_scikit_learn(open_model("default")))
    rows = pq.read_table(source).to_pylist()
    records = [json.dumps(scorer.score(Article(row["id"], row["text"])).record()) for row in rows]
    pq.write_table(pa.table({"record": records}), target)


def main() -> None:
    way, source, target = sys.argv[1:]
    if way == "clf":
        from clf.cli import cli

        cli(["score", source, "-o", target, "-j", "1"], standalone_mode=False)
    else:
        _through_scikit_learn(source, target)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
