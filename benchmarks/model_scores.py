"""Print the scores on the cards of the models that ship as a Markdown table, one row per task and language.

python benchmarks/model_scores.py [default|open]
"""

from __future__ import annotations

import sys
from typing import Any

from clf.models.store import open_model, shipped

HEAD = "| model | task | language | texts | micro-F1 | macro-F1 |\n|---|---|---|---:|---|---|"


def main() -> None:
    print(HEAD)
    for name in sys.argv[1:] or shipped():
        for part in open_model(name).card["parts"]:
            f1 = part["scores"]
            task = part["task"] if part["task"] != "boilerplate" else "passages: boilerplate or not"
            lang = "several" if part["lang"] == "any" else part["lang"]
            print(f"| {name} | {task} | {lang} | {part['n']:,} | {shown(f1['micro_f1'])} | {shown(f1['macro_f1'])} |")


def shown(estimate: dict[str, Any]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


if __name__ == "__main__":
    main()
