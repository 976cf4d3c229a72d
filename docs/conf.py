"""Sphinx configuration: `sphinx-build -W docs site` builds the documentation, cards and tables made anew each time."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import generate  # noqa: E402

import clf  # noqa: E402

project = "clf"
author = "The clf developers"
project_copyright = "The clf developers"
release = version = clf.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "myst_nb"]
exclude_patterns = ["_build", "**.ipynb_checkpoints"]

html_theme = "furo"
html_title = f"clf {clf.__version__}"
html_show_sphinx = False

myst_heading_anchors = 3
nb_execution_mode = "off"  # notebooks are shown as they were run (notebooks/run.py)
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # numpydoc's Parameters say it
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

generate.write(HERE / "_generated")

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./((?!_generated|docs)[^)\s]+)\)")


def _named_only(app: Any, document: str, source: list[str]) -> None:
    """Name files of the repository that are no pages: a link to them would lead nowhere on the site."""
    del app
    if not document.startswith("_generated"):
        source[0] = _OUTSIDE.sub(r"\1 (`\2` in the repository)", source[0])


def setup(app: Any) -> None:
    """Connect what Sphinx calls."""
    app.connect("source-read", _named_only)
