"""A score in plain words, English and French: what a page says first, and what it may not be taken for."""

from __future__ import annotations

import re

from clf.boilerplate.kinds import describe
from clf.framing.labels import plain, title
from clf.messages import said
from clf.schema import Score, Span, StateMedia

__all__ = [
    "caveat", "colon", "decimal", "headline", "label_words", "model_name", "percent", "printable",
    "scheme_words", "spoken", "state_media_words", "ui_lang", "unbroken", "why",
]  # fmt: skip

_NO_VERDICT = {
    "en": "This describes wording; it is no verdict on truth or propaganda.",
    "fr": "Ceci décrit une manière d'écrire ; ce n'est un jugement ni sur la vérité ni sur la propagande.",
}
_MAIN = {"en": "Mainly about: {}.", "fr": "Sujet principal\u00a0: {}."}
_NO_FRAME = {
    "en": "No frame stands out; the nearest is {}.",
    "fr": "Aucun cadrage ne se détache\u00a0; le plus proche est {}.",
}
_NO_SCORE = {
    "en": "No frame scores for this text.",
    "fr": "Pas de score de cadrage pour ce texte.",
}
_TOO_LITTLE = {
    "en": "Too little text to say what it is about.",
    "fr": "Trop peu de texte pour dire de quoi il parle.",
}
_ENOUGH_CHARACTERS = 100
_BETWEEN = {"en": "; ", "fr": "\u00a0; "}  # the names themselves hold commas and “and”
_RESEARCH = {"en": "(research use only)", "fr": "(réservé à la recherche)"}
_STATE_MEDIA = {
    "en": {
        "called": "called",
        "not_called": "not called",
        "meaning": "Of articles called, state outlets' are",
        "right": "{p} ({low} to {high}) where {share} of all are",
    },
    "fr": {
        "called": "retenu",
        "not_called": "non retenu",
        "meaning": "Parmi les articles retenus, ceux de médias d'État sont",
        "right": "{p} ({low} à {high}) quand ils sont {share} de l'ensemble",
    },
}
_FRENCH_MARKS = re.compile(r"(?<=«) | (?=[»;:!?%])")
_SPOKEN = 3  # labels named in the sentence; the table has them all


def ui_lang(score: Score) -> str:
    """Return the language of the page: French for a French article, else English."""
    return "fr" if score.lang == "fr" else "en"


def label_words(scheme: str | None, label: str, lang: str) -> str:
    """Return a label in plain words, fit to print: a user's own labels are as untrusted as texts."""
    return printable(plain(scheme, label, lang))


def scheme_words(scheme: str, lang: str) -> str:
    """Return the title of a label scheme, fit to print; its own name where the codebook does not have it."""
    return spoken(title(scheme, lang), lang)


def model_name(score: Score, lang: str) -> str:
    """Return the model's name and version, fit to print, with its licence mark in the language of the page."""
    return printable(score.model.replace(_RESEARCH["en"], _RESEARCH[lang]))


def why(span: Span, lang: str) -> str:
    """Return why a passage was flagged, fit to print; its kind alone where there is no evidence."""
    return spoken(span.evidence or describe(span.kind, lang), lang)


def spoken(message: str, lang: str) -> str:
    """Return a message in the language of a page, fit to print."""
    words = printable(said(message, lang))
    return unbroken(words) if lang == "fr" else words


def unbroken(text: str) -> str:
    """Return `text` with no-break spaces where French writes a space beside a mark, else lines begin with the mark.

    >>> unbroken("« oui » : 9 %")
    '«\\xa0oui\\xa0»\\xa0: 9\\xa0%'
    """
    return _FRENCH_MARKS.sub("\u00a0", text)


def state_media_words(reading: StateMedia, lang: str) -> str | None:
    """Return the reading's probability and what a call would mean at each base rate; None where it has no numbers."""
    if reading.probability is None:
        return None
    words = _STATE_MEDIA[lang]
    meaning = [
        words["right"].format(
            share=percent(float(share), lang),
            **{n: percent(p, lang) for n, p in zip(("p", "low", "high"), bounds, strict=True)},
        )
        for share, bounds in reading.right_if_called.items()
    ]
    called = words["called" if reading.called else "not_called"]
    return f"{percent(reading.probability, lang)}, {called}. {words['meaning']}{colon(lang)}{'; '.join(meaning)}"


def percent(share: float, lang: str) -> str:
    """Return a share between 0 and 1 in per cent.

    >>> percent(0.25, "en")
    '25%'
    """
    return f"{share:.0%}" if lang == "en" else f"{100 * share:.0f}\u00a0%"


def decimal(value: float, lang: str, digits: int = 3, *, sign: bool = False) -> str:
    """Return a number with so many decimals, in French with a comma; with `sign` a plus is shown too.

    >>> decimal(-0.25, "en", 2), decimal(0.25, "fr", 2, sign=True)
    ('−0.25', '+0,25')
    """
    point = "," if lang == "fr" else "."
    return f"{value:{'+' if sign else ''}.{digits}f}".replace("-", "−").replace(".", point)


def colon(lang: str) -> str:
    """Return what stands between a heading and what it heads."""
    return ": " if lang == "en" else "\u00a0: "


def headline(score: Score, lang: str) -> str:
    """Return one plain sentence: what the article is mainly about, or that its news is too short to say so."""
    if not score.frame_probabilities:
        return _NO_SCORE[lang]
    if score.news_chars is not None and score.news_chars < _ENOUGH_CHARACTERS:
        return _TOO_LITTLE[lang]
    names = [label_words(score.frame_scheme, label, lang) for label in score.frames_called[:_SPOKEN]]
    if not names:
        best = max(score.frame_probabilities, key=lambda label: score.frame_probabilities[label])
        return _NO_FRAME[lang].format(label_words(score.frame_scheme, best, lang))
    return _MAIN[lang].format(_BETWEEN[lang].join(names))


def caveat(lang: str) -> str:
    """Return the sentence that stands under every headline."""
    return spoken(_NO_VERDICT[lang], lang)


def printable(text: str) -> str:
    """Return `text` with everything that could act on a terminal made visible instead.

    Control characters (ESC among them), bidirectional overrides and invisible separators become ``\\x1b``-like
    escapes; line breaks (those of Windows too) and tabs stay. Soft hyphens, which show where a word may be broken,
    go: they are ordinary in German texts and act on nothing else.
    """
    text = text.replace("\r\n", "\n").replace("\u00ad", "")
    return "".join(c if c in "\n\t" or _is_plain(c) else c.encode("unicode_escape").decode("ascii") for c in text)


def _is_plain(character: str) -> bool:
    import unicodedata

    # Cc controls, Cf format (bidi overrides, zero-width), Cs surrogates, Zl/Zp separators. A zero-width joiner is
    # part of words and emoji in many scripts and acts on nothing.
    return character in "\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
