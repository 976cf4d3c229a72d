"""``clf evaluate``: measure a model again, as its card says it was measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clf.cli.inputs import language
from clf.cli.lines import line, say

if TYPE_CHECKING:
    from clf.framing.evaluate import Remeasured

__all__ = ["command", "shown"]


@click.command(name="evaluate")
@click.argument("model", default="default")
@click.option("--data", type=click.Path(path_type=Path), help="Where the corpora lie (default: CLF_DATA).")
@click.option("--task", multiple=True, help="Measure only this task: frames, genre, techniques, …")
@click.option("--lang", type=language, multiple=True, help="Measure only this language (ISO 639-1).")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def command(model: str, data: Path | None, task: tuple[str, ...], lang: tuple[str, ...], quiet: bool) -> None:
    """Train MODEL (default, open or a folder) again from the corpora and compare its scores with its card.

    The scores are out-of-fold. The exit status is 1 where one differs from the card by more than .002, or a label's F1
    or a threshold by more than .02. The flagger is not measured again: clf train does that.
    """
    from clf.framing.evaluate import evaluate
    from clf.models.store import open_model

    def progress(message: str) -> None:
        if not quiet:
            say(message, err=True)

    agree = True
    for part in evaluate(open_model(model), data, task, lang, progress):
        say(line(shown(part)))
        agree &= part.agrees
    progress("The flagger was taken as it is and not measured again: clf train default (or open) does that.")
    if not agree:
        raise SystemExit(1)


def shown(part: Remeasured) -> str:
    """Return one part's scores, on the card and measured, as a line."""
    pairs = [
        f"{name.replace('_f1', '-F1')} {_interval(found)}, card {_interval(part.entry['scores'][name])}"
        for name, found in part.found["scores"].items()
    ]
    judged = "agrees" if part.agrees else f"DIFFERS ({', '.join(part.differences)})"
    return f"{part.entry['task']} {part.entry['lang']}, n = {part.entry['n']}: {'; '.join(pairs)}: {judged}"


def _interval(estimate: dict[str, Any]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
