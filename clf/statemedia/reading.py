"""What a record says of wording shared with state outlets: the score with its caveat, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clf.messages import Message
from clf.schema import StateMedia
from clf.statemedia.outlets import without_names

if TYPE_CHECKING:
    from clf.models.store import Model

__all__ = ["read_wording"]

_TASK = "state_media"
_CAVEAT = {
    "en": "Wording shared with {state} state outlets, told from {other} others. Outlets never seen: AUC {value} "
    "[{low}, {high}]. The probability takes both as equally common, which they are not: see right_if_called. It is no "
    "evidence of who wrote a text or whether it is true.",
    "fr": "Vocabulaire partagé avec {state} médias d'État, distingué de celui de {other} autres. Médias jamais vus : "
    "AUC {value} [{low}, {high}]. La probabilité les suppose aussi fréquents les uns que les autres, ce qui n'est pas "
    "le cas : voir right_if_called. Elle ne dit ni qui a écrit le texte ni s'il est vrai.",
}
_ABSENT = {
    "en": "No reading of wording shared with state outlets in {lang}: {why}. {known}",
    "fr": "Pas de lecture du vocabulaire partagé avec les médias d'État en {lang} : {why}. {known}",
}
_NOT_STUDIED = {"en": "no corpus with such outlets is known to clf", "fr": "clf ne connaît aucun corpus de ces médias"}
_NO_MODEL = {
    "en": "No reading of wording shared with state outlets: the model {model} was not made for it.",
    "fr": "Pas de lecture du vocabulaire partagé avec les médias d'État : le modèle {model} n'est pas fait pour cela.",
}
_NO_NEWS = {
    "en": "No reading of wording shared with state outlets: there is no news to score.",
    "fr": "Pas de lecture du vocabulaire partagé avec les médias d'État : il ne reste rien à évaluer.",
}
_SHIPS = {"en": "It ships in: {langs}.", "fr": "Elle existe en : {langs}."}
_SHIPS_NOWHERE = {"en": "It ships in no language.", "fr": "Elle n'existe dans aucune langue."}


def read_wording(model: Model, lang: str, text: str, outlet: str | None) -> StateMedia:
    """Return how much the wording of `text` is that of state outlets, or why that is not said.

    Parameters
    ----------
    model : Model
    lang : str
        ISO 639-1 code.
    text : str
        Title and news, without boilerplate; names are masked here.
    outlet : str or None
        The article's own outlet, masked as well.
    """
    studied: dict[str, dict[str, Any]] | None = model.card.get(_TASK)
    if studied is None:
        return StateMedia(Message(_NO_MODEL, model=model.name))
    part = model.part(_TASK, lang)
    if part is None:
        return StateMedia(Message(_ABSENT, lang=lang, why=_why(studied.get(lang)), known=_known(model)))
    news = without_names(text, lang, outlet)
    if not any(character.isalnum() for character in news):
        return StateMedia(Message(_NO_NEWS))
    probability = next(iter(part.probabilities(news).values()))
    figures = studied[lang]["figures"]
    right = {
        name.removeprefix("right_at_"): (entry["value"], entry["low"], entry["high"])
        for name, entry in figures.items()
        if name.startswith("right_at_")
    }
    return StateMedia(_caveat(studied[lang]), probability, probability >= float(part.thresholds[0]), right)


def _caveat(entry: dict[str, Any]) -> Message:
    auc = entry["figures"]["auc"]
    numbers = {bound: f"{auc[bound]:.2f}" for bound in ("value", "low", "high")}
    outlets = {side: len(names) for side, names in entry["outlets"].items()}
    return Message(_CAVEAT, **numbers, **outlets)


def _why(entry: dict[str, Any] | None) -> str | dict[str, str]:
    return _NOT_STUDIED if entry is None else str(entry["why"])


def _known(model: Model) -> dict[str, str]:
    langs = ", ".join(model.languages(_TASK))
    words = _SHIPS if langs else _SHIPS_NOWHERE
    return {lang: template.format(langs=langs) for lang, template in words.items()}
