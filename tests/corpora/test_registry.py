from __future__ import annotations

import pytest

from clf.corpora.registry import load_card
from clf.errors import UsageError


@pytest.mark.parametrize("name", ["nosuch.csv", "folder/nosuch.csv", "nosuch"])
def test_a_name_that_is_neither_corpus_nor_file_is_told(name: str) -> None:
    with pytest.raises(UsageError) as told:
        load_card(name)
    assert str(told.value) == f"{name}: no such file, and no corpus of that name (`clf corpora` lists them)."
