"""Explanations on real corpora: do contributions sum to the logit, and does the score fall without the words named?

    python benchmarks/views.py            1,000 articles of the corpora in CLF_DATA (some 10 minutes)
    python benchmarks/views.py 200        so many
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
    parser.add_argument("articles", nargs="?", type=int, default=1000, help="articles of real corpora (1000)")
    parser.add_argument("--quick", action="store_true", help="the sample corpus, nothing written")
    chosen = parser.parse_args()
    command = "python benchmarks/views.py" + (f" {chosen.articles}" if chosen.articles != 1000 else "")
    entries = measured(list(sample() if chosen.quick else real(chosen.articles)), command)
    for name, entry in entries.items():
        print(name, entry)
    if not chosen.quick:
        merge(RESULTS, entries)


def sample() -> Iterator[Article]:
    for path in sorted(data_dir("sample").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        yield from (
            Article(row["id"], row["text"], outlet=row["outlet"], title=row["title"], lang=row["lang"]) for row in rows
        )


def real(n: int) -> Iterator[Article]:
    """Draw equally many articles of each corpus."""
    chance = np.random.default_rng(SEED)
    for name in CORPORA:
        rows = [row for row in read_corpus(name) if isinstance(row, Article) and len(row.text) >= 200]
        drawn = chance.choice(len(rows), n // len(CORPORA) + 5, replace=False)  # some are all boilerplate
        yield from (rows[i] for i in sorted(drawn))


def measured(articles: list[Article], command: str) -> dict[str, Any]:
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
    return {
        # The largest of n errors has no sampling interval: its bounds are itself.
        "additivity_max_error": {
            "value": worst,
            "low": worst,
            "high": worst,
            "n": n_scored,
            "sums": pairs,
            "command": command,
        },
        "deletion_gap": {**deletion_gap(words).as_dict(), **falls(words), "command": command},
        "deletion_gap_sentence": {**deletion_gap(sentences).as_dict(), **falls(sentences), "command": command},
        "deletion_falls_more": {**more_often(words).as_dict(), "command": command},
    }


def falls(found: list[Deletion]) -> dict[str, float]:
    return {name: round(float(np.mean([getattr(one, name) for one in found])), 4) for name in ("named", "random")}


def more_often(found: list[Deletion]) -> Estimate:
    k = sum(one.named > one.random for one in found)
    return Estimate(k / len(found), *wilson(k, len(found)), len(found))


def additivity(score: Score) -> tuple[float, int]:
    """Return the largest error over all labels, of words and of sentences; and how many sums were made."""
    errors = []
    for found in explain_all(score):
        for pieces in (found.words(), found.sentences()):
            errors.append(abs(found.bias + sum(piece.contribution for piece in pieces) - found.logit))
    return max(errors), len(errors)


def merge(path: Path, entries: dict[str, Any]) -> None:
    """Write entries beside those of other commands."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(dict(sorted({**known, **entries}.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
