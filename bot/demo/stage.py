"""The stage of the story: a simulated workspace, a store with the example clips, one bot; each a process."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from bot.demo.people import Workspace
from bot.demo.processes import Addresses, Running, run_tool, start_bot, start_simulator

ROOT = Path(__file__).resolve().parents[2]
CALL_SECONDS = 15.0
_DEMO_KEY = "5ec0d0ea12" * 6 + "0000"


class Stage:
    """Everything that runs, and the means to stop and start the bot."""

    def __init__(
        self, *, home: Path, addresses: Addresses, session: aiohttp.ClientSession, port: int
    ) -> None:
        self.home = home
        self.addresses = addresses
        self.session = session
        self.workspace = Workspace(session, addresses.control)
        self.port = port
        self.bot: Running | None = None
        self.team = "T0EAR0001"

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def annotations(self) -> Path:
        return self.home / "annotations.db"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the bot: the only place where it is told that Slack is on this machine."""
        return {
            "SLACK_API_URL": self.addresses.api,
            "SLACK_BOT_TOKEN": self.addresses.bot_token,
            "SLACK_APP_TOKEN": self.addresses.app_token,
            "SECOND_EAR_DATA": str(self.home),
            "SECOND_EAR_AUDIO_ROOT": str(ROOT / "examples"),
            "SECOND_EAR_POLICY": str(ROOT / "policy.toml"),
            "SECOND_EAR_MASTER_KEY": _DEMO_KEY,
            "SECOND_EAR_PORT": str(self.port),
            "SECOND_EAR_PUBLIC_URL": self.public_url,
            "PYTHONPATH": str(ROOT),
        }

    async def start_bot(self) -> None:
        self.bot = await start_bot(environment=self.environment, log=self.home / "bot.log", port=self.port)

    async def kill_bot(self) -> None:
        """As a power cut would."""
        if self.bot:
            await self.bot.kill()

    async def stop_bot(self) -> None:
        if self.bot:
            await self.bot.stop()

    async def import_clips(self) -> None:
        manifest = ROOT / "examples" / "manifest.jsonl"
        await run_tool(["import", str(manifest)], environment=self.environment, log=self.home / "import.log")


@asynccontextmanager
async def open_stage(home: Path) -> AsyncIterator[Stage]:
    """A stage with its curtain up; everything that was started is stopped at the end."""
    async with AsyncExitStack() as stack:
        simulator, addresses = await start_simulator(
            manifest=ROOT / "manifest.yml",
            seed=ROOT / "examples" / "workspace.yml",
            log=home / "simulator.log",
            record=home / "slack.jsonl",
        )
        stack.push_async_callback(simulator.stop)
        session = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        )
        stage = Stage(home=home, addresses=addresses, session=session, port=free_port())
        await stage.import_clips()
        stack.push_async_callback(stage.stop_bot)
        await stage.start_bot()
        yield stage


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
