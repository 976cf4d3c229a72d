"""``clf sample``: a corpus in, a file to code by hand out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from clf.cli.inputs import columns_of
from clf.cli.lines import say
from clf.cli.outputs import check_output
from clf.errors import UsageError
from clf.messages import amount

__all__ = ["command"]


@click.command(name="sample")
@click.argument("corpus", nargs=-1, required=True)
@click.option("-n", "n", type=click.IntRange(min=1), default=200, show_default=True, help="Articles to code.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default="to_code.xlsx",
    show_default=True,
    help=".xlsx, or .csv with the codebook beside it.",
)
@click.option("--model", "model_name", help="default, open, or a folder that clf train wrote (also: CLF_MODEL).")
@click.option("--task", type=click.Choice(["frames", "genre", "techniques"]), default="frames", show_default=True)
@click.option("--labels", help="Code only these, separated by commas: --labels Economic,Political")
@click.option("--coders", type=click.IntRange(1, 9), default=2, show_default=True, help="People with columns to fill.")
@click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the codebook."
)
@click.option("--seed", type=int, default=13, show_default=True, help="The same seed draws the same articles.")
@click.option(
    "--encoding", help="Encoding of texts, CSV and JSON, such as cp1251 (default: UTF-8, or what the bytes suggest)."
)
@click.option("--text-column", help="Column of a table that holds the text.")
@click.option("--title-column", help="… the title.")
@click.option("--outlet-column", help="… the outlet.")
@click.option("--date-column", help="… the date.")
@click.option("--id-column", help="… the id.")
def command(
    corpus: tuple[str, ...],
    n: int,
    output: Path,
    model_name: str | None,
    task: str,
    labels: str | None,
    coders: int,
    lang: str,
    seed: int,
    **columns: str | None,
) -> int:
    """Draw articles of a CORPUS to code by hand; `clf validate` reads them back.

    CORPUS are files, folders or archives, as for `clf score`. All of it is scored (which takes a while), and a sample
    is drawn in which small outlets and rare labels have their share. The file to code shows title and text, not the
    outlet and not what the model says. Keep the ….population.parquet beside it: it holds no text, and `clf validate`
    needs it.

    Exit status: 0 all articles read, 1 some rows could not be read (the others were), 2 the call cannot work.
    """
    from clf.corpora.files import read_files
    from clf.models.store import default_model, open_model
    from clf.validation.sample import draw

    check_output(output, inputs=corpus)
    if "-" in corpus:
        raise UsageError("The corpus is read twice, so it cannot come from standard input. Save it to a file first.")
    told: set[str] = set()

    def guess(message: str) -> None:
        if message not in told:
            told.add(message)
            say(message, err=True)

    names = [label.strip() for label in labels.split(",")] if labels else None
    read = partial(read_files, list(corpus), columns_of(columns), on_guess=guess)
    done = draw(read, n, output, open_model(model_name or default_model()), task, names, coders, lang, seed)
    for problem in done.problems:
        say(problem, err=True)
    from clf.validation.coding_file import codebook_beside

    page = "its second sheet" if output.suffix.lower() == ".xlsx" else str(codebook_beside(output))
    drawn = f"{done.n:,} of {amount(done.articles, 'article')} drawn"
    say(f"{drawn}, written to {output}; the codebook is {page}.")
    if done.unscored:
        say(f"Not part of this: {amount(done.unscored, 'article')} without {task} scores (see clf score).")
    if done.cut:
        say(f"Cut to what a cell holds: {amount(done.cut, 'text')}; -o to_code.csv holds all whole.")
    others = f" (to 'coder {coders}: …')" if coders > 1 else ""
    say(f"Now fill in the columns 'coder 1: …'{others} with 1 or 0, then: clf validate {output}")
    return int(bool(done.problems))
