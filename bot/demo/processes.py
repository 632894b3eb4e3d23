"""Starting the project's own programs as separate processes, on free loopback ports, and stopping them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path

import aiohttp
from aiohttp import web
from pydantic import BaseModel, ConfigDict

from bot.errors import SecondEarError

START_SECONDS = 20.0
STOP_SECONDS = 15.0
_POLL_SECONDS = 0.05
# What a child may take over from the environment; secrets and addresses are given by name only.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "TZ")


class ProcessFailed(SecondEarError):  # noqa: N818 - the name says what happened
    """A process did not start or ended by itself; the message ends with its last lines."""


class Addresses(BaseModel):
    """What the simulated workspace says of itself when it is up."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    api: str
    page: str
    control: str
    bot_token: str
    app_token: str
    signing_secret: str


class Running:
    """A started process with its log file."""

    def __init__(self, process: Process, log: Path) -> None:
        self.process = process
        self.log = log

    async def stop(self) -> int:
        """Asks the process to end and waits; past its time it is killed."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self.process.wait()
            except TimeoutError:
                await self.kill()
        return self.process.returncode or 0

    async def kill(self) -> None:
        """Ends the process at once, as a crash would."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    def tail(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-15:])


async def start_simulator(
    *, manifest: Path, seed: Path, log: Path, record: Path | None = None
) -> tuple[Running, Addresses]:
    """A Slack workspace on this machine, with the app of the manifest installed."""
    arguments = [
        "-m",
        "simulator",
        "--manifest",
        str(manifest),
        "--seed",
        str(seed),
        "--listen",
        "127.0.0.1:0",
    ]
    if record:
        arguments += ["--record", str(record)]
    running = await _start(arguments, environment={}, log=log, has_output=True)
    stdout = running.process.stdout
    if stdout is None:
        raise ProcessFailed("the simulator was started without a pipe")
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await stdout.readline()
    except TimeoutError as error:
        await running.kill()
        raise ProcessFailed(
            f"The simulator said nothing for {START_SECONDS:g} s.\n{running.tail()}"
        ) from error
    if not line:
        await running.process.wait()
        raise ProcessFailed(f"The simulator did not start.\n{running.tail()}")
    return running, Addresses.model_validate_json(line)


async def start_bot(*, environment: Mapping[str, str], log: Path, port: int) -> Running:
    """The bot, as `python -m bot run` starts it; returns when it says that it is ready."""
    running = await _start(["-m", "bot", "run"], environment=environment, log=log)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await _is_ready(session, port):
                    if running.process.returncode is not None:
                        raise ProcessFailed(f"The bot did not start.\n{running.tail()}")
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError as error:
            await running.kill()
            raise ProcessFailed(
                f"The bot was not ready after {START_SECONDS:g} s.\n{running.tail()}"
            ) from error
    return running


async def run_tool(arguments: list[str], *, environment: Mapping[str, str], log: Path) -> None:
    """Another command of the bot's command line, to its end; ProcessFailed when it fails."""
    running = await _start(["-m", "bot", *arguments], environment=environment, log=log)
    if await running.process.wait():
        raise ProcessFailed(f"`python -m bot {arguments[0]}` failed.\n{running.tail()}")


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
            return response.status == web.HTTPOk.status_code
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _start(
    arguments: list[str], *, environment: Mapping[str, str], log: Path, has_output: bool = False
) -> Running:
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE if has_output else sink,
            stderr=sink,
            env={**inherited, **environment},
            # A Ctrl-C in the terminal goes to the one that started these, who ends them in order.
            start_new_session=True,
        )
    return Running(process, log)
