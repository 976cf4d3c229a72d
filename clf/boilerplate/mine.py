"""Mine a corpus for the passages that an outlet repeats and others do not: articles in, an index out.

How the counting scales is in `clf.boilerplate.spool` and docs/boilerplate.md; what makes a repeat boilerplate in
`clf.boilerplate.evidence`.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from clf.boilerplate.evidence import COLUMNS, OUTLET_COLUMNS, Edition, weights_of_evidence
from clf.boilerplate.fingerprints import fingerprint
from clf.boilerplate.index import OutletIndex
from clf.boilerplate.seen import Given, visible
from clf.boilerplate.spool import KEYWORDS, MIN_DOCUMENTS, Spool, day_of
from clf.boilerplate.titles import MinedTitles
from clf.errors import Problem, UsageError
from clf.evaluation.groups import site_of, usual_spellings
from clf.messages import amount
from clf.schema import Article
from clf.text.header import Header, read_header
from clf.text.language_codes import language_code

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

__all__ = ["MEMORY", "mine"]

MEMORY = 1 << 30
"""Bytes that mining plans with unless told otherwise; FANG-COVID needs a tenth."""

_CARRIERS = 12  # texts compared with each other for one passage: 66 pairs
_USUAL = 64  # texts of an outlet from which its usual likeness is taken
_WEAKEST = 0.0  # an entry that does not speak for boilerplate is not stored
_CHUNK = 1 << 14
_BYTES_PER_ROW = 300
"""What DuckDB needs for a row while it groups: its sets of distinct days and its samples cannot go to disk, so as many
rows are grouped at a time as memory has room for."""

# A passage counts once in a text, and a text that was crawled twice once.
_ONCE = """
    SELECT key, outlet, doc, coalesce(min(day) FILTER (day > 0), 0) AS day, min(place) AS place
    FROM read_parquet($passages) WHERE (key >> 8) % $shares = $share GROUP BY key, outlet, doc
"""
_PASSAGES = f"""
    SELECT key, outlet, count(*) AS docs, count(*) FILTER (day > 0) AS dated,
           count(DISTINCT day) FILTER (day > 0) AS days,
           coalesce(min(day) FILTER (day > 0), 0) AS first_day, max(day) AS last_day,
           count(*) FILTER (place = 0) AS at_start, count(*) FILTER (place = 2) AS at_end,
           list_sort(min(doc, {_CARRIERS})) AS carriers  -- a sample by hash: the same whatever the order
    FROM ({_ONCE}) GROUP BY key, outlet
"""  # noqa: S608 - numbers of ours
_REPEATS = f"""
    COPY (
        SELECT * FROM (SELECT *, sum(docs) OVER (PARTITION BY key) - docs AS elsewhere FROM ({_PASSAGES}))
        WHERE docs >= {MIN_DOCUMENTS}
    ) TO $repeats (FORMAT parquet)
"""  # noqa: S608 - a number of ours
_DOCUMENTS = "SELECT DISTINCT ON (doc) * EXCLUDE (outlet, day) FROM read_parquet($documents) ORDER BY doc"
_OUTLETS = f"""
    SELECT outlet, count(DISTINCT doc) AS documents, count(DISTINCT day) FILTER (day > 0) AS days,
           list_sort(min(DISTINCT doc, {_USUAL})) AS carriers
    FROM (SELECT outlet, doc, min(day) FILTER (day > 0) AS day FROM read_parquet($documents) GROUP BY outlet, doc)
    GROUP BY outlet ORDER BY outlet
"""  # noqa: S608 - a number of ours


def mine(
    articles: Iterable[Article | Problem],
    *,
    memory: int = MEMORY,
    folder: Path | None = None,
    on_problem: Callable[[Problem], None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> OutletIndex:
    """Return the index of what the outlets of a corpus repeat.

    Parameters
    ----------
    articles : iterable of Article or Problem
        In any order; the index does not depend on it. Articles without outlet and address count as one outlet.
    memory : int
        Bytes to plan with: five eighths for the tables of counts, and when those are freed, for grouping.
    folder : Path, optional
        Where temporary files go, of about the size of the corpus; default: the system's.
    on_problem : callable
        Told of each row that could not be read.
    progress : callable

    Returns
    -------
    OutletIndex

    Raises
    ------
    UsageError
        When there is no article.
    TypeError
        When a row is none, or `memory` no whole number.
    """
    if not isinstance(memory, int | np.integer):
        raise TypeError(f"memory: expected a whole number of bytes, such as 1 << 30, got {memory!r}.")
    with tempfile.TemporaryDirectory(dir=folder, prefix="clf-mine-") as name, Spool(Path(name), memory) as spool:
        spellings: Counter[tuple[str, str]] = Counter()
        titles = MinedTitles()
        for article in articles:
            if isinstance(article, Problem):
                on_problem(article)
                continue
            if not isinstance(article, Article):
                raise TypeError(f"Expected articles (clf.Article), got {type(article).__name__}.")
            header = read_header(article.text)
            article = _with_header(article, header)
            given = Given(article.text, article.lang, header.end).in_a_language()
            text, start, _ = visible(given)
            edition = edition_of(article)
            site = site_of(edition.outlet) if edition.outlet else ""  # one outlet, however it is spelled
            spellings[edition.outlet, site] += 1
            found = fingerprint(text, given.lang, start)
            number = spool.add(found, edition._replace(outlet=site), day_of(article.date))
            titles.add(article.title, found, number)
            if spool.documents % 10_000 == 0:
                progress(f"{spool.documents:,} articles read")
        if not spool.documents:
            raise UsageError("There is no article to mine in the input.")
        progress(
            f"{amount(spool.documents, 'article')} read, {amount(len(spool.editions), 'outlet')}; counting repeats"
        )
        passages, documents = spool.write_repeats()
        usual = usual_spellings(spellings)
        editions = [edition._replace(outlet=usual.get(edition.outlet, "")) for edition in spool.editions]
        return _index(editions, titles, passages, documents, memory * 5 // 8)


def _with_header(article: Article, header: Header) -> Article:
    """Return an article with what its header says and nothing else does, as it is scored."""
    names = ("title", "outlet", "date", "url", "lang")
    return replace(article, **{name: getattr(article, name) or getattr(header, name) for name in names})


def edition_of(article: Article) -> Edition:
    """Return the outlet's name, else the host of the address, else nothing; and the language where it is given."""
    outlet = (article.outlet or "").strip()
    if not outlet:
        try:
            outlet = (urlsplit(article.url or "").hostname or "").removeprefix("www.")
        except ValueError:  # an address that is none
            outlet = ""
    return Edition(outlet, language_code(article.lang) or article.lang if article.lang else "")


def _index(
    editions: list[Edition], titles: MinedTitles, passages: list[Path], documents: Path, memory: int
) -> OutletIndex:
    import duckdb

    folder = documents.parent
    memory = max(memory, 256 << 20)
    # A database on disk has room for what memory has not.
    with duckdb.connect(folder / "grouping.duckdb") as database:
        database.execute(f"SET memory_limit = '{memory >> 20}MiB'")
        database.execute("SET preserve_insertion_order = false")
        likeness = Likeness(_columns(database, _DOCUMENTS, documents))
        found = _columns(database, _OUTLETS, documents)
        found["alike"] = likeness.of(found.pop("carriers"))[0]
        outlets = {name: np.asarray(found[name]).astype(kind) for name, kind in OUTLET_COLUMNS.items()}
        entries = _entries(_repeats(database, passages, folder / "repeats.parquet", memory), likeness, outlets)
    by_name = np.array(sorted(range(len(editions)), key=editions.__getitem__))
    numbers = np.argsort(by_name).astype(np.uint32)
    entries["outlet"] = numbers[entries["outlet"]]
    order = np.lexsort((entries["outlet"], entries["key"]))
    return OutletIndex(
        tuple(editions[i] for i in by_name),
        {name: values[by_name] for name, values in outlets.items()},
        {name: values[order] for name, values in entries.items()},
        titles.titles(numbers),
    )


def _repeats(
    database: duckdb.DuckDBPyConnection, passages: list[Path], repeats: Path, memory: int
) -> Iterator[dict[str, NDArray[Any]]]:
    """Yield the passages that repeat, grouped and counted, in batches of columns."""
    import pyarrow.parquet as pq

    for part in passages:
        shares = 1 + pq.read_metadata(part).num_rows * _BYTES_PER_ROW // memory
        for share in range(shares):
            values = {"passages": str(part), "repeats": str(repeats), "shares": shares, "share": share}
            database.execute(_REPEATS, values)
            with pq.ParquetFile(repeats) as file:
                for batch in file.iter_batches(_CHUNK):
                    yield {name: batch[name].to_numpy(zero_copy_only=False) for name in batch.schema.names}


def _columns(database: duckdb.DuckDBPyConnection, query: str, documents: Path) -> dict[str, NDArray[Any]]:
    found: Any = database.execute(query, {"documents": str(documents)}).fetchnumpy()
    return dict(found)


def _entries(
    repeats: Iterable[dict[str, NDArray[Any]]], likeness: Likeness, outlets: dict[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """Return what is stored of the repeats: those that speak for boilerplate."""
    kept = {name: [np.zeros(0, kind)] for name, kind in COLUMNS.items()}
    for columns in repeats:
        columns["alike"], columns["rest"] = likeness.of(columns.pop("carriers"))
        entries = {name: np.asarray(columns[name]).astype(kind) for name, kind in COLUMNS.items()}
        speaks = weights_of_evidence(entries, outlets) > _WEAKEST
        for name, values in entries.items():
            kept[name].append(values[speaks])
    return {name: np.concatenate(parts) for name, parts in kept.items()}


class Likeness:
    """How alike texts are besides what is repeated in them.

    Parameters
    ----------
    documents : dict of arrays of shape (n,)
        ``doc`` (sorted), ``rest``, and ``word0`` … the keywords of each.
    """

    def __init__(self, documents: dict[str, NDArray[Any]]) -> None:
        self._docs = np.asarray(documents["doc"])
        self._rest = np.asarray(documents["rest"])
        self._words = np.stack([np.asarray(documents[f"word{i}"]) for i in range(KEYWORDS)], axis=1)

    def of(self, groups: NDArray[np.object_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return, per group of documents, the mean keyword overlap of two of them, and their mean `rest`."""
        sizes = np.array([len(group) for group in groups], np.int64)
        rows = np.full((len(groups), int(sizes.max(initial=1))), -1, np.int64)
        filled = np.arange(rows.shape[1]) < sizes[:, None]
        if len(groups):
            rows[filled] = np.searchsorted(self._docs, np.concatenate(list(groups)))
        # The windows of one passage have the same carriers: each group is worked out once.
        rows, inverse = np.unique(rows, axis=0, return_inverse=True)
        filled, sizes = rows >= 0, (rows >= 0).sum(axis=1)
        words = np.where(filled[:, :, None], self._words[rows], 0).reshape(len(rows), -1)
        words.sort(axis=1)
        equal = np.zeros(len(rows))
        # A word that k of the texts have stands in k sorted cells: k − 1 pairs one apart, k − 2 two apart, …
        for apart in range(1, rows.shape[1]):
            equal += ((words[:, apart:] == words[:, :-apart]) & (words[:, apart:] > 0)).sum(axis=1)
        alike = equal / np.maximum(sizes * (sizes - 1) / 2, 1) / KEYWORDS
        rest = np.where(filled, self._rest[rows], 0).sum(axis=1) / np.maximum(sizes, 1)
        inverse = inverse.reshape(-1)
        return alike[inverse].astype(np.float32), rest[inverse].astype(np.float32)
