"""One pipeline trained and tested under each condition; every prediction is of a text the model was not trained on."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import UsageError
from clf.evaluation.splits import MultilabelStratifiedGroupKFold, OutletKFold, TimeSplit, join_groups, site_of
from clf.leak.documents import Documents
from clf.leak.fits import Fits, fits_of
from clf.messages import amount

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Fold = tuple[Rows, Rows]

__all__ = [
    "CONDITIONS",
    "ImpossibleError",
    "Outcome",
    "PipelineError",
    "check_folds",
    "counted",
    "label_prior",
    "out_of_fold",
    "outlet_folds",
    "random_folds",
    "time_folds",
]

CONDITIONS = {
    "random": "random split",
    "outlet_disjoint": "outlets never seen in training",
    "time_disjoint": "later texts, trained on the past",
    "without_boilerplate": "text without boilerplate",
    "boilerplate_only": "boilerplate only",
    "names_masked": "outlet names masked",
    "outlet_only": "outlet name only",
    "length_only": "length only",
    "label_prior": "label prior (drawn by share)",
}
"""Name of each row of the report → what it is called in the table."""

FOLDS = 5
SEED = 13

OnModel = Callable[[Any, "Rows", "Rows"], None]
"""Takes a fitted pipeline, the rows it was tested on, and what it called of shape (rows, L)."""


class ImpossibleError(ValueError):
    """A condition that these data do not allow; the message says why, in plain words."""


class PipelineError(ValueError):
    """The pipeline itself cannot be fitted or used on these data; the message says of what kind its error is.

    And where it is from. Its own words may quote a text.
    """


@dataclass(slots=True)
class Outcome:
    """The predictions under one condition.

    Parameters
    ----------
    predicted : array of shape (n, L) of 0 and 1
        Of the rows that were tested; others are 0 and mean nothing. Of the label prior the chance of each label.
    tested : array of shape (n,) of bool
    margins : array of shape (n,) or None
        How much the model preferred the true labels to the others (negative: wrong); where it tells.
    """

    predicted: NDArray[Any]
    tested: NDArray[np.bool_]
    margins: NDArray[np.float64] | None = None


def random_folds(documents: Documents, copies: Rows) -> list[Fold]:
    """Return five random folds, even in labels; near-duplicates and the parts of one document stay together."""
    together = join_groups(copies, documents.parents)
    if (apart := len(np.unique(together))) < FOLDS:
        raise ImpossibleError(
            f"copies and parts of one document stay together, which leaves {amount(apart, 'text')} for {FOLDS} folds"
        )
    return list(MultilabelStratifiedGroupKFold(FOLDS, random_state=SEED).split(
        documents.targets, documents.targets, together
    ))  # fmt: skip


def outlet_folds(documents: Documents, copies: Rows, folds: Sequence[Sequence[str]] | None = None) -> list[Fold]:
    """Return folds whose outlets are disjoint; nothing is trained on that is a near-duplicate of a test document.

    `folds` are the outlets of each fold, where a corpus has folds of its own.
    """
    if documents.n_outlets < 2:
        raise ImpossibleError(
            "there is no outlet column" if documents.n_outlets == 0 else "all texts are of one outlet"
        )
    if folds is not None:
        place = _places(documents, folds)
        if outside := int((place < 0).sum()):
            note = f"Not in the split by outlet: {amount(outside, 'text')} of no fold's outlets."
            documents.notes.extend([note] if note not in documents.notes else [])  # folds are asked for again
        pairs = [(np.flatnonzero((place != k) & (place >= 0)), np.flatnonzero(place == k)) for k in range(len(folds))]
    else:
        known = np.flatnonzero(documents.sites != "")
        splitter = OutletKFold(min(FOLDS, documents.n_outlets), random_state=SEED)
        parts = splitter.split(known, documents.targets[known], documents.sites[known])
        pairs = [(known[train], known[test]) for train, test in parts]
    together = join_groups(copies, documents.parents)
    return [(train[~np.isin(together[train], together[test])], test) for train, test in pairs]


def check_folds(documents: Documents, folds: Sequence[Sequence[str]]) -> None:
    """Raise a `UsageError` where no text is of a fold's outlets, or two folds name one; note outlets that no text has.

    A part of a corpus may lack some outlets of the corpus's own folds, and so does a name that is misspelled.
    """
    if len(folds) < 2:
        raise UsageError(f"Expected the outlets of at least two folds, found {amount(len(folds), 'fold')}.")
    seen: dict[str, int] = {}
    known = set(documents.sites.tolist()) | set(map(site_of, documents.outlets.tolist())) - {""}
    for number, outlets in enumerate(folds, 1):
        absent = [outlet for outlet in outlets if site_of(outlet) not in known and outlet not in known]
        names = ", ".join(repr(outlet[:60]) for outlet in absent[:5])
        if len(absent) == len(outlets):
            raise UsageError(f"Fold {number}: no text is of its outlets ({names}). Correct their names.")
        if absent:
            documents.notes.append(
                f"Fold {number}: no text is of the outlet {names}: a part of the corpus, or misspelled."
            )
        for outlet in outlets:
            if seen.setdefault(site_of(outlet), number) != number:
                raise UsageError(f"Fold {number}: the outlet {outlet[:60]!r} is in another fold too. Leave it in one.")


def _places(documents: Documents, folds: Sequence[Sequence[str]]) -> Rows:
    """Return the fold of each text, −1 where none names its outlet; in any spelling, or as a family."""
    member = {key: k for k, outlets in enumerate(folds) for outlet in outlets for key in (outlet, site_of(outlet))}
    pairs = zip(documents.sites.tolist(), documents.outlets.tolist(), strict=True)
    return np.array([member.get(site, member.get(site_of(name), -1)) if site else -1 for site, name in pairs])


def time_folds(documents: Documents, copies: Rows) -> list[Fold]:
    """Return one split by time: the last fifth is tested, the 30 days before it are not trained on."""
    dates = [date[:10] if date else None for date in documents.dates]
    if not any(dates):
        raise ImpossibleError("there are no dates")
    try:
        splitter = TimeSplit(dates=dates)
        parts = list(splitter.split(documents.texts, documents.targets, join_groups(copies, documents.parents)))
    except ValueError as error:
        raise ImpossibleError(f"no split by time: {error}") from error
    return parts


def counted(model: Any, texts: Sequence[str]) -> Fits:
    """Return `model` ready to be fitted on parts of `texts`.

    Raises
    ------
    ImpossibleError
        When no feature is left in them.
    PipelineError
        When the pipeline cannot read them.
    """
    with _told():
        return fits_of(model, texts)


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words what goes wrong inside the pipeline, which may be anybody's."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        # scikit-learn says so in these words when min_df or stop words leave nothing.
        if any(said in str(error) for said in ("vocabulary", "no terms remain", "0 feature(s)")):
            raise ImpossibleError("no word is left to learn from") from error
        raise PipelineError(_named(error)) from error


def _named(error: Exception) -> str:
    """Return the kind of an error and the line of code that it comes from."""
    place = error.__traceback__
    assert place is not None  # noqa: S101 - it was raised
    while place.tb_next:
        place = place.tb_next
    return f"{type(error).__name__} in {place.tb_frame.f_globals.get('__name__')}, line {place.tb_lineno}"


def out_of_fold(fits: Fits, documents: Documents, folds: Sequence[Fold], on_model: OnModel | None = None) -> Outcome:
    """Fit on each training part and predict the test part.

    Raises
    ------
    ImpossibleError
        When a training part has one label alone, or no feature is left in its texts.
    PipelineError
        When the pipeline cannot be fitted or used.
    """
    answers = documents.answers()
    outcome = Outcome(np.zeros_like(documents.targets), np.zeros(len(documents), bool), np.full(len(documents), np.nan))
    for train, test in folds:
        if not len(train) or not len(test):
            raise ImpossibleError("a fold has no texts")
        if not documents.is_multilabel and len(set(answers[train].tolist())) < 2:
            raise ImpossibleError("a training part has texts of one label alone")
        with _told(), warnings.catch_warnings():
            # scikit-learn's word on a label that all or none of the training texts have; its score shows it.
            warnings.filterwarnings("ignore", r"Label .* is present in all training examples")
            fitted = fits.fit(train, answers[train])
            known = fitted.known(test)
            predicted = fitted.last.predict(known)
        called = documents.called(predicted)
        outcome.predicted[test] = called
        outcome.tested[test] = True
        if outcome.margins is not None:
            found = _margins(fitted.last, known, documents, documents.targets[test])
            outcome.margins = None if found is None else _put(outcome.margins, test, found)
        if on_model is not None:
            on_model(fitted.model, test, called)
    return outcome


def _put(into: NDArray[np.float64], rows: Rows, values: NDArray[np.float64]) -> NDArray[np.float64]:
    into[rows] = values
    return into


def _margins(model: Any, known: Any, documents: Documents, targets: Any) -> NDArray[np.float64] | None:
    """Return by how much the least preferred true label beats the most preferred false one."""
    name = next((name for name in ("decision_function", "predict_proba") if hasattr(model, name)), None)
    if name is None:
        return None
    try:
        values = np.asarray(getattr(model, name)(known), dtype=np.float64)
    except (ValueError, TypeError):  # a list of tables, one per label and not alike, as forests give
        return None
    if documents.is_multilabel:
        if values.shape != targets.shape:
            return None
        cut = 0.5 if name == "predict_proba" else 0.0
        return np.asarray(np.where(targets == 1, values - cut, cut - values).min(axis=1))
    classes = list(model.classes_)
    if values.ndim == 1:  # two classes, one value
        values = np.stack([-values, values], axis=1)
    full = np.full(targets.shape, -np.inf)
    for column, label in enumerate(classes):
        full[:, documents.labels.index(label)] = values[:, column]
    true = np.where(targets == 1, full, np.inf).min(axis=1)
    return np.asarray(true - np.where(targets == 1, -np.inf, full).max(axis=1))


def label_prior(documents: Documents, folds: Sequence[Fold]) -> Outcome:
    """Give every text the shares that labels have in the training part: the chances of whoever draws, knowing no text.

    Not a draw itself: of a hundred texts that would be luck.
    """
    outcome = Outcome(np.zeros(documents.targets.shape), np.zeros(len(documents), bool))
    for train, test in folds:
        shares = documents.targets[train].mean(axis=0)
        outcome.predicted[test] = shares if documents.is_multilabel else shares / shares.sum()
        outcome.tested[test] = True
    return outcome
