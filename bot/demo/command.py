"""`python -m bot demo`: plays the story with its progress, checks it, and stays up to be looked at."""

import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path

from bot.demo.check import Findings, check, count_calls
from bot.demo.people import ActFailed, until
from bot.demo.stage import Stage, open_stage
from bot.demo.story import Played, play
from bot.errors import SecondEarError

SETTLE_SECONDS = 15.0


async def demo(*, is_once: bool, json_path: Path | None) -> int:
    """The exit code: 0 only when the store, Slack and the log are as they must be."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="second-ear-demo-", ignore_cleanup_errors=True) as home:
        try:
            async with open_stage(Path(home)) as stage:
                return await _demo_on(stage, started=started, is_once=is_once, json_path=json_path)
        except SecondEarError as failed:
            _say(f"The demo failed: {failed}")
            _say(_last_lines(Path(home) / "bot.log"))
            return 1


async def _demo_on(stage: Stage, *, started: float, is_once: bool, json_path: Path | None) -> int:
    _say(f"Everything is up after {time.monotonic() - started:.1f} s. The story begins.")
    played = await play(stage, _say)
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
        return latest[0]


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
    _say("Ctrl-C ends everything.")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    _say("Stopping.")


def _last_lines(log: Path) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
