"""``clf corpora``: which corpora clf reads, what each needs, and whether its files are here."""

from __future__ import annotations

from pathlib import Path

import click

from clf.corpora.registry import Card, cards, find_data, load_card

__all__ = ["command", "overview"]


@click.group(name="corpora", invoke_without_command=True)
@click.option("--data", type=click.Path(path_type=Path), help="Folder to look in (default: CLF_DATA).")
@click.pass_context
def command(ctx: click.Context, data: Path | None) -> None:
    """List the corpora clf reads, what each needs, and whether its files were found here."""
    if ctx.invoked_subcommand is None:
        click.echo("\n".join(overview(card, find_data(card, data)) for card in cards()))
        click.echo("\nNot found here? `clf corpora fetch NAME` downloads it or says where to ask.")


def overview(card: Card, found: list[Path]) -> str:
    """Return one corpus of the list as text."""
    rows = ", ".join(f"{view} {n:,}" for view, n in card.rows.items())
    langs = " ".join(card.languages)
    where = f"found: {found[0].name}" if found else "needs: " + ", ".join(file.name for file in card.files)
    return f"{card.name}: {card.title}\n    {langs} | rows: {rows} | {card.licence}\n    {where}"


@command.command()
@click.argument("name")
@click.option("--data", type=click.Path(path_type=Path), help="Archive, folder, or a folder to look in.")
def check(name: str, data: Path | None) -> None:
    """Compare the files of corpus NAME with the checksums on its card, and its rows with the counts."""
    from clf.corpora.fetch import check as run

    report = run(load_card(name), data)
    click.echo(report.text)
    if not report.ok:
        raise click.exceptions.Exit(1)


@command.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder.")
def fetch(name: str, output: Path) -> None:
    """Download corpus NAME from its public address, or say where to ask for it."""
    from clf.corpora.fetch import fetch as run

    click.echo(run(load_card(name), output))
