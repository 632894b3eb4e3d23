"""A Slack workspace in a process of its own, and the surfaces of cases in it, without the rest of the bot."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.case import Case
from bot.domain.ids import Alias
from bot.errors import StoreAway
from bot.policy import load_policy
from bot.ports import Shown, SurfaceLog
from handlers.pacing import Pacing
from handlers.surfaces import Places, SlackSurfaces
from storage.memory.opening import open_memory

ROOT = Path(__file__).resolve().parents[2]
POLICY = load_policy(ROOT / "policy.toml")
CHANNELS = {"#help-en": "C0HELPEN01", "#leads": "C0LEADS001", "#moderators": "C0MODS0001"}
HELP, LEADS, MODERATORS = CHANNELS.values()
TOMAS, NOOR = "U0TOMAS001", "U0NOOR0001"
_PATIENCE_SECONDS = 10.0

Json = dict[str, Any]


@dataclass
class MovedClock:
    """The real time, moved forward by the test."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class ForgetfulLog:
    """A surface log that is away for as many calls as the test says, when a message has just been posted."""

    log: SurfaceLog
    failures: int = 0

    async def shown(self, alias: Alias) -> dict[str, Shown]:
        return await self.log.shown(alias)

    async def record_shown(self, alias: Alias, shown: Shown) -> bool:
        if shown.ts and self.failures:
            self.failures -= 1
            raise StoreAway("the store is away")
        return await self.log.record_shown(alias, shown)

    async def forget_shown(self, alias: Alias, name: str) -> None:
        await self.log.forget_shown(alias, name)


@dataclass
class SurfaceRoom:
    at: dict[str, str]
    session: aiohttp.ClientSession
    clock: MovedClock = field(default_factory=MovedClock)
    log: ForgetfulLog = field(init=False)
    surfaces: SlackSurfaces = field(init=False)

    def __post_init__(self) -> None:
        self.log = ForgetfulLog(open_memory(self.clock).surfaces)
        self.surfaces = self.new_worker()

    def new_worker(self, channels: dict[str, str] | None = None) -> SlackSurfaces:
        """The surfaces as another process has them: the same log, and nothing else in common."""
        client = AsyncWebClient(
            token=self.at["bot_token"], base_url=self.at["api"], session=self.session, timeout=5
        )
        return SlackSurfaces(
            client=client,
            log=self.log,
            policy=POLICY,
            clock=self.clock,
            places=Places(channels=(CHANNELS if channels is None else channels).get),
            pacing=Pacing(seconds_between_posts=0.01),
        )

    async def show_until_settled(self, case: Case) -> None:
        """What the reconciler does: shows, and comes again when it is told to."""
        for _ in range(40):
            again_at = await self.surfaces.show(case, is_urgent=False)
            if again_at is None:
                return
            self.clock.ahead += max(again_at - self.clock.now(), timedelta())
        raise AssertionError("the surfaces never settle")

    async def trouble(self, method: str, **fault: object) -> None:
        await self._control("faults", {"method": method, **fault})

    async def seen(self, channel: str, user: str = TOMAS, *, thread: str | None = None) -> list[Json]:
        """What the user sees there; a user id as channel is their direct messages with the app."""
        query = {"user": user, "channel": channel} | ({"thread_ts": thread} if thread else {})
        async with self.session.get(self.at["control"] + "sees", params=query) as response:
            assert response.status == 200, await response.text()
            messages: list[Json] = (await response.json())["messages"]
            return messages

    async def calls(self, method: str) -> list[Json]:
        async with self.session.get(self.at["control"] + "record") as response:
            entries = (await response.json())["entries"]
        return [entry for entry in entries if entry["kind"] == "api_call" and entry["method"] == method]

    async def until_recorded(self, alias: Alias) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self.log.shown(alias):  # noqa: ASYNC110 - the log is a port, and ports tell nobody
                await asyncio.sleep(0.001)

    async def delete(self, channel: str, ts: str) -> None:
        headers = {"Authorization": f"Bearer {self.at['bot_token']}"}
        body = {"channel": channel, "ts": ts}
        async with self.session.post(self.at["api"] + "chat.delete", json=body, headers=headers) as response:
            assert (await response.json())["ok"]

    async def _control(self, path: str, body: object) -> None:
        async with self.session.post(self.at["control"] + path, json=body) as response:
            assert response.status == 200, await response.text()


def _recording() -> tuple[str, ...]:
    """Into the folder that the privacy tests read afterwards, if there is one."""
    folder = os.environ.get("SECOND_EAR_RECORDS")
    return ("--record", str(Path(folder) / f"surfaces-{uuid4().hex}.jsonl")) if folder else ()


@asynccontextmanager
async def surface_room() -> AsyncIterator[SurfaceRoom]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator"),
        *("--manifest", str(ROOT / "manifest.yml"), "--seed", str(ROOT / "examples" / "workspace.yml")),
        *_recording(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _PATIENCE_SECONDS)
        async with aiohttp.ClientSession() as session:
            yield SurfaceRoom(json.loads(line), session)
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)
