"""What a model looks for: the n-grams that weigh most for each label, outlet names told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from clf.corpora.registry import cards
from clf.errors import UsageError
from clf.explanation.explain import outlet_names
from clf.explanation.labels import meant
from clf.models.store import default_model, open_model
from clf.resources import data_dir, json_lines
from clf.text.language_codes import asked_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NameScreen", "known_outlets", "top_features"]

_WORDS = re.compile(r"\w+")
_SHORTEST_PART = 4  # letters of an outlet's name that character n-grams are screened for


def top_features(
    model: str | Path | None = None,
    *,
    lang: str,
    task: str = "frames",
    label: str | None = None,
    n: int = 15,
    outlets: Iterable[str] = (),
) -> pd.DataFrame:
    """Return the n-grams that speak most for each label.

    Parameters
    ----------
    model : str or path, optional
        As in `clf.score`.
    lang : str
        ISO 639-1 code, or the language's name.
    task : str
        ``frames``, ``genre``, ``techniques`` or another task of the model.
    label : str, optional
        One label alone: its name or whole words of its plain ones.
    n : int
        Rows per label, before screening.
    outlets : iterable of str
        Names to screen for besides `known_outlets`.

    Returns
    -------
    pandas.DataFrame
        Columns ``label, feature, block`` (word or characters), ``strength`` (weight × idf, what one occurrence adds
        before the text's length is allowed for), ``texts`` (training texts that have it) and ``outlet_name``: the
        name of an outlet, or a part of one. Strongest first.

    Raises
    ------
    UsageError
        When the model has no such part or label.
    """
    import pandas as pd

    if n < 1:
        raise UsageError(f"n={n}: 1 or more n-grams per label were expected.")
    opened, lang = open_model(model or default_model()), asked_language(lang, "lang")
    part = opened.part(task, lang)
    if part is None:
        known = ", ".join(opened.languages(task)) or "no language"
        raise UsageError(f"{opened.name} has {task} in {known}, not in {lang}.")
    if label is not None:
        scheme = str((opened.entry(task, lang) or {}).get("scheme") or "")
        label = meant(label, lang, [(task, scheme, name) for name in part.labels])[2]
    grams = [*part.words, *part.chars]
    screened = NameScreen([*known_outlets(), *outlet_names(outlets)])
    rows = []
    for column, name in enumerate(part.labels):
        if label not in (None, name):
            continue
        strength = part.weights[:, column].astype(np.float64) * part.idf
        for place in np.argsort(-strength, kind="stable")[:n]:
            block = "word" if place < len(part.words) else "characters"
            texts = int(part.document_frequencies[place])
            names = screened.is_name(grams[place], block)
            rows.append((name, grams[place], block, float(strength[place]), texts, names))
    return pd.DataFrame(rows, columns=["label", "feature", "block", "strength", "texts", "outlet_name"])


@cache
def known_outlets() -> tuple[str, ...]:
    """Return the outlets that clf's own data names: of the gold standard, the corpus cards and the sample corpus."""
    names = {outlet for card in cards() for fold in card.outlet_folds for outlet in fold}
    names |= {outlet for card in cards() for family in card.families.values() for outlet in family}
    gold = data_dir("gold") / "sample.jsonl"
    names |= {str(row["outlet"]) for row in json_lines(gold) if row.get("outlet")} if gold.is_file() else set()
    for path in sorted(data_dir("sample").glob("*.jsonl")):
        names |= {row["outlet"] for row in json_lines(path)}
    return tuple(sorted(names))


class NameScreen:
    """Knows the names of outlets, and what may be a part of one."""

    def __init__(self, outlets: Iterable[str]) -> None:
        from clf.evaluation.groups import site_of
        from clf.leak.variants import Names

        self._names = set(Names.of_outlets((name, site_of(name)) for name in outlets).outlets_of)

    def is_name(self, gram: str, block: str) -> bool:
        """Tell whether an n-gram is a name; of characters also whether a name holds them at its beginning or end."""
        folded = "".join(_WORDS.findall(gram.casefold()))
        if block == "word":
            return folded in self._names
        if len(folded) < _SHORTEST_PART:
            return False
        begins, ends = gram.startswith(" "), gram.endswith(" ")
        return any(
            name == folded or (begins and name.startswith(folded)) or (ends and name.endswith(folded))
            for name in self._names
        )
