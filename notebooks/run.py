"""Run notebooks from top to bottom and keep their outputs: on real corpora where CLF_DATA is set, else on the sample.

    python notebooks/run.py            all of them
    python notebooks/run.py 03 05      some of them

A notebook that printed eight words in a row of a real corpus is not saved.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SHOWN_CORPORA = ("fang_covid", "telegram_news_ru", "semeval2023", "article_bias_prediction", "babe", "media_pl")
RUN_OF_WORDS = 8
_WORD = re.compile(r"\w+")


def main() -> None:
    chosen = sys.argv[1:]
    paths = [path for path in sorted(HERE.glob("*.ipynb")) if not chosen or path.name[:2] in chosen]
    for path in paths:
        start = time.perf_counter()
        notebook = executed(path)
        if copied := copies(said(notebook)):
            sys.exit(f"{path.name}: {len(copied)} runs of {RUN_OF_WORDS} words stand in a real corpus; not saved.")
        nbformat.write(notebook, path)
        print(f"{path.name}: {time.perf_counter() - start:.0f} s")


def executed(path: Path) -> nbformat.NotebookNode:
    """Return the notebook with new outputs, without times and machine."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=1800, kernel_name="python3").execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def said(notebook: nbformat.NotebookNode) -> str:
    """Return all text of the outputs, mark-up cut out."""
    texts = []
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        texts += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    return re.sub(r"data:image[^\"]*|<style>.*?</style>|<[^>]*>", " ", "\n".join(texts), flags=re.DOTALL)


def copies(text: str) -> set[int]:
    """Return the hashes of runs of words of `text` that a real corpus has too; none where there is no corpus."""
    if "CLF_DATA" not in os.environ:
        return set()
    runs = set(runs_of(text))
    return {run for corpus in corpora() for run in runs_of(corpus) if run in runs}


def corpora() -> Iterator[str]:
    import clf

    for name in SHOWN_CORPORA:
        yield from (row.text for row in clf.read_corpus(name) if isinstance(row, clf.Article))


def runs_of(text: str) -> Iterable[int]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return (hash(tuple(words[i : i + RUN_OF_WORDS])) for i in range(len(words) - RUN_OF_WORDS + 1))


if __name__ == "__main__":
    main()
