"""Node.js and the clients it runs: found, installed once where git ignores them, started and asked."""

import asyncio
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.running import Json

FOLDER = Path(__file__).parent
_INSTALL_SECONDS = 300
# Node.js starts slowly on a machine that has much else to do.
PATIENCE_SECONDS = 30.0
# The oldest Node.js that each of the two supports, by their own package files.
OLDEST_NODE = {"@slack/bolt": 20, "bolt-4": 18}


def node_version() -> int:
    """The major version of the Node.js that is here; without it the test is skipped, in CI it fails."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        _not_here("there is no Node.js with npm here: apt-get install nodejs npm")
    answer = subprocess.run(["node", "--version"], capture_output=True, check=True, text=True, timeout=30)
    return int(answer.stdout.strip().removeprefix("v").split(".")[0])


def install_clients(folder: Path = FOLDER) -> Path:
    """The folder's node_modules, holding what its lock file names, by hash; two workers make it once."""
    modules = folder / "node_modules"
    stamp = modules / ".installed"
    with (folder / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(lock.read()).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted:
            return modules
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            check=False,
            text=True,
            timeout=_INSTALL_SECONDS,
        )
        if done.returncode != 0:
            _not_here(f"npm ci could not install the clients: {done.stderr.strip()[-500:]}")
        stamp.write_text(wanted)
    return modules


def _not_here(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Program:
    """One of the programs of this folder, which speaks in lines of JSON."""

    process: Process

    async def line(self) -> Json:
        assert self.process.stdout is not None
        text = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE_SECONDS)
        assert text, "the program ended"
        said: Json = json.loads(text)
        return said

    async def ask(self, call: str, options: object = None, **more: object) -> Json:
        assert self.process.stdin is not None
        asked = {"call": call, "options": {} if options is None else options, **more}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        return await self.line()

    async def gives(self, call: str, options: object = None, **more: object) -> Any:  # noqa: ANN401 - any JSON
        """What the call gave back; fails when it was refused."""
        answer = await self.ask(call, options, **more)
        assert "result" in answer, answer
        return answer["result"]

    async def until(self, **wanted: object) -> Json:
        """The next line that says all of this."""
        while True:
            said = await self.line()
            if said.items() >= wanted.items():
                return said


@asynccontextmanager
async def program(name: str, settings: dict[str, str]) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        *("node", str(FOLDER / name)),
        env={"PATH": os.environ["PATH"], **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
