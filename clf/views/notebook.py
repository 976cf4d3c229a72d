"""How a score shows itself in Jupyter: a bar per frame, the strongest words marked, boilerplate struck through."""

from __future__ import annotations

from clf.messages import units
from clf.schema import Score, Span, Support
from clf.views.html import Mark, bar, escape, marked, page, table
from clf.views.words import caveat, headline, label_words, model_name, percent, spoken, state_media_words, ui_lang, why

__all__ = ["boilerplate_marks", "score_html"]

_MARKED_WORDS = 25
_CHARACTERS = 20_000  # of text shown; the record has all of it
_HEADS = {
    "en": ("frame", "", "bar, dotted threshold, interval", "training {units} with such a score that had it (95 %)"),
    "fr": ("cadrage", "", "barre, seuil en pointillé, intervalle",
           "{units} d'entraînement avec un tel score qui l'avaient (95 %)"),
}  # fmt: skip
_OF, _TO = {"en": "of", "fr": "sur"}, {"en": "to", "fr": "à"}


def score_html(score: Score) -> str:
    """Return the HTML display of one score."""
    lang = ui_lang(score)
    if score.error:
        return page(f"<p><b>{escape(score.id)}</b>: {escape(score.error)}</p>")
    facts = " · ".join(escape(fact) for fact in (score.outlet, score.date, score.lang) if fact)
    warnings = "".join(f"<li>{escape(spoken(warning, lang))}</li>" for warning in score.warnings)
    return page(
        f"<p><b>{escape(headline(score, lang))}</b><br><i>{escape(caveat(lang))}</i><br>{facts}</p>",
        f"<ul>{warnings}</ul>" if warnings else "",
        _bars(score, lang),
        _state_media(score, lang),
        marked(score.text, [*boilerplate_marks(score, lang), *_words(score)], _CHARACTERS),
        f'<p class="soft">{escape(model_name(score, lang))}</p>',
    )


def _state_media(score: Score, lang: str) -> str:
    if score.state_media is None:
        return ""
    words = (state_media_words(score.state_media, lang), spoken(score.state_media.caveat, lang))
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in words if sentence)


def _bars(score: Score, lang: str) -> str:
    ranked = sorted(score.frame_probabilities.items(), key=lambda pair: -pair[1])
    rows, faint = [], []
    for label, p in ranked:
        called, support = label in score.frames_called, score.frames_support.get(label)
        name = escape(label_words(score.frame_scheme, label, lang))
        interval = (support.low, support.high) if support and support.n else None
        rows.append(
            (
                f"<b>{name}</b>" if called else name,
                percent(p, lang),
                bar(p, interval, score.frame_thresholds.get(label)),
                _seen(support, lang),
            )
        )
        faint.append(not called)
    heads = [head.format(units=units(score.frame_unit)[lang]) for head in _HEADS[lang]]
    return table(heads, rows, numbers=(1,), off=faint) if rows else ""


def _seen(support: Support | None, lang: str) -> str:
    if support is None or support.n == 0:
        return ""
    interval = f"{percent(support.low, lang)} {_TO[lang]} {percent(support.high, lang)}"
    return f"{support.k} {_OF[lang]} {support.n}, {interval}"


def boilerplate_marks(score: Score, lang: str) -> list[Mark]:
    """Return the marks of a score's boilerplate, each with its probability and why."""
    return [
        (span.start, span.end, "boilerplate", 0.0, f"{percent(span.score, lang)}, {why(span, lang)}")
        for span in score.boilerplate
    ]


def _words(score: Score) -> list[Mark]:
    strongest = sorted((h for h in score.highlights if h[2] > 0), key=lambda h: -h[2])[:_MARKED_WORDS]
    top = strongest[0][2] if strongest else 1.0
    return [
        (start, end, "for", gain / top, "")
        for start, end, gain in strongest
        if not _overlaps(start, end, score.boilerplate)
    ]


def _overlaps(start: int, end: int, spans: list[Span]) -> bool:
    return any(start < span.end and span.start < end for span in spans)
