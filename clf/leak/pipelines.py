"""The pipeline a report trains again and again: the default, one of a few options, or that of a recipe.

A configuration names options and nothing else: no code, no pickle, no import path is ever read from it. Code runs only
where the user names a Python file of their own.
"""

from __future__ import annotations

import json
import runpy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from clf.errors import DataError, Problem, UsageError

__all__ = ["Options", "build", "describe", "own_pipeline", "read_options"]

_CLASSIFIERS = ("svm", "logistic")
_ANALYZERS = {"words": "word", "characters": "char_wb"}


@dataclass(frozen=True, slots=True)
class Options:
    """A linear classifier over TF-IDF n-grams.

    Parameters
    ----------
    words, characters : (int, int) or None
        Shortest and longest n-gram of words, and of characters inside words; None: no such features.
    min_documents : int
        An n-gram of fewer training documents is not used.
    max_features : int or None
        At most so many of the commonest n-grams of either kind.
    classifier : str
        ``svm`` (`LinearSVC`) or ``logistic`` (`LogisticRegression`, liblinear), one against the rest.
    c : float
        Inverse strength of the penalty.
    balanced : bool
        Weigh labels inversely to their frequency.
    """

    words: tuple[int, int] | None = (1, 2)
    characters: tuple[int, int] | None = None
    min_documents: int = 3
    max_features: int | None = None
    classifier: str = "svm"
    c: float = 1.0
    balanced: bool = True


def read_options(path: Path) -> Options:
    """Read options from a TOML or JSON file.

    Raises
    ------
    DataError
        When the file is neither, or an option is unknown or of another type; the message lists those there are.
    """
    try:
        content = path.read_text(encoding="utf-8")
        raw = json.loads(content) if path.suffix.lower() == ".json" else tomllib.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        remedy = 'Write `classifier = "logistic"` and so on, one option a line.'
        raise DataError(Problem(path.name, "options in TOML or JSON", type(error).__name__, remedy)) from error
    if not isinstance(raw, dict):
        raise DataError(Problem(path.name, "a table of options", type(raw).__name__, "Put the options in braces."))
    return _checked(raw, path.name)


def _checked(raw: Mapping[str, Any], file: str) -> Options:
    known = [field.name for field in fields(Options)]
    if unknown := sorted(raw.keys() - set(known)):
        found = ", ".join(repr(name[:40]) for name in unknown[:5])
        raise DataError(Problem(file, f"options among {', '.join(known)}", found, "Correct or delete them."))
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    options = Options(**values)
    for name, valid, expected in (
        *((name, _is_lengths(getattr(options, name)), "two whole numbers, such as [1, 2]") for name in _ANALYZERS),
        ("min_documents", _is_count(options.min_documents), "a whole number from 1"),
        ("max_features", options.max_features is None or _is_count(options.max_features), "a whole number from 1"),
        ("classifier", options.classifier in _CLASSIFIERS, " or ".join(_CLASSIFIERS)),
        ("c", isinstance(options.c, int | float) and not isinstance(options.c, bool) and options.c > 0, "above 0"),
        ("balanced", isinstance(options.balanced, bool), "true or false"),
        ("words", bool(options.words or options.characters), "words, characters or both"),
    ):
        if not valid:
            raise DataError(Problem(file, f"{name}: {expected}", "another value", "Correct it."))
    return options


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_lengths(value: object) -> bool:
    if value is None or value == ():
        return True
    return isinstance(value, tuple) and len(value) == 2 and all(map(_is_count, value)) and value[0] <= value[1] <= 8


def build(options: Options = Options(), *, is_multilabel: bool = False) -> Any:
    """Return an unfitted scikit-learn pipeline over texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import FeatureUnion, Pipeline
    from sklearn.svm import LinearSVC

    blocks = [
        (name, TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, min_df=options.min_documents,
                               max_features=options.max_features, sublinear_tf=True))
        for name, analyzer in _ANALYZERS.items()
        if (lengths := getattr(options, name))
    ]  # fmt: skip
    weight = "balanced" if options.balanced else None
    model: Any = LinearSVC(C=options.c, class_weight=weight, random_state=13)
    if options.classifier == "logistic":
        model = LogisticRegression(C=options.c, class_weight=weight, solver="liblinear", random_state=13)
    if is_multilabel or options.classifier == "logistic":  # liblinear knows two classes
        model = OneVsRestClassifier(model)
    features = blocks[0][1] if len(blocks) == 1 else FeatureUnion(blocks)
    return Pipeline([("features", features), ("model", model)])


def describe(options: Options) -> str:
    """Return the options in a line.

    >>> describe(Options())
    'TF-IDF of 1–2 words, at least 3 documents; svm, C = 1.0, labels balanced'
    """
    grams = [f"{low}–{high} {name}" for name in _ANALYZERS for low, high in [getattr(options, name) or (0, 0)] if low]
    most = f", at most {options.max_features:,} each" if options.max_features else ""
    balance = "labels balanced" if options.balanced else "labels as they come"
    return (
        f"TF-IDF of {' and '.join(grams)}, at least {options.min_documents} documents{most}; "
        f"{options.classifier}, C = {options.c}, {balance}"
    )


def own_pipeline(path: Path, name: str) -> Any:
    """Run the user's Python file and return the unfitted pipeline called `name` in it, or what that function returns.

    Raises
    ------
    UsageError
        When there is no such file or name, the file fails, or what it holds cannot be fitted.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file.")
    try:
        found = runpy.run_path(str(path))[name]
        found = found() if callable(found) and not hasattr(found, "fit") else found
    except KeyError as error:
        raise UsageError(f"{path.name}: expected a pipeline or function {name!r} in it, found none.") from error
    except Exception as error:  # whatever the user's own code raises
        raise UsageError(f"{path.name}: it could not be run ({type(error).__name__}: {error}).") from error
    if isinstance(found, type) or not (hasattr(found, "fit") and hasattr(found, "predict")):
        kind = type(found).__name__
        raise UsageError(f"{path.name}: expected {name!r} to be a pipeline with fit and predict, found {kind}.")
    return found
