"""Compare two model folders: the same vocabulary, weights within 1e-5, the same calls on the sample corpus.

python benchmarks/compare_models.py clf/models/default /elsewhere/default
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from quick import sample

from clf.models.store import open_model
from clf.schema import Article
from clf.scoring.score import Scorer


def main(first: str, second: str) -> None:
    one, two = open_model(Path(first)), open_model(Path(second))
    differences = []
    for entry in one.card["parts"]:
        a, b = one.part(entry["task"], entry["lang"]), two.part(entry["task"], entry["lang"])
        if a is None or b is None or (a.words, a.chars) != (b.words, b.chars):
            differences.append(f"{entry['file']}: another vocabulary")
        elif np.abs(a.weights - b.weights).max() > 1e-5:
            differences.append(f"{entry['file']}: weights differ by {np.abs(a.weights - b.weights).max():.1e}")
    left, right = Scorer(one), Scorer(two)
    for row in sample():
        article = Article(row["id"], row["text"], title=row["title"], lang=row["lang"])
        a, b = left.score(article), right.score(article)
        if (a.frames_called, a.boilerplate) != (b.frames_called, b.boilerplate):
            differences.append(f"{row['id']}: other calls")
    if differences:
        sys.exit("\n".join(differences))
    files = [entry["file"] for entry in one.card["parts"]]
    equal = sum((one.folder / file).read_bytes() == (two.folder / file).read_bytes() for file in files)
    print(f"{one.name}: vocabulary, weights and calls agree; {equal} of {len(files)} files are equal byte for byte.")


if __name__ == "__main__":
    main(*sys.argv[1:3])
