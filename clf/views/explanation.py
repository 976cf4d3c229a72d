"""An explanation for a person: the logit as a sum, words and sentences for and against, the text with both marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table

from clf.explanation.result import Explanation, Piece
from clf.views.html import Mark, bar, escape, marked, page, table
from clf.views.notebook import boilerplate_marks
from clf.views.plain import Text, plain_text
from clf.views.words import colon, decimal, label_words, model_name, percent, printable, ui_lang

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explanation_html", "explanation_page", "explanation_text"]

_WORDS_SHOWN = 10
_LEADING = 3  # words in the sentence that comes first
_SENTENCES_SHOWN = 3
_SENTENCE = 160  # characters of a sentence in a table
_CHARACTERS = 20_000
_FAINT = 0.05  # of the strongest word: below, a mark is not worth its ink
_SAYS = {
    "en": {
        "title": "Why “{label}” is at {p} (called from {t}).",
        "title_genre": "Why “{label}” is at {p} ({share} of the training articles are; genre called: “{called}”).",
        "lead": "What speaks for it most: {words}.", "none": "No word speaks for it.",
        "sum": "In log-odds, before they are calibrated to a probability: {sum} = {logit}",
        "bias": "bias", "news": "news", "title_part": "title", "outlet_name": "outlet names",
        "boilerplate": "boilerplate",
        "aside": "Boilerplate was set aside: it adds nothing.",
        "with": "This explains what the score would be with the boilerplate left in.",
        "for": "speaks for it", "against": "speaks against it", "sentence": "sentence", "word": "word",
        "adds": "adds", "part": "where", "times": "times",
        "sentences": "The strongest sentences", "text": "Text", "model": "Model",
    },
    "fr": {
        "title": "Pourquoi « {label} » est à {p} (retenu à partir de {t}).",
        "title_genre": "Pourquoi « {label} » est à {p} "
        "({share} des articles d'entraînement ; genre retenu : « {called} »).",
        "lead": "Ce qui va le plus dans ce sens : {words}.", "none": "Aucun mot ne va dans ce sens.",
        "sum": "En log-cotes, avant l'étalonnage en probabilité : {sum} = {logit}",
        "bias": "constante", "news": "information", "title_part": "titre", "outlet_name": "noms de médias",
        "boilerplate": "paratexte",
        "aside": "Le paratexte a été mis de côté : il n'ajoute rien.",
        "with": "Ceci explique ce que serait le score avec le paratexte.",
        "for": "va dans ce sens", "against": "va contre", "sentence": "phrase", "word": "mot",
        "adds": "apport", "part": "où", "times": "fois",
        "sentences": "Les phrases les plus fortes", "text": "Texte", "model": "Modèle",
    },
}  # fmt: skip


def explanation_html(found: Explanation) -> str:
    """Return the HTML display of an explanation."""
    lang, says = _lang(found)
    words = found.table()
    sides = [_side(words, sign) for sign in (1, -1)]
    rows = [
        [cell for side in sides for cell in (_word_cells(side, row, lang) if row < len(side) else ("", ""))]
        for row in range(max(map(len, sides)))
    ]
    sentences = [
        (decimal(piece.contribution, lang, 2, sign=True), escape(_short(piece.text)), escape(_part(piece.part, says)))
        for piece in _sentences(found)
    ]
    return page(
        f"<p><b>{escape(_title(found, lang))}</b><br>{escape(_lead(words, lang))}<br>"
        f'<span class="soft">{escape(_boilerplate(found, says))}</span></p>',
        bar(found.probability, None, found.threshold),
        table((says["for"], says["adds"], says["against"], says["adds"]), rows, numbers=(1, 3)),
        table((says["adds"], says["sentence"], says["part"]), sentences, numbers=(0,)),
        marked(found.score.text, _marks(found, lang), _CHARACTERS),
        f'<p class="soft">{escape(_sum(found, lang))}<br>{escape(model_name(found.score, lang))}</p>',
    )


def explanation_text(found: Explanation, width: int = 80) -> str:
    """Return the explanation as plain text."""
    return plain_text(explanation_page(found), width)


def explanation_page(found: Explanation) -> RenderableType:
    """Return the explanation as a rich renderable."""
    return Group(*_parts(found))


def _parts(found: Explanation) -> Iterator[RenderableType]:
    lang, says = _lang(found)
    yield Text(_title(found, lang), style="bold")
    words = found.table()
    yield Text(_lead(words, lang))
    yield Text(_boilerplate(found, says), style="dim")
    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading, justify in ((says["for"], "left"), ("", "right"), (says["against"], "left"), ("", "right")):
        grid.add_column(heading, justify="right" if justify == "right" else "left", no_wrap=True)
    sides = [_side(words, sign) for sign in (1, -1)]
    for row in range(max(map(len, sides))):
        cells = [c for side in sides for c in (_plain_cells(side, row, lang) if row < len(side) else ("", ""))]
        grid.add_row(*map(Text, cells))
    yield grid
    yield Text(f"\n{says['sentences']}", style="bold")
    strongest = Table.grid(padding=(0, 1))
    for piece in _sentences(found):
        strongest.add_row(
            Text(decimal(piece.contribution, lang, 2, sign=True), no_wrap=True), Text(printable(_short(piece.text)))
        )
    yield strongest
    yield Text(f"\n{says['text']}", style="bold")
    yield _marked_text(found)
    yield Text(f"\n{_sum(found, lang)}", style="dim")
    yield Text(f"{says['model']}{colon(lang)}{model_name(found.score, lang)}", style="dim")


def _lang(found: Explanation) -> tuple[str, dict[str, str]]:
    lang = ui_lang(found.score)
    return lang, _SAYS[lang]


def _title(found: Explanation, lang: str) -> str:
    label = label_words(found.scheme, found.label, lang)
    p = percent(found.probability, lang)
    if found.threshold is not None:
        return _SAYS[lang]["title"].format(label=label, p=p, t=percent(found.threshold, lang))
    called = label_words(found.scheme, found.score.genre_called or "–", lang)
    share = percent(found.training_share or 0.0, lang)
    return _SAYS[lang]["title_genre"].format(label=label, p=p, share=share, called=called)


def _lead(words: pd.DataFrame, lang: str) -> str:
    """Return a sentence that names the words with the largest contributions for the label."""
    strongest = [word for word, _, _ in _side(words, 1) if any(map(str.isalnum, word))][:_LEADING]
    if not strongest:
        return _SAYS[lang]["none"]
    return _SAYS[lang]["lead"].format(words=printable(", ".join(strongest)))


def _sum(found: Explanation, lang: str) -> str:
    says = _SAYS[lang]
    terms = [(name, value) for name, value in found.parts().items() if value or name in ("bias", "news")]
    told = " ".join(f"{decimal(value, lang, sign=True)} ({_part(name, says)})" for name, value in terms)
    return says["sum"].format(sum=told, logit=decimal(found.logit, lang, sign=True))


def _part(name: str, says: dict[str, str]) -> str:
    return says["title_part" if name == "title" else name]


def _boilerplate(found: Explanation, says: dict[str, str]) -> str:
    if not found.boilerplate:
        return ""
    return says["with" if found.with_boilerplate else "aside"]


def _side(words: pd.DataFrame, sign: int) -> list[tuple[str, float, int]]:
    """Return the strongest words of one sign, as (word, contribution, times)."""
    chosen = words[sign * words["contribution"] > 0].head(_WORDS_SHOWN)
    return list(zip(chosen["text"], chosen["contribution"], chosen["times"], strict=True))


def _word_cells(side: list[tuple[str, float, int]], row: int, lang: str) -> tuple[str, str]:
    word, gain = _plain_cells(side, row, lang)
    return escape(word), gain


def _plain_cells(side: list[tuple[str, float, int]], row: int, lang: str) -> tuple[str, str]:
    word, gain, times = side[row]
    return printable(word) + (f" ×{times}" if times > 1 else ""), decimal(gain, lang, sign=True)


def _sentences(found: Explanation) -> list[Piece]:
    return sorted(found.sentences(), key=lambda piece: -abs(piece.contribution))[:_SENTENCES_SHOWN]


def _short(sentence: str) -> str:
    flat = " ".join(sentence.split())
    return flat if len(flat) <= _SENTENCE else flat[: _SENTENCE - 1] + "…"


def _marks(found: Explanation, lang: str) -> list[Mark]:
    words = [word for word in found.words() if word.part != "title" and word.contribution]
    top = max((abs(word.contribution) for word in words), default=1.0)
    marks: list[Mark] = [
        (word.start, word.end, "for" if word.contribution > 0 else "against", abs(word.contribution) / top,
         decimal(word.contribution, lang, sign=True))
        for word in words
        if abs(word.contribution) > _FAINT * top
    ]  # fmt: skip
    return marks + ([] if found.with_boilerplate else boilerplate_marks(found.score, lang))


def _marked_text(found: Explanation) -> Text:
    """Return the text with words for it bold, words against it in italics, boilerplate struck through."""
    shown, position = Text(), 0
    styles = {"for": "bold yellow", "against": "italic blue", "boilerplate": "strike dim"}
    for start, end, kind, _, _ in sorted(_marks(found, "en")):
        if start < position:
            continue
        shown.append(printable(found.score.text[position:start]))
        shown.append(printable(found.score.text[start:end]), style=styles[kind])
        position = end
    shown.append(printable(found.score.text[position:]))
    return shown
