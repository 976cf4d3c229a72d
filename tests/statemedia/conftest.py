from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_press import TABLE

from clf.statemedia import outlets


@pytest.fixture
def invented_outlets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table of outlets is the invented one."""
    caches = (outlets._table, outlets._outlets, outlets._names)
    (tmp_path / "outlets.toml").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(outlets, "data_dir", lambda name: tmp_path)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()
