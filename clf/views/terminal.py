"""The page `clf score article.txt` prints: a plain sentence, the scores, the text with its boilerplate marked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from clf.boilerplate.kinds import describe
from clf.messages import fill
from clf.schema import NO_ID, Score, StateMedia
from clf.views.brief import boilerplate_share, boilerplate_words, support_words
from clf.views.plain import Text, plain_text
from clf.views.words import (
    caveat,
    colon,
    headline,
    label_words,
    model_name,
    percent,
    printable,
    scheme_words,
    spoken,
    state_media_words,
    ui_lang,
    why,
)

__all__ = ["line", "page", "page_text"]

_BAR = 10  # characters
_TECHNIQUES = 6
_RANKED = 3
_WORDS = {
    "en": {
        "frames": "Frames",
        "with": "with boilerplate",
        "genre": "Genre",
        "usual": "{share} of the training articles are",
        "techniques": "Persuasion techniques, by paragraph",
        "none": "none called",
        "share": "{share} boilerplate",
        "characters": "{n} {n:character|characters}",
        "text": "Text (boilerplate struck through)",
        "times": "{n}×, up to {p}",
        "shared": "Wording shared with state outlets",
        "model": "Model",
    },
    "fr": {
        "frames": "Cadrages",
        "with": "avec paratexte",
        "genre": "Genre",
        "usual": "{share} des articles d'entraînement le sont",
        "techniques": "Techniques de persuasion, par paragraphe",
        "none": "aucune relevée",
        "share": "{share} de paratexte",
        "characters": "{n} {n:caractère|caractères}",
        "text": "Texte (paratexte barré)",
        "times": "{n}×, jusqu'à {p}",
        "shared": "Vocabulaire partagé avec des médias d'État",
        "model": "Modèle",
    },
}


def page_text(score: Score) -> str:
    """Return the page as plain text."""
    return plain_text(page(score), 100)


def page(score: Score) -> RenderableType:
    """Return the page of one article as a rich renderable."""
    lang = ui_lang(score)
    if score.error:
        return Text(f"{printable(_place(score))}: {printable(score.error)}", style="red")
    return Group(*_parts(score, lang))


def line(score: Score) -> RenderableType:
    """Return one article of several as a single line: what it is mainly about, and how much is boilerplate."""
    lang = ui_lang(score)
    share = _WORDS[lang]["share"].format(share=percent(boilerplate_share(score), lang))
    facts = f"{printable(score.lang or '')}  {headline(score, lang)}  ({share})"
    return Group(Text.assemble((f"{printable(_place(score))}  ", "bold"), facts))


def _parts(score: Score, lang: str) -> Iterator[RenderableType]:
    words = _WORDS[lang]
    yield Text(headline(score, lang), style="bold")
    yield Text(caveat(lang), style="italic")
    yield Text(printable(" · ".join(_facts(score, lang))), style="dim")
    for warning in score.warnings:
        yield Text(f"! {spoken(warning, lang)}", style="yellow")
    if score.frame_probabilities:
        yield Text(f"\n{words['frames']}", style="bold")
        yield _frames(score, lang)
    if score.genre:
        yield _genre(score, lang)
    if score.technique_probabilities:
        yield Text(f"\n{words['techniques']}", style="bold")
        yield Padding(Text(_techniques(score, lang)), (0, 0, 0, 2))
    for scheme, probabilities in score.other.items():
        yield _ranking(scheme_words(scheme, lang), scheme, probabilities, lang)
    if score.state_media:
        yield _state_media(score.state_media, lang)
    yield Text(f"\n{boilerplate_words(score, lang)}", style="bold")
    yield _boilerplate(score, lang)
    yield Text(f"\n{words['text']}", style="bold")
    yield _marked(score, lang)
    yield Text(f"\n{words['model']}{colon(lang)}{model_name(score, lang)}", style="dim")


def _place(score: Score) -> str:
    place = score.file or score.id
    return place if score.row is None else f"{place}, row {score.row}"


def _facts(score: Score, lang: str) -> Iterator[str]:
    if score.file or score.id != NO_ID:
        yield score.file or score.id
    if score.title:
        yield score.title[:80]
    for fact in (score.outlet, score.date, score.lang):
        if fact:
            yield fact
    yield fill(_WORDS[lang]["characters"], lang, n=score.n_chars)


def _genre(score: Score, lang: str) -> RenderableType:
    """Return every genre beside its share of the training articles; none is a verdict, least of all a rare one."""
    words, lines = _WORDS[lang], []
    for name, p in sorted(score.genre.items(), key=lambda pair: -pair[1]):
        said = f"{label_words('semeval2023_genre', name, lang)} {percent(p, lang)}"
        if name in score.genre_shares:
            said += f" ({words['usual'].format(share=percent(score.genre_shares[name], lang))})"
        seen = support_words(score.genre_support.get(name), "article", lang)
        lines.append(f"{said} – {seen}" if seen else said)
    return Group(Text(f"\n{words['genre']}", style="bold"), Padding(Text("\n".join(lines)), (0, 0, 0, 2)))


def _ranking(heading: str, scheme: str, probabilities: dict[str, float], lang: str) -> RenderableType:
    """Return the most probable labels of a scheme on a line."""
    best = sorted(probabilities.items(), key=lambda pair: -pair[1])[:_RANKED]
    named = ", ".join(f"{label_words(scheme, label, lang)} {percent(p, lang)}" for label, p in best)
    return Text.assemble((f"\n{heading}{colon(lang)}", "bold"), named)


def _state_media(reading: StateMedia, lang: str) -> RenderableType:
    """Return the reading with what a call would mean, its caveat below; without numbers, why there are none."""
    caveat = Padding(Text(spoken(reading.caveat, lang), style="dim"), (0, 0, 0, 2))
    numbers = state_media_words(reading, lang)
    if numbers is None:
        return Group(Text(""), caveat)
    return Group(Text.assemble((f"\n{_WORDS[lang]['shared']}{colon(lang)}", "bold"), numbers), caveat)


def _frames(score: Score, lang: str) -> RenderableType:
    """Return a bar per frame; below, in words, what became of training texts with such scores."""
    ranked = sorted(score.frame_probabilities.items(), key=lambda pair: -pair[1])
    table = Table(box=None, pad_edge=True, padding=(0, 1), header_style="dim", show_header=bool(score.boilerplate))
    for heading in ("", "", "", "", _WORDS[lang]["with"] if score.boilerplate else ""):
        table.add_column(heading, justify="right" if heading else "left")
    for label, p in ranked:
        called = label in score.frames_called
        beside = score.frames_with_boilerplate.get(label, p)
        table.add_row(
            Text("●" if called else " "),
            Text(label_words(score.frame_scheme, label, lang), style="bold" if called else "dim"),
            Text(percent(p, lang), justify="right", no_wrap=True),
            Text("█" * round(p * _BAR) or "▏", style="cyan" if called else "dim", no_wrap=True),
            Text(percent(beside, lang) if round(beside, 2) != round(p, 2) else "", style="yellow", no_wrap=True),
        )
    seen = Table.grid(padding=(0, 1))
    for label in score.frames_called:
        if words := support_words(score.frames_support.get(label), score.frame_unit, lang):
            seen.add_row(" ", Text(f"{label_words(score.frame_scheme, label, lang)}{colon(lang)}{words}", style="dim"))
    parts: list[RenderableType] = [table, Text(""), seen] if seen.row_count else [table]
    return Group(*parts)


def _techniques(score: Score, lang: str) -> str:
    words = _WORDS[lang]
    called: dict[str, list[float]] = {}
    for call in score.technique_calls:
        called.setdefault(call.technique, []).append(call.probability)
    if not called:
        return words["none"]
    ranked = sorted(called.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_TECHNIQUES]
    lines = []
    for name, ps in ranked:
        times = words["times"].format(n=len(ps), p=percent(max(ps), lang))
        if seen := support_words(score.techniques_support.get(name), "paragraph", lang):
            times += f" – {seen}"
        lines.append(f"{label_words(score.technique_scheme, name, lang)}{colon(lang)}{times}")
    return "\n".join(lines)


def _boilerplate(score: Score, lang: str) -> RenderableType:
    """Return a line per passage: where it stands, how sure it is, and why."""
    table = Table.grid(padding=(0, 1))
    for span in score.boilerplate:
        place = Text(f"{span.start}–{span.end}", no_wrap=True)
        table.add_row(" ", place, Text(percent(span.score, lang), no_wrap=True), Text(why(span, lang)))
    return table


def _marked(score: Score, lang: str) -> Text:
    """Return the text with boilerplate struck through and named, so that it shows without colours too."""
    shown, position = Text(), 0
    for span in score.boilerplate:
        shown.append(printable(score.text[position : span.start]))
        shown.append(f"[{describe(span.kind, lang)}{colon(lang)}", style="red dim")
        shown.append(printable(score.text[span.start : span.end]), style="strike dim")
        shown.append("]", style="red dim")
        position = span.end
    shown.append(printable(score.text[position:]))
    return shown
