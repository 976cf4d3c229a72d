"""``clf labels``: the codebook."""

from __future__ import annotations

import click

from clf.framing.labels import Scheme, load_scheme, schemes

__all__ = ["codebook", "command"]


@click.command(name="labels")
@click.argument("scheme", required=False)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the words.")
def command(scheme: str | None, lang: str) -> None:
    """Print every label in plain words, with its source; or only those of one SCHEME."""
    chosen = [load_scheme(scheme)] if scheme else schemes()
    click.echo("\n\n".join(codebook(entry, lang) for entry in chosen))


def codebook(scheme: Scheme, lang: str) -> str:
    """Return one scheme of the codebook as text."""
    lines = [f"{scheme.title[lang]} ({scheme.name}, {scheme.unit})", f"  {scheme.source}"]
    if scheme.note:
        lines.append(f"  {scheme.note}")
    for label in scheme.labels:
        lines.append(f"  {label.name}: {label.words[lang]}")
        lines.append(f"      {label.definition[lang]}")
    return "\n".join(lines)
