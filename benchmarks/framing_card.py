"""Take the out-of-fold scores of frames, genre and techniques from the card of the default model into framing.json.

    python benchmarks/framing_card.py

A card's scores are those of the very models that ship (five folds by article, calibration and threshold never chosen on
the fold scored, bootstrap intervals over articles). ``framing.py`` and ``techniques.py`` train again and compare with
the untuned model, too; what they have measured is left alone here. The interval of a mean over languages takes their
errors as independent: its half-width is the root of the summed squares, divided by six.
"""

from __future__ import annotations

import json
import math
from typing import Any

from framing import RESULTS, absent

from clf.models.store import Model, open_model

LANGS = ("en", "fr", "de", "it", "pl", "ru")
TASKS = {"frames": ("micro_f1", "macro_f1"), "genre": ("macro_f1",), "techniques": ("micro_f1",)}
COMMAND = "python benchmarks/framing_card.py"


def main() -> None:
    model = open_model("default")
    found: dict[str, dict[str, Any]] = {}
    for task, scores in TASKS.items():
        for score in scores:
            each = {lang: (model.entry(task, lang) or {})["scores"][score] for lang in LANGS}
            found |= {f"semeval2023_{task}_{score}_{lang}": estimate for lang, estimate in each.items()}
            found[f"semeval2023_{task}_{score}_mean"] = mean([*each.values()])
    found |= unlp(model)
    results = absent() | json.loads(RESULTS.read_text(encoding="utf-8"))
    for key, estimate in found.items():
        if results.get(key, {}).get("value") is None or results[key]["command"] == COMMAND:
            results[key] = {**estimate, "command": COMMAND}
            print(f"{key}: {estimate['value']} [{estimate['low']}, {estimate['high']}], n = {estimate['n']}")
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def unlp(model: Model) -> dict[str, dict[str, Any]]:
    """Return the scores of UNLP-2025's techniques; a card has those of the Ukrainian posts, not of the Russian ones."""
    ukrainian = (model.entry("techniques", "uk") or {})["scores"]["macro_f1"]
    return {"unlp2025_macro_f1_uk": ukrainian, "unlp2025_macro_f1": {**ukrainian, "posts": "the Ukrainian ones alone"}}


def mean(estimates: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the mean of independent estimates with its interval."""
    k = len(estimates)
    value = sum(e["value"] for e in estimates) / k
    below, above = (math.sqrt(sum((e["value"] - e[end]) ** 2 for e in estimates)) / k for end in ("low", "high"))
    n = sum(e["n"] for e in estimates)
    return {"value": round(value, 4), "low": round(value - below, 4), "high": round(value + above, 4), "n": n}


if __name__ == "__main__":
    main()
