"""What a command costs: seconds by the clock and of the processor, and the peak of its memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def cost_of(command: Sequence[str]) -> dict[str, Any]:
    """Run a command of ours at the root of the repository; raise where it fails.

    Seconds of the clock say little on a busy machine; those of the processor are of all its processes and threads.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own command
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if code := os.waitstatus_to_exitcode(status):
        raise subprocess.CalledProcessError(code, command)
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_gib": round(usage.ru_maxrss / 2**20, 2),
    }
