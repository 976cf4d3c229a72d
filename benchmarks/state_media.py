"""Wording shared with state outlets, language by language, into benchmarks/results/state_media.json.

    python benchmarks/state_media.py [LANG …]

Reads the corpora in CLF_DATA, cleaned by the flagger of the model that ships, and studies every language of
data/state_media/outlets.toml anew, or those named, which leaves the entries of the others alone. A language with too
few outlets has an entry with its numbers and the reason, and no figures.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from clf.boilerplate.flagger import flagger_of
from clf.models.store import open_model
from clf.statemedia.outlets import languages
from clf.statemedia.study import Study, study

RESULTS = Path(__file__).parent / "results" / "state_media.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lang", nargs="*", choices=[*languages(), []], metavar="LANG")
    chosen = parser.parse_args().lang or languages()
    flagger = flagger_of(open_model("default"))
    for lang in chosen:
        command = f"python benchmarks/state_media.py {lang}"
        found = study(lang, None, flagger, print)
        results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
        kept = {key: entry for key, entry in results.items() if not key.startswith(f"{lang}_")}
        fresh = {f"{lang}_{key}": {**entry, "command": command} for key, entry in entries(found).items()}
        RESULTS.write_text(json.dumps(kept | fresh, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        for key, entry in fresh.items():
            print(key, {name: value for name, value in entry.items() if name != "command"})


def entries(found: Study) -> dict[str, dict[str, Any]]:
    """Return the results of one language, each with value, bounds and n."""
    told, n = found.entry, sum(sum(counts.values()) for counts in found.entry["outlets"].values())
    results = {
        f"{side}_outlets": exact(number, n, articles=told["outlets"]["state" if side == "state" else "other"])
        for side, number in told["counted"].items()
    }
    results["ships"] = exact(int(told["ships"]), n, why=told["why"])
    results |= told.get("figures", {})
    results |= {f"auc_of_{name}": exact(value, n) for name, value in told.get("by_outlet", {}).items()}
    if matched := told.get("matched"):
        results["matched_articles"] = exact(sum(matched.values()) - matched["alone"], n, **matched)
    if tried := told.get("permutation"):
        results["permutation_p"] = exact(tried["p"], tried["assignments"], possible=tried["possible"])
    return results


def exact(value: float | None, n: int, **more: Any) -> dict[str, Any]:
    """Return an entry of what was counted, or has no interval."""
    return {"value": value, "low": None, "high": None, "n": n, **more}


if __name__ == "__main__":
    main()
