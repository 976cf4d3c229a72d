"""Score the framing of news articles and flag the outlet's boilerplate inside their text.

>>> import clf
>>> result = clf.score("…")            # doctest: +SKIP
>>> result.frames, result.boilerplate  # doctest: +SKIP

Every public name is imported when it is first used, so that ``import clf`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clf.boilerplate.masking import mask, strip
    from clf.comparison.compare import compare
    from clf.comparison.contrast import contrast
    from clf.corpora.registry import load_corpus, read_corpus
    from clf.errors import ClfError, DataError, ModelError, Problem, UsageError
    from clf.explanation.explain import explain
    from clf.explanation.features import top_features
    from clf.leak.report import leak_report
    from clf.models.store import open_model
    from clf.schema import Article, Score, Span, features
    from clf.scoring.score import score
    from clf.scoring.stream import score_table
    from clf.validation.sample import sample
    from clf.validation.validate import validate

__version__ = "0.1.0"

_HOMES = {
    "Article": "clf.schema",
    "ClfError": "clf.errors",
    "DataError": "clf.errors",
    "ModelError": "clf.errors",
    "Problem": "clf.errors",
    "Score": "clf.schema",
    "Span": "clf.schema",
    "UsageError": "clf.errors",
    "compare": "clf.comparison.compare",
    "contrast": "clf.comparison.contrast",
    "explain": "clf.explanation.explain",
    "features": "clf.schema",
    "leak_report": "clf.leak.report",
    "load_corpus": "clf.corpora.registry",
    "mask": "clf.boilerplate.masking",
    "open_model": "clf.models.store",
    "read_corpus": "clf.corpora.registry",
    "sample": "clf.validation.sample",
    "score": "clf.scoring.score",
    "score_table": "clf.scoring.stream",
    "strip": "clf.boilerplate.masking",
    "top_features": "clf.explanation.features",
    "validate": "clf.validation.validate",
}

__all__ = [
    "Article",
    "ClfError",
    "DataError",
    "ModelError",
    "Problem",
    "Score",
    "Span",
    "UsageError",
    "compare",
    "contrast",
    "explain",
    "features",
    "leak_report",
    "load_corpus",
    "mask",
    "open_model",
    "read_corpus",
    "sample",
    "score",
    "score_table",
    "strip",
    "top_features",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'clf' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
