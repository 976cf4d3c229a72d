"""Read a coded sample back: how good the model is on this corpus, and the shares it should have counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.errors import DataError, Problem, UsageError
from clf.evaluation.agreement import Agreement, human_f1, label_agreement
from clf.evaluation.sums import weighted
from clf.evaluation.uncertainty import Estimate, bootstrap
from clf.evaluation.validate import FEWEST_CODED, CodedSample, Share, domain_shares, joint_f1, label_quality
from clf.messages import Message, amount
from clf.validation.coded import Coded, read_coded
from clf.validation.coding_file import population_beside
from clf.validation.population import Population, read_population

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["DomainShare", "LabelResult", "Validation", "validate"]

_KINDS = ("corpus", "outlet", "month", "outlet_month")
_FEWEST_TWICE = 10  # articles coded by two people, below which no agreement is told
_FEWEST_ALIKE = 10  # drawn articles of an outlet, below which the share of them that was coded is not its own


@dataclass(frozen=True, slots=True)
class DomainShare:
    """The share of one label in one part of the corpus; `kind` is corpus, outlet, month or outlet_month."""

    kind: str
    outlet: str | None
    month: str | None
    label: str
    share: Share

    def row(self) -> dict[str, Any]:
        """Return the share as a flat row of plain types."""
        raw, corrected = self.share.raw, self.share.corrected
        row: dict[str, Any] = {"kind": self.kind, "outlet": self.outlet, "month": self.month, "label": self.label}
        row |= {"articles": raw.n, "raw": raw.value, "raw_low": raw.low, "raw_high": raw.high}
        row |= {name: getattr(corrected, name) if corrected else None for name in ("value", "low", "high")}
        row = {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}
        row["corrected"], row["corrected_low"], row["corrected_high"] = (
            row.pop("value"),
            row.pop("low"),
            row.pop("high"),
        )
        return row | {"coded": self.share.coded, "method": self.share.method}


@dataclass(frozen=True, slots=True)
class LabelResult:
    """How good the model is at one label on this corpus, and how far the coders agree about it."""

    label: str
    quality: dict[str, Estimate]
    agreement: Agreement | None


@dataclass(slots=True, repr=False)
class Validation:
    """What `validate` found: print it for the page.

    Parameters
    ----------
    labels : list of LabelResult
    joint : dict of str to Estimate
        ``micro_f1`` and ``macro_f1`` of the model, empty when too few articles were coded; and ``human_f1``, micro-F1
        of one coder against another, where enough articles were coded twice. Like the model's it is of the corpus: an
        article counts as often as there are others that it was drawn for.
    shares : list of DomainShare
    facts : dict
        ``model, task, scheme, seed, articles, sampled, coded, coders``.
    notes : list of str
        What a reader of the numbers should know.
    problems : list of Problem
        Rows that were left out.
    """

    labels: list[LabelResult]
    joint: dict[str, Estimate]
    shares: list[DomainShare]
    facts: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __repr__(self) -> str:
        coded, articles = self.facts["coded"], self.facts["articles"]
        return f"Validation({coded} coded of {amount(articles, 'article')}, {amount(len(self.labels), 'label')})"

    def __str__(self) -> str:
        from clf.views.validation import page_text

        return page_text(self)

    def _repr_html_(self) -> str:
        from clf.views.reports import validation_html

        return validation_html(self)

    def table(self) -> pd.DataFrame:
        """Return the shares, a row per label and part of the corpus."""
        import pandas as pd

        return pd.DataFrame([share.row() for share in self.shares])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON types."""
        labels: dict[str, dict[str, Any]] = {}
        for result in self.labels:
            labels[result.label] = {name: estimate.as_dict() for name, estimate in result.quality.items()}
            labels[result.label]["agreement"] = _agreement(result.agreement)
        return {
            "version": 1,
            **self.facts,
            "joint": {name: estimate.as_dict() for name, estimate in self.joint.items()},
            "labels": labels,
            "shares": [share.row() for share in self.shares],
            "notes": self.notes,
            "problems": [str(problem) for problem in self.problems],
        }


def validate(
    coded: str | Path | Iterable[str | Path],
    *,
    population: str | Path | None = None,
    empty_is_no: bool = False,
) -> Validation:
    """Read a coded sample back and correct the shares that the model counts.

    Parameters
    ----------
    coded : path or paths
        The file that `clf.sample` wrote, coded; or several copies of it, one per coder.
    population : path, optional
        The ``….population.parquet`` that stands beside it.
    empty_is_no : bool
        Take empty cells for no.

    Returns
    -------
    Validation

    Raises
    ------
    UsageError
        When a file is not there.
    DataError
        When the population file is damaged, or no article was coded.
    """
    if hasattr(coded, "columns"):
        raise TypeError("Expected the name of a coded file, or several, got a table.")
    paths = [Path(coded)] if isinstance(coded, str | Path) else [Path(path) for path in coded]
    if not paths:
        raise UsageError("Expected a coded file, found none.")
    if missing := [path for path in paths if not path.is_file()]:
        raise UsageError(f"{missing[0]}: there is no such file. Give the coded file that `clf sample` wrote.")
    corpus = read_population(Path(population) if population else _population_of(paths))
    articles = dict(zip(corpus.plain["article"], corpus.sampled.tolist(), strict=True))
    ids = dict(zip(corpus.plain["article"], corpus.plain["id"], strict=True))
    codes = read_coded(paths, corpus.labels, articles, ids, empty_is_no)
    if not codes.codes:
        problem = codes.problems[0] if codes.problems else None
        remedy = "Write 1 or 0 in every column of a coder." if problem is None else str(problem)
        raise DataError(Problem(paths[0].name, "at least one coded article", "none", remedy))
    return _validated(corpus, codes)


def _population_of(paths: Sequence[Path]) -> Path:
    beside = population_beside(paths[0])
    if beside.is_file():
        return beside
    others = list(paths[0].parent.glob("*.population.parquet"))
    return others[0] if len(others) == 1 else beside


def _validated(corpus: Population, codes: Coded) -> Validation:
    drawn = np.flatnonzero(corpus.sampled)
    matrix = codes.matrix([corpus.plain["article"][row] for row in drawn])
    known = matrix >= 0
    mine = (known.all(axis=2).sum(axis=1) > 0).ravel()
    mean = np.where(known, matrix, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    inclusion = corpus.inclusion[drawn] * _coded_share(corpus, drawn, mine)
    sample = CodedSample(drawn[mine], inclusion[mine], mean[mine])
    weights = 1 / corpus.inclusion[drawn]
    is_told = _by_two(matrix).sum() >= _FEWEST_TWICE
    agreements = label_agreement(corpus.labels, matrix, weights=weights) if is_told else {}
    labels = [
        LabelResult(label, label_quality(corpus.called[:, column], sample, column), agreements.get(label))
        for column, label in enumerate(corpus.labels)
    ]
    n = len(sample.rows)
    facts = {**corpus.facts, "articles": len(corpus), "sampled": len(drawn), "coded": n, "coders": len(codes.coders)}
    joint = _joint(corpus.called, sample, matrix, weights)
    shares = list(_shares(corpus, sample))
    notes = _notes(facts, matrix, shares, _without_calls(corpus, sample))
    return Validation(labels, joint, shares, facts, notes, codes.problems)


def _coded_share(corpus: Population, drawn: NDArray[np.int64], coded: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return, for each drawn article, the share that was coded of those like it: left out at random among them.

    Alike are articles of one outlet, of which those that were sure to be drawn are apart: where all of them were
    coded, they stand for themselves alone. Outlets with few drawn articles are taken together.
    """
    sure = corpus.inclusion[drawn] >= 1
    cells = np.unique(np.array(corpus.plain["outlet"])[drawn], return_inverse=True)[1] * 2 + sure
    size, done = np.bincount(cells), np.bincount(cells, coded)
    few = ((size < _FEWEST_ALIKE) | (done == 0))[cells]
    shares = (done / np.maximum(size, 1))[cells]
    for kind in (sure, ~sure):
        rest = few & kind
        alike = rest if coded[rest].any() else kind  # or nobody stands for them but all others of their kind
        if rest.any():
            shares[alike] = coded[alike].mean()
    return shares


def _without_calls(corpus: Population, sample: CodedSample) -> list[str]:
    """Return the labels that the model gave, but to no coded article."""
    given, coded = corpus.called.sum(axis=0), corpus.called[sample.rows].sum(axis=0)
    return [label for at, label in enumerate(corpus.labels) if given[at] and not coded[at]]


def _by_two(matrix: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which articles two people coded, every label of them; of shape (n,)."""
    return np.asarray((matrix >= 0).all(axis=2).sum(axis=1) >= 2)


def _joint(
    called: NDArray[np.int64], sample: CodedSample, matrix: NDArray[np.int64], weights: NDArray[np.float64]
) -> dict[str, Estimate]:
    found = joint_f1(called, sample) if len(sample.rows) >= FEWEST_CODED else {}
    both = _by_two(matrix)
    if both.sum() < _FEWEST_TWICE:
        return found
    return found | {"human_f1": bootstrap(weighted(human_f1), (matrix[both], weights[both]))}


def _shares(corpus: Population, sample: CodedSample) -> Iterator[DomainShare]:
    outlets, months = corpus.plain["outlet"], corpus.plain["month"]
    keys: dict[str, list[tuple[str | None, str | None]]] = {
        "corpus": [(None, None)] * len(corpus),
        "outlet": [(outlet, None) for outlet in outlets],
        "month": [(None, month) for month in months],
        "outlet_month": list(zip(outlets, months, strict=True)),
    }
    for kind in _KINDS:
        names = sorted(set(keys[kind]), key=str)
        kinds = {"outlet": [outlets], "month": [months], "outlet_month": [outlets, months]}.get(kind, [])
        if any(len(set(values)) < 2 for values in kinds):
            continue  # one outlet, or no dates at all: the corpus itself, or told already
        number = {name: place for place, name in enumerate(names)}
        domains = np.array([number[key] for key in keys[kind]])
        for column, label in enumerate(corpus.labels):
            found = domain_shares(corpus.called[:, column], domains, len(names), sample, column)
            for (outlet, month), share in zip(names, found, strict=True):
                yield DomainShare(kind, outlet, month, label, share)


_FEW = {
    "en": "Only {n} {n:article is|articles are} coded: shares are corrected from {fewest} on. The precision, recall "
    "and F1 below are hardly more than a guess.",
    "fr": "{n:Seul|Seuls} {n} {n:article est codé|articles sont codés} : les parts sont corrigées à partir de {fewest}"
    ". La précision, le rappel et le F1 ci-dessous ne sont guère plus qu'une supposition.",
}
_UNSEEN = {
    "en": "No coded article was called {labels} by the model: half of these calls are taken for right, and the "
    "interval lets it be none or all.",
    "fr": "Aucun article codé n'a reçu du modèle {labels} : la moitié de ces étiquettes sont prises pour justes, et "
    "l'intervalle admet qu'aucune ou toutes le soient.",
}
_LEFT = {
    "en": "{left} of {sampled} drawn articles {left:is|are} not coded ({share} are). {left:It counts|They count} as "
    "left out by chance; if {left:it was|they were} left out as difficult, the corrected shares are off.",
    "fr": "{left} des {sampled} articles tirés {left:n'est pas codé|ne sont pas codés} ({share} le sont). "
    "{left:Il compte comme laissé|Ils comptent comme laissés} au hasard ; {left:s'il l'a été comme trop difficile|"
    "s'ils l'ont été comme trop difficiles}, les parts corrigées sont fausses.",
}
_TWICE = {
    "en": "{both} {both:article is|articles are} coded by two people, who differ about some label in {apart} "
    "of {both}; each counts in part.",
    "fr": "{both} {both:article est codé|articles sont codés} par deux personnes, qui diffèrent sur une étiquette "
    "dans {apart} cas sur {both} ; chacun compte en partie.",
}
_POOLED = {
    "en": "{pooled} of {shares} shares {pooled:is|are} of outlets or months with too few coded articles of their own. "
    "There the model is assumed to err about as it does elsewhere (marked 'pooled').",
    "fr": "{pooled} {pooled:part|parts} sur {shares} {pooled:concerne|concernent} des médias ou des mois qui ont trop "
    "peu d'articles codés. Le modèle est supposé s'y tromper à peu près comme ailleurs (marque « emprunté »).",
}


def _notes(
    facts: dict[str, Any], matrix: NDArray[np.int64], shares: Sequence[DomainShare], unseen: Sequence[str]
) -> list[str]:
    notes: list[str] = []
    if facts["coded"] < FEWEST_CODED:
        notes.append(Message(_FEW, n=facts["coded"], fewest=FEWEST_CODED))
    elif facts["coded"] < facts["sampled"]:
        left = facts["sampled"] - facts["coded"]
        share = f"{facts['coded'] / facts['sampled']:.0%}"
        notes.append(Message(_LEFT, left=left, sampled=facts["sampled"], share=share))
    if unseen and facts["coded"] >= FEWEST_CODED:
        notes.append(Message(_UNSEEN, labels=", ".join(unseen)))
    if facts["coders"] > 1:
        both = _by_two(matrix)
        apart = int(
            (matrix[both].max(axis=1) != np.where(matrix[both] < 0, 1, matrix[both]).min(axis=1)).any(axis=1).sum()
        )
        notes.append(Message(_TWICE, both=int(both.sum()), apart=apart))
    pooled = sum(share.share.method == "pooled" for share in shares)
    if pooled:
        notes.append(Message(_POOLED, pooled=pooled, shares=len(shares)))
    return notes


def _agreement(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    measures = {name: getattr(found, name).as_dict() for name in ("percent", "kappa", "alpha", "ac1", "f1")}
    return {"n": found.n, **measures, "tier": found.tier, "unsure": found.is_unsure}
