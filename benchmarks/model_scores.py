"""Print the scores on the cards of the models that ship as Markdown: a row per task and language, and the flaggers.

python benchmarks/model_scores.py [default|open]
"""

from __future__ import annotations

import sys
from typing import Any

from clf.framing.labels import has_one_label
from clf.models.store import open_model, shipped

HEAD = (
    "| model | task | language | texts | micro-F1 | macro-F1 | macro-F1 of a constant answer |\n"
    "|---|---|---|---:|---|---|---:|"
)
FLAGGER = (
    "| model | documents | character F1 | precision | recall | clean documents flagged |\n|---|---:|---|---|---|---|"
)


def main() -> None:
    models = [(name, open_model(name).card["parts"]) for name in sys.argv[1:] or shipped()]
    print(HEAD)
    for name, parts in models:
        for part in parts:
            if part["task"] != "boilerplate":
                scores = " | ".join(shown(part["scores"][score]) for score in ("micro_f1", "macro_f1"))
                print(f"| {name} | {part['task']} | {part['lang']} | {part['n']:,} | {scores} | {constant(part):.3f} |")
    print(f"\n{FLAGGER}")
    for name, parts in models:
        for part in parts:
            if part["task"] == "boilerplate":
                print(f"| {name} | {part['n']:,} | {' | '.join(shown(score) for score in part['scores'].values())} |")


def constant(part: dict[str, Any]) -> float:
    """Return the macro-F1 of calling every label everywhere; of a scheme of one label a text, the commonest."""
    f1 = [2 * one["positives"] / (part["n"] + one["positives"]) for one in part["label_scores"].values()]
    return (max(f1) if has_one_label(part["scheme"]) else sum(f1)) / len(f1)


def shown(estimate: dict[str, Any]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


if __name__ == "__main__":
    main()
