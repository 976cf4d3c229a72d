"""Make the report page of a corpus: articles stream through, counts and the listed articles are kept."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clf.errors import Problem, UsageError
from clf.evaluation.groups import site_of
from clf.evaluation.uncertainty import FEW_OUTLETS
from clf.schema import Article, Score
from clf.scoring.score import Scorer, failed
from clf.views.report import sections
from clf.views.report.entries import Tables, detail, row
from clf.views.report.marked import EXCERPT, blocks, excerpt
from clf.views.report.page import packed, render, safe_json
from clf.views.report.tally import Tally
from clf.views.report.wording import Wording
from clf.views.words import model_name, printable

__all__ = ["LISTED", "Options", "Report", "write_report"]

LISTED = 2_000
"""Articles that the page lists; of a larger corpus so many are drawn at random."""
_PER_CHUNK = 100
"""Articles whose details are packed, and unpacked by the reading pane, together."""

Entry = tuple[int, dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Options:
    """How a page is made.

    Parameters
    ----------
    title : str
        Heading of the page; the number of articles where it is empty.
    lang : str
        ``en`` or ``fr``.
    with_texts : bool
        Put the whole texts in, packed.
    listed : int
        At most so many articles in the list.
    leak : dict or None
        From `clf.views.report.leak.read_leak`.
    seed : int
        Of the draw.
    """

    title: str
    lang: str = "en"
    with_texts: bool = False
    listed: int = LISTED
    leak: dict[str, Any] | None = None
    seed: int = 13


@dataclass(frozen=True, slots=True)
class Report:
    """What was written: articles counted and listed, rows not scored, and the size of the page in bytes."""

    articles: int
    listed: int
    failed: int
    size: int


def write_report(
    rows: Iterable[Article | Problem],
    scorer: Scorer,
    output: Path,
    options: Options,
    on_failed: Callable[[Score], None] | None = None,
) -> Report:
    """Score the articles of a corpus and write its report page.

    Parameters
    ----------
    rows : iterable of Article or Problem
        Read once; of all but the listed articles only counts are kept, and what flags and warnings said.
    scorer : Scorer
    output : Path
        The page, one file; it gets its name when it is complete.
    options : Options
    on_failed : callable, optional
        Told of each row without a score.

    Raises
    ------
    UsageError
        When no article could be scored.
    """
    tally, tables = Tally(), Tables(options.lang)
    listed = _listed(rows, scorer, options, tally, tables, on_failed)
    if not tally.articles:
        first = f" First problem: {tally.problems[0]}" if tally.problems else ""
        raise UsageError(f"There is no article to report on in the input.{first}")
    page = render(_context(tally, tables, listed, scorer, options)).encode("utf-8", "backslashreplace")
    partial = output.with_name(f".{output.name}.partial")
    try:
        partial.write_bytes(page)
        partial.replace(output)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    return Report(tally.articles, len(listed), tally.failed, len(page))


def _listed(
    rows: Iterable[Article | Problem],
    scorer: Scorer,
    options: Options,
    tally: Tally,
    tables: Tables,
    on_failed: Callable[[Score], None] | None,
) -> list[Entry]:
    """Score and count every row; return the entries of a simple random sample (Vitter's algorithm R), in order."""
    chance, kept, seen = random.Random(options.seed), list[Entry](), 0  # noqa: S311 - a draw, not a secret
    spellings: dict[str, str] = {}
    for number, article in enumerate(rows):
        place = seen if seen < options.listed else chance.randrange(seen + 1)
        is_kept = place < options.listed
        # The words that speak for a frame cost more than the score, and an excerpt has few of them.
        score = (
            failed(article)
            if isinstance(article, Problem)
            else scorer.score(article, highlight=is_kept and options.with_texts)
        )
        # One outlet, however it is spelled: by the first spelling.
        score.outlet = spellings.setdefault(site_of(score.outlet), score.outlet) if score.outlet else None
        tally.add(score)
        if score.error or isinstance(article, Problem):
            if on_failed:
                on_failed(score)
            continue
        seen += 1
        if is_kept:
            text = (blocks if options.with_texts else excerpt)(score, tables.techniques)
            entry = (number, row(score, tables, text), detail(score, tables, text, article.url))
            if place < len(kept):
                kept[place] = entry
            else:
                kept.append(entry)
    return sorted(kept, key=lambda entry: entry[0])


def _context(tally: Tally, tables: Tables, listed: list[Entry], scorer: Scorer, options: Options) -> dict[str, Any]:
    wording = Wording(options.lang)
    details = [entry[2] for entry in listed]
    names = tables.as_dict()
    longer = {name: names.pop(name) for name in ("notes", "supports")}  # so packed with the rows
    data = {
        "lang": options.lang,
        "words": wording.script,
        "tables": names,
        "perChunk": _PER_CHUNK,
        "few": FEW_OUTLETS,
        "withTexts": options.with_texts,
        **sections.series(tally),
    }
    return {
        "w": wording,
        "lang": options.lang,
        "title": " ".join(printable(options.title).split()) or wording.articles(tally.articles),
        "model": model_name(Score("", model=scorer.model.name), options.lang),
        "facts": sections.overview(tally, wording),
        "frames": sections.frames(tally, wording),
        "outlets": sections.boilerplate(tally, wording),
        "more_outlets": max(len(tally.outlets) - sections.OUTLETS, 0),
        "undated": sum(cell.articles for (_, month), cell in tally.cells.items() if not month),
        "has_index": scorer.flagger is not None and bool(scorer.flagger.index),  # phrases alone are no index
        "leak": options.leak,
        "few": FEW_OUTLETS,
        "excerpt": EXCERPT,
        "listed": len(listed),
        "with_texts": options.with_texts,
        "data": safe_json(data),
        "rows": packed({"rows": [entry[1] for entry in listed], **longer}),
        "chunks": [packed(details[i : i + _PER_CHUNK]) for i in range(0, len(details), _PER_CHUNK)],
    }
