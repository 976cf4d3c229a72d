"""``clf corpora``: which corpora clf reads, what each needs, and whether its files are here."""

from __future__ import annotations

import os
from pathlib import Path

import click

from clf.cli.lines import line, say
from clf.corpora.registry import Card, cards, find_data, load_card

__all__ = ["command", "overview"]


@click.group(name="corpora", invoke_without_command=True)
@click.option("--data", type=click.Path(path_type=Path), help="Folder to look in (default: CLF_DATA).")
@click.pass_context
def command(ctx: click.Context, data: Path | None) -> None:
    """List the corpora clf reads, what each needs, and whether its files were found here."""
    ctx.obj = data
    if ctx.invoked_subcommand is not None:
        return
    found = {card.name: find_data(card, data) for card in cards()}
    for card in cards():
        say(overview(card, found[card.name]))
    where = data or os.environ.get("CLF_DATA") or "no folder: give --data or set CLF_DATA"
    n = sum(map(bool, found.values()))
    say(line(f"{n} of {len(found)} found (looked in {where})."))
    say(line("`clf corpora fetch NAME` downloads one or says how to get it; `clf corpora check NAME` tests it."))


def overview(card: Card, found: list[Path]) -> str:
    """Return one corpus of the list as text."""
    rows = ", ".join(f"{view} {n:,}" for view, n in card.rows.items())
    needs = f"needs: the folder {card.folders[0]} of {card.homepage}, or {' '.join(file.name for file in card.files)}"
    where = f"found: {' '.join(path.name for path in found)}" if found else needs
    facts = f"{' '.join(card.languages)} | rows: {rows} | licence: {card.licence}"
    return "\n".join([line(f"{card.name}: {card.title}"), line(facts, 4), line(where, 4)])


@command.command(short_help="Compare a corpus with its card.")
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="The same as FOLDER.")
@click.pass_obj
def check(above: Path | None, name: str, folder: Path | None, data: Path | None) -> None:
    """Compare the files of corpus NAME with the checksums on its card, and its rows with the counts.

    FOLDER is an archive, a folder of any name with the authors' files, or a folder to look in (default: CLF_DATA).
    """
    from clf.corpora.check import check as run

    report = run(load_card(name), folder or data or above)
    say(report.text)
    if not report.ok:
        raise click.exceptions.Exit(1)


@command.command(short_help="Download a corpus, or say how to get it.")
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder (default: this one).")
@click.pass_obj
def fetch(above: Path | None, name: str, output: Path | None) -> None:
    """Download corpus NAME from its public address, or say where to ask for it.

    Exit status: 0 its files are there, 1 nothing was downloaded and it says how to get them, 2 it could not be done.
    """
    from clf.corpora.fetch import fetch as run
    from clf.corpora.fetch import is_fetched

    card = load_card(name)
    for number, text in enumerate(run(card, output or above or Path()).splitlines()):
        say(line(text.strip(), 4 if number else 0))
    if not is_fetched(card):
        raise click.exceptions.Exit(1)
