"""``clf leak``: how much of a classifier's score is the outlet."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import click

from clf.cli.inputs import language
from clf.cli.lines import say
from clf.cli.outputs import check_output, check_plot
from clf.errors import Problem, UsageError
from clf.messages import amount

__all__ = ["command"]


@click.command(name="leak")
@click.argument("model")
@click.argument("corpus")
@click.option("--data", type=click.Path(path_type=Path), help="Where a named corpus lies (default: CLF_DATA).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="JSON file (default: CORPUS-leak.json)."
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Plot, .png, .svg or .pdf (default: beside the JSON, where matplotlib is installed).",
)
@click.option("--no-plot", is_flag=True, help="No plot.")
@click.option("--text-column", help="Column of the texts, for a table of your own.")
@click.option("--label-column", help="Column of the labels, for a table of your own.")
@click.option("--outlet-column", help="Column of the outlets, for a table of your own.")
@click.option("--date-column", help="Column of the dates, for a table of your own.")
@click.option("--scheme", help="What is predicted, for a corpus with several label schemes.")
@click.option("--lang", type=language, help="Only texts in this language (ISO 639-1), for a named corpus.")
@click.option("--max", "most", type=click.IntRange(min=100), help="At most this many texts, drawn at random.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, help="Processes that look for boilerplate.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def command(
    model: str,
    corpus: str,
    data: Path | None,
    output: Path | None,
    plot: Path | None,
    no_plot: bool,
    text_column: str | None,
    label_column: str | None,
    outlet_column: str | None,
    date_column: str | None,
    scheme: str | None,
    lang: str | None,
    most: int | None,
    jobs: int,
    quiet: bool,
) -> int:
    """Train MODEL on CORPUS under every split and show how much of its score is the outlet.

    MODEL is “default”, a recipe (such as ccf-frames), a folder that `clf train` wrote, a TOML or JSON file of options,
    or FILE.py:NAME, a scikit-learn pipeline over texts in a Python file of your own. CORPUS is a corpus that `clf
    corpora` lists, or a table of your own with columns text, label, outlet and, if you have it, date.

    Exit status: 0 done, 1 done without rows of your table that could not be read, 2 the call cannot work.
    """
    from rich.console import Console

    from clf.corpora.files import Columns
    from clf.corpora.registry import cards
    from clf.leak.report import report_on
    from clf.leak.tasks import corpus_documents, file_documents, pipeline_of
    from clf.views.leak import leak_page

    def progress(message: str) -> None:
        if not quiet:
            say(message, err=True)

    def tell(problem: Problem) -> None:
        say(str(problem), err=True)

    path = Path(corpus)
    is_own = path.is_file() or (path.is_dir() and corpus not in {card.name for card in cards()})
    if is_own and any(given is not None for given in (data, scheme, lang)):
        raise UsageError(f"--data, --scheme and --lang are for a corpus that `clf corpora` lists; {corpus} is none.")
    stem = path.resolve().stem if is_own else corpus
    output = output or Path(f"{stem}-leak.json")
    if no_plot:
        plot = None
    elif plot is None and find_spec("matplotlib") is None:
        click.echo("No plot is drawn: it needs matplotlib (pip install 'clf-framing[charts]').", err=True)
    else:
        plot = plot or output.with_suffix(".png")
    check_output(output, inputs=[corpus, model])
    check_plot(plot, [corpus, model])
    if plot == output:
        raise UsageError(f"{output}: is the name of the JSON file and of the plot. Name one of them otherwise.")
    if is_own:
        columns = Columns(text=text_column, label=label_column, outlet=outlet_column, date=date_column)
        found = file_documents(path, columns, progress, tell, most=most)
    else:
        found = corpus_documents(corpus, data, scheme=scheme, lang=lang, most=most)
    if found.problems:
        found.documents.notes.append(f"Left out: {amount(found.problems, 'row')} that could not be read.")
    pipeline, words = pipeline_of(model, is_multilabel=found.documents.is_multilabel)
    report = report_on(
        found.documents,
        pipeline,
        folds=found.folds or None,
        jobs=jobs,
        outlet_is_label=found.outlet_is_label,
        progress=progress,
    )
    report.model = words
    content = {"corpus": stem, **report.as_dict()}
    output.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    written = [str(output)]
    if plot is not None:
        report.plot(plot)
        written.append(str(plot))
    Console().print(leak_page(report))  # after the files: whoever reads it may have had enough
    say(f"\nWritten: {', '.join(written)}. How to read it: docs/leak.md")
    return int(is_own and found.problems > 0)
