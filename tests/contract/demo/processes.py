"""Waiting for other programs, and whether they are alive."""

import subprocess
import time
from collections.abc import Callable

PATIENCE_SECONDS = 20.0


def until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    """Not counting one that has ended and that nobody has asked for yet."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    state = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")
