"""Read the public sample of FakeNewsCorpus: English web articles with the type of their site.

Szpakowski, github.com/several27/FakeNewsCorpus; the types are those of OpenSources.co and belong to the domain, never
to the article. The sample has 250 articles of 29 domains, 155 of them beforeitsnews.com. A row is an article.

The layout: ``news_sample.csv``, an unnamed index column first; here packed as a single file.
"""

from __future__ import annotations

from collections.abc import Iterator

from clf.corpora.archive import Files
from clf.corpora.tables import Row, table_rows
from clf.errors import DataError, Problem
from clf.schema import Article, Labelling

__all__ = ["VIEWS", "read"]

VIEWS = {"articles": "articles with the type of their domain"}

_NAME = "*news_sample*.csv"
_COLUMNS = ("id", "domain", "type", "url", "content", "title")


def read(files: Files, view: str) -> Iterator[Article | Problem]:  # noqa: ARG001 - there is one view
    """Yield the articles of the sample; a domain without a type gives an article without a `Labelling`."""
    seen = False
    for name, content in files.iter(*((f"{_NAME}.*", _NAME) if files.path.is_file() else (_NAME,))):
        seen = True
        try:
            for row in table_rows(name, content, _COLUMNS, strict=True):
                yield row if isinstance(row, Problem) else _article(row)
        except DataError as error:
            yield error.problem
    if not seen:
        files.read(_NAME)


def _article(row: Row) -> Article | Problem:
    if not row["content"].strip():
        remedy = "This row was left out; compare the file with the authors' own copy."
        return Problem(row.file, "a content", "an empty field", remedy, row.number, row["id"])
    kind = row["type"].strip()
    return Article(
        id=row["id"],
        text=row["content"],
        title=row["title"].strip() or None,
        outlet=row["domain"].strip() or None,
        lang="en",
        url=row["url"].strip() or None,
        labels=(Labelling("fake_news_corpus", (kind,)),) if kind else (),
        file=row.file,
        row=row.number,
    )
