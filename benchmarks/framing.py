"""Out-of-fold scores of the framing models, task by task, into benchmarks/results/framing.json.

    python benchmarks/framing.py [TASK …]

Reads the corpora in CLF_DATA and, for frames, the dictionaries in CLF_DICTIONARIES; trains every model again (nothing
is taken from a card). Every task writes its own entries and leaves the others alone. CLF_CACHE names a folder in which
cleaned articles and n-gram counts are kept between runs. Tasks are those of `TASKS`; persuasion techniques are measured
by techniques.py.
"""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import framing_corpora as corpora
import framing_outlets as outlets
import framing_semeval as semeval
from paired import mean, over_languages, unmeasured

from clf.framing.recipes import RECIPES

__all__ = ["mean", "over_languages"]

RESULTS = Path(__file__).parent / "results" / "framing.json"
TASKS = {
    "frames": semeval.frames,
    "new_language": semeval.new_language,
    "genre": semeval.genre,
    "ccf": corpora.ccf,
    "gvfc": corpora.gvfc,
    "abp": outlets.abp,
    "fang": outlets.fang,
    **{name.replace("-", "_"): partial(corpora.other, name) for name in corpora.OTHERS},
}

F1S = ("micro_f1", "macro_f1")
LANGS = ("mean", "en", "fr", "de", "it", "pl", "ru")
KEYS = {
    "framing.py frames": [f"semeval2023_frames_{f1}_{x}" for f1 in F1S for x in LANGS] + ["ece_worst_label"],
    "framing.py new_language": ["new_language_micro_f1_mean"],
    "framing.py genre": ["semeval2023_genre_macro_f1_mean"],
    "framing.py ccf": ["ccf_share_of_bert"],
    "framing.py gvfc": ["gvfc_macro_f1", "gvfc_micro_f1"],
    "framing.py abp": ["abp_outlet_disjoint_macro_f1"],
    "framing.py fang": ["fang_outlet_disjoint_gain"],
    "techniques.py semeval2023": [f"semeval2023_techniques_micro_f1_{x}" for x in LANGS],
    "techniques.py unlp2025": [f"unlp2025_macro_f1{x}" for x in ("", "_uk", "_ru")],
    **{
        f"techniques.py {corpus}": [f"{RECIPES[recipe].scheme}_{f1}_{x}" for f1 in F1S for x in RECIPES[recipe].langs]
        for corpus, recipe in (
            ("slavic", "slavic-techniques"),
            ("ptc", "ptc-techniques"),
            ("ru_zen", "ru-zen-techniques"),
        )
    },
}
"""What is to be measured, by command: listed with the reason where it has not been."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", nargs="*", choices=[*TASKS, []], metavar="TASK")
    for task in parser.parse_args().task or TASKS:
        begin = time.perf_counter()
        command = f"python benchmarks/framing.py {task}"
        found = {key: {**entry, "command": command} for key, entry in TASKS[task]().items()}
        results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
        results = absent() | results | found
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        for key, entry in sorted(found.items()):
            print(f"{key}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}")
        print(f"{task}: {time.perf_counter() - begin:.0f} s", flush=True)


def absent() -> dict[str, Any]:
    """Return an entry for everything in `KEYS`."""
    return {
        key: unmeasured("the command has not been run since the models changed")
        | {"command": f"python benchmarks/{command}"}
        for command, keys in KEYS.items()
        for key in keys
    }


if __name__ == "__main__":
    main()
