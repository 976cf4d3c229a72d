"""Find and load the compiled kernel, if there is one and it is wanted."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path

from clf.scoring.kernel.build import NAME

__all__ = ["in_use", "library"]

_SWITCH = "CLF_KERNEL"


@cache
def library() -> ctypes.CDLL | None:
    """Return the loaded library, or None where the scores come from numpy."""
    if os.environ.get(_SWITCH) == "numpy":
        return None
    path = Path(os.environ.get(_SWITCH) or Path(__file__).with_name(NAME))
    try:
        return ctypes.CDLL(str(path))
    except OSError:
        return None


def in_use() -> str:
    """Return which way scores are computed, in words for ``clf --about``."""
    if library() is not None:
        return "native kernel"
    if os.environ.get(_SWITCH) == "numpy":
        return f"numpy, as {_SWITCH} asks"
    return "numpy (no compiled kernel: install clf where there is a C compiler, or from a wheel)"
