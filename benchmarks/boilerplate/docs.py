"""Write the section “Measured” of docs/boilerplate.md from the file of results.

    python -m benchmarks.boilerplate.docs

A test holds the section and the results together.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from benchmarks.boilerplate.common import RESULTS
from benchmarks.measured import Claim, claims_table, rewrite

__all__ = ["COMMAND", "DOCS", "measured"]

DOCS = Path(__file__).parents[2] / "docs" / "boilerplate.md"
COMMAND = "python -m benchmarks.boilerplate.docs"

CLAIMS: tuple[Claim, ...] = (
    ("gold_char_f1_unseen_outlet", "gold standard, character F1, unseen outlets, from one article", ("≥", 0.85)),
    ("gold_char_f1_unseen_outlet_strata_mean", "– mean over corpora", None),
    ("gold_char_f1_unseen_outlet_without_unsure", "– doubtful passages left out", None),
    ("gold_char_precision_unseen_outlet", "– precision", None),
    ("gold_char_recall_unseen_outlet", "– recall", None),
    ("gold_char_f1_indexed", "the same with an index of the outlet's other articles", ("≥", 0.93)),
    ("gold_char_f1_indexed_strata_mean", "– mean over corpora", None),
    ("news_wrongly_flagged", "news wrongly flagged, share of characters", ("≤", 0.005)),
    ("news_wrongly_flagged_indexed", "– with an index", None),
    ("clean_documents_flagged", "documents without boilerplate in which something is flagged", ("≤", 0.05)),
    ("clean_documents_flagged_indexed", "– with an index", None),
    ("gold_self_consistency_char_f1", "a second reading by the same reader, character F1", None),
    ("gold_self_consistency_same_spans", "– documents with a passage in which all spans and kinds are alike", None),
    ("peer_best_char_f1", "best other tool on the same documents", None),
    ("peer_justext_char_f1", "– jusText's rules", None),
    ("peer_trafilatura_char_f1", "– trafilatura's deduplication", None),
    ("peer_line_frequency_char_f1", "– lines cut by frequency", None),
    ("liveticker_flagged", "FANG-COVID: repeats that are no boilerplate, flagged", ("≤", 0.02)),
    ("liveticker_flagged_without_unsure", "– doubtful ones left out", None),
    ("repeated_boilerplate_flagged", "– repeats that are, flagged", None),
    ("blocks_inside_checked_f1", "400 blocks inside the article of news pages, labels checked, F1", ("≥", 0.75)),
    ("blocks_inside_raw_f1", "– raw labels (for comparison: jusText's rules .335, best plain linear model .631)", None),
    ("blocks_f1", "all blocks of pages with 8 words or more, F1, sites unseen (jusText .710, plain linear .868)", None),
    ("news_body_f1_gain", "news pages: body F1 gained behind trafilatura, publishers unseen", ("≥", 0.005)),
    ("news_body_recall_lost", "– recall lost", ("≤", 0.005)),
    ("seed_exact", "the seed article: exactly its last paragraph", ("≥", 1)),
    ("outlet_accuracy_with", "outlet named from the text, newer texts, boilerplate left in", None),
    ("outlet_accuracy_without", "– boilerplate taken out", None),
    ("mine_growth_exponent", "mining: growth of time with size, exponent", ("≤", 1.1)),
)
INVENTED = {
    # Seen while the flagger was made, and by the kind of writer it learned from: not beside the others.
    "written": "250 invented articles, seen while choosing",
    "written_varied": "Invented articles of many kinds of outlets, nothing chosen by them",
    "written_short": "Invented short items of one to five sentences, nothing chosen by them",
    "written_languages": "Invented items in 33 more languages, nothing chosen by them",
    "written_inline": "Invented items with boilerplate inside a paragraph, nothing chosen by them",
}
"""Name of the figures → heading of their table."""


def main() -> None:
    """Write the section."""
    rewrite(DOCS, RESULTS, measured, COMMAND)


def measured(results: dict[str, Any]) -> str:
    """Return the results as tables; what was not measured is left out."""
    tables = [
        claims_table("Test parts and other samples", CLAIMS, results),
        claims_table(
            "Second test part of the gold standard: other documents of the same outlets", CLAIMS, results, "_test2"
        ),
        claims_table("Development part of the gold standard", CLAIMS, results, "_dev"),
        *(claims_table(title, _of_invented(name), results) for name, title in INVENTED.items()),
    ]
    tails = sorted(key for key in results if key.startswith("tail_") and not key.endswith("_indexed"))
    if tails:
        rows = [_tail(key, results) for key in tails]
        head = "| Known passage, share of places found | one article | with an index | places | outlet unseen |"
        tables.append(f"{head}\n|---|---:|---:|---:|---|\n{''.join(rows)}")
    return "\n".join(filter(None, tables))


def _of_invented(name: str) -> tuple[Claim, ...]:
    return (
        (f"{name}_char_f1", "character F1", None),
        (f"{name}_char_precision", "– precision", None),
        (f"{name}_char_recall", "– recall", None),
        (f"{name}_news_wrongly_flagged", "news wrongly flagged, share of characters", None),
        (f"{name}_clean_flagged", "texts without boilerplate in which something is flagged", None),
    )


def _tail(key: str, results: dict[str, Any]) -> str:
    entry, indexed = results[key], results[f"{key}_indexed"]
    name = re.sub("_", " ", key.removeprefix("tail_"))
    seen = "yes" if entry["unseen"] else "no"
    return f"| {name} | {_number(entry['value'])} | {_number(indexed['value'])} | {entry['n']:,} | {seen} |\n"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
