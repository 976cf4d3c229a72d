"""``clf labels``: the codebook."""

from __future__ import annotations

import click

from clf.cli.lines import line
from clf.corpora.registry import Card, cards
from clf.framing.labels import Scheme, load_scheme, schemes

__all__ = ["codebook", "command", "corpora_own"]

_AS_WRITTEN = {
    "en": "labels of the corpus's own, as it writes them; clf has no words for them. What they mean: {}",
    "fr": "étiquettes propres au corpus, telles qu'il les écrit ; clf n'a pas de mots pour elles. Leur sens : {}",
}


@click.command(name="labels")
@click.argument("scheme", required=False)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the words.")
def command(scheme: str | None, lang: str) -> None:
    """Print every label in plain words, with its source; or only those of one SCHEME."""
    own = corpora_own()
    if scheme in own:
        click.echo(line(f"{scheme}: {_AS_WRITTEN[lang].format(own[scheme].citation)}"))
        return
    chosen = [load_scheme(scheme)] if scheme else schemes()
    pages = [codebook(entry, lang) for entry in chosen]
    if not scheme:
        pages.append(line(f"{', '.join(sorted(own))}: {_AS_WRITTEN[lang].format('clf labels NAME')}"))
        names = ", ".join(entry.name for entry in chosen)
        pages.insert(0, line(f"{len(chosen)} schemes: {names}. One alone: clf labels semeval2023_frames"))
    click.echo_via_pager("\n\n".join(pages) + "\n")


def corpora_own() -> dict[str, Card]:
    """Return the schemes that a card names and the codebook does not have, each with its corpus."""
    known = {scheme.name for scheme in schemes()}
    return {scheme: card for card in cards() for scheme in card.schemes if scheme not in known}


def codebook(scheme: Scheme, lang: str) -> str:
    """Return one scheme of the codebook as text."""
    lines = [line(f"{scheme.title[lang]} ({scheme.name}, {scheme.unit})"), line(scheme.source, 2)]
    if scheme.note:
        lines.append(line(scheme.note, 2))
    for label in scheme.labels:
        lines.append(line(f"{label.name}: {label.words[lang]}", 2))
        lines.append(line(label.definition[lang], 6))
    return "\n".join(lines)
