"""Out-of-fold scores of the framing models, task by task, into benchmarks/results/framing.json.

    python benchmarks/framing.py [TASK …]

Reads the corpora in CLF_DATA and, for frames, the dictionaries in CLF_DICTIONARIES; trains every model again (nothing
is taken from a card). Every task writes its own entries and leaves the others alone. CLF_CACHE names a folder in which
cleaned articles and n-gram counts are kept between runs. Tasks are those of `TASKS`; persuasion techniques are measured
by techniques.py.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

import framing_corpora as corpora
import framing_outlets as outlets
import framing_semeval as semeval
from paired import mean, over_languages

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


def main() -> None:
    for task in sys.argv[1:] or TASKS:
        begin = time.perf_counter()
        command = f"python benchmarks/framing.py {task}"
        found = {key: {**entry, "command": command} for key, entry in TASKS[task]().items()}
        results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
        RESULTS.write_text(json.dumps(results | found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        for key, entry in sorted(found.items()):
            print(f"{key}: {entry['value']} [{entry['low']}, {entry['high']}], n = {entry['n']}")
        print(f"{task}: {time.perf_counter() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
