"""``clf labels``: the codebook."""

from __future__ import annotations

import click

from clf.cli.lines import line
from clf.framing.labels import UNDEFINED, Scheme, load_scheme, schemes

__all__ = ["codebook", "command"]


@click.command(name="labels")
@click.argument("scheme", required=False)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the words.")
def command(scheme: str | None, lang: str) -> None:
    """Print every label in plain words, with its source; or only those of one SCHEME."""
    chosen = [load_scheme(scheme)] if scheme else schemes()
    pages = [codebook(entry, lang) for entry in chosen]
    if not scheme:
        names = ", ".join(entry.name for entry in chosen)
        pages.insert(0, line(f"{len(chosen)} schemes: {names}. One alone: clf labels semeval2023_frames"))
    click.echo_via_pager("\n\n".join(pages) + "\n")


def codebook(scheme: Scheme, lang: str) -> str:
    """Return one scheme of the codebook as text."""
    lines = [line(f"{scheme.title[lang]} ({scheme.name}, {scheme.unit})"), line(scheme.source, 2)]
    if scheme.note:
        lines.append(line(scheme.note, 2))
    none_is_defined = all(label.definition is UNDEFINED for label in scheme.labels)
    if none_is_defined:
        lines.append(line(UNDEFINED[lang], 2))
    for label in scheme.labels:
        lines.append(line(f"{label.name}: {label.words[lang]}", 2))
        if not none_is_defined:
            lines.append(line(label.definition[lang], 6))
    return "\n".join(lines)
