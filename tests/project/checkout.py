"""A checkout of the scripts alone, in which they do their set-up without network."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.project.tree import ROOT

_SECONDS = 120


def make_checkout(folder: Path) -> Path:
    """Its lock files ask for nothing, and nothing in it is to be compiled."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "requirements").mkdir()
    for lock in ("runtime", "dev"):
        (folder / f"requirements/{lock}.lock").write_text(f"# nothing for {lock}\n")
    return folder


def start(checkout: Path, command: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["bash", "-c", f"set -euo pipefail; . scripts/setup.sh; {command}"],
        cwd=checkout,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=_SECONDS)
    assert process.returncode == 0, output
    return output
