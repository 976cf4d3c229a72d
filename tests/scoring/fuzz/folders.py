"""Fuzz model folders: bytes of a small model changed at random; opening and scoring gives an answer or a `ModelError`,
and what was opened before is not kept.

python tests/scoring/fuzz/folders.py SECONDS [SEED]
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))

from clf.errors import ModelError
from clf.models.store import open_model
from tests.scoring.strings import HARD
from tests.test_store import written

MOST_MEGABYTES = 500


def damage(draw: random.Random, content: bytearray) -> None:
    """Change some bytes: one bit, one byte, a run of zeros, a piece cut out or doubled."""
    for _ in range(draw.randint(1, 4)):
        if not content:
            return
        # The front holds the names, shapes and places of the arrays: damage there reaches further.
        at = draw.randrange(min(len(content), draw.choice((8, 900, len(content)))))
        size = draw.choice((1, 1, 4, 8, 64))
        kind = draw.randrange(5)
        if kind == 0:
            content[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            content[at] = draw.randrange(256)
        elif kind == 2:
            content[at : at + size] = bytes(len(content[at : at + size]))
        elif kind == 3:
            del content[at : at + size]
        else:
            content[at:at] = content[at : at + size]


def try_folder(folder: Path) -> str:
    try:
        part = open_model(folder).part("frames", "en")
    except ModelError:
        return "refused"
    if part is None:
        return "no part"
    with np.errstate(all="ignore"):  # weights of 1e38 are allowed
        for probabilities in part.probabilities_of(HARD):
            part.support(probabilities)
    for text in HARD[:8]:
        part.highlights(text, part.labels[:1])
    return "scored"


def main() -> int:
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    draw, end, outcomes = (
        random.Random(seed),
        time.monotonic() + seconds,
        dict.fromkeys(("refused", "no part", "scored"), 0),
    )
    with tempfile.TemporaryDirectory() as name:
        whole = written(Path(name, "whole"))
        for number in range(10**9):
            if time.monotonic() > end:
                break
            folder = Path(name, f"m{number}")
            shutil.copytree(whole, folder)
            path = folder / draw.choice(("card.json", "frames-en.safetensors", "frames-en.safetensors"))
            content = bytearray(path.read_bytes())
            damage(draw, content)
            path.write_bytes(content)
            if path.name != "card.json":  # whoever makes a hostile part writes its checksum, too
                card = json.loads((folder / "card.json").read_bytes())
                card["parts"][0]["sha256"] = hashlib.sha256(content).hexdigest()
                (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
            outcomes[try_folder(folder)] += 1
            shutil.rmtree(folder)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"model folders: {json.dumps(outcomes)}, {megabytes} MB at most\n")
    return int(not outcomes["refused"] or not outcomes["scored"] or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
