"""`python -m bot demo`: plays the story with its progress, checks it, and stays up to be looked at."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bot.demo.check import Findings, check, count_calls
from bot.demo.label_studio import LabelStudioProject, open_project
from bot.demo.label_studio_server import PROGRAM, LabelStudioServer
from bot.demo.label_studio_story import LABEL_STUDIO_SCENES
from bot.demo.people import ActFailed, until
from bot.demo.played import Played
from bot.demo.stage import Props, Stage, open_stage
from bot.demo.story import SCENES, play
from bot.errors import ConfigurationError, SecondEarError

SETTLE_SECONDS = 30.0
SQLITE, LABEL_STUDIO = "sqlite", "label-studio"
STORES = (SQLITE, LABEL_STUDIO)
_SCENES = {SQLITE: SCENES, LABEL_STUDIO: LABEL_STUDIO_SCENES}


async def demo(*, store: str, is_once: bool, json_path: Path | None) -> int:
    """The exit code: 0 only when the store, Slack and the log are as they must be."""
    started = time.monotonic()
    _end_in_order_when_told()
    with tempfile.TemporaryDirectory(prefix="second-ear-demo-", ignore_cleanup_errors=True) as home:
        try:
            async with AsyncExitStack() as stack:
                props = Props(store=await _open_store(store, Path(home), stack))
                stage = await stack.enter_async_context(open_stage(Path(home), props))
                _say(f"Everything is up after {time.monotonic() - started:.1f} s. The story begins.")
                played = await play(stage, _say, _SCENES[store])
                return await _judge(stage, played, started=started, is_once=is_once, json_path=json_path)
        except SecondEarError as failed:
            _say(f"The demo failed: {failed}")
            _say(_last_lines(Path(home) / "bot.log"))
            return 1


async def _open_store(name: str, home: Path, stack: AsyncExitStack) -> LabelStudioProject | None:
    """None for the file that the bot makes by itself."""
    if name != LABEL_STUDIO:
        return None
    program = os.environ.get(PROGRAM)
    if not program:
        raise ConfigurationError(
            "There is no Label Studio to play over. `scripts/demo --store label-studio` installs it first."
        )
    _say("Label Studio makes its database and starts: about a minute.")
    folder = home / "label-studio"
    folder.mkdir()
    server = LabelStudioServer(program, folder)
    stack.push_async_callback(asyncio.to_thread, server.stop)
    accounts = await server.accounts(_say)
    _say("Label Studio is up. It gets a project with the clips.")
    return await stack.enter_async_context(open_project(accounts))


async def _judge(
    stage: Stage, played: Played, *, started: float, is_once: bool, json_path: Path | None
) -> int:
    _say("Checking the store, Slack and the log from outside the bot.")
    findings = await _settled(stage, played, slack_calls=await count_calls(stage))
    findings.counts.seconds = round(time.monotonic() - started, 1)
    _report(findings, json_path)
    if not is_once:
        await _stay(stage)
    return 1 if findings.problems else 0


async def _settled(stage: Stage, played: Played, *, slack_calls: int) -> Findings:
    """The findings once they are clean; what is still on its way gets a few seconds."""
    latest: list[Findings] = []

    async def look() -> Findings | None:
        latest[:] = [await check(stage, played, slack_calls=slack_calls)]
        return latest[0] if not latest[0].problems else None

    try:
        return await until(look, "everything to be as it must be", seconds=SETTLE_SECONDS)
    except ActFailed:
        return latest[0] if latest else await check(stage, played, slack_calls=slack_calls)


def _report(findings: Findings, json_path: Path | None) -> None:
    for name, number in findings.counts.model_dump().items():
        _say(f"  {name.replace('_', ' '):<16} {number}")
    for problem in findings.problems:
        _say(f"  NOT AS IT MUST BE: {problem}")
    if not findings.problems:
        _say("All is as it must be.")
    if json_path:
        json_path.write_text(findings.counts.model_dump_json(indent=2) + "\n", encoding="utf-8")
        _say(f"Wrote {json_path}.")


async def _stay(stage: Stage) -> None:
    _say("")
    _say(f"The workspace:      {stage.addresses.page}")
    _say(f"Acting by hand:     {stage.addresses.control} (docs/simulator.md)")
    _say(f"The bot:            {stage.public_url}readyz")
    _say(f"Its logs and data:  {stage.home}")
    for what, place in stage.store.places.items():
        _say(f"{what + ':':<19} {place}")
    _say("Ctrl-C ends everything.")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    _say("Stopping.")


def _end_in_order_when_told() -> None:
    """SIGTERM does what Ctrl-C does, which a shell keeps from its background: what was started is stopped."""
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _last_lines(log: Path) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
