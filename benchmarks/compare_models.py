"""Compare two model folders: the same parts and vocabulary, weights within 1e-5, the same records of the sample corpus.

python benchmarks/compare_models.py clf/models/default /elsewhere/default
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from quick import sample

from clf.models.store import Model, open_model
from clf.schema import Article, Score
from clf.scoring.score import Scorer
from clf.statemedia.study import STATE_MEDIA

_SAME = 1e-3
"""Of a probability with four decimals, from weights that may differ in their fifth."""


def main(first: str, second: str) -> None:
    one, two = open_model(Path(first)), open_model(Path(second))
    differences = parts_apart(one, two)
    for entry in one.entries():
        if two.entry(entry["task"], entry["lang"]) is None:
            continue
        a, b = one.part(entry["task"], entry["lang"]), two.part(entry["task"], entry["lang"])
        if a is None or b is None or (a.words, a.chars) != (b.words, b.chars):
            differences.append(f"{entry['file']}: another vocabulary")
        elif np.abs(a.weights - b.weights).max() > 1e-5:
            differences.append(f"{entry['file']}: weights differ by {np.abs(a.weights - b.weights).max():.1e}")
    left, right = Scorer(one), Scorer(two)
    for row in sample():
        article = Article(row["id"], row["text"], title=row["title"], lang=row["lang"])
        fields = records_apart(left.score(article), right.score(article))
        if fields:
            differences.append(f"{row['id']}: other {', '.join(fields)}")
    if differences:
        sys.exit("\n".join(differences))
    files = [entry["file"] for entry in one.entries() if (two.folder / entry["file"]).is_file()]
    equal = sum((one.folder / file).read_bytes() == (two.folder / file).read_bytes() for file in files)
    print(f"{one.name}: vocabulary, weights and records agree; {equal} of {len(files)} files are equal byte for byte.")


def parts_apart(one: Model, two: Model) -> list[str]:
    """Return the parts that one of the models has alone; the study of state media is trained by itself."""
    tasks, others = (
        {(entry["task"], entry["lang"]) for entry in model.card["parts"] if entry["task"] != STATE_MEDIA}
        for model in (one, two)
    )
    return [f"{task} {lang}: in one of the models alone" for task, lang in sorted(tasks ^ others)]


def records_apart(one: Score, two: Score) -> list[str]:
    """Return the fields in which two records differ, whatever the models are called; numbers may differ by 1e-3."""
    left, right = one.record(), two.record()
    return [name for name in left if name != "model" and not near(left[name], right[name])]


def near(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return abs(one - two) <= _SAME
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(near(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(near, one, two))
    return bool(one == two)


if __name__ == "__main__":
    main(*sys.argv[1:3])
