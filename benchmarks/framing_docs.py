"""Write the tables of docs/framing_models.md from the file of results.

    python -m benchmarks.framing_docs

A test holds the page and the results together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measured import Claim, claims_table, rewrite

__all__ = ["COMMAND", "DOCS", "measured"]

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "framing_models.md"
RESULTS = ROOT / "benchmarks" / "results" / "framing.json"
COMMAND = "python -m benchmarks.framing_docs"

_LANGUAGES = {"en": "English", "fr": "French", "de": "German", "it": "Italian", "pl": "Polish", "ru": "Russian"}
_FRAME_BARS = {"fr": ("≥", 0.59), "ru": ("≥", 0.54)}
_LEARNED: tuple[Claim, ...] = (
    ("semeval2023_frames_micro_f1_mean", "14 frames, micro-F1, mean of six languages", ("≥", 0.64)),
    ("semeval2023_frames_micro_f1_mean_untuned", "– the untuned model on the same folds", None),
    ("semeval2023_frames_micro_f1_mean_gain_on_untuned", "– difference, paired", None),
    *((f"semeval2023_frames_micro_f1_{lang}", f"– {name}", _FRAME_BARS.get(lang)) for lang, name in _LANGUAGES.items()),
    ("semeval2023_frames_macro_f1_mean", "14 frames, macro-F1, mean", ("≥", 0.5)),
    ("semeval2023_frames_macro_f1_mean_organisers", "– the organisers' kind of model", None),
    ("new_language_micro_f1_mean", "14 frames in a language without labels, micro-F1, mean", None),
    ("new_language_micro_f1_mean_prior", "– the label prior of the other five", None),
    ("ece_worst_label", "calibration error of the worst of 14 frames", ("≤", 0.05)),
    ("semeval2023_genre_macro_f1_mean", "genre, macro-F1, mean of six languages", None),
    ("semeval2023_genre_macro_f1_mean_organisers", "– the organisers' kind of model", None),
    ("semeval2023_techniques_micro_f1_mean", "23 techniques of a paragraph, micro-F1, mean", ("≥", 0.44)),
    ("semeval2023_techniques_micro_f1_en", "– English", ("≥", 0.43)),
    ("semeval2023_techniques_micro_f1_mean_untuned", "– the untuned model on the same folds", None),
    ("unlp2025_macro_f1", "UNLP 2025, 10 techniques, macro-F1", ("≥", 0.4)),
    ("ccf_share_of_bert", "CCF, eight frames, as a share of the authors' BERT and CamemBERT", ("≥", 0.85)),
    ("gvfc_macro_f1", "GVFC, macro-F1, published folds", ("≥", 0.68)),
    ("gvfc_micro_f1", "– micro-F1", ("≥", 0.74)),
    ("frac_frames_macro_f1_en", "FrAC, frames of sentences, macro-F1", None),
    ("narrative_frames_macro_f1_en", "narrative frames of climate articles, macro-F1", None),
)
_OUTLETS: tuple[Claim, ...] = (
    ("abp_outlet_disjoint_macro_f1", "Article-Bias-Prediction, macro-F1", ("≥", 0.49)),
    ("abp_outlet_disjoint_macro_f1_plain", "– plain TF-IDF on the same folds", None),
    ("fang_outlet_disjoint_macro_f1_ours", "FANG-COVID, macro-F1", None),
    ("fang_outlet_disjoint_gain", "– gain over plain TF-IDF; twelve outlets: weak evidence", ("≥", 0.03)),
)
_NOT_SHIPPED: tuple[Claim, ...] = (
    ("babe_bias_macro_f1_en", "BABE, biased sentences, macro-F1", None),
    ("ptc_techniques_micro_f1_en", "PTC, 14 techniques, micro-F1", None),
    ("slavic_techniques_micro_f1_pl", "Slavic persuasion, Polish sentences, micro-F1", None),
    ("slavic_techniques_micro_f1_bg", "– Bulgarian", None),
    ("slavic_techniques_micro_f1_ru", "– Russian", None),
    ("ru_zen_techniques_micro_f1_ru", "Russian Zen posts, techniques, micro-F1", None),
    *(
        (f"semeval2025_narratives_micro_f1_{lang}", f"SemEval-2025 narratives, {lang}, micro-F1", None)
        for lang in ("bg", "en", "hi", "pt", "ru")
    ),
    ("framenews_pt_micro_f1_pt", "FrameNews-PT, micro-F1", None),
    ("climate_narratives_micro_f1_en", "climate narratives, micro-F1", None),
)


def measured(results: dict[str, Any]) -> str:
    """Return the results as tables; what was not measured is left out."""
    tables = (
        claims_table("Out of fold, five folds by document", _LEARNED, results),
        claims_table("Labels that are the outlet's, on outlets not learned from", _OUTLETS, results),
        claims_table("Measured and not shipped", _NOT_SHIPPED, results),
    )
    return "\n".join(filter(None, tables))


if __name__ == "__main__":
    rewrite(DOCS, RESULTS, measured, COMMAND)
