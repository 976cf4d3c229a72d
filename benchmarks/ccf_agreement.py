"""Agreement of the CCF second-coder study, recomputed and compared with the table its authors published.

    python benchmarks/ccf_agreement.py DATA     (or CLF_DATA; the folder that holds the corpora)

The authors give, for each of 65 labels, how many of 1,000 sentences either coder gave it to and on what share the two
agreed. With 1,000 sentences three digits fix the four cells of the table of two coders, so every coefficient can be
computed again without the sentences.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np

from clf.corpora.archive import Files
from clf.corpora.registry import find_data, load_card
from clf.evaluation.agreement import Agreement, label_agreement

ROUNDING = 0.000501  # published with three digits
TABLE = "intercoder_reliability_2_per_label_reliability.csv"
COLUMNS = {
    "percent": "percent_agree",
    "kappa": "cohens_kappa",
    "alpha": "krippendorff_alpha",
    "ac1": "gwet_ac1",
    "f1": "f1_agreement",
}


def published(content: bytes) -> dict[str, dict[str, float]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
    return {row.pop("label"): {name: float(value) for name, value in row.items()} for row in rows}


def codes_of(row: dict[str, float]) -> np.ndarray:
    """Two coders' codes of one label, of shape (n, 2), with the published margins and agreement."""
    n, first, second = int(row["n"]), int(row["count_coder1"]), int(row["count_coder2"])
    differ = n - round(row["percent_agree"] * n)
    both = (first + second - differ) / 2
    assert both == int(both), "the margins and the agreement do not fit each other"
    cells = [(1, 1)] * int(both) + [(1, 0)] * (first - int(both)) + [(0, 1)] * (second - int(both))
    return np.array(cells + [(0, 0)] * (n - len(cells)))


def scotts_pi(codes: np.ndarray) -> float:
    """Scott's pi of two coders (Public Opinion Quarterly 19, 1955): chance as if both drew from their common shares."""
    shares = np.bincount(codes.ravel(), minlength=2) / codes.size
    chance = float(shares @ shares)
    return (float((codes[:, 0] == codes[:, 1]).mean()) - chance) / (1 - chance)


def recomputed(table: dict[str, dict[str, float]], repeats: int = 1000) -> dict[str, Agreement]:
    return label_agreement(list(table), np.stack([codes_of(row) for row in table.values()], axis=2), repeats=repeats)


def table_of(data: Path | None = None) -> dict[str, dict[str, float]]:
    for path in find_data(load_card("ccf"), data):
        files = Files(path)
        if any(name.endswith(TABLE) for name in files.names()):
            return published(files.read(TABLE))
    sys.exit(f"{TABLE} was not found: name the folder that holds the ccf archive")


def main() -> None:
    table = table_of(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    found = recomputed(table)
    print(f"{'label':24}{'n':>6}{'share':>7}  {'alpha [95 %]':22}{'kappa':>7}{'AC1':>7}{'F1':>7}  tier")
    for label, agreement in found.items():
        a = agreement.alpha
        interval = f"{a.value:.3f} [{a.low:.3f}, {a.high:.3f}]"
        rest = "".join(f"{getattr(agreement, name).value:7.3f}" for name in ("kappa", "ac1", "f1"))
        print(f"{label:24}{agreement.n:6}{agreement.share:7.3f}  {interval:22}{rest}  {agreement.tier}")
    print()
    for name, column in COLUMNS.items():
        values = {label: getattr(agreement, name).value for label, agreement in found.items()}
        other = [label for label in table if not abs(values[label] - table[label][column]) <= ROUNDING]
        mean, theirs = np.mean(list(values.values())), np.mean([row[column] for row in table.values()])
        print(f"{name}: mean {mean:.3f}, published {theirs:.3f}; other than published for {len(other)} of {len(table)}")
        if 0 < len(other) < 10:
            print("   ", ", ".join(f"{label} {values[label]:.3f} ({table[label][column]:.3f})" for label in other))
    pi = {label: scotts_pi(codes_of(row)) for label, row in table.items()}
    column = COLUMNS["alpha"]
    other = [label for label in table if not abs(pi[label] - table[label][column]) <= ROUNDING]
    print(f"Scott's pi: mean {np.mean(list(pi.values())):.3f}; other than the alpha published for {len(other)}")
    print("   ", ", ".join(f"{label} {pi[label]:.3f} ({table[label][column]:.3f})" for label in other[:10]))
    tiers = [agreement.tier for agreement in found.values()]
    print({name: tiers.count(name) for name in sorted(set(tiers))})


if __name__ == "__main__":
    main()
