"""Runs a program for as long as somebody holds the other end of this process's standard input.

`python -m bot.demo.leash PROGRAM ARGUMENT…`. When that end closes, because whoever holds it let go or
ended in any way, `kill -9` included, the program is ended with all that it started.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

END_SECONDS = 20.0
_POLL_SECONDS = 0.05


def main() -> int:
    """The program's own exit code when it ends first."""
    signal.signal(signal.SIGTERM, _leave)
    program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        # The holder may have let go already, and then this thread ends the wait for its own start.
        threading.Thread(target=_wait_for_the_holder, daemon=True).start()
        return program.wait()
    finally:
        _end(program)


def _wait_for_the_holder() -> None:
    # Not by sys.stdin, whose lock this thread would still hold when the leash ends.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _leave(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough, and the rest must not be interrupted
    raise SystemExit(128 + signal.SIGTERM)


def _end(program: subprocess.Popen[bytes]) -> None:
    """The whole group, kindly and then not: servers start children of their own."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(program.pid, how)
            _wait_for_the_group(program)
        except ProcessLookupError:
            return


def _wait_for_the_group(program: subprocess.Popen[bytes]) -> None:
    """Returns when time is up; ProcessLookupError when nobody is left."""
    until = time.monotonic() + END_SECONDS
    while time.monotonic() < until:
        program.poll()  # a process that has ended counts as one of its group until it is asked for
        os.killpg(program.pid, 0)
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
