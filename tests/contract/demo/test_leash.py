"""A program on a leash ends when whoever holds it does, in whatever way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.demo.processes import PATIENCE_SECONDS, is_alive, until
from tests.project.tree import ROOT

# A server with a child of its own; the child writes down who both are when it runs.
SERVER = """
import os, pathlib, subprocess, sys
child = "import os, pathlib, sys, time; "
child += "pathlib.Path(sys.argv[1]).write_text(f'{os.getppid()} {os.getpid()}'); time.sleep(600)"
sys.exit(subprocess.run([sys.executable, "-c", child, sys.argv[1]]).returncode)
"""
HOLDER = """
import subprocess, sys, time
held = subprocess.Popen([sys.executable, "-m", "bot.demo.leash", *sys.argv[1:]], stdin=subprocess.PIPE)
time.sleep(600)
"""


def start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE, cwd=ROOT)


def started(note: Path) -> list[int]:
    until(lambda: note.exists() and len(note.read_text().split()) == 2, "the server and its child")
    return [int(process) for process in note.read_text().split()]


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "processes"
    yield path
    for process in path.read_text().split() if path.exists() else ():
        if is_alive(int(process)):
            os.kill(int(process), signal.SIGKILL)


def test_a_server_and_its_child_end_when_the_holder_is_killed(note: Path) -> None:
    holder = start("-c", HOLDER, sys.executable, "-c", SERVER, str(note))
    server, child = started(note)

    holder.kill()
    holder.communicate()

    until(lambda: not is_alive(server) and not is_alive(child), "the end of both")


@pytest.mark.parametrize("ending", ["letting go", "SIGTERM"])
def test_a_server_and_its_child_end_before_the_leash_does(note: Path, ending: str) -> None:
    leash = start("-m", "bot.demo.leash", sys.executable, "-c", SERVER, str(note))
    server, child = started(note)

    if ending == "SIGTERM":
        leash.terminate()
        leash.wait(PATIENCE_SECONDS)
    leash.communicate(timeout=PATIENCE_SECONDS)

    assert (is_alive(server), is_alive(child)) == (False, False)


def test_a_program_that_ends_by_itself_ends_the_leash_with_its_own_code() -> None:
    leash = start("-m", "bot.demo.leash", sys.executable, "-c", "raise SystemExit(7)")

    assert leash.wait(PATIENCE_SECONDS) == 7
    leash.communicate()


@pytest.mark.parametrize("_attempt", range(5))
def test_a_server_ends_also_when_the_holder_let_go_before_the_leash_looked(note: Path, _attempt: int) -> None:
    """How far the server comes until then is chance, so it is tried more than once."""
    script = ("sh", "-c", 'echo $$ >"$1"; exec sleep 600', "sh", str(note))
    command = [sys.executable, "-m", "bot.demo.leash", *script]

    ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=PATIENCE_SECONDS, check=False)

    assert ended.returncode == 128 + signal.SIGTERM
    servers = note.read_text().split() if note.exists() else []
    assert [server for server in servers if is_alive(int(server))] == []
