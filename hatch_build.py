"""Compile the scoring kernel when clf is built; without a C compiler clf is built without it and scores with numpy.

``CLF_BUILD_KERNEL=must`` makes a missing compiler an error (wheels for others), ``no`` leaves the kernel out.
"""

from __future__ import annotations

import os
import runpy
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FOLDER = "clf/scoring/kernel"


class KernelHook(BuildHookInterface[Any]):
    """Puts the compiled library into the wheel, or beside its sources for an editable installation."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and tag the wheel for this platform and every Python 3."""
        wanted = os.environ.get("CLF_BUILD_KERNEL", "")
        if self.target_name != "wheel" or wanted == "no":
            return
        sources = Path(self.root, _FOLDER)
        build = runpy.run_path(str(sources / "build.py"))
        try:
            compiled = build["compile_kernel"](sources if version == "editable" else Path(tempfile.mkdtemp()))
        except Exception as error:
            if wanted == "must":
                raise
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            self.app.display_warning(f"clf is built without its native kernel and will score with numpy: {reason}")
            return
        if version != "editable":
            build_data["force_include"][str(compiled)] = f"{_FOLDER}/{compiled.name}"
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data.update(pure_python=False, tag=f"py3-none-{platform}")
