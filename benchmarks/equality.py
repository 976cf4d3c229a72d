"""Hold the kernel, numpy and scikit-learn together on many hard strings: the same n-grams, the same scores.

    python benchmarks/equality.py [N] [--seed SEED]

Strings: those written by hand in ``tests/scoring/strings.py`` and N random ones in every script (100,000 by default).
Vocabulary and weights are those of ``tests/scoring/test_kernel.py``, of every third of 3,000 other strings. Prints the
largest difference for each pair of n-gram lengths, and ends with 1 where it is above 1e-6, a call flips, or an n-gram
stands elsewhere than numpy finds it (one string in a hundred).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.scoring.strings import HARD, random_strings
from tests.scoring.test_kernel import LENGTHS, fitted, with_numpy

_BATCH = 10_000


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("n", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    known = [*HARD, *random_strings(3000, seed=1)]
    texts = [*HARD, *random_strings(options.n, options.seed)]
    print(f"{len(texts):,} strings, {sum(map(len, texts)):,} characters")
    failed = False
    for words, chars in LENGTHS:
        largest = flipped = elsewhere = 0.0
        for first in range(0, len(texts), _BATCH):
            batch = texts[first : first + _BATCH]
            # scikit-learn's decisions of the batch, with the vocabulary of the known strings alone.
            model, expected = fitted(words, chars, batch, vocabulary_of=known[::3])
            found = model.decisions(batch)
            if not model._kernel:
                print("There is no compiled kernel to compare: python clf/scoring/kernel/build.py")
                return 1
            largest = max(largest, float(np.abs(found - expected).max()))
            flipped += int(((found > 0) != (expected > 0)).sum())
            plain = with_numpy(model)
            for text in batch[::100]:
                places = sorted(model.taken_apart(text)[2].tolist())
                elsewhere += places != sorted(plain.taken_apart(text)[2].tolist())
        print(f"words {words}, characters {chars}: largest difference {largest:.1e}, {flipped:.0f} calls flipped, "
              f"{elsewhere:.0f} texts with n-grams elsewhere")  # fmt: skip
        failed |= largest > 1e-6 or flipped > 0 or elsewhere > 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
