"""Running time and memory of `clf leak` on 20,000 real articles in four languages.

    python benchmarks/leak_speed.py

The articles are those of article_bias_prediction, fang_covid, ppn and media_pl together (in `CLF_DATA`), each with its
own label: the figures of time and memory count, the scores mean nothing and are not kept.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path

from cost import cost_of

from clf.corpora.registry import read_corpus
from clf.schema import Article

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "leak.json"
COMMAND = "python benchmarks/leak_speed.py"
CORPORA = {"article_bias_prediction": "abp_bias", "fang_covid": "fang_covid_label", "ppn": None, "media_pl": None}
MOST = 20_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "articles.csv"
        n, characters = write(table)
        arguments = [sys.executable, "-m", "clf", "leak", "default", str(table), "-o", f"{folder}/leak.json"]
        cost = cost_of([*arguments, "--no-plot"])
    minutes = {name: round(cost.pop(name) / 60, 1) for name in ("seconds", "processor_seconds")}
    entry = {
        "value": minutes["processor_seconds"],
        "unit": "minutes of one core",
        "minutes_by_the_clock": minutes["seconds"],
        **cost,
        "n": n,
        "characters": characters,
        "command": COMMAND,
    }
    print(entry)
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known["speed_20000"] = entry
    RESULTS.write_text(json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write(table: Path) -> tuple[int, int]:
    """Write the articles as a user would have them; return how many, and their mean length."""
    rows = []
    for corpus, scheme in CORPORA.items():
        for article in read_corpus(corpus):
            if isinstance(article, Article) and article.outlet:
                label = (article.names(scheme) or ("",))[0] if scheme else corpus
                rows.append((article.text, label, article.outlet, article.date or "", article.lang or ""))
    rows = rows[:MOST]
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label", "outlet", "date", "lang"), *rows])
    return len(rows), sum(len(row[0]) for row in rows) // len(rows)


if __name__ == "__main__":
    main()
