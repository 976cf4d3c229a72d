"""The page `clf score article.txt` prints: a plain sentence, the scores, the text with its boilerplate marked."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clf.boilerplate.kinds import describe
from clf.schema import Score, Support
from clf.views.words import caveat, headline, label_words, printable, ui_lang

__all__ = ["line", "page", "page_text"]

_BAR = 10  # characters
_TECHNIQUES = 6
_WORDS = {
    "en": {
        "frames": "Frames",
        "seen": "{k} of {n} training articles with such a score had it ({low:.0%}–{high:.0%})",
        "with": "with boilerplate",
        "genre": "Genre",
        "techniques": "Persuasion techniques, by paragraph",
        "none": "none called",
        "boilerplate": "Boilerplate: {n} passages, {share:.0%} of the text, not scored",
        "no_boilerplate": "Boilerplate: none found",
        "share": "{share:.0%} boilerplate",
        "characters": "characters",
        "text": "Text (boilerplate struck through)",
        "times": "{n}×, up to {p:.0%}",
        "model": "Model",
        "other": "Other schemes",
    },
    "fr": {
        "frames": "Cadrages",
        "seen": "{k} des {n} articles d'entraînement avec un tel score l'avaient ({low:.0%}–{high:.0%})",
        "with": "avec paratexte",
        "genre": "Genre",
        "techniques": "Techniques de persuasion, par paragraphe",
        "none": "aucune relevée",
        "boilerplate": "Paratexte du média : {n} passages, {share:.0%} du texte, hors score",
        "no_boilerplate": "Paratexte du média : rien trouvé",
        "share": "{share:.0%} de paratexte",
        "characters": "caractères",
        "text": "Texte (paratexte barré)",
        "times": "{n}×, jusqu'à {p:.0%}",
        "model": "Modèle",
        "other": "Autres grilles",
    },
}


def page_text(score: Score, width: int = 100) -> str:
    """Return the page as plain text."""
    console = Console(width=width, color_system=None, force_terminal=False, record=True, file=io.StringIO())
    console.print(page(score))
    return console.export_text()


def page(score: Score) -> RenderableType:
    """Return the page of one article as a rich renderable."""
    lang = ui_lang(score)
    if score.error:
        return Text(f"{printable(_place(score))}: {printable(score.error)}", style="red")
    return Group(*_parts(score, lang))


def line(score: Score) -> RenderableType:
    """Return one article of several as a single line: what it is mainly about, and how much is boilerplate."""
    lang = ui_lang(score)
    share = sum(span.end - span.start for span in score.boilerplate) / max(score.n_chars, 1)
    facts = f"{printable(score.lang or '')}  {headline(score, lang)}  ({_WORDS[lang]['share'].format(share=share)})"
    return Text.assemble((f"{printable(_place(score))}  ", "bold"), facts)


def _parts(score: Score, lang: str) -> Iterator[RenderableType]:
    words = _WORDS[lang]
    yield Text(headline(score, lang), style="bold")
    yield Text(caveat(lang), style="italic")
    yield Text(printable(" · ".join(_facts(score))), style="dim")
    for warning in score.warnings:
        yield Text(f"! {printable(warning)}", style="yellow")
    if score.frame_probabilities:
        yield Text(f"\n{words['frames']}", style="bold")
        yield _frames(score, lang)
    if score.genre:
        ranked = sorted(score.genre.items(), key=lambda pair: -pair[1])
        named = ", ".join(f"{_genre(label, lang)} {p:.0%}" for label, p in ranked)
        yield Text.assemble((f"\n{words['genre']}: ", "bold"), named)
    if score.technique_probabilities:
        yield Text(f"\n{words['techniques']}", style="bold")
        yield Padding(Text(_techniques(score, lang)), (0, 0, 0, 2))
    for scheme, probabilities in score.other.items():
        best = sorted(probabilities.items(), key=lambda pair: -pair[1])[:3]
        named = ", ".join(f"{label_words(scheme, label, lang)} {p:.0%}" for label, p in best)
        yield Text.assemble((f"\n{words['other']}, {printable(scheme)}: ", "bold"), named)
    yield Text(f"\n{_boilerplate_title(score, words)}", style="bold")
    for span in score.boilerplate:
        yield Text(printable(f"  {span.start}–{span.end}  {span.kind}  {span.score:.0%}  {span.evidence}"))
    yield Text(f"\n{words['text']}", style="bold")
    yield _marked(score)
    yield Text(f"\n{words['model']}: {printable(score.model)}", style="dim")


def _place(score: Score) -> str:
    place = score.file or score.id
    return place if score.row is None else f"{place}, row {score.row}"


def _facts(score: Score) -> Iterator[str]:
    yield score.file or score.id
    if score.title:
        yield score.title[:80]
    for fact in (score.outlet, score.date, score.lang):
        if fact:
            yield fact
    yield f"{score.n_chars:,} {_WORDS[ui_lang(score)]['characters']}"


def _frames(score: Score, lang: str) -> RenderableType:
    """Return a bar per frame; below, in words, what became of training articles with such scores."""
    table = Table(box=None, pad_edge=True, show_header=False, padding=(0, 1))
    seen = Text(style="dim")
    for label, p in sorted(score.frame_probabilities.items(), key=lambda pair: -pair[1]):
        called = label in score.frames_called
        beside = score.frames_with_boilerplate.get(label, p)
        shift = f"{_WORDS[lang]['with']} {beside:.0%}" if round(beside, 2) != round(p, 2) else ""
        name = label_words(score.frame_scheme, label, lang)
        table.add_row(
            Text("●" if called else " "),
            Text(name, style="bold" if called else "dim", no_wrap=True),
            Text(f"{p:4.0%}"),
            Text("█" * round(p * _BAR) or "▏", style="cyan" if called else "dim", no_wrap=True),
            Text(shift, style="yellow", no_wrap=True),
        )
        if called and (words := _seen(score.frames_support.get(label), lang)):
            seen.append(f"  {name}: {words}\n")
    return Group(table, seen)


def _seen(support: Support | None, lang: str) -> str:
    if support is None or support.n == 0:
        return ""
    return _WORDS[lang]["seen"].format(k=support.k, n=support.n, low=support.low, high=support.high)


def _genre(label: str, lang: str) -> str:
    return label_words("semeval2023_genre", label, lang)


def _techniques(score: Score, lang: str) -> str:
    words = _WORDS[lang]
    called: dict[str, list[float]] = {}
    for call in score.technique_calls:
        called.setdefault(call.technique, []).append(call.probability)
    if not called:
        return words["none"]
    ranked = sorted(called.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_TECHNIQUES]
    return "\n".join(
        f"{label_words('semeval2023_techniques', name, lang)}: {words['times'].format(n=len(ps), p=max(ps))}"
        for name, ps in ranked
    )


def _boilerplate_title(score: Score, words: dict[str, str]) -> str:
    if not score.boilerplate:
        return words["no_boilerplate"]
    share = sum(span.end - span.start for span in score.boilerplate) / max(score.n_chars, 1)
    return words["boilerplate"].format(n=len(score.boilerplate), share=share)


def _marked(score: Score) -> Text:
    """Return the text with boilerplate struck through and named, so that it shows without colours too."""
    shown, position = Text(), 0
    for span in score.boilerplate:
        shown.append(printable(score.text[position : span.start]))
        shown.append(f"[{describe(span.kind, ui_lang(score))}: ", style="red dim")
        shown.append(printable(score.text[span.start : span.end]), style="strike dim")
        shown.append("]", style="red dim")
        position = span.end
    shown.append(printable(score.text[position:]))
    return shown
