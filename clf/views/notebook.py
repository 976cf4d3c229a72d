"""How a score shows itself in Jupyter: boilerplate greyed out, the strongest words marked, a bar per frame.

Everything that comes from an article is escaped; styles are inline, so that the display survives nbconvert.
"""

from __future__ import annotations

import html

from clf.messages import said
from clf.schema import Score, Support
from clf.views.words import caveat, headline, label_words, model_name, percent, printable, ui_lang, why

__all__ = ["score_html"]

_MARKED_WORDS = 25
_CHARACTERS = 20_000  # of text shown; the record has all of it
# currentColor and opacity follow the page's theme, light or dark.
_HEAD = {
    "en": "of training articles with such a score, those that had it (95% interval)",
    "fr": "parmi les articles d'entraînement avec un tel score, ceux qui l'avaient (intervalle à 95 %)",
}
_OF, _TO = {"en": "of", "fr": "sur"}, {"en": "to", "fr": "à"}
_GREY = "opacity:.55;text-decoration:line-through"


def escape(text: str) -> str:
    """Return `text` fit for HTML: mark-up escaped, control characters and overrides made visible."""
    return html.escape(printable(text))


def score_html(score: Score) -> str:
    """Return the HTML display of one score."""
    lang = ui_lang(score)
    if score.error:
        return f"<p><b>{escape(score.id)}</b>: {escape(score.error)}</p>"
    facts = " · ".join(escape(fact) for fact in (score.outlet, score.date, score.lang) if fact)
    warnings = "".join(f"<li>{escape(said(warning, lang))}</li>" for warning in score.warnings)
    return (
        '<div style="max-width:60em;line-height:1.5">'
        f"<p><b>{escape(headline(score, lang))}</b><br><i>{escape(caveat(lang))}</i><br>{facts}</p>"
        + (f"<ul>{warnings}</ul>" if warnings else "")
        + _bars(score, lang)
        + f'<div style="white-space:pre-wrap;margin-top:1em">{_text(score, lang)}</div>'
        + f'<p style="opacity:.6">{escape(model_name(score, lang))}</p></div>'
    )


def _bars(score: Score, lang: str) -> str:
    rows = []
    for label, p in sorted(score.frame_probabilities.items(), key=lambda pair: -pair[1]):
        called = label in score.frames_called
        seen = _seen(score.frames_support.get(label), lang) if called else ""
        style = "" if called else ' style="opacity:.55"'
        rows.append(
            f'<tr{style}><td style="text-align:left">{"<b>" if called else ""}'
            f"{escape(label_words(score.frame_scheme, label, lang))}{'</b>' if called else ''}</td>"
            f'<td style="text-align:right;white-space:nowrap">{percent(p, lang)}</td>'
            f'<td style="min-width:10em"><div style="height:.8em;width:{100 * p:.0f}%;background:#4477aa"></div></td>'
            f'<td style="text-align:left">{seen}</td></tr>'
        )
    head = f'<tr><th></th><th></th><th></th><th style="text-align:left;font-weight:normal">{_HEAD[lang]}</th></tr>'
    return f"<table>{head}{''.join(rows)}</table>" if rows else ""


def _seen(support: Support | None, lang: str) -> str:
    if support is None or support.n == 0:
        return ""
    interval = f"{percent(support.low, lang)} {_TO[lang]} {percent(support.high, lang)}"
    return f"{support.k} {_OF[lang]} {support.n}, {interval}"


def _text(score: Score, lang: str) -> str:
    strongest = sorted((h for h in score.highlights if h[2] > 0), key=lambda h: -h[2])[:_MARKED_WORDS]
    top = strongest[0][2] if strongest else 1.0
    marks = [
        (span.start, span.end, _GREY, f"{percent(span.score, lang)}, {why(span, lang)}") for span in score.boilerplate
    ]
    marks += [
        (start, end, f"background:rgba(238,153,0,{0.15 + 0.45 * gain / top:.2f})", "")
        for start, end, gain in strongest
        if not any(start < span.end and span.start < end for span in score.boilerplate)
    ]
    pieces, position = [], 0
    for start, end, style, title in sorted(marks):
        if start < position or start >= _CHARACTERS:
            continue
        pieces.append(escape(score.text[position:start]))
        pieces.append(f'<span style="{style}" title="{escape(title)}">{escape(score.text[start:end])}</span>')
        position = end
    pieces.append(escape(score.text[position : max(position, _CHARACTERS)]))
    return "".join(pieces) + ("…" if len(score.text) > max(position, _CHARACTERS) else "")
