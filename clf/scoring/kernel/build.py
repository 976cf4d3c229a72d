"""Compile the kernel with the platform's C compiler.

    python clf/scoring/kernel/build.py [FOLDER]

writes the shared library into FOLDER, by default beside its sources, where a checkout finds it. ``hatch_build.py`` does
the same when clf is built or installed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

__all__ = ["NAME", "compile_kernel"]

NAME = {"win32": "clf_kernel.dll", "darwin": "libclf_kernel.dylib"}.get(sys.platform, "libclf_kernel.so")
_SOURCES = Path(__file__).parent
# No fused multiply-add: every machine gives the same bits.
_UNIX = ("-std=c11", "-O3", "-g0", "-fPIC", "-fvisibility=hidden", "-ffp-contract=off")
_MSVC = ("/std:c11", "/O2", "/fp:precise")


def compile_kernel(folder: Path = _SOURCES) -> Path:
    """Compile every C file here into one shared library in `folder` and return its path.

    Raises
    ------
    Exception
        Whatever the platform's tool chain raises; a missing compiler is one case of many.
    """
    import tempfile
    from distutils.ccompiler import new_compiler
    from distutils.sysconfig import customize_compiler

    import setuptools  # noqa: F401 - it carries distutils, which the standard library no longer has

    compiler: Any = new_compiler()
    customize_compiler(compiler)
    is_msvc = compiler.compiler_type == "msvc"
    with tempfile.TemporaryDirectory() as objects:
        compiled = compiler.compile(
            [str(path) for path in sorted(_SOURCES.glob("*.c"))],
            output_dir=objects,
            extra_preargs=[*(_MSVC if is_msvc else _UNIX)],
        )
        compiler.link_shared_object(compiled, str(folder / NAME), libraries=[] if is_msvc else ["m"])
    return folder / NAME


if __name__ == "__main__":
    compile_kernel(*map(Path, sys.argv[1:]))
