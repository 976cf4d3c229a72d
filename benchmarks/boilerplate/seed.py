"""The seed article, from itself alone: is exactly its last paragraph flagged, as a follow-us line?"""

from __future__ import annotations

import os
from pathlib import Path

from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import open_flagger
from clf.errors import UsageError
from clf.evaluation.uncertainty import Estimate
from clf.text.header import read_header

__all__ = ["is_exact", "measure"]

NAME = "seed/sputnik_fr_2017-05.txt"
START, END, KIND = 1866, 2194, "follow_us"


def measure() -> dict[str, Estimate]:
    """Return 1 or 0."""
    exact = float(is_exact(open_flagger(), _text()))
    return {"seed_exact": Estimate(exact, exact, exact, 1)}


def is_exact(flagger: Flagger, text: str) -> bool:
    """Return whether the one flag is the last paragraph's, white space at its ends aside."""
    header = read_header(text)
    spans = flagger.flag(text, header.lang, header.end)
    if len(spans) != 1 or spans[0].kind != KIND:
        return False
    return text[spans[0].start : spans[0].end].strip() == text[START:END].strip() and spans[0].start >= START


def _text() -> str:
    """Return the seed article, which lies beside the folder of the corpora."""
    path = Path(os.environ.get("CLF_DATA", ".")).parent / NAME
    if not path.is_file():
        raise UsageError(f"There is no {NAME} beside the folder of the corpora. Set CLF_DATA.")
    return path.read_text(encoding="utf-8")
