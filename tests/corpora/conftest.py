"""The corpus that a test module describes in its ``LAYOUT``, as a folder and as an archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_files import written

from clf.corpora.archive import Files


@pytest.fixture(params=["folder", "archive"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    folder, archive = written(request.module.LAYOUT, tmp_path)
    return Files(folder if request.param == "folder" else archive)
