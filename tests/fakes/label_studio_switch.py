"""The fake Label Studio at one address, where it is there or not, like one that is being restarted."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.demo.label_studio_server import BOT, PERSON, Accounts
from tests.fakes.label_studio import FakeLabelStudio


class SwitchedLabelStudio:
    """What it remembers stays while it is off."""

    def __init__(self) -> None:
        self.fake = FakeLabelStudio()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self._runner: web.AppRunner | None = None
        person, bot = (self.fake.memory.add_user(email) for email in (PERSON, BOT))
        self.accounts = Accounts(
            root=f"http://127.0.0.1:{self._port}",
            bot_token=bot.personal_token,
            person_token=person.legacy_token,
            person_password="",
        )

    async def up(self) -> None:
        runner = web.AppRunner(self.fake.application(), access_log=None, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        self._runner = runner

    async def down(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()


@asynccontextmanager
async def switched_label_studio() -> AsyncIterator[SwitchedLabelStudio]:
    """It is up at first."""
    switched = SwitchedLabelStudio()
    await switched.up()
    try:
        yield switched
    finally:
        await switched.down()
