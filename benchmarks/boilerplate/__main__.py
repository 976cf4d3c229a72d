"""Measure the claims on boilerplate and write them into benchmarks/results/boilerplate.json and docs/boilerplate.md.

    python -m benchmarks.boilerplate gold --part dev     character F1 on the gold standard, news wrongly flagged, …
    python -m benchmarks.boilerplate gold --part test2   the same on other documents of the test part's outlets
    python -m benchmarks.boilerplate consistency         second readings of documents against the first ones
    python -m benchmarks.boilerplate peers --part dev    the same for other tools
    python -m benchmarks.boilerplate liveticker          repeats in FANG-COVID that are no boilerplate
    python -m benchmarks.boilerplate blocks              blocks of web pages, inside the article and all
    python -m benchmarks.boilerplate pages               article body behind trafilatura
    python -m benchmarks.boilerplate seed                the seed article
    python -m benchmarks.boilerplate written             250 articles written to be measured on
    python -m benchmarks.boilerplate tails               recall on passages that outlets are known to repeat
    python -m benchmarks.boilerplate outlet              how well the text gives its outlet away
    python -m benchmarks.boilerplate all                 all of it; several in one go mine each corpus once

Each but "written" needs the corpora in CLF_DATA, and no more than some minutes of one core. Nothing is to be
chosen by the test parts of the gold standard (``--part test``, ``test2``); docs/boilerplate.md counts how often each
was scored.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from benchmarks.boilerplate import docs
from benchmarks.boilerplate.common import record

CLAIMS = ("gold", "consistency", "peers", "liveticker", "blocks", "pages", "seed", "written", "tails", "outlet")
BY_PART = ("gold", "peers")
PARTS = ("dev", "test", "test2")


def main() -> None:
    """Run claims."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", nargs="+", choices=(*CLAIMS, "all"))
    parser.add_argument("--part", choices=PARTS, default="dev", help="of the gold standard (default: dev)")
    given = parser.parse_args()
    for claim in CLAIMS if "all" in given.claims else given.claims:
        module = import_module(f"benchmarks.boilerplate.{claim}")
        command = f"python -m benchmarks.boilerplate {claim}"
        if claim in BY_PART:
            record(module.measure(given.part), f"{command} --part {given.part}")
        else:
            record(module.measure(), command)
        docs.main()


if __name__ == "__main__":
    main()
