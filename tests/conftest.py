"""What several test modules share: where real corpora lie, the reason for skipping without them, and how a run ends."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("clf", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("clf")

_BESIDE = Path(__file__).parents[2] / "shared" / "corpora"
if "CLF_DATA" not in os.environ and _BESIDE.is_dir():
    os.environ["CLF_DATA"] = str(_BESIDE)


@pytest.fixture(scope="session", autouse=True)
def _workers() -> Iterator[None]:
    """End the processes that joblib keeps for the next call."""
    yield
    if "joblib.externals.loky" in sys.modules:
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(kill_workers=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let no thread of a library hold a finished run open: say after a minute which does, then leave.

    A run of all tests once printed its summary and never came back; joblib and Arrow are known for it
    (joblib/loky#363, apache/arrow#50482). How `clf` itself ends is tested in processes of its own.
    """
    faulthandler.dump_traceback_later(60)
    leave = threading.Timer(90, os._exit, [int(exitstatus)])
    leave.daemon = True
    session.config.add_cleanup(leave.start)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real corpora; the test is skipped where there is none."""
    root = os.environ.get("CLF_DATA")
    if not root or not Path(root).is_dir():
        pytest.skip("real corpora are not here: set CLF_DATA to the folder that holds them")
    return Path(root)
