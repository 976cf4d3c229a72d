"""Read and write a model folder: one JSON card and one safetensors file per part.

``card.json`` says what the model is (corpora and their hashes, labels, split, scores, licences, versions) and lists
its parts; each part is the linear model of one task in one language. Nothing in a folder is ever executed:
safetensors holds plain arrays and checks every offset against the file, and every length is checked here again.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import ModelError, Problem, UsageError
from clf.framing.model import LinearModel
from clf.framing.ngrams import Grams
from clf.resources import models_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["FORMAT", "Model", "default_model", "open_model", "shipped", "write_card", "write_part"]

FORMAT = 1
"""Version of the folder's layout; a folder of another version is refused."""

_ARRAYS = (
    "document_frequencies",
    "weights",
    "bias",
    "slope",
    "intercept",
    "thresholds",
    "support_edges",
    "support_k",
    "support_n",
)
_MAX_PART_BYTES = 1 << 30
_MAX_CARD_BYTES = 64 << 20


class Model:
    """A model folder: its card, and its parts, each read when first used.

    Parameters
    ----------
    folder : Path
    card : dict
        The content of ``card.json``.
    """

    def __init__(self, folder: Path, card: dict[str, Any]) -> None:
        self.folder, self.card = folder, card
        self._parts: dict[tuple[str, str], LinearModel] = {}

    @property
    def name(self) -> str:
        """Name and version, as the output record's `model` field has it, with the licence mark where one is needed."""
        mark = " (research use only)" if self.card["research_only"] else ""
        return f"{self.card['name']} {self.card['version']}{mark}"

    def languages(self, task: str | None = None) -> list[str]:
        """Return the languages in which the model has a part for `task`; without one, those it has any part for."""
        if task is None:  # a flagger reads every language, which is none of them
            return sorted({entry["lang"] for entry in self.card["parts"]} - {"any"})
        return sorted(entry["lang"] for entry in self.card["parts"] if entry["task"] == task)

    def labels(self) -> dict[str, list[str]]:
        """Return the labels of each task, those of all languages together, in the order in which parts have them."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.card["parts"]:
            found.setdefault(entry["task"], {}).update(dict.fromkeys(entry["labels"]))
        return {task: list(names) for task, names in found.items()}

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield the card's entry for each file: the parts, and the flagger's second model, which its entry holds."""
        return _entries(self.card)

    def entry(self, task: str, lang: str) -> dict[str, Any] | None:
        """Return the card's entry for a part, or for the flagger's ``kinds``; None where there is none."""
        return next((e for e in self.entries() if e["task"] == task and e["lang"] == lang), None)

    def part(self, task: str, lang: str) -> LinearModel | None:
        """Return the linear model of a task in a language, or None where the model has none.

        Raises
        ------
        ModelError
            When the file is missing, damaged or does not fit the card.
        """
        if (task, lang) not in self._parts:
            entry = self.entry(task, lang)
            if entry is None:
                return None
            self._parts[task, lang] = _read_part(self.folder / entry["file"], entry)
        return self._parts[task, lang]


def shipped() -> list[str]:
    """Return the names of the models that ship."""
    return sorted(path.parent.name for path in models_dir().glob("*/card.json"))


def default_model() -> str:
    """Return the model that ``CLF_MODEL`` names, else ``default``."""
    import os

    return os.environ.get("CLF_MODEL") or "default"


def open_model(name: str | Path | Model = "default") -> Model:
    """Return a model that ships (``default``, ``open``) or one of the user's, by its folder; one that is open as it is.

    Raises
    ------
    UsageError
        When there is no such model.
    ModelError
        When its card cannot be used.
    """
    if isinstance(name, Model):
        return name
    if not isinstance(name, str | Path):
        raise UsageError(f"model={name!r}: expected default, open, or a folder that clf train wrote.")
    folder = models_dir() / str(name)
    if str(name) not in shipped():
        folder = Path(name)
    try:
        written = (folder / "card.json").stat()
    except (OSError, ValueError) as error:
        known = ", ".join(shipped())
        raise UsageError(f"{folder}: no model folder (it has no card.json). Models that ship: {known}.") from error
    return _open(folder.resolve(), written.st_mtime_ns, written.st_size)


@lru_cache(maxsize=4)  # a model takes some 10 MB once it is used; a process needs one or two
def _open(folder: Path, _mtime: int, _size: int) -> Model:
    # The card's time and size are part of the key: a folder trained again is read again.
    path = folder / "card.json"
    try:
        if _size > _MAX_CARD_BYTES:
            raise _damaged(path, "a model card below 64 MiB", "a larger file")
        card = json.loads(path.read_text(encoding="utf-8"))
        kept = all(isinstance(card[key], kind) for key, kind in _CARD_FIELDS.items())
        kept = kept and all(map(_is_usable, _entries(card)))
        kept = kept and isinstance(card.get("state_media", {}), dict)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, "a model card", f"something else ({type(error).__name__})") from error
    if not kept:
        raise _damaged(path, "a model card", "a card with missing or mistyped fields")
    if card["format"] != FORMAT:
        raise _damaged(path, f"model format {FORMAT}", f"format {card['format']!r}")
    return Model(folder, card)


_CARD_FIELDS: dict[str, type] = {
    "format": int,
    "name": str,
    "version": str,
    "research_only": bool,
    "parts": list,
}
_PART_FIELDS: dict[str, type] = {
    "task": str,
    "scheme": str,
    "lang": str,
    "file": str,
    "sha256": str,
    "labels": list,
    "n_texts": int,
    "word_lengths": list,
    "char_lengths": list,
}


def _is_usable(entry: dict[str, Any]) -> bool:
    typed = all(isinstance(entry[key], kind) for key, kind in _PART_FIELDS.items())
    named = bool(entry["labels"]) and all(isinstance(label, str) for label in entry["labels"])
    return typed and named and isinstance(entry.get("corpus", ""), str)


def _entries(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in card["parts"]:
        yield entry
        if "kinds" in entry:
            yield entry["kinds"]


def _damaged(path: Path, expected: str, found: str) -> ModelError:
    name = f"{path.parent.name}/{path.name}"
    return ModelError(
        Problem(
            name, expected, found, "Train the model again with `clf train`, or reinstall clf-framing if it shipped."
        )
    )


def _read_part(path: Path, entry: dict[str, Any]) -> LinearModel:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    if Path(entry["file"]).name != entry["file"]:
        raise _damaged(path, "a file inside the model folder", "a path that points elsewhere")
    try:
        if path.stat().st_size > _MAX_PART_BYTES:
            raise _damaged(path, "a part below 1 GiB", "a larger file")
        content = path.read_bytes()
        if _checksum(content) != entry["sha256"]:
            raise _damaged(path, "the file that the card describes", "one with another checksum (SHA-256)")
        arrays: dict[str, NDArray[Any]] = load(content)
        words, chars = (_unpacked(arrays[name]) for name in ("words", "chars"))
        values = {name: arrays[name] for name in _ARRAYS}
    except (OSError, SafetensorError, KeyError, UnicodeDecodeError) as error:
        raise _damaged(path, "a complete part of a model", f"a damaged one ({type(error).__name__})") from error
    labels = tuple(entry["labels"])
    if len(set(labels)) < len(labels):
        raise _damaged(path, "labels without repeats", "a label twice")
    if not _fits(values, len(words) + len(chars), len(labels)) or not _can_be(values, entry["n_texts"]):
        raise _damaged(path, "arrays that fit the card's labels", "arrays of other shapes, types or ranges")
    values["weights"] = values["weights"].astype(np.float32)  # the same numbers in either precision
    return LinearModel(
        labels=labels,
        words=words,
        chars=chars,
        n_texts=entry["n_texts"],
        word_lengths=_lengths(path, entry["word_lengths"]),
        char_lengths=_lengths(path, entry["char_lengths"]),
        **values,
    )


def _checksum(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _lengths(path: Path, found: list[Any]) -> tuple[int, int]:
    if len(found) != 2 or not all(isinstance(n, int) and 1 <= n <= 20 for n in found) or found[0] > found[1]:
        raise _damaged(path, "n-gram lengths", "something else")
    return found[0], found[1]


def _fits(values: dict[str, NDArray[Any]], columns: int, labels: int) -> bool:
    bins = values["support_k"].shape[-1] if values["support_k"].ndim == 2 else 0
    shapes = {
        "document_frequencies": (columns,),
        "weights": (columns, labels),
        "support_edges": (labels, bins - 1),
        "support_k": (labels, bins),
        "support_n": (labels, bins),
    }
    whole = {"document_frequencies": np.int32, "support_k": np.int64, "support_n": np.int64}
    kinds = {**whole, "weights": np.float16 if values["weights"].dtype == np.float16 else np.float32}
    return bins > 0 and all(
        array.shape == shapes.get(name, (labels,))
        and array.dtype == kinds.get(name, np.float64)
        and bool(np.isfinite(array).all())
        for name, array in values.items()
    )


def _can_be(values: dict[str, NDArray[Any]], n_texts: int) -> bool:
    """Return whether counts are counts of texts, thresholds probabilities, and bins in order."""
    counts, k, n = (values[name] for name in ("document_frequencies", "support_k", "support_n"))
    texts = bool(((counts >= 1) & (counts <= n_texts)).all()) and n_texts < 2**53  # what a float counts exactly
    bins = bool(((k >= 0) & (k <= n) & (n < 2**53)).all() and (np.diff(values["support_edges"]) >= 0).all())
    return texts and bins and bool(((values["thresholds"] >= 0) & (values["thresholds"] <= 1)).all())


def write_part(folder: Path, name: str, model: LinearModel) -> dict[str, Any]:
    """Write one part as ``<name>.safetensors`` and return the fields of its card entry that follow from it."""
    from safetensors.numpy import save

    arrays = {array: np.ascontiguousarray(getattr(model, array)) for array in _ARRAYS}
    arrays["weights"] = _smallest(arrays["weights"])
    content = save({**arrays, "words": _pack(model.words), "chars": _pack(model.chars)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.safetensors").write_bytes(content)
    return {
        "file": f"{name}.safetensors",
        "sha256": _checksum(content),
        "labels": list(model.labels),
        "n_texts": model.n_texts,
        "word_lengths": list(model.word_lengths),
        "char_lengths": list(model.char_lengths),
        "n_words": len(model.words),
        "n_chars": len(model.chars),
    }


def _smallest(weights: NDArray[np.float32]) -> NDArray[Any]:
    """Return the weights in half precision where that loses nothing, as with weights rounded by `clf.framing.train`."""
    with np.errstate(over="ignore"):
        half = weights.astype(np.float16)
    return half if np.array_equal(half, weights) else weights


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write ``card.json``."""
    content = json.dumps({"format": FORMAT, **card}, ensure_ascii=False, indent=1)
    (folder / "card.json").write_text(content + "\n", encoding="utf-8")


def _pack(grams: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(grams).encode(), dtype=np.uint8).copy()


def _unpacked(packed: NDArray[Any]) -> Grams:
    content = packed.tobytes()
    content.decode()  # invalid UTF-8 is told here, not when an n-gram is first asked for
    return Grams(content)
