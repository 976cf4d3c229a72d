"""A score in a few lines, for a prompt: what it is mainly about, its first frames with intervals, its boilerplate."""

from __future__ import annotations

from clf.messages import fill, forms
from clf.schema import Score, Support
from clf.views.words import caveat, colon, headline, label_words, percent, printable, ui_lang

__all__ = ["boilerplate_share", "boilerplate_words", "score_text", "support_words"]

_FRAMES = 3
_WORDS = {
    "en": {
        "seen": "{k} of {n} training {n:{units}} with such a score had it ({low} to {high})",
        "called": "called",
        "boilerplate": "Boilerplate: {n} {n:passage|passages}, {share} of the text, not scored",
        "no_boilerplate": "Boilerplate: none found",
        "all_boilerplate": "Boilerplate: the whole text reads like it; nothing was set aside",
    },
    "fr": {
        "seen": "{k} {k:{units}} d'entraînement sur {n} avec un tel score {k:l'avait|l'avaient} ({low} à {high})",
        "called": "retenu",
        "boilerplate": "Paratexte du média\u00a0: {n} {n:passage|passages}, {share} du texte, hors score",
        "no_boilerplate": "Paratexte du média\u00a0: rien trouvé",
        "all_boilerplate": "Paratexte du média\u00a0: tout le texte y ressemble\u00a0; rien n'a été mis de côté",
    },
}


def score_text(score: Score) -> str:
    """Return the score of one article as a few lines of plain text; none of them quotes the article but its title."""
    lang = ui_lang(score)
    name = " ".join(printable(" · ".join(filter(None, (score.id, score.title, score.lang)))).split())
    if score.error:
        return f"{name}{colon(lang)}{printable(score.error)}"
    frames = [f"  {_frame(score, label, lang)}" for label in _first(score)]
    return "\n".join([name, headline(score, lang), *frames, boilerplate_words(score, lang), caveat(lang)])


def _first(score: Score) -> list[str]:
    """Return the labels called, else the likeliest."""
    ranked = sorted(score.frame_probabilities, key=lambda label: -score.frame_probabilities[label])
    return ([label for label in ranked if label in score.frames_called] or ranked[:1])[:_FRAMES]


def _frame(score: Score, label: str, lang: str) -> str:
    words = label_words(score.frame_scheme, label, lang)
    called = f", {_WORDS[lang]['called']}" if label in score.frames_called else ""
    seen = support_words(score.frames_support.get(label), score.frame_unit, lang)
    return f"{words} {percent(score.frame_probabilities[label], lang)}{called}" + (
        f"{colon(lang)}{seen}" if seen else ""
    )


def support_words(support: Support | None, unit: str, lang: str) -> str:
    """Return how many training texts with such a score had the label, with the interval; else nothing."""
    if support is None or support.n == 0:
        return ""
    low, high = percent(support.low, lang), percent(support.high, lang)
    return fill(_WORDS[lang]["seen"], lang, k=support.k, n=support.n, units=forms(unit)[lang], low=low, high=high)


def boilerplate_words(score: Score, lang: str) -> str:
    """Return how many passages of boilerplate there are, and their share of the text's characters."""
    none = "all_boilerplate" if score.reads_like_boilerplate else "no_boilerplate"
    words, n = _WORDS[lang]["boilerplate" if score.boilerplate else none], len(score.boilerplate)
    return fill(words, lang, n=n, share=percent(boilerplate_share(score), lang))


def boilerplate_share(score: Score) -> float:
    """Return the share of the text's characters that is boilerplate."""
    return sum(span.end - span.start for span in score.boilerplate) / max(score.n_chars, 1)
