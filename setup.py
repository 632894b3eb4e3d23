"""Compiles the kernel of the agreement, for pip and for `scripts/kernel.sh`; all else is in pyproject.toml.

A module that cannot be compiled is left out, and the package does without.
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

KERNEL = Path("bot/agreement/kernel")
OPTIONS = [
    "-O2",
    "-g0",
    "-ffp-contract=off",  # numpy rounds after each step too, and both must come to the same words
]
CORES = os.cpu_count() or 1


def modules() -> list[Extension]:
    sources = [
        Extension(
            ".".join(path.with_suffix("").parts),
            [path.as_posix()],
            extra_compile_args=OPTIONS,
        )
        for path in sorted(KERNEL.glob("*.pyx"))
    ]
    compiled = cythonize(sources, build_dir="build/kernel", nthreads=CORES, quiet=True)
    for module in compiled:
        module.optional = True  # Cython does not pass this on
    return compiled


# Where processes are spawned, each of Cython's imports this file once more.
if __name__ == "__main__":
    setup(ext_modules=modules(), options={"build_ext": {"parallel": CORES}})
