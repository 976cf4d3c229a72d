"""What is known of every article of a corpus from which a sample was drawn: no text, so that it may lie about.

A Parquet file with a row per article: ``article`` (the key in the coding file), ``id``, ``outlet``, ``month``,
``lang``, ``stratum``, ``inclusion_probability``, ``sampled``, and per label ``called.<label>`` and
``probability.<label>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from clf.errors import DataError, Problem, UsageError
from clf.text.cells import writable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Population", "read_population", "write_population"]

_META = b"clf"
_VERSION = 1
_PLAIN = ("article", "id", "outlet", "month", "lang", "stratum")
_REMEDY = "Give the file that `clf sample` wrote beside the file to code: --population NAME.population.parquet."


@dataclass(slots=True)
class Population:
    """The N articles of a corpus, the L labels that are coded, and how the sample was drawn.

    Parameters
    ----------
    plain : dict of str to list of str
        ``article, id, outlet, month, lang, stratum``, N each; the empty string where not known.
    inclusion : array of shape (N,)
        Probability, 0 to 1, with which an article came into the sample.
    sampled : array of bool of shape (N,)
    called : array of shape (N, L)
        Whether the model gave the label.
    probabilities : array of shape (N, L)
    labels : tuple of str
    facts : dict
        ``model, task, scheme, seed`` and what else is worth keeping.
    """

    plain: dict[str, list[str]]
    inclusion: NDArray[np.float64]
    sampled: NDArray[np.bool_]
    called: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    labels: tuple[str, ...]
    facts: dict[str, Any]

    def __len__(self) -> int:
        return len(self.inclusion)


def write_population(path: Path, population: Population) -> None:
    """Write a population as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {name: [writable(x) for x in population.plain[name]] for name in _PLAIN}
    columns |= {"inclusion_probability": population.inclusion, "sampled": population.sampled}
    for column, label in enumerate(population.labels):
        columns[f"called.{label}"] = population.called[:, column].astype(np.int8)
        columns[f"probability.{label}"] = population.probabilities[:, column].astype(np.float32)
    facts = {"version": _VERSION, "labels": list(population.labels), **population.facts}
    table = pa.table(columns).replace_schema_metadata({_META: orjson.dumps(facts)})
    try:
        pq.write_table(table, path, compression="zstd")
    except OSError as error:
        raise UsageError(f"{path}: could not be written ({error.strerror or error}).") from error


def read_population(path: Path) -> Population:
    """Read what `write_population` wrote.

    Raises
    ------
    UsageError
        When there is no such file.
    DataError
        When it is another kind of file, or parts of it are missing.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise UsageError(f"{path}: there is no such file. {_REMEDY}")
    try:
        table = pq.read_table(path)
        facts = orjson.loads((table.schema.metadata or {})[_META])
        labels = tuple(facts.pop("labels"))
        if facts.pop("version") != _VERSION:
            raise DataError(Problem(path.name, f"version {_VERSION} of the population file", "another", _REMEDY))
        matrices = [
            np.column_stack([table[f"{kind}.{label}"].to_numpy() for label in labels])
            for kind in ("called", "probability")
        ]
        return Population(
            plain={name: table[name].to_pylist() for name in _PLAIN},
            inclusion=table["inclusion_probability"].to_numpy(),
            sampled=table["sampled"].to_numpy(),
            called=matrices[0].astype(np.int64),
            probabilities=matrices[1].astype(np.float64),
            labels=labels,
            facts=facts,
        )
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        found = f"another or a damaged one ({type(error).__name__})"
        raise DataError(Problem(path.name, "the population file of `clf sample`", found, _REMEDY)) from error
