"""``clf score``: articles in, a page or records out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clf.cli.inputs import language, open_scorer, read_inputs, read_own, tell
from clf.cli.lines import say
from clf.cli.outputs import CLOSED, check_output, spare_inputs
from clf.cli.progress import ReadSoFar, counted
from clf.errors import Problem, UsageError
from clf.messages import amount
from clf.scoring.semeval2023 import FORMATS, write_predictions

if TYPE_CHECKING:
    from clf.boilerplate.phrases import Phrases
    from clf.models.store import Model
    from clf.schema import Article, Score
    from clf.scoring.score import Scorer
    from clf.scoring.writers import Writer

__all__ = ["command"]

_FOR_DASK = ("inputs", "target", "model_name", "engine", "scheduler", "text_column")
_UNREADABLE = "None of the input could be read, so nothing was scored."


@dataclass(slots=True)
class _Counts:
    """Rows with a score, without one, and of the former those without frames."""

    scored: int = 0
    failed: int = 0
    unframed: int = 0

    def add(self, record: dict[str, Any]) -> None:
        is_scored = not record["error"]
        self.scored += is_scored
        self.failed += not is_scored
        self.unframed += is_scored and not record["frames"]


@click.command(name="score")
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", "target", type=click.Path(), help=".jsonl .csv .tsv .xlsx .parquet")
@click.option("--model", "model_name", help="default, open, or a folder that clf train wrote (also: CLF_MODEL).")
@click.option("--index", type=click.Path(path_type=Path), help="What `clf boilerplate mine` wrote.")
@click.option("--phrases", type=click.Path(path_type=Path), help="Your own phrases: CSV with text, kind, outlet.")
@click.option("--lang", type=language, help="Language of the articles (ISO 639-1; default: recognised for each one).")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Predictions in the shared task's layout; with -o.")
@click.option("--state-media", is_flag=True, help="Also: wording shared with state outlets, with its caveat.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a page.")
@click.option("--page", is_flag=True, help="Print the page even when the output is piped.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes (default: one for each core).")
@click.option("--resume", is_flag=True, help="Go on with an interrupted job; with -o FILE.jsonl, then and now.")
@click.option("--engine", type=click.Choice(["dask"]), help="Score on a cluster; -o names a folder of Parquet files.")
@click.option(
    "--scheduler", help="Address of the cluster's scheduler, tcp://host:8786 (default: processes on this computer)."
)
@click.option(
    "--encoding", help="Encoding of texts, CSV and JSON, such as cp1251 (default: UTF-8, or what the bytes suggest)."
)
@click.option("--text-column", help="Column of a table that holds the text.")
@click.option("--title-column", help="… the title.")
@click.option("--outlet-column", help="… the outlet.")
@click.option("--date-column", help="… the date.")
@click.option("--id-column", help="… the id.")
@click.option("--lang-column", help="… the language.")
def command(
    inputs: tuple[str, ...],
    target: str | None,
    model_name: str | None,
    index: Path | None,
    phrases: Path | None,
    lang: str | None,
    form: str | None,
    state_media: bool,
    as_json: bool,
    page: bool,
    jobs: int | None,
    resume: bool,
    engine: str | None,
    scheduler: str | None,
    **columns: str | None,
) -> int:
    """Score articles and flag the outlet's boilerplate in them.

    INPUTS are files (.txt .html .csv .tsv .xlsx .jsonl .parquet .arrow, also .gz .zst), folders, archives, the address
    of a web page, hf:owner/name, or - for standard input. One article prints a page; several print a line each; with
    -o FILE, or when the output is piped, there is one record per article (docs/record.md).

    Exit status: 0 all scored, 1 some rows could not be scored (the others were), 2 the call cannot work, 130 Ctrl-C.
    """
    # numpy, which is imported now, would start a thread for each core, with no large matrix for it to multiply.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from clf.models.store import default_model

    _refuse_conflicts(click.get_current_context().params)
    if engine is not None:
        return _on_cluster(inputs, target, scheduler, columns["text_column"] or "text", model_name)
    output = None if target is None else Path(target)
    check_output(output, inputs=(*inputs, phrases, index))
    chosen = model_name or default_model()
    own, unusable = read_own(phrases)
    scorer = open_scorer(chosen, index, own, state_media=state_media)
    so_far = ReadSoFar(inputs)
    rows = _with_lang(read_inputs(inputs, columns, on_open=so_far.open), lang)
    if output is None and form is None and not as_json and (page or (sys.stdout is not None and sys.stdout.isatty())):
        return _to_screen(rows, scorer) or int(unusable > 0)
    counts = _Counts()
    if output is not None and resume:
        settings = _settings(click.get_current_context().params, columns)
        rows = _not_yet_written(rows, output, scorer.model.name, settings, counts)
    elif output is not None:
        from clf.scoring.resume import alone

        click.get_current_context().with_resource(alone(output))
    scores = _scored(rows, scorer, (chosen, index, own), jobs)
    if form is not None and output is not None:
        status = _to_predictions(counted(scores, so_far), output, form, scorer.model)
    elif output is not None:
        status = _to_file(counted(scores, so_far), output, scorer.model, resume, counts)
    else:
        status = _to_stdout(scores)
    return status or int(unusable > 0)


def _refuse_conflicts(given: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    is_cluster, is_file, form = given["engine"] is not None, given["target"] is not None, given["form"]
    if given["scheduler"] is not None and not is_cluster:
        raise UsageError("--scheduler is for a job on a cluster: add --engine dask.")
    if given["as_json"] and given["page"]:
        raise UsageError("Choose one of --json and --page.")
    if given["page"] and is_file:
        raise UsageError("--page is for the screen: leave out -o, or --page.")
    if is_cluster:
        return  # `_on_cluster` names every option that it does not take
    if given["resume"] and not (is_file and form is None):
        raise UsageError("--resume needs a file to go on with: -o scores.jsonl, without --format.")
    if form is not None and not is_file:
        raise UsageError(f"--format {form} writes a file: name it with -o predictions.txt.")


def _settings(given: dict[str, Any], columns: dict[str, str | None]) -> dict[str, str]:
    """Return what a job that goes on must have in common with the one that began."""
    from clf.scoring.resume import digest, identity

    return {
        "input": identity(given["inputs"]),
        "--index": digest(given["index"]),
        "--phrases": digest(given["phrases"]),
        "--lang": given["lang"] or "",
        **{f"--{name.replace('_', '-')}": value or "" for name, value in columns.items()},
        "--state-media": str(given["state_media"]),
    }


def _not_yet_written(
    rows: Iterator[Article | Problem], output: Path, model: str, settings: dict[str, str], counts: _Counts
) -> Iterator[Article | Problem]:
    """Return the rows that an interrupted job has left, those it wrote being counted; its file is held until the end.

    Raises
    ------
    UsageError
        When the job was begun in another way.
    """
    from clf.scoring.resume import claimed, note_settings, unwritten

    click.get_current_context().with_resource(claimed(output))
    note_settings(output, settings)
    return unwritten(rows, output, model, counts.add)


def _on_cluster(
    inputs: tuple[str, ...], output: str | None, scheduler: str | None, text_column: str, model: str | None
) -> int:
    from clf.scoring.dask import score_path

    context = click.get_current_context()
    ignored = [o.opts[-1] for o in context.command.params if o.name not in _FOR_DASK and context.params[str(o.name)]]
    if ignored:
        raise UsageError(f"--engine dask does not take {', '.join(ignored)}. Leave it out, or score without a cluster.")
    if output is None or len(inputs) != 1:
        raise UsageError("--engine dask takes one path (it may have a *) and writes a folder: -o scores.parquet.")
    spare_inputs(Path(output), inputs)
    return int(score_path(inputs[0], output, scheduler, text_column=text_column, model=model) > 0)


def _scored(
    rows: Iterator[Article | Problem],
    scorer: Scorer,
    opened: tuple[str, Path | None, Phrases | None],
    jobs: int | None,
) -> Iterator[Score]:
    """Yield the scores of `rows`, the other processes' modules imported only where there are rows for them."""
    from clf.scoring.stream import score_rows

    head = list(islice(rows, 2))
    if len(head) < 2 or jobs == 1:
        return score_rows(chain(head, rows), scorer)
    from clf.scoring.parallel import cores, score_parallel

    model, index, own = opened
    return score_parallel(chain(head, rows), scorer, model, index, jobs or cores(), own)


def _with_lang(rows: Iterable[Article | Problem], lang: str | None) -> Iterator[Article | Problem]:
    from dataclasses import replace

    for row in rows:
        yield row if lang is None or isinstance(row, Problem) else replace(row, lang=lang)


def _to_file(scores: Iterator[Score], output: Path, model: Model, resume: bool, counts: _Counts) -> int:
    from clf.scoring.resume import open_resumable
    from clf.scoring.writers import open_writer

    with open_resumable(output) if resume else open_writer(output, model.labels()) as writer:
        _write(scores, writer, counts)
    _conclude(counts, "scored", output)
    return int(counts.failed > 0)


def _to_predictions(scores: Iterator[Score], output: Path, form: str, model: Model) -> int:
    written, failed = write_predictions(scores, output, form, model, tell)
    _conclude(_Counts(written, failed), "predicted", output)
    return int(failed > 0)


def _conclude(counts: _Counts, done: str, output: Path) -> None:
    articles, rows = amount(counts.scored, "article"), amount(counts.failed, "row")
    unframed = f" ({counts.unframed:,} without frames: their warnings say why)" if counts.unframed else ""
    say(f"{articles} {done}{unframed}, {rows} not scored, written to {output}.", err=True)


def _to_stdout(scores: Iterator[Score]) -> int:
    from clf.scoring.writers import json_lines_to

    if sys.stdout is None:
        raise UsageError(CLOSED)
    stream = sys.stdout.buffer
    counts = _Counts()
    _write(scores, json_lines_to(stream), counts)
    stream.flush()
    return int(counts.failed > 0)


def _write(scores: Iterable[Score], writer: Writer, counts: _Counts) -> None:
    """Write the records of `scores` and add them to what is counted."""
    unreadable = 0
    for score in scores:
        record = score.record()
        writer.write(record)
        counts.add(record)
        if score.error:
            unreadable += score.is_whole_file
            tell(score)
    if unreadable and unreadable == counts.scored + counts.failed:
        raise UsageError(_UNREADABLE)  # which an output file that was begun does not survive


def _to_screen(rows: Iterator[Article | Problem], scorer: Scorer) -> int:
    """Print the page of a single article, or a line for each of several."""
    from rich.console import Console

    from clf.scoring.score import failed
    from clf.views import terminal

    head = list(islice(rows, 2))
    if not head:
        raise UsageError("There is nothing to score in the input.")
    console, status, is_read = Console(highlight=False), 0, False
    for row in chain(head, rows):
        score = failed(row) if isinstance(row, Problem) else scorer.score(row)
        is_read |= not score.is_whole_file
        status |= int(score.error is not None)
        if score.error:
            tell(score)
        else:
            with console.capture() as page:
                console.print(terminal.page(score) if len(head) == 1 else terminal.line(score))
            click.echo(page.get(), nl=False)  # which tells of a closed pipe and a full disk as all other output does
    if not is_read:
        raise UsageError(_UNREADABLE)
    return status
