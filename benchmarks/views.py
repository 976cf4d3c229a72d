"""Explanations on real corpora: do contributions sum to the logit, and does the score fall without the words named?

    python benchmarks/views.py            1,000 articles of the corpora in CLF_DATA
    python benchmarks/views.py --quick    the sample corpus; prints, writes nothing

Writes `additivity_max_error` (every label of every part in the article's language) and `deletion_gap` (likeliest
frame, ten words against ten of the same length) to benchmarks/results/views.json, beside what others put there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from clf.corpora.registry import read_corpus
from clf.evaluation.uncertainty import Estimate, wilson
from clf.explanation.deletion import Deletion, deletion, deletion_gap
from clf.explanation.explain import explain_all
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Article, Score
from clf.scoring.news import news_of
from clf.scoring.score import Scorer

RESULTS = Path(__file__).parent / "results" / "views.json"
ARTICLES = 1000
SEED = 13
# Corpora of whole articles or posts, one or more per language of the models; telegram stands for Russian.
CORPORA = {
    "fang_covid": "de",
    "article_bias_prediction": "en",
    "bbc_afrique": "fr",
    "media_pl": "pl",
    "telegram_news_ru": "ru",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the sample corpus, nothing written")
    quick = parser.parse_args().quick
    entries = measured(list(sample() if quick else real()))
    for name, entry in entries.items():
        print(name, entry)
    if not quick:
        merge(RESULTS, entries)


def sample() -> Iterator[Article]:
    for path in sorted(data_dir("sample").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        yield from (
            Article(row["id"], row["text"], outlet=row["outlet"], title=row["title"], lang=row["lang"]) for row in rows
        )


def real() -> Iterator[Article]:
    """Draw equally many articles of each corpus."""
    chance = np.random.default_rng(SEED)
    for name in CORPORA:
        rows = [row for row in read_corpus(name) if isinstance(row, Article) and len(row.text) >= 200]
        drawn = chance.choice(len(rows), ARTICLES // len(CORPORA), replace=False)
        yield from (rows[i] for i in sorted(drawn))


def measured(articles: list[Article]) -> dict[str, Any]:
    scorer = Scorer(open_model("default"))
    worst, pairs, n_scored = 0.0, 0, 0
    words, sentences = list[Deletion](), list[Deletion]()
    for article in articles:
        score = scorer.score(article)
        if score.error or not score.frame_probabilities:
            continue
        error, n = additivity(score)
        worst, pairs, n_scored = max(worst, error), pairs + n, n_scored + 1
        frames = scorer.model.part("frames", score.lang or "")
        text = news_of(article, scorer.flagger).text
        for found, unit, k in ((words, "word", 10), (sentences, "sentence", 1)):
            one = deletion(frames, text, unit=unit, k=k, lang=score.lang)
            if one is not None:
                found.append(one)
    command = {"command": "python benchmarks/views.py"}
    return {
        # The largest of n errors has no sampling interval: its bounds are itself.
        "additivity_max_error": {
            "value": worst,
            "low": worst,
            "high": worst,
            "n": n_scored,
            "sums": pairs,
            **command,
        },
        "deletion_gap": {**deletion_gap(words).as_dict(), **falls(words), **command},
        "deletion_gap_sentence": {**deletion_gap(sentences).as_dict(), **falls(sentences), **command},
        "deletion_falls_more": {**more_often(words).as_dict(), **command},
    }


def falls(found: list[Deletion]) -> dict[str, float]:
    return {name: round(float(np.mean([getattr(one, name) for one in found])), 4) for name in ("named", "random")}


def more_often(found: list[Deletion]) -> Estimate:
    k = sum(one.named > one.random for one in found)
    return Estimate(k / len(found), *wilson(k, len(found)), len(found))


def additivity(score: Score) -> tuple[float, int]:
    """Return the largest error over all labels, with and without boilerplate; and how many sums were made."""
    errors = []
    for with_boilerplate in (False, True) if score.boilerplate else (False,):
        for found in explain_all(score, with_boilerplate=with_boilerplate):
            # Sentences are cut anew for each explanation, which takes time: for frames alone.
            for pieces in (found.words(), found.sentences()) if found.task == "frames" else (found.words(),):
                errors.append(abs(found.bias + sum(piece.contribution for piece in pieces) - found.logit))
    return max(errors), len(errors)


def merge(path: Path, entries: dict[str, Any]) -> None:
    """Write entries beside those of other commands."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(dict(sorted({**known, **entries}.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
