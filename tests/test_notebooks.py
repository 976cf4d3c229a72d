"""Every notebook runs from top to bottom on the sample corpus, and what is kept of its outputs is fit to be read.

Notebooks 1, 3 and 7 always run; the others where ``CLF_ALL_NOTEBOOKS`` is set, as `.ci/full` does.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ALWAYS = ("01", "03", "07")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if path.name[:2] not in ALWAYS and "CLF_ALL_NOTEBOOKS" not in os.environ:
        pytest.skip("run by .ci/full, or with CLF_ALL_NOTEBOOKS=1")
    nbclient = pytest.importorskip("nbclient")
    import nbformat

    monkeypatch.delenv("CLF_DATA", raising=False)
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_names_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(/home/|/root/|/tmp/|/usr/|[A-Z]:\\\\|site-packages)", text)
    checkout = Path(__file__).resolve().parents[1]
    # Nor the folder beside which the corpora lie; the root of the file system is every path's.
    assert not [folder for folder in (checkout, *checkout.parents[:-1]) if f"{folder}/" in text or f'{folder}"' in text]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_asks_and_answers_and_every_cell_was_run(path: Path) -> None:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    assert "?" in notebook.cells[0].source.splitlines()[0]
    assert any(cell.source.startswith("**Answer.**") for cell in notebook.cells[-2:])
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]


def test_runs_of_words_of_a_corpus_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    run = __import__("run")
    corpus = "The council of Alder raised the price of water on Monday after a long debate."
    monkeypatch.setattr(run, "corpora", lambda: iter([corpus]))
    monkeypatch.setenv("CLF_DATA", "somewhere")
    import nbformat

    output = nbformat.v4.new_output(
        "execute_result", {"text/html": "<b>council of Alder</b> raised the price of water"}
    )
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    assert run.copies(run.said(nbformat.v4.new_notebook(cells=[cell])))
    assert not run.copies("the council of Alder raised the price")
    monkeypatch.delenv("CLF_DATA")
    assert not run.copies(corpus)
