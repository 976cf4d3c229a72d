"""``clf boilerplate``: mine a corpus for what its outlets repeat, and flag boilerplate in articles."""

from __future__ import annotations

import sys
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clf.cli.inputs import read_corpora, read_own
from clf.cli.lines import say
from clf.cli.outputs import CLOSED, check_folder, spare_inputs
from clf.errors import Problem, UsageError
from clf.messages import amount
from clf.text.cells import writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clf.schema import Article, Span

__all__ = ["command"]

_NAMES = {"lang": "language"}
_NO_OUTLETS = (
    "No article has an outlet or an address, so all count as one outlet, and what one outlet repeats and others do not "
    "cannot be told. Name the column with --outlet-column."
)


def _columns(run: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name a table's columns."""
    run = click.option(
        "--encoding", help="Encoding of texts, CSV and JSON (default: UTF-8, or what the bytes suggest)."
    )(run)
    for name in ("lang", "id", "date", "outlet", "title"):
        run = click.option(f"--{name}-column", help=f"… the {_NAMES.get(name, name)}.")(run)
    return click.option("--text-column", help="Column of a table that holds the text.")(run)


@click.group(name="boilerplate")
def command() -> None:
    """Find the passages that are the outlet rather than the news."""


@command.command()
@click.argument("corpus", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder of the index.")
@click.option("--phrases", type=click.Path(path_type=Path), help="Your own phrases: CSV with text, kind, outlet.")
@click.option("--memory", type=click.FloatRange(0.25, 1024), default=1.0, show_default=True, help="Gigabytes to use.")
@click.option(
    "--temp", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder for temporary files."
)
@click.option("--data", type=click.Path(path_type=Path), help="Where a corpus that clf knows lies (default: CLF_DATA).")
@_columns
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def mine(
    corpus: tuple[str, ...],
    output: Path,
    phrases: Path | None,
    memory: float,
    temp: Path | None,
    data: Path | None,
    quiet: bool,
    **columns: str | None,
) -> int:
    """Mine CORPUS for the passages that each outlet repeats, into an index for `clf score --index`.

    CORPUS is files, folders or archives of yours (outlet and date in columns, or in each article's header), or the
    name of a corpus that clf knows. The index holds hashes and counts, no passages. More in docs/boilerplate.md.
    """
    from dataclasses import replace

    from clf.boilerplate import mine as mining
    from clf.boilerplate.index_store import check_output, write_index

    check_output(output)
    check_folder(output)
    spare_inputs(output, (*corpus, phrases))
    own, failed = read_own(phrases)

    def tell(problem: Problem) -> None:
        nonlocal failed
        failed += 1
        say(str(problem), err=True)

    index = mining.mine(
        read_corpora(corpus, columns, data),
        memory=int(memory * (1 << 30)),
        folder=temp,
        on_problem=tell,
        progress=lambda message: None if quiet else say(message, err=True),
    )
    write_index(replace(index, phrases=own) if own else index, output)
    texts = int(index.outlets["documents"].sum())
    outlets = {edition.outlet for edition in index.editions} - {""}
    if not outlets:
        say(_NO_OUTLETS, err=True)
    found = amount(len(index), "repeated passage"), amount(texts, "text"), amount(len(outlets) or 1, "outlet")
    say(
        f"{found[0]} in {found[1]} of {found[2]}, written to {output}.\nUse it: clf score article.txt --index {output}",
        err=True,
    )
    return int(failed > 0)


@command.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--index", type=click.Path(path_type=Path), help="What `clf boilerplate mine` wrote.")
@click.option("--phrases", type=click.Path(path_type=Path), help="Your own phrases: CSV with text, kind, outlet.")
@click.option("--model", "model_name", help="default, open, or a model folder (also: CLF_MODEL).")
@click.option("--data", type=click.Path(path_type=Path), help="Where a corpus that clf knows lies (default: CLF_DATA).")
@_columns
def flag(
    inputs: tuple[str, ...],
    index: Path | None,
    phrases: Path | None,
    model_name: str | None,
    data: Path | None,
    **columns: str | None,
) -> int:
    """Print the boilerplate of INPUTS: one JSON line per article, with offsets, kind, score and evidence.

    Articles are read some thirty at a time, from standard input too. A row that cannot be read has a line with the
    error.

    The texts are read like those of `clf score` and never printed; an offset counts Unicode characters.
    """
    import orjson

    from clf.boilerplate.index import open_flagger
    from clf.boilerplate.index_store import open_outlets
    from clf.boilerplate.seen import Given

    if sys.stdout is None:
        raise UsageError(CLOSED)
    own, failed = read_own(phrases)
    flagger = open_flagger(model_name, open_outlets(index, own))

    kept, asked = tee(read_corpora(inputs, columns, data))
    articles = (row for row in asked if not isinstance(row, Problem))
    flags = flagger.flag_each(Given.whole(one.text, one.lang, one.extracted) for one in articles)
    read = 0
    for row in kept:
        if isinstance(row, Problem):
            failed += 1
            say(str(row), err=True)
            record = _failed(row)
        else:
            read += 1
            record = _record(row, next(flags))
        sys.stdout.buffer.write(orjson.dumps(writable(record)) + b"\n")
    sys.stdout.buffer.flush()
    return int(failed > 0) if read else 2


def _record(article: Article, spans: Iterable[Span]) -> dict[str, Any]:
    return {
        "id": article.id,
        "source": {"file": article.file, "row": article.row},
        "n_chars": len(article.text),
        "boilerplate": [span.as_dict() for span in spans],
        "error": None,
    }


def _failed(problem: Problem) -> dict[str, Any]:
    source = {"file": problem.file, "row": problem.row}
    return {"id": problem.output_id, "source": source, "n_chars": 0, "boilerplate": [], "error": str(problem)}
