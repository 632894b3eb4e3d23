"""The stage of the story: a simulated workspace, a store with the example clips, one bot; each a process."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.demo.people import Workspace
from bot.demo.processes import Addresses, Running, run_tool, start_bot, start_simulator
from bot.demo.stores import SqliteStore, Store

ROOT = Path(__file__).resolve().parents[2]
CALL_SECONDS = 15.0
HOOKS_SECRET = "signs the webhooks of a play"  # noqa: S105 - of a workspace on this machine
_DEMO_KEY = "5ec0d0ea12" * 6 + "0000"


@dataclass(frozen=True, kw_only=True)
class Props:
    """What the stage is set with: the examples, unless a play brings its own."""

    seed: Path = ROOT / "examples" / "workspace.yml"
    policy: Path = ROOT / "policy.toml"
    manifest: Path = ROOT / "examples" / "manifest.jsonl"
    audio: Path = ROOT / "examples"
    record: Path | None = None
    """Where the workspace writes what it was called with; without it, in the stage's home."""
    has_socket: bool = True
    """Whether Slack delivers by Socket Mode; otherwise by signed HTTP."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings of the bot beside those of every play, such as where its pager is."""
    store: Store | None = None
    """A store that has the clips already; without it, a file that they are imported into."""


class Stage:
    """Everything that runs, and the means to stop and start the bot."""

    def __init__(
        self, *, home: Path, addresses: Addresses, session: aiohttp.ClientSession, port: int, props: Props
    ) -> None:
        self.props = props
        self.home = home
        self.addresses = addresses
        self.session = session
        self.store: Store = props.store or SqliteStore(self.annotations)
        self.workspace = Workspace(session, addresses.control)
        self.port = port
        self.bot: Running | None = None
        self.team = "T0EAR0001"

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def annotations(self) -> Path:
        """The database, when no other store is set."""
        return self.home / "annotations.db"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the bot: the only place where it is told that Slack is on this machine."""
        return {
            "SLACK_API_URL": self.addresses.api,
            "SLACK_BOT_TOKEN": self.addresses.bot_token,
            **self._delivery,
            "SECOND_EAR_DATA": str(self.home),
            "SECOND_EAR_AUDIO_ROOT": str(self.props.audio),
            "SECOND_EAR_POLICY": str(self.props.policy),
            "SECOND_EAR_MASTER_KEY": _DEMO_KEY,
            "SECOND_EAR_HOOKS_SECRET": HOOKS_SECRET,
            "SECOND_EAR_PORT": str(self.port),
            "SECOND_EAR_PUBLIC_URL": self.public_url,
            "PYTHONPATH": str(ROOT),
            **self.props.settings,
            **self.store.environment,
        }

    @property
    def _delivery(self) -> dict[str, str]:
        if self.props.has_socket:
            return {"SLACK_APP_TOKEN": self.addresses.app_token}
        return {"SLACK_SIGNING_SECRET": self.addresses.signing_secret}

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
        arguments = ["import", str(self.props.manifest)]
        await run_tool(arguments, environment=self.environment, log=self.home / "import.log")


@asynccontextmanager
async def open_stage(home: Path, props: Props | None = None) -> AsyncIterator[Stage]:
    """A stage with its curtain up; everything that was started is stopped at the end."""
    props = props or Props()
    async with AsyncExitStack() as stack:
        simulator, addresses = await start_simulator(
            manifest=ROOT / "manifest.yml",
            seed=props.seed,
            log=home / "simulator.log",
            record=props.record or home / "slack.jsonl",
        )
        stack.push_async_callback(simulator.stop)
        session = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        )
        stage = Stage(home=home, addresses=addresses, session=session, port=free_port(), props=props)
        if props.store is None:
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
