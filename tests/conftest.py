"""What several test modules share: where real corpora lie, and the reason for skipping without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("clf", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("clf")

_BESIDE = Path(__file__).parents[2] / "shared" / "corpora"
if "CLF_DATA" not in os.environ and _BESIDE.is_dir():
    os.environ["CLF_DATA"] = str(_BESIDE)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real corpora; the test is skipped where there is none."""
    root = os.environ.get("CLF_DATA")
    if not root or not Path(root).is_dir():
        pytest.skip("real corpora are not here: set CLF_DATA to the folder that holds them")
    return Path(root)
