"""``clf train``: train a model from a corpus, or from your own labelled table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clf.cli.inputs import language
from clf.cli.lines import say
from clf.cli.outputs import check_model_folder
from clf.errors import Problem, UsageError
from clf.messages import amount

__all__ = ["command", "summary"]


_STATE_MEDIA = "state-media"


@click.command(name="train")
@click.argument("what")
@click.option("--data", type=click.Path(path_type=Path), help="Where the corpus lies (default: CLF_DATA).")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Model folder.")
@click.option("--text-column", help="Column of the texts, for a table of your own.")
@click.option("--label-column", help="Column of the labels, separated by “;”, for a table of your own.")
@click.option("--lang", type=language, help="Language of your own texts (ISO 639-1).")
@click.option("--keep-flagger", is_flag=True, help="With default or open: train all but the shipped flagger again.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def command(
    what: str,
    data: Path | None,
    output: Path,
    text_column: str | None,
    label_column: str | None,
    lang: str | None,
    keep_flagger: bool,
    quiet: bool,
) -> int:
    """Train WHAT into a model folder that `clf score --model FOLDER` uses.

    WHAT is a recipe (such as semeval2023-frames, or state-media), one of the models that ship (default, open), or a
    table of your own with a column of texts and one of labels.

    Exit status: 0 trained, 1 trained without rows of your table that could not be read, 2 the call cannot work.
    """
    from clf.framing import build
    from clf.framing.recipes import BUNDLES, RECIPES

    check_model_folder(output)
    problems: list[Problem] = []

    def notice(message: str) -> None:
        say(message, err=True)

    def progress(message: str) -> None:
        if not quiet:
            notice(message)

    def tell(problem: Problem) -> None:
        problems.append(problem)
        notice(str(problem))

    if what in BUNDLES:
        card = build.build_bundle(what, data, output, progress, keep_flagger=keep_flagger)
    elif what in RECIPES:
        card = build.build_recipe(what, data, output, progress)
    elif what == _STATE_MEDIA:
        card = build.build_state_media(data, output, progress)
    elif Path(what).exists():
        card = build.build_own(Path(what), text_column, label_column, lang, output, progress, notice, tell)
    else:
        known = "" if Path(what).suffix else f" Recipes: {', '.join([*RECIPES, _STATE_MEDIA, *BUNDLES])}."
        raise UsageError(f"{what}: no such file, and no recipe of that name.{known}")
    say(summary(card))
    say(f"\nWritten to {output}. Use it: clf score article.txt --model {output}")
    return int(bool(problems))


def summary(card: dict[str, Any]) -> str:
    """Return the card's scores as text: per part and per label, each with its interval and n."""
    lines = [f"state media {lang}: {_told(entry)}" for lang, entry in card.get("state_media", {}).items()]
    for part in card["parts"]:
        scores = ", ".join(f"{name.replace('_', ' ')} {_shown(score)}" for name, score in part["scores"].items())
        lines.append(f"{part['task']} {part['lang']} ({part['scheme']}, {amount(part['n'], 'text')}): {scores}")
        for label, entry in part["label_scores"].items():
            lines.append(f"    {label}: F1 {_shown(entry['f1'])}, {amount(entry['positives'], 'positive')}")
    return "\n".join(lines)


def _told(entry: dict[str, Any]) -> str:
    return "ships" if entry["ships"] else f"does not ship: {entry['why']}"


def _shown(estimate: dict[str, float]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
