"""The figures of `speed.py` that take a whole job: a model trained from texts, a file scored by a process of its own.

How large a file is, `speed.py --mb` says; the entry in the results says how large it was. Both sides of a ratio get the
same file. Files are written to a temporary folder and deleted.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
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

_TRAINED, _VALIDATED = 2000, 500


def train_over_vowpal_wabbit(labelled: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Text to trained model, the 20 outlets with most articles, word 1-2-grams, and the held-out log loss of both.

    The first 2,000 texts are for training, in another order in each of five rounds. Vowpal Wabbit gets one to eight
    passes over the texts, clf's vectorizer and scikit-learn's averaged SGD (three passes) one of three strengths of
    regularisation: that whose loss is least on the last 500 training texts, learned from the others. Then each learns
    from all training texts, which is timed. There is a ratio only if the losses on the texts held out allow it: their
    mean must be no worse. Beside it stands how many times as long clf takes as one pass of Vowpal Wabbit, which learns
    less.
    """
    often = [label for label, _ in Counter(label for _, label in labelled).most_common(LABELS)]
    rows = [(text, often.index(label)) for text, label in labelled if label in often]
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in _SIDES}
    over_one_pass = []
    for number in range(5):
        some = random.Random(number).sample(rows[:_TRAINED], _TRAINED) + rows[_TRAINED:]  # noqa: S311 - not a secret
        texts, labels = [text for text, _ in some], np.array([label for _, label in some])
        for name, (learn, settings) in _SIDES.items():
            trials = [_run_of(learn, texts[:_TRAINED], labels, _TRAINED - _VALIDATED, option) for option in settings]
            chosen = settings[int(np.argmin([loss for _, loss in trials]))]
            found[name].append((*_run_of(learn, texts, labels, _TRAINED, chosen), chosen))
        one_pass, _ = _run_of(_vowpal_wabbit, texts, labels, _TRAINED, 1)
        over_one_pass.append(found["clf"][-1][0] / one_pass)
    ratios = [own[0] / other[0] for own, other in zip(found["clf"], found["vw"], strict=True)]
    low, middle, high = (round(f(ratios), 2) for f in (min, statistics.median, max))
    losses = {name: float(np.mean([loss for _, loss, _ in runs])) for name, runs in found.items()}
    entry: dict[str, Any] = {"value": middle, "low": low, "high": high, "n": len(ratios)}
    entry |= {"texts": _TRAINED, "held_out": len(rows) - _TRAINED}
    entry["over_one_pass"] = round(statistics.median(over_one_pass), 2)
    if losses["clf"] > losses["vw"]:
        entry |= {"value": None, "why": f"{middle} of its time, but the held-out loss is higher"}
    for name, runs in found.items():
        seconds = round(statistics.median(seconds for seconds, _, _ in runs), 2)
        each = [round(loss, 3) for _, loss, _ in runs]
        entry[name] = {"seconds": seconds, "loss": round(losses[name], 3), "losses": each, "set": [c for *_, c in runs]}
    return entry


def _run_of(learn: Any, texts: Sequence[str], labels: NDArray[np.int64], n: int, setting: float) -> tuple[float, float]:
    """Learn from the first n texts; return the processor seconds that took, and the log loss on the others."""
    start = time.process_time()
    predict = learn(texts[:n], labels[:n], setting)
    seconds = time.process_time() - start
    chances = predict(texts[n:])
    chances /= chances.sum(1, keepdims=True)
    return seconds, float(log_loss(labels[n : len(texts)], chances, labels=range(LABELS)))


def _sgd(texts: Sequence[str], labels: NDArray[np.int64], alpha: float) -> Any:
    vectorizer = NativeTfidfVectorizer(sublinear_tf=True, **BLOCKS["word"])
    model = SGDClassifier(loss="log_loss", alpha=alpha, average=True, max_iter=3, tol=None, random_state=0)
    model.fit(vectorizer.fit_transform(texts), labels)
    return lambda some: model.predict_proba(vectorizer.transform(some))


def _vowpal_wabbit(texts: Sequence[str], labels: NDArray[np.int64], passes: float) -> Any:
    from vowpalwabbit import Workspace

    workspace = Workspace(f"--oaa {LABELS} --probabilities --loss_function logistic --ngram 2 -b 22 --quiet")
    for _ in range(int(passes)):
        for text, label in zip(texts, labels, strict=True):
            workspace.learn(f"{label + 1} {line(text)}")
    return lambda some: np.array([workspace.predict(line(text)) for text in some]) + 1e-6


_SIDES: dict[str, tuple[Any, tuple[float, ...]]] = {
    "vw": (_vowpal_wabbit, (1, 2, 4, 8)),
    "clf": (_sgd, (3e-6, 1e-6, 3e-7)),
}
"""By name: what learns, and the settings it may have."""


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
    from clf.scoring.stream import score_rows

    scorer = Scorer(with_scikit_learn(open_model("default")))
    rows = pq.read_table(source).to_pylist()
    scores = score_rows((Article(row["id"], row["text"]) for row in rows), scorer)
    records = [json.dumps(score.record()) for score in scores]
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
