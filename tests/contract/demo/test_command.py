"""`python -m bot demo --store label-studio` with a program in Label Studio's place that never comes up."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.label_studio_server import PROGRAM
from tests.contract.demo.processes import PATIENCE_SECONDS, is_alive, until
from tests.project.tree import ROOT

# As a shell starts what it puts into the background: there, Ctrl-C is for others.
IN_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
COMMAND = [sys.executable, "-m", "bot", "demo", "--once", "--store", "label-studio"]

# Healthy, and knows nobody's token.
STRANGER = """
import http.server, sys
class Stranger(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 401)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Stranger).serve_forever()
"""


class Place:
    """Where the program is, and what it does."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "bin/label-studio"
        self.note = folder / "process"

    def does(self, script: str) -> None:
        self.program.parent.mkdir()
        self.program.write_text(f"#!/bin/sh\n{script}\n")
        self.program.chmod(0o755)

    def start_demo(self, *prefix: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*prefix, *COMMAND],
            cwd=ROOT,
            env={**os.environ, PROGRAM: str(self.program), "TMPDIR": str(self.note.parent)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def process(self) -> int:
        until(lambda: self.note.exists() and self.note.read_text().endswith("\n"), "the program")
        return int(self.note.read_text())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    if made.note.exists() and is_alive(process := int(made.note.read_text())):
        os.kill(process, signal.SIGKILL)


def test_without_label_studio_it_says_which_script_brings_it() -> None:
    environment = {name: value for name, value in os.environ.items() if name != PROGRAM}

    ended = subprocess.run(COMMAND, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)

    assert ended.returncode == 1
    assert "`scripts/demo --store label-studio` installs it first" in ended.stdout


def test_label_studio_that_ends_at_once_is_told_with_its_last_words_and_what_to_do(place: Place) -> None:
    place.does("echo database or disk is full\nexit 3")

    demo = place.start_demo()
    output, _ = demo.communicate(timeout=PATIENCE_SECONDS)

    assert demo.returncode == 1
    assert "database or disk is full" in output
    assert f"remove the folder that it is installed in, {place.program.parents[1]}" in output


def test_a_stranger_on_the_port_is_told_from_label_studio(place: Place) -> None:
    place.does(f"exec {sys.executable} -c '{STRANGER}' \"$@\"")

    demo = place.start_demo()
    output, _ = demo.communicate(timeout=PATIENCE_SECONDS)

    assert demo.returncode == 1
    assert "another program took the port meanwhile. Run it again" in output


@pytest.mark.parametrize(
    ("how", "prefix"), [(signal.SIGINT, ()), (signal.SIGTERM, ()), (signal.SIGTERM, IN_BACKGROUND)]
)
def test_a_demo_that_is_told_to_end_leaves_nothing_behind(
    place: Place, how: signal.Signals, prefix: tuple[str, ...]
) -> None:
    place.does(f"echo $$ >{place.note}\nexec sleep 600")
    demo = place.start_demo(*prefix)
    process = place.process()

    demo.send_signal(how)
    output, _ = demo.communicate(timeout=PATIENCE_SECONDS)

    assert (demo.returncode, is_alive(process)) == (130, False)
    assert list(place.note.parent.glob("second-ear-demo-*")) == []
    assert "Traceback" not in output


def test_label_studio_ends_with_a_demo_that_is_killed(place: Place) -> None:
    place.does(f"echo $$ >{place.note}\nexec sleep 600")
    demo = place.start_demo()
    process = place.process()

    demo.kill()
    demo.communicate(timeout=PATIENCE_SECONDS)

    until(lambda: not is_alive(process), "the end of Label Studio")
