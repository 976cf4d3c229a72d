"""The texts a leak report is made of: labels as a 0/1 table, outlets, dates; rows that cannot be used are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.corpora.file_dates import iso_dates
from clf.errors import UsageError
from clf.messages import amount
from clf.text.cells import is_missing

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEWEST", "Documents", "collect"]

_LISTS = (list, tuple, set, frozenset, np.ndarray)

FEWEST = 20
"""A label of fewer documents is left out: five folds would test it on three or less."""
_INDICATORS = "Label {}: expected names, found a row of numbers. Give the names of the labels that are 1."


@dataclass(slots=True)
class Documents:
    """n texts with L labels.

    Parameters
    ----------
    texts : list of n str
    targets : array of shape (n, L) of 0 and 1
    labels : tuple of L str
    is_multilabel : bool
        Whether a text may have several labels or none; otherwise exactly one.
    ids : list of n str
    outlets : array of n str
        The outlet's name as it stands in the corpus; "" where it is not known.
    sites : array of n str
        What is held out together: the outlet's site, or its family of channels.
    dates : list of n (str or None)
        ISO 8601.
    langs : list of n (str or None)
    parents : list of n str
        The document a sentence or paragraph was taken from; the text's own id where it stands alone.
    notes : list of str
        What was left out, and other things to know, in plain words.
    families : frozenset of str
        The sites that are families.
    """

    texts: list[str]
    targets: NDArray[np.int64]
    labels: tuple[str, ...]
    is_multilabel: bool
    ids: list[str]
    outlets: NDArray[np.str_]
    sites: NDArray[np.str_]
    dates: list[str | None]
    langs: list[str | None]
    parents: list[str]
    notes: list[str] = field(default_factory=list)
    families: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.texts)

    def answers(self) -> NDArray[Any]:
        """Return the labels as scikit-learn wants them: names of shape (n,), or 0/1 of shape (n, L)."""
        return self.targets if self.is_multilabel else np.array(self.labels)[self.targets.argmax(axis=1)]

    def called(self, predicted: NDArray[Any]) -> NDArray[np.int64]:
        """Return what a pipeline predicted for m texts as 0/1 of shape (m, L)."""
        found = np.asarray(predicted)
        if self.is_multilabel:
            if found.ndim == 1 and len(self.labels) == 1:
                found = found[:, None]  # as scikit-learn's OneVsRestClassifier predicts a single label
            if found.shape[1:] != (len(self.labels),):
                raise UsageError(
                    f"A text may have several labels here, so the pipeline must predict a 0/1 table of shape "
                    f"(texts, {len(self.labels)}); it gave shape {found.shape}. OneVsRestClassifier does that."
                )
            return found.astype(np.int64)
        return np.asarray(found[:, None] == np.array(self.labels)[None, :]).astype(np.int64)

    @property
    def n_outlets(self) -> int:
        """Sites that are known."""
        return len(set(self.sites.tolist()) - {""})

    def site_names(self) -> dict[str, str]:
        """Return what each known site is called on a page: by its commonest spelling, a family by its own name."""
        from clf.evaluation.groups import usual_names

        found = usual_names(self.outlets.tolist(), self.sites.tolist())
        return found | {site: site for site in self.families & found.keys()}

    def take(self, rows: NDArray[np.int64]) -> Documents:
        """Return some of the documents."""
        chosen = rows.tolist()

        def of(values: Sequence[Any]) -> list[Any]:
            return [values[row] for row in chosen]

        return replace(
            self,
            texts=of(self.texts),
            targets=self.targets[rows],
            ids=of(self.ids),
            outlets=self.outlets[rows],
            sites=self.sites[rows],
            dates=of(self.dates),
            langs=of(self.langs),
            parents=of(self.parents),
            notes=list(self.notes),
        )


def collect(
    texts: Iterable[str],
    labels: Iterable[Any],
    outlets: Iterable[Any] | None,
    *,
    dates: Iterable[Any] | None = None,
    langs: Iterable[str | None] | str | None = None,
    ids: Iterable[Any] | None = None,
    parents: Iterable[Any] | None = None,
    families: Mapping[str, str] | None = None,
    names: Sequence[str | None] | None = None,
) -> Documents:
    """Return the documents of a report after checking them; see `clf.leak_report` for the parameters.

    `names` are what the outlets are called, where `outlets` are addresses.

    Raises
    ------
    UsageError
        When the columns differ in length, a text or label is of another type, or fewer than two labels are left.
    """
    texts = list(texts)  # columns of a data frame are not counted from 0
    n = len(texts)
    if hasattr(labels, "columns"):
        raise UsageError("labels: expected one column, of names or of lists of names, found a table. Give table[name].")
    labels = _column("labels", labels, n) or []
    outlets, dates, ids = _column("outlets", outlets, n), _column("dates", dates, n), _column("ids", ids, n)
    parents, names = _column("parents", parents, n), _column("names", names, n)
    if not isinstance(langs, str):
        langs = _column("langs", langs, n)
    wrong = next((row for row, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong is not None:
        raise UsageError(f"Text {wrong + 1}: expected a str, found {type(texts[wrong]).__name__}. Leave the row out.")
    label_sets, is_multilabel = _label_sets(labels)
    named = _plain(outlets, n)
    called = named if names is None else [name or site for name, site in zip(_plain(names, n), named, strict=True)]
    own = [name or str(row) for row, name in enumerate(_plain(ids, n), 1)]
    notes: list[str] = []
    written = iso_dates(dates or [None] * n, lambda told: notes.append(f"{told[:1].upper()}{told[1:]}."))
    documents = Documents(
        texts=texts,
        targets=np.empty((n, 0), np.int64),
        labels=(),
        is_multilabel=is_multilabel,
        ids=own,
        outlets=np.array(called, dtype=str),
        sites=np.array([_site(name, families or {}) for name in named], dtype=str),
        dates=written,
        langs=[langs] * n if isinstance(langs, str) or langs is None else [_text(value) for value in langs],
        # Not the id where there is none: ids of several outlets may be the same.
        parents=[parent or f"row {row}" for row, parent in enumerate(_plain(parents, n), 1)],
        families=frozenset((families or {}).values()),
        notes=notes,
    )
    return _usable(documents, label_sets)


def _column(name: str, values: Iterable[Any] | None, n: int) -> list[Any] | None:
    column = None if values is None else list(values)
    if column is not None and len(column) != n:
        raise UsageError(f"Expected as many {name} as texts ({n:,}), found {len(column):,}.")
    return column


def _label_sets(labels: Sequence[Any]) -> tuple[list[tuple[str, ...] | None], bool]:
    """Return each text's labels, None where it has none, and whether a text may have several."""
    several = any(isinstance(label, _LISTS) for label in labels)
    _refuse_indicators(labels)
    found: list[tuple[str, ...] | None] = []
    for row, label in enumerate(labels, 1):
        if isinstance(label, np.ndarray) and label.dtype.kind not in "OU":
            raise UsageError(_INDICATORS.format(row))
        if isinstance(label, _LISTS):
            names = [_label(name, row) for name in label]
            if None in names:
                raise UsageError(f"Label {row}: expected names in its list, found one that is empty. Leave it out.")
            found.append(tuple(sorted({name for name in names if name})))
        else:
            name = _label(label, row)
            found.append(None if name is None else (name,))
    return found, several


def _refuse_indicators(labels: Sequence[Any]) -> None:
    """Refuse a table of 0 and 1 that was made lists of."""
    rows = [[*label] for label in labels if isinstance(label, _LISTS)]
    if len(rows) == len(labels) and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
        try:
            found = {str(float(value)) if not isinstance(value, str) else value for row in rows for value in row}
        except (TypeError, ValueError):
            return
        if found <= {"0", "1", "0.0", "1.0", "False", "True"}:
            raise UsageError(_INDICATORS.format(1))


def _label(value: Any, row: int) -> str | None:
    """Return the name of one label as text; numbers are names, too."""
    if not is_missing(value) and not isinstance(value, str | int | float | np.integer | np.floating | np.bool_):
        raise UsageError(f"Label {row}: expected a name, or a list of names, found {type(value).__name__}.")
    return _text(value)


def _plain(column: Sequence[str | None] | None, n: int) -> list[str]:
    return [""] * n if column is None else [_text(value) or "" for value in column]


def _text(value: Any) -> str | None:
    """Return a cell as text; what pandas calls missing is None."""
    if is_missing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # pandas makes floats of whole numbers beside a gap
    return str(value).strip() or None


def _site(name: str, families: Mapping[str, str]) -> str:
    from clf.evaluation.splits import site_of

    return families.get(name) or (site_of(name) if name else "")


def _usable(documents: Documents, labels: list[tuple[str, ...] | None]) -> Documents:
    """Leave out texts without words or label and rare labels, say so, and build the table of targets."""
    names = [row or () for row in labels]
    counts = Counter(name for row in names for name in row)
    kept = tuple(sorted(name for name, count in counts.items() if count >= FEWEST))
    rare = sorted(counts.keys() - set(kept))
    if len(kept) < (1 if documents.is_multilabel else 2):
        raise UsageError(
            f"Expected at least two labels of {FEWEST} texts each, found {len(kept)} among "
            f"{amount(len(names), 'text')} ({amount(len(counts), 'different label')} in all). Merge rare labels, or "
            "name another label column."
        )
    empty = np.array([not text.strip() for text in documents.texts], dtype=bool)
    unlabelled = np.array([row is None for row in labels], dtype=bool)
    is_rare = [row is not None and not documents.is_multilabel and not set(row) & set(kept) for row in labels]
    lost = np.array(is_rare, dtype=bool)
    notes = [*documents.notes]
    if rare:
        what = "are not predicted" if documents.is_multilabel else f"are left out ({amount(int(lost.sum()), 'text')})"
        notes.append(f"Labels of fewer than {FEWEST} texts {what}: {', '.join(rare[:10])}{' …' * (len(rare) > 10)}.")
    if empty.any():
        notes.append(f"Left out: {amount(int(empty.sum()), 'text')} without a word.")
    if unlabelled.any():
        mark = " An empty list means: none of the labels." if documents.is_multilabel else ""
        notes.append(f"Left out: {amount(int(unlabelled.sum()), 'text')} without a label.{mark}")
    rows = np.flatnonzero(~(empty | lost | unlabelled))
    found = documents.take(rows)
    found.labels, found.notes = kept, notes
    found.targets = np.array([[int(label in names[row]) for label in kept] for row in rows], dtype=np.int64)
    return found
