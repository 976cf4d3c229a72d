"""``clf report``: a corpus in, one standalone page out."""

from __future__ import annotations

from pathlib import Path

import click

from clf.cli.lines import say
from clf.cli.outputs import check_output
from clf.messages import amount

__all__ = ["command"]


@click.command(name="report")
@click.argument("corpus", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default="report.html", show_default=True
)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the page.")
@click.option("--title", help="Heading of the page (default: the name of the corpus or of its folder).")
@click.option("--with-texts", is_flag=True, help="Include the whole texts, not only 300 characters of each.")
@click.option("--articles", type=click.IntRange(min=1), default=2000, show_default=True, help="Articles to list.")
@click.option("--leak", type=click.Path(path_type=Path, dir_okay=False), help="JSON file that `clf leak` wrote.")
@click.option("--index", type=click.Path(path_type=Path), help="What `clf boilerplate mine` wrote.")
@click.option("--phrases", type=click.Path(path_type=Path), help="Your own phrases: CSV with text, kind, outlet.")
@click.option("--model", "model_name", help="default, open, or a folder that clf train wrote (also: CLF_MODEL).")
@click.option("--data", type=click.Path(path_type=Path), help="Where a named corpus lies (default: CLF_DATA).")
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
    corpus: tuple[str, ...],
    output: Path,
    lang: str,
    title: str | None,
    with_texts: bool,
    articles: int,
    leak: Path | None,
    index: Path | None,
    phrases: Path | None,
    model_name: str | None,
    data: Path | None,
    **columns: str | None,
) -> int:
    """Make a page about a CORPUS: frames by outlet and month, boilerplate, leak report, and the articles to read.

    CORPUS are files, folders or archives, as for `clf score`, or a corpus that `clf corpora` lists. The page is one
    file that needs no network. Of a corpus with more than --articles articles, so many are drawn for the list; all
    are counted.

    Exit status: 0 all articles scored, 1 some rows could not be (the others were), 2 the call cannot work.
    """
    from clf.cli.inputs import open_scorer, read_corpora, read_own, tell
    from clf.views.report.build import Options, write_report
    from clf.views.report.leak import read_leak

    check_output(output, ".html", ".htm", inputs=(*corpus, leak, index, phrases))
    found_leak = read_leak(leak) if leak else None  # fails before minutes of scoring, not after
    options = Options(title or _name(corpus), lang, with_texts, articles, found_leak)
    own, unusable = read_own(phrases)
    scorer = open_scorer(model_name, index, own)
    done = write_report(read_corpora(corpus, columns, data), scorer, output, options, on_failed=tell)
    say(
        f"{amount(done.articles, 'article')} counted, {done.listed:,} listed, {amount(done.failed, 'row')} not scored; "
        f"written to {output} ({done.size / 1000:,.0f} kB)."
    )
    return int(done.failed + unusable > 0)


def _name(corpus: tuple[str, ...]) -> str:
    """Return the name of the corpus, or of the folder its files lie in; nothing where they lie in several."""
    if len(corpus) == 1:
        return Path(corpus[0]).resolve().stem if Path(corpus[0]).exists() else corpus[0]
    folders = {Path(source).resolve().parent for source in corpus}
    return folders.pop().name if len(folders) == 1 else ""
