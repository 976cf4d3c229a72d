"""The codebook: every label scheme with its labels in plain words, and the mappings between schemes.

One TOML file per scheme in ``data/labels``. ``labels_of`` names a scheme that has the labels of this one, ``only``
which of them; a label without a definition is one that no source defines.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from clf.errors import UsageError
from clf.resources import data_dir

__all__ = [
    "UNDEFINED",
    "Label",
    "Scheme",
    "has_one_label",
    "load_scheme",
    "mappings",
    "plain",
    "schemes",
    "title",
    "unit_of",
]

UNDEFINED = {"en": "Named by the corpus, not defined.", "fr": "Nommé par le corpus, sans définition."}
"""What stands in place of a definition where no source gives one."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its exact name in the corpus, plain words and a definition, each in English and French."""

    name: str
    words: dict[str, str]
    definition: dict[str, str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A label scheme: what is labelled (`unit`), by whose codebook (`source`), with which labels."""

    name: str
    title: dict[str, str]
    unit: str
    multilabel: bool
    source: str
    note: str
    labels: tuple[Label, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The labels' exact names, in codebook order."""
        return tuple(label.name for label in self.labels)


@cache
def load_scheme(name: str) -> Scheme:
    """Return the label scheme `name`."""
    path = data_dir("labels") / f"{name}.toml"
    if not path.is_file() or "/" in name or name == "mapping":
        raise UsageError(f"There is no label scheme {name!r}. `clf labels` lists them.")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Scheme(name, raw["title"], raw["unit"], raw["multilabel"], raw["source"], raw.get("note", ""), _labels(raw))


def _labels(raw: dict[str, Any]) -> tuple[Label, ...]:
    if "labels_of" not in raw:
        return tuple(_label(entry) for entry in raw["label"])
    known = {label.name: label for label in load_scheme(raw["labels_of"]).labels}
    return tuple(known[name] for name in raw.get("only", known))


def _label(entry: dict[str, str]) -> Label:
    is_defined = "definition_en" in entry
    definition = {"en": entry["definition_en"], "fr": entry["definition_fr"]} if is_defined else UNDEFINED
    return Label(entry["name"], {"en": entry["en"], "fr": entry["fr"]}, definition)


def schemes() -> list[Scheme]:
    """Return all label schemes, by name."""
    return [load_scheme(path.stem) for path in sorted(data_dir("labels").glob("*.toml")) if path.stem != "mapping"]


def mappings() -> list[dict[str, Any]]:
    """Return the table between schemes: ``from, label, to, target, relation, source`` per entry."""
    raw = tomllib.loads((data_dir("labels") / "mapping.toml").read_text(encoding="utf-8"))
    return list(raw["map"])


def plain(scheme: str | None, label: str, lang: str = "en") -> str:
    """Return a label in plain words; its own name where the codebook does not have it."""
    if scheme is not None and _is_known(scheme):
        for entry in load_scheme(scheme).labels:
            if entry.name == label:
                return entry.words.get(lang, entry.words["en"])
    return label.replace("_", " ")


def title(scheme: str, lang: str = "en") -> str:
    """Return what a label scheme is called; its own name where the codebook does not have it."""
    return load_scheme(scheme).title[lang] if _is_known(scheme) else scheme


def has_one_label(scheme: str) -> bool:
    """Return whether a text has exactly one label of this scheme; False where the codebook does not know it."""
    return _is_known(scheme) and not load_scheme(scheme).multilabel


def unit_of(scheme: str) -> str:
    """Return what is labelled by this scheme; ``text`` where the codebook does not know it."""
    return load_scheme(scheme).unit if _is_known(scheme) else "text"


def _is_known(scheme: str) -> bool:
    # A user's own scheme may have any name, a path among them.
    return any(path.stem == scheme for path in data_dir("labels").glob("*.toml")) and scheme != "mapping"
