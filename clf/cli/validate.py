"""``clf validate``: coded articles in, the model's quality on this corpus and corrected shares out."""

from __future__ import annotations

from pathlib import Path

import click

from clf.cli.lines import say
from clf.cli.outputs import check_output

__all__ = ["command"]


@click.command(name="validate")
@click.argument("coded", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--population", type=click.Path(path_type=Path), help="The ….population.parquet of this sample.")
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help=".json for everything, .csv for the shares; may be given twice.",
)
@click.option("--empty-is-no", is_flag=True, help="Take empty cells for no (default: leave out rows with empty cells).")
@click.option("--label", help="Show this label by outlet and by month.")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the page.")
def command(
    coded: tuple[Path, ...],
    population: Path | None,
    outputs: tuple[Path, ...],
    empty_is_no: bool,
    label: str | None,
    lang: str,
) -> int:
    """Read CODED back, the file that `clf sample` wrote and people filled in; or several copies, one per coder.

    Prints how good the model is on this corpus, how far the coders agree, and the share of each label as the model
    counts it beside the share corrected by the coded articles, for the corpus, its outlets and its months.

    Exit status: 0 all rows read, 1 some rows could not be used (the others were), 2 the call cannot work.
    """
    from rich.console import Console

    from clf.validation.outputs import check_outputs, write_outputs
    from clf.validation.validate import validate
    from clf.views.validation import page

    check_outputs(outputs)
    for output in outputs:
        check_output(output, inputs=(*coded, population))
    found = validate(coded, population=population, empty_is_no=empty_is_no)
    for problem in found.problems:
        say(str(problem), err=True)
    for output in outputs:  # before the page: whoever reads that may have had enough
        write_outputs(found, output)
        say(f"Written to {output}.", err=True)
    Console(highlight=False).print(page(found, lang, label))
    return int(bool(found.problems))
